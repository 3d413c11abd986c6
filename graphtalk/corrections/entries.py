"""A file of corrections: what may be said in it, and its entries, each with the line that it begins on."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, NoReturn, get_args

from graphtalk import model
from graphtalk.errors import CorrectionError

__all__ = [
    "KINDS",
    "NO_CORRECTIONS",
    "RULE",
    "Correction",
    "Corrections",
    "Kind",
    "counts_line",
    "read_corrections",
    "refuse_unknown",
]

RULE = "corrections"  # the rule of every fact that a person has set or added
DONE = {"set": "set", "add": "added", "remove": "removed"}
ELSEWHERE = "for pages that were not read"
Table = Mapping[str, Any]  # as tomllib gives it


@dataclass(frozen=True, slots=True)
class Form:
    """What a field may hold: in words, and as a test."""

    words: str
    fits: Callable[[object], bool]


def one_of(*values: str) -> Form:
    """Return the form of a field that holds one of these words."""
    return Form(f"one of {', '.join(values)}", lambda value: value in values)


TEXT = Form("text", lambda value: isinstance(value, str) and value.strip() != "")
PERHAPS = Form('text, or "" for none', lambda value: isinstance(value, str))
TEXTS = Form("a list of texts", lambda value: isinstance(value, list) and all(map(TEXT.fits, value)))
FLAG = Form("true or false", lambda value: isinstance(value, bool))
COUNT = Form("a whole number from 1", lambda value: type(value) is int and value > 0)
DATE = Form(
    'text such as "2011-11-21", "2011-11" or "2011", or "" for none',
    lambda value: isinstance(value, str) and re.fullmatch(r"(?:\d{4}(?:-\d\d){0,2})?", value) is not None,
)
TIME = Form(
    "a time with its zone, such as 2024-05-01T10:00:00Z",
    lambda value: isinstance(value, datetime) and value.tzinfo is not None,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be said of one kind of fact, mostly in the names of the discussion document.

    Attributes:
        key: Fields that name a fact on its page.
        fields: What `set` may change and `add` may give.
        needs: Fields that `add` cannot do without; None for a page's structure, which can only be set.
        new: Form of the first field of the key of a fact that is added.
        example: That form, for people.
    """

    key: tuple[str, ...]
    fields: Mapping[str, Form]
    needs: tuple[str, ...] | None = None
    new: re.Pattern[str] = re.compile(r".*", re.DOTALL)
    example: str = ""


KINDS: Mapping[str, Kind] = {
    "comment": Kind(("id",), {"parent": PERHAPS, "author": PERHAPS, "timestamp": TIME, "cosigners": TEXTS}),
    "section": Kind(("id",), {"closer": PERHAPS, "closed_at": TIME, "result": PERHAPS}),
    "proposal": Kind(
        ("id",),
        {
            "kind": one_of(*get_args(model.ProposalKind)),
            "label": PERHAPS,
            "text": TEXT,
            "replaces_text": PERHAPS,
            "amends": TEXTS,
            "status": one_of(*get_args(model.ProposalStatus)),
            "status_comment": TEXT,
            "status_evidence": TEXT,
        },
        needs=("kind", "text"),
        new=re.compile(r".+/a[1-9]\d*"),
        example="the comment's id, /a and a number",
    ),
    "stance": Kind(
        ("comment", "proposal"),
        {
            "stance": one_of(*get_args(model.StanceKind)),
            "strength": one_of(*get_args(model.Strength)),
            "struck": FLAG,
            "evidence": TEXT,
        },
        needs=("stance", "evidence"),
    ),
    "source": Kind(
        ("id",),
        {"title": PERHAPS, "authors": TEXTS, "date": DATE, "work": PERHAPS, "url": PERHAPS},
        needs=(),
        new=re.compile(r"(?:doi|isbn|pmid|arxiv|url|work):\S.*"),
        example="doi:, isbn:, pmid:, arxiv:, url: or work: and a value",
    ),
    "citation": Kind(("comment", "source"), {"text": TEXT, "evidence": TEXT}, needs=("text", "evidence")),
    "policy": Kind(("comment", "shortcut"), {"title": PERHAPS, "evidence": TEXT}, needs=("evidence",)),
    "mention": Kind(
        ("comment", "user"),
        {"kind": one_of(*get_args(model.MentionKind)), "count": COUNT, "evidence": TEXT},
        needs=("evidence",),
    ),
    "article": Kind(
        ("comment", "title"),
        {"kind": one_of("link", "named"), "count": COUNT, "evidence": TEXT},
        needs=("evidence",),
    ),
    "conflict_of_interest": Kind(("comment", "user"), {"party": PERHAPS, "evidence": TEXT}, needs=("evidence",)),
    "request": Kind(
        ("section",),
        {
            "kind": TEXT,
            "outcome": one_of(*get_args(model.RequestOutcome)),
            "proposals": TEXTS,
            "opening_comment": TEXT,
            "opening_evidence": TEXT,
            "answer_comment": TEXT,
            "answer_evidence": TEXT,
        },
        needs=("kind", "opening_comment", "opening_evidence"),
    ),
}
PLACES = tuple(
    (f"{name}_comment", f"{name}_evidence") for name in ("status", "opening", "answer")
)  # none without the other
ABOUT: Mapping[str, Form] = {"page": TEXT, "note": PERHAPS, "by": PERHAPS}


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of a file of corrections.

    Attributes:
        operation: `set`, `add` or `remove`.
        kind: A kind of fact, one of `KINDS`.
        page: Id or title of the page.
        key: What names the fact, in the order of its kind's `key`.
        values: What its fields are to be, in the types of the model.
        place: File and line, for messages.
        note: Why, for those who read the file.
        by: Who says so, likewise.
    """

    operation: str
    kind: str
    page: str
    key: tuple[str, ...]
    values: Mapping[str, Any]
    place: str
    note: str | None = None
    by: str | None = None

    def refuse(self, why: str) -> NoReturn:
        """Raise what is wrong with the entry, with its file and line."""
        raise CorrectionError(f"{self.place}: {why}")


@dataclass(frozen=True, slots=True)
class Corrections:
    """The entries of a file, in order, or those that pages of a store were read with.

    Attributes:
        entries: The entries.
        kept: Whether they come from a store: one that does not fit any more then keeps only its page from being read.
    """

    entries: tuple[Correction, ...] = ()
    kept: bool = False

    def on(self, page: model.Page) -> Mapping[str, Sequence[Correction]]:
        """Return the entries for a page by kind, in order; kinds without any are left out.

        Raises:
            CorrectionError: Two entries speak of the same fact.
        """
        first: dict[tuple[str, ...], Correction] = {}
        found: dict[str, list[Correction]] = {}
        for entry in self.entries:
            if entry.page in {page.id, page.title}:
                earlier = first.setdefault((entry.kind, *entry.key), entry)
                if earlier is not entry:
                    entry.refuse(f"{earlier.place} speaks of the same {entry.kind}; make one entry of the two")
                found.setdefault(entry.kind, []).append(entry)
        return found

    def counts(self, pages: Collection[str]) -> Counter[str]:
        """Return how many entries do what on these pages, given by id and title, and how many are for others."""
        found: Counter[str] = Counter(dict.fromkeys(DONE.values(), 0))
        found.update(DONE[entry.operation] if entry.page in pages else ELSEWHERE for entry in self.entries)
        return found


NO_CORRECTIONS = Corrections()


def counts_line(counts: Mapping[str, int]) -> str:
    """Return the counts of corrections for people.

    >>> counts_line({"set": 2, "added": 0, "removed": 1, "for pages that were not read": 3})
    'corrections: 2 set, 0 added, 1 removed; 3 for pages that were not read'
    """
    done = ", ".join(f"{counts[name]} {name}" for name in DONE.values())
    left = counts.get(ELSEWHERE, 0)
    return f"corrections: {done}" + (f"; {left} {ELSEWHERE}" if left else "")


def refuse_unknown(entry: Correction, noun: str, wanted: str, known: Collection[str]) -> None:
    """Refuse an entry that names something which its page does not have.

    Raises:
        CorrectionError: What it names is not known; it says what is like it.
    """
    if wanted not in known:
        near = get_close_matches(wanted, known, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        entry.refuse(f"{entry.page} has no {noun} {wanted!r}; {hint}`graphtalk parse` prints the ids")


def read_corrections(text: str, name: str) -> Corrections:
    """Return the corrections that a text in TOML holds.

    Args:
        text: The text.
        name: Name of its file, for messages.

    Raises:
        CorrectionError: It is no TOML, or an entry is of no known form; the message names the line.
    """
    try:
        tomllib.loads(text)
    except ValueError as fault:
        reason, _, where = str(fault).partition(" (at ")
        line = re.search(r"line (\d+)", where)
        number = line[1] if line else 1 + text.rstrip().count("\n")
        raise CorrectionError(f"{name}, line {number}: no TOML: {reason}; docs/CORRECTIONS.md has examples") from fault
    return Corrections(tuple(read_table(table, f"{name}, line {line}") for line, table in tables(text)))


def tables(text: str) -> Iterator[tuple[int, Table]]:
    r"""Yield the tables of a TOML text, each with the number of its first line; what stands before them is one too.

    tomllib does not tell lines. But the lines up to one that begins with `[` can be read by themselves just where that
    line opens a table, and cannot where it lies within a string or a list.

    >>> list(tables("# Hi\n[[set.comment]]\nnote = '''\n[[add]]\n'''\n[[a]]"))
    [(2, {'set': {'comment': [{'note': '[[add]]\n'}]}}), (6, {'a': [{}]})]
    """
    held: list[str] = []
    first = 1
    for number, line in enumerate((*text.split("\n"), "["), start=1):
        if line.lstrip().startswith("["):
            try:
                table = tomllib.loads("\n".join(held))
            except ValueError:
                pass
            else:
                if table:
                    blank = next(i for i, kept in enumerate(held) if kept.strip() and not kept.lstrip().startswith("#"))
                    yield first + blank, table
                held, first = [], number
        held.append(line)


def read_table(table: Table, place: str) -> Correction:
    """Return the entry that a table with its header makes.

    Raises:
        CorrectionError: It is no correction, or one that cannot be.
    """
    for operation, kinds in table.items():
        for kind, entries in kinds.items() if isinstance(kinds, dict) else ():
            if operation in DONE and kind in KINDS and len(table) == len(kinds) == 1 and is_one(entries):
                if fault := next(faults(operation, kind, entries[0]), None):
                    raise CorrectionError(f"{place}: {operation}.{kind} {fault}")
                return as_correction(operation, kind, entries[0], place)
    raise CorrectionError(
        f"{place}: no correction; each is a table headed [[set.KIND]], [[add.KIND]] or [[remove.KIND]], "
        f"KIND one of {', '.join(KINDS)}"
    )


def is_one(entries: object) -> bool:
    """Tell whether this is what one header in double brackets gives."""
    return isinstance(entries, list) and len(entries) == 1 and isinstance(entries[0], dict)


def faults(operation: str, kind: str, entry: Table) -> Iterator[str]:
    """Yield what is wrong with an entry, as far as that can be told without its page."""
    form = KINDS[kind]
    if operation != "set" and form.needs is None:
        yield f"cannot be: a {kind} is part of the page and can only be set"
    changing = {} if operation == "remove" else form.fields
    forms = {**ABOUT, **dict.fromkeys(form.key, TEXT), **changing}
    needed = ("page", *form.key, *((form.needs or ()) if operation == "add" else ()))
    yield from (f"has no field {name!r}; there is {', '.join(forms)}" for name in entry if name not in forms)
    yield from (f"lacks {name}" for name in needed if name not in entry)
    yield from (
        f"has {name} = {value!r}; give {forms[name].words}"
        for name, value in entry.items()
        if not forms[name].fits(value)
    )
    if operation == "set" and entry.keys().isdisjoint(form.fields):
        yield f"changes nothing; give one of {', '.join(form.fields)}"
    for pair in PLACES:
        yield from (
            f"lacks {name}, which goes with {other}"
            for name, other in (pair, pair[::-1])
            if other in entry and name not in entry
        )
    if operation == "add" and not form.new.fullmatch(entry[form.key[0]]):
        yield f"has {form.key[0]} = {entry[form.key[0]]!r}; give {form.example}"


def as_correction(operation: str, kind: str, entry: Table, place: str) -> Correction:
    """Return an entry without faults."""
    form = KINDS[kind]
    about = {name: model_value(entry[name]) for name in ABOUT if name in entry}
    key = tuple(str(entry[name]) for name in form.key)
    values = {name: model_value(value) for name, value in entry.items() if name in form.fields}
    return Correction(operation, kind, about.pop("page"), key, values, place, **about)


def model_value(value: object) -> Any:
    """Return a value in the type that the model holds: times in UTC, lists as tuples, no text as None."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, list):
        return tuple(value)
    return value.strip() or None if isinstance(value, str) else value
