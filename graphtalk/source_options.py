"""The options by which commands are told of page sources."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphtalk.model import Markup
from graphtalk.terminal import read_text

# Corrections lean on what is heavy: imported where a file of them is read.
if TYPE_CHECKING:
    from graphtalk.corrections import Corrections

__all__ = [
    "CorrectionsOption",
    "LanguageOption",
    "MarkupOption",
    "SiteDataOption",
    "SiteOption",
    "TitleOption",
    "corrections_in",
]

MarkupOption = Annotated[
    Markup | None, typer.Option("--markup", "--format", help="Markup of the pages; without it, told by content.")
]
TitleOption = Annotated[str | None, typer.Option(help="Title of the page, where the source does not tell it.")]
SiteOption = Annotated[
    str | None,
    typer.Option(
        help="Wiki that the pages are from: enwiki, en.wikipedia.org, or the address of its api.php. "
        "What names no file is then a page of that wiki."
    ),
]
SiteDataOption = Annotated[
    str | None,
    typer.Option("--site-data", metavar="FILE", help="Data of a wiki that is not shipped; docs/SITES.md has the form."),
]
LanguageOption = Annotated[
    str | None, typer.Option(help="Language of the page; without it, that of the wiki, else English.")
]
CorrectionsOption = Annotated[
    Path | None,
    typer.Option("--corrections", metavar="FILE", help="Corrections by hand; docs/CORRECTIONS.md has the form."),
]


def corrections_in(file: Path | None) -> "Corrections":
    """Return the corrections in a file; none where none is named."""
    from graphtalk.corrections import NO_CORRECTIONS, read_corrections

    return read_corrections(read_text(file), str(file)) if file else NO_CORRECTIONS
