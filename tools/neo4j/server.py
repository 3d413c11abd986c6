"""A Neo4j server for tests and trials, from Maven's jars: no container, nothing outside the project's folder.

`fetch` copies the jars into .neo4j/lib, once for each version in pom.xml; `run` starts a server with an empty
database on a free loopback port, prints one line of JSON with uri, username and password, and stops with Ctrl-C,
SIGTERM or the end of its parent.
"""

import argparse
import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn
from xml.etree import ElementTree as ET

HERE = Path(__file__).resolve().parent
PLACE = HERE.parent.parent / ".neo4j"
LIBRARY = PLACE / "lib"
HOME = PLACE / "home"  # a server's folder before its first start, with the password set
STAMP = PLACE / "version"
USERNAME, PASSWORD = "neo4j", "graphtalk-test"
ENTRY_POINT = "META-INF/services/org.neo4j.server.startup.EntryPoint"
START_SECONDS, STOP_SECONDS = 120, 15  # it starts in 5 s, but in 30 s on a machine that is busy
# Serial collector and first-stage compiler: a test run is too short for better ones to pay off.
SMALL = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
JAVA_FLAGS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)
CONFIGURATION = """\
server.default_listen_address=127.0.0.1
server.default_advertised_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.directories.import=import
server.memory.pagecache.size=64m
db.tx_log.preallocate=false
db.tx_log.rotation.size=16m
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach a running server."""

    uri: str
    username: str
    password: str


def stop_with(message: str) -> NoReturn:
    """End the program with one line on standard error."""
    print(message, file=sys.stderr)
    raise SystemExit(1)


def require(program: str, package: str) -> None:
    """Make sure that a program is there."""
    if shutil.which(program) is None:
        stop_with(f"{program} is missing: install it (on Debian and Ubuntu: apt-get install {package})")


def version() -> str:
    """Return the server's version from pom.xml."""
    root = ET.parse(HERE / "pom.xml").getroot()  # noqa: S314 - a file of this project
    return root.findtext("{*}properties/{*}neo4j.version", "")


def is_fetched() -> bool:
    """Return whether the jars of this version are there."""
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == version()


def fetch() -> None:
    """Copy the jars of the version in pom.xml and set the password, unless that is done."""
    if is_fetched():
        return
    require("java", "openjdk-17-jre-headless")
    require("mvn", "maven")
    shutil.rmtree(PLACE, ignore_errors=True)
    pom = str(HERE / "pom.xml")
    copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={LIBRARY}"]
    done = subprocess.run(["mvn", "-B", "-q", "-f", pom, *copy], check=False)
    if done.returncode:
        stop_with("Maven could not fetch the Neo4j server: its words are above")
    for name in ("conf", "data", "logs", "run", "import", "plugins"):
        (HOME / name).mkdir(parents=True)
    admin = [*java(), "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", PASSWORD]
    places = {"NEO4J_HOME": str(HOME), "NEO4J_CONF": str(HOME / "conf")}
    subprocess.run(admin, check=True, env=os.environ | places, stdout=subprocess.DEVNULL)
    STAMP.write_text(version(), encoding="utf-8")


def java(heap: str | None = None) -> list[str]:
    """Return the start of a command that runs a class of the server; with a heap such as `2g`, as quickly as it can."""
    return ["java", *((f"-Xmx{heap}",) if heap else SMALL), *JAVA_FLAGS, "-cp", f"{LIBRARY}/*"]


def main_class() -> str:
    """Return the class that starts the server: each version names its own."""
    with zipfile.ZipFile(LIBRARY / f"neo4j-{version()}.jar") as jar:
        return jar.read(ENTRY_POINT).decode().split()[0]


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


def answers(port: int) -> bool:
    """Return whether a server agrees on a version of Bolt (the handshake: magic, then four versions wanted)."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(bytes.fromhex("6060b017" + "00080805" + "00000004" + "00000003" + "00000000"))
        return any(connection.recv(4))
    return False


@contextlib.contextmanager
def running(heap: str | None) -> Iterator[Server]:
    """Run a server with an empty database while the context is open."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="graphtalk-neo4j-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        shutil.copytree(HOME, home)
        (home / "conf" / "neo4j.conf").write_text(CONFIGURATION.format(port=port), encoding="utf-8")
        command = [*java(heap), main_class(), f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - this program has one thread
        )
        try:
            wait_for(process, port, home / "logs" / "neo4j.log")
            yield Server(f"bolt://127.0.0.1:{port}", USERNAME, PASSWORD)
        finally:
            stop(process)


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server answers, or end the program with the last lines of its log."""
    limit = time.monotonic() + START_SECONDS
    while not answers(port):
        if process.poll() is not None or time.monotonic() > limit:
            last = log.read_text(encoding="utf-8").splitlines()[-5:] if log.exists() else ["it wrote no log"]
            stop_with("the Neo4j server does not start: " + " / ".join(last))
        time.sleep(0.1)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server, gently at first."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(heap: str | None) -> None:
    """Run a server until this program is told to stop."""
    if not is_fetched():
        stop_with("the Neo4j server is not here yet: run `python tools/neo4j/server.py fetch`")
    require("java", "openjdk-17-jre-headless")

    def leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - the shape of a signal handler
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    die_with_parent()
    with running(heap) as server:
        print(json.dumps(asdict(server)), flush=True)
        while True:
            signal.pause()


def main() -> None:
    """Run the command that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("command", choices=["fetch", "run"])
    parser.add_argument(
        "--heap", metavar="SIZE", help="memory of a server that is to be quick, such as 2g; for measuring"
    )
    options = parser.parse_args()
    if options.command == "fetch":
        fetch()
    else:
        run(options.heap)


if __name__ == "__main__":
    main()
