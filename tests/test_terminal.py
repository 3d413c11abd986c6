"""The command line in whole processes: pipes, locales, terminals, and what a command loads."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from test_cli import COMMENTS, PROGRAM, SAMPLE, TITLED, answer, process, workplace  # noqa: F401 - an automatic fixture

from graphtalk.demo import SAMPLE_TITLE


@pytest.mark.parametrize("arguments", [("parse", SAMPLE), ("schema",), ("query", "page-overview", "--store", "store")])
def test_reader_that_goes_away_ends_the_command_in_peace(arguments: tuple[str, ...]) -> None:
    answer("import", SAMPLE, "--store", "store")
    with subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout
        started.stdout.close()
        assert started.stderr
        said = started.stderr.read()

    assert (started.returncode, said) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run([*PROGRAM, "schema"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)

    assert ended.stderr == b"graphtalk: the answer cannot be written: No space left on device\n"
    assert ended.returncode == 1


def test_output_is_utf_8_in_every_locale() -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    ended = process("queries", environment=plain)

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert answer("queries") == ended.stdout.decode()
    assert "…" in ended.stdout.decode()


def test_server_that_is_down_is_one_line_of_a_whole_process() -> None:
    # The driver logs on its own, which only a process of its own shows.
    ended = process("stats", "--store", "neo4j://127.0.0.1:1")

    assert (ended.returncode, ended.stdout) == (4, b"")
    assert re.fullmatch(rb"graphtalk: no Neo4j server answers at neo4j://127\.0\.0\.1:1: .*\n", ended.stderr)


def test_wrong_password_is_one_line(neo4j_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.environ.get("NEO4J_PASSWORD"):
        pytest.skip("the server takes every login")
    monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
    ended = process("import", SAMPLE, "--store", neo4j_address)

    assert (ended.returncode, ended.stdout) == (4, b"")
    expected = f"the Neo4j server at {neo4j_address} refuses the login: check NEO4J_USERNAME and NEO4J_PASSWORD"
    assert f"graphtalk: {expected}\n" == ended.stderr.decode()


HEAVY = {"arcadedb", "lxml", "mwparserfromhell", "neo4j", "networkx", "numpy", "pyvis", "scipy"}
STORES = {"arcadedb", "neo4j"}


@pytest.mark.parametrize(
    "arguments, barred",
    [
        (["--help"], HEAVY),
        (["import", "--help"], HEAVY),
        (["queries"], HEAVY),
        (["schema"], HEAVY),
        (["parse", SAMPLE], STORES | {"networkx", "pyvis", "scipy"}),
        (["analyze", "reply-network", SAMPLE], STORES | {"pyvis"}),
        (["view", "network", SAMPLE], STORES),
        (["import", SAMPLE, "--store", "store"], {"neo4j", "networkx", "pyvis", "scipy"}),
    ],
)
def test_command_loads_only_what_it_needs(arguments: list[str], barred: set[str]) -> None:
    program = (
        "import sys\nfrom graphtalk.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, check=True, timeout=60)

    assert barred & set(ended.stderr.decode().split()) == set()


class Terminal:
    """A terminal of 80 columns with a command in it."""

    def __init__(self, *arguments: str, environment: Mapping[str, str]) -> None:
        self.end, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self.process = subprocess.Popen(
            [*PROGRAM, *arguments], stdin=inside, stdout=inside, stderr=inside, env={**kept, **environment}
        )
        os.close(inside)
        self.shown = ""

    def read(self) -> Iterator[str]:
        """Yield all that was shown so far, whenever there is more."""
        while True:
            try:
                part = os.read(self.end, 65536)
            except OSError:  # how Linux says that the other side is closed
                part = b""
            if not part:
                break
            self.shown += part.decode(errors="replace").replace("\r\n", "\n")
            yield self.shown
        self.process.wait(timeout=60)
        os.close(self.end)


def shown(*arguments: str, **environment: str) -> str:
    terminal = Terminal(*arguments, environment=environment)
    return [*terminal.read()][-1]


def test_table_too_wide_for_the_terminal_becomes_records() -> None:
    answer("import", SAMPLE, *TITLED, "--store", "store")

    records = shown("query", "page-overview", "--store", "store")
    table = shown("query", "page-overview", "--store", "store", "--columns", "page,comments")

    assert records.startswith(f"-- 1 --\npage       {SAMPLE_TITLE}\n")
    assert records.endswith("(1 row)\n")
    assert max(map(len, table.splitlines())) <= 80
    assert table.startswith("page ")


def test_no_color_is_heeded() -> None:
    colour = re.compile(r"\x1b\[[0-9;]*(?:3|4|9)\d")

    assert colour.search(shown("--help", TERM="xterm-256color", NO_COLOR=""))
    assert not colour.search(shown("--help", TERM="xterm-256color", NO_COLOR="1"))


def slow_import(**environment: str) -> str:
    """Return all that a terminal shows of an import whose second page takes until something of the first is shown."""
    os.mkfifo("slow.wiki")
    terminal = Terminal("import", SAMPLE, "slow.wiki", environment=environment)
    told = threading.Event()

    def write() -> None:
        told.wait(30)
        Path("slow.wiki").write_text("{{talk header}}\n", encoding="utf-8")

    writer = threading.Thread(target=write)
    writer.start()
    for screen in terminal.read():
        if "1 of 2 done" in screen:
            told.set()
    writer.join()
    return terminal.shown


CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_progress_is_a_display_after_a_second_and_cleared() -> None:
    shown = slow_import(TERM="xterm-256color")

    before, _, after = shown.rpartition("\x1b[2K")  # which clears a line
    display = re.sub(r"\s+", " ", CONTROL.sub("", before))
    assert re.search(r"importing [━╸╺ ]+ 1 of 2 done, \d+\.\d/s, \d+ s left, (?:fetching|writing) ", display)
    assert CONTROL.sub("", after).startswith(f"2 pages, {COMMENTS} comments\n")
    assert before.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1  # the cursor is back
    assert "━" not in after


def test_progress_has_no_colour_where_none_is_wanted() -> None:
    assert not re.search(r"\x1b\[[0-9;]*(?:3|4|9)\d", slow_import(TERM="xterm-256color", NO_COLOR="1"))


def test_progress_is_lines_where_a_terminal_only_prints() -> None:
    shown = slow_import(TERM="dumb")

    assert re.match(r"importing: 1 of 2 done, \d+\.\d/s, \d+ s left, (?:fetching|writing) [^\n]+\n", shown)
    assert "\x1b" not in shown
