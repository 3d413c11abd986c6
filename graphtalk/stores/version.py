"""Which schema a store holds: one node outside the graph says so. A newer store is refused, an older one only read."""

from graphtalk.errors import StoreError
from graphtalk.schema import SCHEMA_VERSION
from graphtalk.stores import statements
from graphtalk.stores.migrations import Migration
from graphtalk.stores.write import Run

__all__ = ["create_schema", "migrate", "read_version", "refuse_older"]


def create_schema(run: Run) -> None:
    """Create constraints and indexes that are not there yet; `run` commits each statement.

    A store that holds no version yet gets the current one; an older one keeps its own, for its rows do.
    """
    for statement in (*statements.constraints().values(), *statements.indexes().values()):
        run(statement, {})
    [row] = run(statements.READ_VERSION, {})
    if row["version"] is None:
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


def refuse_older(version: int, address: str) -> None:
    """Refuse to write into a store of an older version, whose rows have another form.

    Raises:
        StoreError: The store is older.
    """
    if version < SCHEMA_VERSION:
        raise StoreError(
            f"the store at {address} has schema version {version}, this graphtalk writes version {SCHEMA_VERSION}: "
            f"run `graphtalk upgrade --store {address}` first"
        )


def migrate(run: Run, step: Migration) -> None:
    """Take a store one version further, within the open transaction; pages that are complete come along."""
    for statement in step.statements:
        run(statement, {})
    if step.complete:
        run(statements.RAISE_PAGES, {"before": step.version - 1, "version": step.version})
    run(statements.WRITE_VERSION, {"version": step.version})
