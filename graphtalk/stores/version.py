"""Which schema a store holds: one node outside the graph says so, and an older graphtalk keeps its hands off."""

from graphtalk.errors import StoreError
from graphtalk.schema import SCHEMA_VERSION
from graphtalk.stores import statements
from graphtalk.stores.write import Run

__all__ = ["create_schema", "read_version"]


def create_schema(run: Run) -> None:
    """Create constraints and indexes that are not there yet; `run` commits each statement."""
    for statement in (*statements.constraints().values(), *statements.indexes().values()):
        run(statement, {})
    run(statements.WRITE_VERSION, {"version": SCHEMA_VERSION})


def read_version(run: Run, address: str) -> int | None:
    """Return the schema version of a store, or None where graphtalk never wrote.

    Raises:
        StoreError: A newer graphtalk wrote the store.
    """
    [row] = run(statements.READ_VERSION, {})
    version = row["version"]
    if not isinstance(version, int):
        return None
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"the store at {address} has schema version {version}, this graphtalk knows versions up to "
            f"{SCHEMA_VERSION}: upgrade graphtalk"
        )
    return version
