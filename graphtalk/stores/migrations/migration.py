"""What a migration is."""

from dataclasses import dataclass

__all__ = ["Migration"]


@dataclass(frozen=True, slots=True)
class Migration:
    """A step from one schema version to the next, run in one transaction.

    Attributes:
        version: The schema version that a store holds afterwards, one more than before.
        change: What the step is about, half a sentence for people.
        statements: Cypher without parameters that takes the rows to the new form, run in this order. A step may be run
            again on what it has done already, by two processes at once, and must find nothing to do then.
        complete: Whether a page of the version before then holds all that an import would write; where it is False, an
            import alone can find the new facts, and the page has to be imported again.
    """

    version: int
    change: str
    statements: tuple[str, ...]
    complete: bool
