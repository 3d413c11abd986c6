"""The columns of an answer without rows, which the embedded engine names only in its plan."""

import re

__all__ = ["planned_columns"]


def planned_columns(plan: str) -> tuple[str, ...]:
    r"""Return the columns that the engine's plan of a query ends with; none where it returns nothing.

    >>> planned_columns("+ PROJECT RETURN a, b\n+ FINAL PROJECTION [a, coalesce(b, c)]\n")
    ('a', 'coalesce(b, c)')
    """
    found = re.findall(r"\+ FINAL PROJECTION \[(.*)\]", plan)
    return split_names(found[-1]) if found else ()


def split_names(text: str) -> tuple[str, ...]:
    """Return the names of a list, at the commas outside brackets.

    >>> split_names("a, coalesce(b, c)")
    ('a', 'coalesce(b, c)')
    """
    names, depth = [""], 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            names.append("")
        else:
            names[-1] += character
    return tuple(name.strip() for name in names if name.strip())
