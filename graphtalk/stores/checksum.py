"""Checksums of rows: the same for the same rows in a store of either kind and in a dump, in whatever order they come.

A row's checksum is BLAKE2b (256 bits) of its canonical text: the label or type, a line feed, and a JSON object of the
declared properties that are not null, for edges with `_start` and `_end`, keys sorted, no spaces, characters as they
are. Times are ISO 8601 in UTC with microseconds, floats the shortest digits that give the same number, 0.0 without a
sign. The checksum of several rows is the sum of theirs modulo 2**256, so that rows are added as they stream by.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b

from graphtalk.schema import Row
from graphtalk.table import Value

__all__ = ["Tally"]

MODULUS = 2**256


@dataclass(slots=True)
class Tally:
    """How many rows of each label and type there are, and their checksums."""

    rows: Counter[str] = field(default_factory=Counter)
    sums: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, row: Row) -> None:
        """Add a row of a label or type."""
        self.rows[kind] += 1
        self.sums[kind] = (self.sums.get(kind, 0) + row_checksum(kind, row)) % MODULUS

    def checksum(self, kind: str) -> str:
        """Return the checksum of all rows of a label or type as 64 hexadecimal digits."""
        return f"{self.sums.get(kind, 0):064x}"


def row_checksum(kind: str, row: Row) -> int:
    """Return the checksum of a row as a number."""
    known = {name: canonical(value) for name, value in row.items() if value is not None}
    text = json.dumps(known, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(blake2b(f"{kind}\n{text}".encode(), digest_size=32).digest())


def canonical(value: Value) -> Value:
    """Return a property's value as it stands in the canonical text.

    >>> canonical(datetime(2025, 4, 3, 9, 58, tzinfo=UTC)), canonical(-0.0)
    ('2025-04-03T09:58:00.000000Z', 0.0)
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, float):
        return value + 0.0
    return value
