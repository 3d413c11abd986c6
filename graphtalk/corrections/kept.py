"""Corrections as a store keeps them with the page that they were made on, for the next time that it is read."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from graphtalk.corrections.entries import KINDS, NO_CORRECTIONS, TIME, Correction, Corrections, read_table

__all__ = ["kept_corrections", "texts_of", "together"]


def texts_of(corrections: Corrections, page: str, names: Collection[str]) -> list[str]:
    """Return the corrections of a page as texts.

    Args:
        corrections: Those of this page and others.
        page: Id of the page, by which the texts name it.
        names: What the entries of a file may call it.
    """
    return [as_text(entry, page) for entry in corrections.entries if entry.page in names]


def as_text(entry: Correction, page: str) -> str:
    """Return an entry as JSON, in the form in which a file has it."""
    fields = {
        "page": page,
        **dict(zip(KINDS[entry.kind].key, entry.key, strict=True)),
        **entry.values,
        **{name: said for name, said in (("note", entry.note), ("by", entry.by)) if said is not None},
    }
    return json.dumps({entry.operation: {entry.kind: [fields]}}, ensure_ascii=False, default=datetime.isoformat)


def kept_corrections(texts: Iterable[str], title: str) -> Corrections:
    """Return the corrections that a store keeps with a page.

    Args:
        texts: What `texts_of` returned.
        title: Title of the page, for messages.

    Raises:
        CorrectionError: A text is of no known form.
    """
    tables = [json.loads(text, object_hook=as_file_has_it) for text in texts]
    return together([Corrections(tuple(read_table(table, f"{title}, as corrected before") for table in tables))])


def as_file_has_it(fields: dict[str, object]) -> dict[str, object]:
    """Return fields with the values that TOML has: no text for none, times as such."""
    times = {name for kind in KINDS.values() for name, form in kind.fields.items() if form is TIME}
    read = {name: "" if value is None else value for name, value in fields.items()}
    return {
        name: datetime.fromisoformat(value) if name in times and isinstance(value, str) and value else value
        for name, value in read.items()
    }


def together(corrections: Iterable[Corrections]) -> Corrections:
    """Return corrections that a store keeps as one; `NO_CORRECTIONS` where there are none."""
    entries = tuple(entry for some in corrections for entry in some.entries)
    return Corrections(entries, kept=True) if entries else NO_CORRECTIONS
