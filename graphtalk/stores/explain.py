"""How a store would run a query: its plan, without running it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphtalk.errors import QueryError
from graphtalk.stores import NEO4J_SCHEMES, open_store
from graphtalk.table import Value

__all__ = ["Operator", "Plan", "explain"]


@dataclass(frozen=True, slots=True)
class Operator:
    """A step of a plan: its name, how deep it stands (what it is fed by is deeper), what it works on, expected rows."""

    name: str
    depth: int
    details: str
    rows: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A store's plan for a query.

    Attributes:
        text: The plan as lines of text.
        operators: Its steps, the last one first; empty for the embedded store, which gives text only.
    """

    text: str
    operators: tuple[Operator, ...] = ()

    @property
    def indexes(self) -> tuple[str, ...]:
        """Return what the plan looks up in an index, each once, in the order of the text."""
        return tuple(dict.fromkeys(step.details for step in self.operators if "Index" in step.name))


def explain(address: str, cypher: str, parameters: Mapping[str, Value]) -> Plan:
    """Return a store's plan for a query.

    Args:
        address: Address of the store, as for `open_store`.
        cypher: A query, not yet with EXPLAIN before it.
        parameters: A value for every `$name` in it.

    Raises:
        QueryError: The query does not parse, or lacks a parameter.
        StoreError: The store cannot be opened.
    """
    text = f"EXPLAIN {cypher.rstrip().removesuffix(';')}"
    if address.partition("://")[0] in NEO4J_SCHEMES:
        return explain_on_server(address, text, parameters)
    with open_store(address, create=False) as store:
        rows = store.query(text, parameters).records()
    return Plan(str(rows[0]["executionPlanAsString"]).strip())


def explain_on_server(address: str, text: str, parameters: Mapping[str, Value]) -> Plan:
    """Return the plan of a Neo4j server."""
    from neo4j.exceptions import ClientError  # noqa: PLC0415 - the driver takes a while to load

    from graphtalk.stores.neo4j import connect, raise_query_error  # noqa: PLC0415 - as above

    with connect(address) as driver:
        try:
            found = driver.execute_query(text, dict(parameters)).summary.plan
        except ClientError as error:
            raise_query_error(error)
    if found is None:
        raise QueryError("the server gives no plan for this statement: explain a query")
    if str(found["operatorType"]).startswith("ArcadeDB"):  # a served store gives text only, as the embedded one does
        return Plan(str(found["args"]["string-representation"]).strip())
    operators = tuple(steps(found, 0))
    lines = [
        f"{'  ' * step.depth}{step.name}: {step.details}"
        + ("" if step.rows is None else f" ({step.rows:g} rows expected)")
        for step in operators
    ]
    return Plan("\n".join(lines), operators)


def steps(plan: Mapping[str, Any], depth: int) -> Iterator[Operator]:
    """Yield the operators of a driver's plan, each before what feeds it."""
    arguments = plan["args"]
    name = str(plan["operatorType"]).partition("@")[0]
    yield Operator(name, depth, " ".join(str(arguments.get("Details", "")).split()), arguments.get("EstimatedRows"))
    for child in plan.get("children", ()):
        yield from steps(child, depth + 1)
