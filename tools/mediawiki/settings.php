<?php
// Settings of the wiki for tests, after those that its installer wrote. A fault is had by a header of the request.

// A wiki lives as long as a test run: nothing of it has to survive a power cut.
$quick = [ 'synchronous' => 'OFF' ];
$wgDBservers = [ [ 'type' => $wgDBtype, 'host' => '', 'user' => '', 'password' => '', 'dbname' => $wgDBname,
	'load' => 1, 'variables' => $quick ] ];
$wgObjectCaches[CACHE_DB]['server']['variables'] = $quick;
$wgJobTypeConf['default']['server']['variables'] = $quick;
$wgCacheDirectory = "$wgSQLiteDataDir/cache";

$wgJobRunRate = 0; // jobs are run when a test says so
$wgRCMaxAge = 50 * 365 * 24 * 3600; // imported edits are as old as their dump says

// Users of an import get accounts; without, their names would begin with "imported>".
$wgHooks['ImportHandleUnknownUser'][] = static function ( $name ) {
	return User::createNew( $name ) === null;
};

// X-Test-Lag: 7 (seconds). A wiki of one database never lags by itself.
if ( isset( $_SERVER['HTTP_X_TEST_LAG'] ) ) {
	$wgHooks['ApiMaxLagInfo'][] = static function ( &$lag ) {
		$lag = [ 'host' => 'testdb', 'lag' => (float)$_SERVER['HTTP_X_TEST_LAG'], 'type' => 'db' ];
	};
}
// X-Test-Readonly: the reason
if ( isset( $_SERVER['HTTP_X_TEST_READONLY'] ) ) {
	$wgReadOnly = $_SERVER['HTTP_X_TEST_READONLY'];
}
// X-Test-Ratelimit: 1 (edits in half a minute)
if ( isset( $_SERVER['HTTP_X_TEST_RATELIMIT'] ) ) {
	foreach ( [ 'user', 'newbie', 'ip' ] as $group ) {
		$wgRateLimits['edit'][$group] = [ (int)$_SERVER['HTTP_X_TEST_RATELIMIT'], 30 ];
	}
}
// X-Test-Maxresult: 20000 (bytes of an answer)
if ( isset( $_SERVER['HTTP_X_TEST_MAXRESULT'] ) ) {
	$wgAPIMaxResultSize = (int)$_SERVER['HTTP_X_TEST_MAXRESULT'];
}
// X-Test-Temp: 1. Who edits without logging in gets a temporary account.
if ( isset( $_SERVER['HTTP_X_TEST_TEMP'] ) ) {
	$wgAutoCreateTempUser['enabled'] = true;
}
// X-Test-Status: 503 (any HTTP status)
if ( isset( $_SERVER['HTTP_X_TEST_STATUS'] ) ) {
	http_response_code( (int)$_SERVER['HTTP_X_TEST_STATUS'] );
	header( 'Retry-After: 1' );
	exit( 'test fault' );
}
