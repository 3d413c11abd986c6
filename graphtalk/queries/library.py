"""Folders of query files: the catalogue that ships with graphtalk, and a user's own beside it."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from graphtalk.errors import QueryError, ReadError, SchemaError
from graphtalk.queries.header import parse_query
from graphtalk.queries.query import Query

__all__ = ["catalogue", "find", "read_folder"]


def catalogue(library: Path | None = None) -> Mapping[str, Query]:
    """Read every query that ships with graphtalk, and those of a folder of the user's own.

    Args:
        library: A folder of query files, in folders by theme or not; None for graphtalk's own queries alone.

    Returns:
        Queries by name, in the order of their names.

    Raises:
        ReadError: The library is no folder.
        SchemaError: A query file is faulty, or two have the same name; the message names file, line and fix.
    """
    shipped = Path(__file__).parents[1] / "cypher"  # where a wheel puts them
    if not shipped.is_dir():
        shipped = Path(__file__).parents[2] / "cypher"  # where the repository keeps them
    queries = read_folder(shipped, "cypher", complete=True)
    if library is not None:
        own = read_folder(library, str(library), complete=False)
        if taken := sorted(own.keys() & queries.keys()):
            raise SchemaError(f"{own[taken[0]].file}: graphtalk has a query {taken[0]}, too; rename the file")
        queries |= own
    return dict(sorted(queries.items()))


def read_folder(folder: Path, shown: str, *, complete: bool) -> dict[str, Query]:
    """Read the query files of a folder and of the folders in it, which are their themes.

    Args:
        folder: Where they are.
        shown: How messages call it.
        complete: Whether each header must say everything that those of the catalogue say.

    Raises:
        ReadError: There is no such folder, or a file is no text.
        SchemaError: A query file is faulty, or two have the same name.
    """
    if not folder.is_dir():
        raise ReadError(f"{shown}: no folder of query files; check the path")
    queries: dict[str, Query] = {}
    for file in sorted(folder.rglob("*.cypher")):
        place = file.relative_to(folder)
        name = f"{shown}/{place.as_posix()}"
        if file.stem in queries:
            raise SchemaError(f"{name}: {queries[file.stem].file} has the same name; rename one")
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as cause:
            raise ReadError(f"{name}: cannot be read as text ({cause}); check the file") from cause
        theme = place.parts[0] if len(place.parts) > 1 else ""
        queries[file.stem] = parse_query(file.stem, text, name, theme=theme, complete=complete)
    return queries


def find(name: str, library: Path | None = None) -> Query:
    """Return the query of this name.

    Raises:
        QueryError: There is none; the message suggests the nearest names.
    """
    queries = catalogue(library)
    if name in queries:
        return queries[name]
    near = get_close_matches(name, queries, n=2, cutoff=0.7)
    hint = f"did you mean {' or '.join(near)}?" if near else "`graphtalk queries` lists them all"
    raise QueryError(f"there is no query {name!r}; {hint}")
