"""The command that searches: `search`."""

from typing import Annotated, Literal

import typer

from graphtalk.terminal import StoreOption, TableOption, opened, print_table, progress

__all__ = ["search"]


def search(
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT", help='Words that a hit has, each of them; "in a row", begin*, -without (after --).'
        ),
    ],
    page: Annotated[
        str | None, typer.Option(help="Title or id of one page in the store; without it, all pages.")
    ] = None,
    kind: Annotated[
        Literal["comments", "proposals"] | None, typer.Option("--in", help="Only in these; without it, in both.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most this many hits.")] = 20,
    store: StoreOption = None,
    output: TableOption = "table",
) -> None:
    """Search comments and proposals for words, the best hits first."""
    from graphtalk.search import KINDS, read_question
    from graphtalk.search import search as find
    from graphtalk.stores.contents import find_page

    wanted = " ".join(text)
    read_question(wanted)  # a text without words is told before any store is opened
    with progress("searching"), opened(store, create=False) as source:
        only = None if page is None else find_page(source, page)
        found = find(source, wanted, page=only, kinds=(kind,) if kind else KINDS, limit=limit)
    print_table(found.table, output)
    if found.total > len(found.table.rows):
        typer.echo(f"{len(found.table.rows)} of {found.total} hits", err=True)
