"""How the figures are shown: on the screen, or in a page that keeps them, with what they were measured on."""

import argparse
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

__all__ = ["add_page_option", "markdown_table", "progress", "show"]

LIBRARIES = ("lxml", "mwparserfromhell")
PROCESSORS = Path("/proc/cpuinfo")


def machine() -> str:
    """Return a sentence about the machine, Python and the libraries that the figures depend on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {processor()} ({cpu_count()} cores, of which one is used), {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, {libraries}."
    )


def processor() -> str:
    """Return the model of the processor, its architecture where the system does not tell."""
    lines = PROCESSORS.read_text(encoding="utf-8").splitlines() if PROCESSORS.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown; columns after the first are set to the right."""
    rule = "| --- |" + " ---: |" * (len(columns) - 1)
    lines = [[str(cell).replace("|", "\\|") for cell in row] for row in (columns, *rows)]
    head, *body = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([head, rule, *body])


def add_page_option(parser: argparse.ArgumentParser) -> None:
    """Let a program write its figures into a page."""
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="put the figures into this page too, in place of the old ones"
    )


def show(name: str, figures: str, page: Path | None) -> None:
    """Print figures, and put them into a page where one is given.

    Args:
        name: The program; in the page its figures stand between the comments `name` and `end of name`.
        figures: Text and tables in Markdown.
        page: The page.
    """
    text = f"{machine()}\n\n{figures}"
    print(text)
    if page:
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        old = page.read_text(encoding="utf-8")
        before, found, rest = old.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise SystemExit(f"{page} has no place for the figures: {begin} and {end}")
        page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def progress(text: str) -> None:
    """Say how far a long run is, where someone is watching."""
    if sys.stderr.isatty():
        print(f"\r{text}", end="", file=sys.stderr, flush=True)
