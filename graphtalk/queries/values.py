"""Values of parameters and columns: what text stands for, and which value is of which type."""

from datetime import UTC, datetime
from math import isfinite

from graphtalk.table import Value

__all__ = ["LARGEST_INT", "read_text", "shown", "typed"]

LARGEST_INT = 2**63 - 1  # what both engines hold


def shown(value: Value) -> str:
    """Return a value as a header or a message writes it.

    >>> shown(True), shown(None), shown(20)
    ('true', 'null', '20')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def read_text(type_name: str, text: str) -> Value:
    """Return what text stands for in a header or on a command line; a time stays text.

    Raises:
        ValueError: It is no such number or truth value.
    """
    if type_name == "int":
        return int(text)
    if type_name == "float":
        return float(text)
    if type_name == "bool":
        return ("false", "true").index(text) == 1
    return text


def typed(type_name: str, value: Value) -> Value:
    """Return a value of this type: whole floats as floats, times, also as ISO 8601 text, as aware UTC.

    Raises:
        ValueError: It is of another type, not finite, too large for the engines, or no time.
        OverflowError: It is a time whose UTC lies outside the calendar.
    """
    match type_name, value:
        case ("string", str() as found) | ("bool", bool() as found):
            return found
        case ("int" | "float", bool()):
            pass  # Python counts them as numbers, people do not
        case "int", int() as number if abs(number) <= LARGEST_INT:
            return number
        case "float", (int() | float()) as number if isfinite(number):
            return float(number)
        case "datetime", (str() | datetime()) as time:
            moment = datetime.fromisoformat(time) if isinstance(time, str) else time
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise ValueError
