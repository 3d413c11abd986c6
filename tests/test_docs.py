"""The pages: docs/cli.md is what the program says, README's commands print what they show, links lead somewhere."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import pytest
import typer
from conftest import ROOT, Golden
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from graphtalk import errors
from graphtalk.cli import app
from graphtalk.errors import GraphtalkError

PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in ("build", "dist") for part in page.relative_to(ROOT).parts)
)
FENCE = re.compile(r"^( *)(```+|~~~+)(?P<kind>.*)\n(?P<body>(?:.*\n)*?)\1\2 *$", re.MULTILINE)

OPENING = """\
# The command line

<!-- Made from graphtalk/cli.py by `pytest tests/test_docs.py --update-golden`: change it there. -->

Answers go to standard output, everything else to standard error. Output is UTF-8 everywhere, without colour but for
`--help`. In a terminal, a table that is too wide is shown record by record, and a command that takes longer than a
second says what it is at. Every command has `--help` (`-h`); `--debug` may stand anywhere in a call.
"""
READING = """\
## What import promises

- It looks before it leaps: where a source is missing, a folder has no page files, or no file can be read, nothing is
  written and no store is made.
- Of a folder, the page files are read by name (`.txt`, `.text`, `.wiki`, `.wikitext`, `.mediawiki`, `.html`, `.htm`);
  folders in it are not. A file that is no page is skipped: all others are imported, the report names it with the
  reason, and the exit code is 3. Pages read are pages imported and files skipped.
- Corrections (`--corrections`, see [CORRECTIONS.md](CORRECTIONS.md)) are tried on all pages before anything is written or printed.
  One that does not fit its page ends the command with exit code 6.
- A page is written whole or not at all, and replaces what it left at the last import. Where the store refuses a page,
  those before it stay, and the message says how many.
- Where there is much to read, processes of its own read ahead on other cores (`--jobs`). They change nothing that is written or said,
  and none is left when the command ends, whatever ends it. Where one of them ends early, so does the import, with exit code 1.
- `parse` prints all pages that it can read before it ends with exit code 3. `analyze` and `view` give nothing where a
  page is lacking; `view` and `demo` write their file whole or not at all.
"""
BETWEEN = """\
## What copy, dump, restore and serve promise

- A page is in the target whole or not at all. A copy or restore that was stopped goes on when it is run again; at the end
  both sides are compared, and a difference ends the command with exit code 4.
- A dump is in its folder whole or not at all. One that is damaged (exit code 3) or of another schema version (4) is refused before
  anything is written.
- A served store answers on this machine only and only reads; Ctrl-C and SIGTERM end the command with exit code 0.

[BETWEEN.md](BETWEEN.md) tells more.
"""
VERSIONS = """\
## Stores of other versions

- A store tells the schema version that it holds. A newer one is refused by every command, with exit code 4.
- An older one answers `query`, `analyze`, `view`, `stats` and `check`, with a line on standard error: what it lacks is empty.
- Nothing is written into an older one before `graphtalk upgrade`, for an older graphtalk refuses it afterwards; nor is it copied
  or dumped, for its rows have another form. `upgrade` can be stopped and run again. It names the pages that lack facts
  which only an import finds; importing them again adds these.
"""
ENVIRONMENT = """\
## Environment

| Variable | Meaning |
| --- | --- |
| `GRAPHTALK_STORE` | Address of the store where `--store` is not given; without it, a folder among the user's data. |
| `GRAPHTALK_LIBRARY` | Folder of queries of your own where `--library` is not given; without it, none. |
| `NEO4J_USERNAME` | Login at a Neo4j server, and of `serve`; `neo4j` where only a password is given. |
| `NEO4J_PASSWORD` | Password at a Neo4j server; without both, the login is anonymous. `serve` makes one up. |
| `NEO4J_DATABASE` | Database of the Neo4j server; without it, the server's default one. |
| `NO_COLOR` | Where it is not empty, `--help` has no colours. |
"""


def commands() -> dict[str, TyperGroup | TyperCommand]:
    """Return the program and its commands by the words that call them."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    named: dict[str, object] = {}
    for name, command in group.commands.items():
        named[f"graphtalk {name}"] = command
        if isinstance(command, TyperGroup):
            named |= {f"graphtalk {name} {below}": inner for below, inner in command.commands.items()}
    return {"graphtalk": group, **named}  # type: ignore[dict-item]  # all are ours, so of Typer's class


def cli_markdown() -> str:
    parts = [part for name, command in commands().items() for part in command_section(name, command)]
    return "\n".join([OPENING, *parts, exit_codes(), ENVIRONMENT, VERSIONS, READING, BETWEEN])


def command_section(name: str, command: TyperGroup | TyperCommand) -> Iterator[str]:
    context = typer.Context(command, info_name=name)
    yield f"## {name}\n"
    yield f"{cleandoc(command.help or '')}\n"
    usage = re.sub(r"[{}]", "", context.get_usage().removeprefix("Usage: "))
    yield f"`{usage}`\n"
    if command.params:
        yield "| Argument or option | Meaning |\n| --- | --- |"
    for parameter in command.params:
        left, right = parameter.get_help_record(context) or ("", "")
        names, _, kind = left.rstrip(">").partition(" <")
        choices = f": {kind.replace('|', ', ')}" if "|" in kind else ""
        yield f"| `{names}`{choices} | {' '.join(right.replace('x>=', 'at least ').split())} |"
    yield ""


def exit_codes() -> str:
    kinds = [kind for name in errors.__all__ if issubclass(kind := getattr(errors, name), GraphtalkError)]
    lines = ["## Exit codes\n", "| Code | Meaning |", "| --- | --- |", "| 0 | All went well. |"]
    lines.append("| 1 | Anything else, such as a full disk under the output. |")
    for code in sorted({kind.exit_code for kind in kinds} - {1}):
        said = [(kind.__doc__ or "").partition("\n")[0] for kind in kinds if kind.exit_code == code]
        lines.append(f"| {code} | {' '.join(said)} |")
    lines.append("| 130 | Stopped with Ctrl-C. |\n")
    lines.append(
        "An error is one line on standard error that begins with `graphtalk: `; `--debug` adds the traceback.\n"
    )
    return "\n".join(lines)


def test_page_of_the_command_line_is_what_the_program_says(golden: Golden) -> None:
    golden(ROOT / "docs" / "cli.md", cli_markdown())


@pytest.mark.parametrize("name", commands())
def test_every_command_argument_and_option_has_a_help_text(name: str) -> None:
    command = commands()[name]

    assert re.fullmatch(r"[A-Z].*\.", cleandoc(command.help or ""))
    for parameter in command.params:
        assert re.fullmatch(r"[A-Z].*\.", str(getattr(parameter, "help", "")).replace("\n", " ")), parameter.name


def sessions(text: str) -> list[tuple[str, str]]:
    """Return the commands of a page's console blocks, each with what the page says that it prints.

    >>> sessions("```console\\n$ echo a \\\\\\n    b\\na b\\n$ true\\n```\\n")
    [('echo a \\\\\\n    b', 'a b\\n'), ('true', '')]
    """
    found: list[tuple[str, str]] = []
    for block in FENCE.finditer(text):
        if block["kind"].strip() != "console":
            continue
        parts = re.split(r"^\$ ((?:.*\\\n)*.*)\n", block["body"], flags=re.MULTILINE)
        assert not parts[0].strip(), f"a console block begins with a command: {parts[0]!r}"
        found += zip(parts[1::2], parts[2::2], strict=True)
    return found


def pattern(shown: str) -> re.Pattern[str]:
    r"""Return what matches the output that a page shows; `…` on a line of its own stands for any lines.

    >>> bool(pattern("a\n…\nb\n").fullmatch("a\n1\n2\nb\n")), bool(pattern("a\n…\n").fullmatch("b\n"))
    (True, False)
    """
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else rf"{re.escape(line.rstrip())} *\n"
        for line in shown.rstrip().splitlines()
    ]
    return re.compile("".join(lines) + r"\s*")


@pytest.mark.parametrize("page", ["README.md", "docs/CORRECTIONS.md"])
def test_commands_of_a_page_print_what_it_shows(page: str, tmp_path: Path) -> None:
    # As in a clone: the samples and the queries are where the README says.
    shutil.copytree(ROOT / "graphtalk" / "samples", tmp_path / "graphtalk" / "samples")
    shutil.copytree(ROOT / "cypher", tmp_path / "cypher")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "GRAPHTALK_"))}
    environment = {**kept, "PATH": path, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}

    text = (ROOT / page).read_text(encoding="utf-8")
    for block in FENCE.finditer(text):
        if block["kind"] == "toml" and (named := re.match(r"# (\w+\.toml)\n", block["body"])):
            (tmp_path / named[1]).write_text(block["body"], encoding="utf-8")
    for command, shown in sessions(text):
        ended = subprocess.run(
            ["/bin/bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=120,
        )
        printed = ended.stdout.decode()
        assert pattern(shown).fullmatch(printed), f"$ {command}\nshown:\n{shown}\nprinted:\n{printed}"
        assert ended.returncode == 0 or "graphtalk: " in shown, f"$ {command}\n{printed}"


@pytest.mark.parametrize(
    "shown, printed, fits",
    [
        ("", "", True),
        ("", "a\n", False),
        ("a\n", "a\n", True),
        ("a\n\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\n", True),
        ("a\n…\n", "a\nb\nc\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("…\nd\n", "a\nb\nc\n", False),
        ("a.c\n", "abc\n", False),
        ("a…\n", "ab\n", False),
    ],
)
def test_output_is_compared_line_by_line(shown: str, printed: str, *, fits: bool) -> None:
    assert fits == bool(pattern(shown).fullmatch(printed))


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading.

    >>> slug("What `import` promises: all"), slug("1. Blocks")
    ('what-import-promises-all', '1-blocks')
    """
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def links(text: str) -> list[str]:
    """Return the targets of a page's links that lead to no other host."""
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
    found = re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", prose) + re.findall(
        r"^\[[^\]]+\]: (\S+)", prose, re.MULTILINE
    )
    return [target for target in found if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES])
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link in links(page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link} leads nowhere"
        if anchor and target.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", FENCE.sub("", target.read_text(encoding="utf-8")), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{link} names no heading"
