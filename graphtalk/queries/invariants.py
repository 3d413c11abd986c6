"""What holds in every store: queries of the catalogue that have rows only where something is wrong."""

from graphtalk.queries.ask import ask
from graphtalk.queries.library import catalogue
from graphtalk.queries.query import Query
from graphtalk.stores import Store
from graphtalk.table import Table

__all__ = ["broken_invariants", "invariants"]


def invariants() -> list[Query]:
    """Return the queries of the catalogue that are invariants, in the order of their names."""
    return [query for query in catalogue().values() if "invariants" in query.tags]


def broken_invariants(store: Store) -> list[tuple[Query, Table]]:
    """Return the invariants that do not hold in a store, each with the rows that break it."""
    asked = [(query, ask(store, query, {})) for query in invariants()]
    return [(query, rows) for query, rows in asked if rows.rows]
