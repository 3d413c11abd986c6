"""A MediaWiki for tests and trials, from Debian's packages: no container, and of the system only PHP.

`fetch` installs PHP where it is missing (as root), unpacks MediaWiki into .mediawiki and installs a wiki there, once for
each suite of Debian; `run` starts a copy of that wiki on a free loopback port, prints one line of JSON with url, api,
folder and maintenance, and stops with Ctrl-C, SIGTERM or the end of its parent.
"""

import argparse
import contextlib
import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

HERE = Path(__file__).resolve().parent
PLACE = HERE.parent.parent / ".mediawiki"
EVERYWHERE = ("ParserFunctions", "Cite", "VisualEditor")
# Extensions of the wiki by suite: trixie has MediaWiki 1.43, bookworm 1.39.
SUITES = {"trixie": (*EVERYWHERE, "DiscussionTools", "Linter", "Echo"), "bookworm": EVERYWHERE}
ADMINISTRATOR, PASSWORD = "Admin", "Correct-Horse-7"
# What MediaWiki needs of PHP, by the package that has it.
PHP_PACKAGES = {"php-mbstring": "mbstring", "php-xml": "dom", "php-intl": "intl", "php-sqlite3": "pdo_sqlite"}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
START_SECONDS, STOP_SECONDS = 60, 10  # it starts in a second, but later on a machine that is busy
WORKERS = "4"  # answers at the same time
# Debian's setting of the buffer keeps MediaWiki from compressing what it answers.
PHP = ("php", "-q", "-d", "memory_limit=512M", "-d", "output_buffering=0", "-d", "display_errors=stderr")
# PHP's workers outlive the process that started them: when standard input ends, as it does with this program however
# that ends, all of the group are stopped.
GROUP = 'exec 3<&0; { read -r line; kill -TERM 0; } <&3 & exec "$@" </dev/null 3<&-'


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach a running wiki.

    Attributes:
        url: Its address.
        api: That of its action API.
        folder: Its settings, data and `server.log`; gone when it stops.
        maintenance: Start of a command that runs one of MediaWiki's scripts on it, such as `importDump.php`.
    """

    url: str
    api: str
    folder: str
    maintenance: tuple[str, ...]


def stop_with(message: str) -> NoReturn:
    """End the program with one line on standard error."""
    print(message, file=sys.stderr)
    raise SystemExit(1)


def output_of(command: Sequence[str], folder: Path | None = None) -> str:
    """Return what a command prints, or end the program with its last words."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    if done.returncode:
        stop_with(f"{command[0]} failed: " + " / ".join((done.stderr or done.stdout).splitlines()[-3:]))
    return done.stdout


def recipe(suite: str) -> str:
    """Return what a suite's wiki is made of, by which one that is there is known to be right."""
    return " ".join((suite, *SUITES[suite]))


def program(suite: str) -> Path:
    """Return the folder of MediaWiki itself."""
    return PLACE / suite / "usr" / "share" / "mediawiki"


def is_fetched(suite: str) -> bool:
    """Return whether the wiki of a suite is there."""
    stamp = PLACE / suite / "version"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == recipe(suite)


def fetch(suite: str) -> None:
    """Unpack MediaWiki and install a wiki that can be copied, unless that is done."""
    if is_fetched(suite):
        return
    if not shutil.which("apt-get"):
        stop_with("apt-get is missing: MediaWiki comes from Debian's packages, so it can be had on Debian only")
    install_php()
    place = PLACE / suite
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="packages-", dir=place) as folder:
        for package in download(suite, Path(folder)):
            output_of(["dpkg", "-x", str(package), str(place)])
    link_folders(program(suite))
    install_wiki(suite)
    (place / "version").write_text(recipe(suite), encoding="utf-8")


def missing_packages() -> list[str]:
    """Return the packages of PHP that have to be installed."""
    if not shutil.which("php"):
        return ["php-cli", *PHP_PACKAGES]
    modules = output_of(["php", "-m"]).split()
    return [package for package, module in PHP_PACKAGES.items() if module not in modules]


def install_php() -> None:
    """Install what is missing of PHP."""
    packages = missing_packages()
    if not packages:
        return
    command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        stop_with(f"PHP or a part of it is missing: as root, `{' '.join(command)}`")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    if subprocess.run(command, check=False, capture_output=True).returncode:  # its lists may be old, or not there
        output_of(["apt-get", "update", "-qq"])
        output_of(command)


def download(suite: str, folder: Path) -> list[Path]:
    """Download MediaWiki's packages into a folder; this machine may be of another suite, and nothing of it changes."""
    (folder / "lists" / "partial").mkdir(parents=True)
    signed = f"[signed-by={KEYRING}] " if KEYRING.is_file() else ""
    sources = folder / "sources.list"
    sources.write_text(f"deb {signed}{repository()} {suite} main\n", encoding="utf-8")
    settings = {
        "Dir::Etc::SourceList": str(sources),
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": str(folder / "lists"),
        "Dir::Cache": str(folder),
        "APT::Sandbox::User": "root",  # its own user may not write here
        "Acquire::Languages": "none",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    }
    command = ["apt-get", "-qq", *(part for name, value in settings.items() for part in ("-o", f"{name}={value}"))]
    output_of([*command, "update"])
    output_of([*command, "download", "mediawiki", "mediawiki-classes"], folder)
    return sorted(folder.glob("*.deb"))


def repository() -> str:
    """Return the address of the mirror of Debian that this machine uses."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    command += ["Created-By: Packages", "Origin: Debian", "Label: Debian"]
    found = output_of(command).split()
    if not found and os.geteuid() == 0:
        output_of(["apt-get", "update", "-qq"])
        found = output_of(command).split()
    if not found:
        stop_with(
            "apt-get knows no mirror of Debian, from whose packages MediaWiki comes (it may need `apt-get update`)"
        )
    return found[0]


def link_folders(folder: Path) -> None:
    """Put folders of MediaWiki's where the package has links to places outside of it."""
    for name in ("extensions", "images", "config", "LocalSettings.php"):
        (folder / name).unlink()
    (folder / "extensions").symlink_to("extensions-core")
    (folder / "images").mkdir()


def install_wiki(suite: str) -> None:
    """Install a wiki that can be copied: its settings say that its data is beside them."""
    wiki = PLACE / suite / "wiki"
    data = wiki / "data"
    (data / "cache").mkdir(parents=True)
    options = {
        "confpath": str(wiki),
        "dbtype": "sqlite",
        "dbpath": str(data),
        "dbname": "wiki",
        "server": "http://127.0.0.1",
        "scriptpath": "",
        "lang": "en",
        "pass": PASSWORD,
        "extensions": ",".join(SUITES[suite]),
        "skins": "Vector",
    }
    script = program(suite) / "maintenance" / "install.php"
    output_of(["php", str(script), *(f"--{name}={value}" for name, value in options.items()), "Test", ADMINISTRATOR])
    settings = wiki / "LocalSettings.php"
    text = settings.read_text(encoding="utf-8")
    place = re.compile(r"^\$wgSQLiteDataDir = .*;$", re.MULTILINE)
    if len(place.findall(text)) != 1:
        stop_with("MediaWiki's installer does not write where the data is as it used to: tools/mediawiki/server.py")
    settings.write_text(place.sub("$wgSQLiteDataDir = __DIR__ . '/data';", text), encoding="utf-8")


def die_with_parent() -> None:
    """Ask Linux to stop this process when its parent ends, however that ends; elsewhere there is no such request."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 = PR_SET_PDEATHSIG


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(api: str) -> bool:
    """Return whether a wiki's API tells what wiki it is."""
    with contextlib.suppress(OSError, ValueError):
        question = f"{api}?action=query&meta=siteinfo&format=json"
        with urllib.request.urlopen(question, timeout=10) as answer:  # noqa: S310 - an address of this program
            return "query" in json.load(answer)
    return False


@contextlib.contextmanager
def running(suite: str) -> Iterator[Server]:
    """Run a fresh wiki while the context is open."""
    with tempfile.TemporaryDirectory(prefix="graphtalk-mediawiki-", ignore_cleanup_errors=True) as folder:
        wiki = Path(folder) / "wiki"
        shutil.copytree(PLACE / suite / "wiki", wiki)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        settings = wiki / "LocalSettings.php"
        with settings.open("a", encoding="utf-8") as file:
            file.write(f"$wgServer = '{url}';\nrequire {quoted(HERE / 'settings.php')};\n")
        scripts = ("env", "-C", str(program(suite) / "maintenance"), f"MW_CONFIG_FILE={settings}", "php")
        server = Server(url, f"{url}/api.php", str(wiki), scripts)
        log = wiki / "server.log"
        process = start(port, program(suite), settings, log)
        try:
            wait_for(process, server.api, log)
            yield server
        finally:
            stop(process)


def quoted(path: Path) -> str:
    """Return a path as PHP writes it."""
    return "'" + str(path).replace("\\", "\\\\").replace("'", "\\'") + "'"


def start(port: int, root: Path, settings: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start PHP's own server, in a group of processes of its own."""
    with log.open("wb") as file:
        return subprocess.Popen(
            ["sh", "-c", GROUP, "sh", *PHP, "-S", f"127.0.0.1:{port}", "-t", str(root)],
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=file,
            env=os.environ | {"MW_CONFIG_FILE": str(settings), "PHP_CLI_SERVER_WORKERS": WORKERS},
            start_new_session=True,
        )


def wait_for(process: subprocess.Popen[bytes], api: str, log: Path) -> None:
    """Wait until the wiki answers, or end the program with the last lines of its log."""
    limit = time.monotonic() + START_SECONDS
    while not answers(api):
        if process.poll() is not None or time.monotonic() > limit:
            stop_with("the MediaWiki server does not start: " + " / ".join(log.read_text("utf-8").splitlines()[-5:]))
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server with all its workers, gently at first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            return


def run(suite: str) -> None:
    """Run a wiki until this program is told to stop."""
    if not is_fetched(suite):
        stop_with(f"MediaWiki is not here yet: run `python tools/mediawiki/server.py fetch --suite {suite}`")
    if missing := missing_packages():
        stop_with(f"PHP or a part of it is missing: install {' '.join(missing)}")

    def leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - the shape of a signal handler
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    die_with_parent()
    with running(suite) as server:
        print(json.dumps(asdict(server)), flush=True)
        while True:
            signal.pause()


def main() -> None:
    """Run the command that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("command", choices=["fetch", "run"])
    parser.add_argument(
        "--suite", choices=SUITES, help="of Debian; otherwise all are fetched, and the first one is run"
    )
    options = parser.parse_args()
    suites = [options.suite] if options.suite else [*SUITES]
    if options.command == "run":
        run(suites[0])
    for suite in suites:
        fetch(suite)


if __name__ == "__main__":
    main()
