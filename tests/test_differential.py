"""Random read queries give the same rows on both stores: how an upgrade of either engine is judged."""

import pytest
from mixed_batches import mixed_batches
from random_queries import RandomQuery, random_query, values_of

from graphtalk.errors import GraphtalkError
from graphtalk.queries.portable import faults
from graphtalk.queries.query import Column, Query
from graphtalk.stores import MEMORY, Store, open_store
from graphtalk.table import Table

VALUES = values_of(mixed_batches())


def answer(store: Store, query: RandomQuery) -> Table | str:
    """Return the rows, or what the store says against the query."""
    try:
        return store.query(query.cypher, query.parameters)
    except GraphtalkError as error:
        return str(error)


def test_random_queries_give_the_same_rows_on_both_stores(neo4j_address: str, request: pytest.FixtureRequest) -> None:
    seed, most = request.config.getoption("--random-seed"), request.config.getoption("--random-queries")
    empty = 0
    with open_store(MEMORY) as embedded, open_store(neo4j_address) as server:
        for batch in mixed_batches():
            embedded.write(batch)
            server.write(batch)
        for number in range(most):
            query = random_query(seed, number, VALUES)
            expected, found = answer(server, query), answer(embedded, query)
            told = f"query {number} of seed {seed}:\n{query}\nneo4j: {expected}\nembedded: {found}"
            assert isinstance(expected, Table), told
            assert isinstance(found, Table), told
            assert found == expected, told
            empty += not expected.rows
    assert empty < most / 2, "queries without rows show little"


def test_query_is_told_by_its_seed_and_number() -> None:
    assert str(random_query(1, 7, VALUES)) == str(random_query(1, 7, VALUES))
    assert len({str(random_query(1, number, VALUES)) for number in range(200)}) > 190


def test_random_queries_are_of_the_portable_subset() -> None:
    texts = [random_query(2, number, VALUES).cypher for number in range(300)]
    queries = [Query("q", "What?", (), (Column("c", "string", "a"),), f"{text};\n", "q.cypher") for text in texts]

    assert [(query.cypher, fault) for query in queries for fault in faults(query)] == []
