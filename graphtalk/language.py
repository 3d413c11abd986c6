"""Languages as data: templates, policies and cue rules, loaded from languages/*.toml, with a wiki's data beside.

Code that reads pages takes a `Language` and has no branch for any one language. A file that lacks something, or a
rule without examples, is refused with its name and the entry.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import cast

from graphtalk.errors import LanguageError, UsageError
from graphtalk.site import Site, load_site

__all__ = ["Cue", "Language", "Template", "load_language"]

Data = Mapping[str, object]

NOTHING = re.compile(r"(?!)")
UNDETERMINED = "und"  # ISO 639 for a language that is not told: templates, but no rules
TASKS = (
    "stance", "removal", "condition", "status", "wording", "wording_below", "wording_asked", "wording_after", "quoting", "change_from", "change_to", "change_lines",
    "edit", "edit_end", "changing", "merging", "notice", "option", "option_lead", "option_question", "option_added", "choice", "choice_joint", "asked", "label", "ordinal", "move", "title", "way_out", "vote_lead", "talk", "interest", "request", "closing", "process",
    "verdict", "closing_heading", "closing_lead", "continued", "article",
)  # fmt: skip
MARKERS = (
    "opener", "wish", "question", "part_start", "part_end", "joint", "reason", "clause_start", "clause_end", "alternative",
    "of_a_version", "version_of", "both", "each", "negation", "option_before", "instead", "rather_than", "before_figure", "after_figure",
    "after_letter", "after_vote", "the_alternative", "the_original", "reason_of", "turning", "supposed", "strong", "weak", "speaker", "pointing", "this_sentence", "retrieved", "remark_joint", "in_person", "leads_to_text", "inner_stop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """What a template shows or means.

    Attributes:
        meaning: `user`, `quote`, `show` (a parameter), `text` (fixed words), `citation`, `diff`, `link`, `request`,
            `unsigned`, `outdent` or `closing`.
        text: For `text`, the words shown; for `request`, its kind; for `show` and `user`, what stands before it; for
            `unsigned`, the language's words before it; else empty.
        after: What stands behind the parameter that is shown, or behind the users.
        last_joint: For `user`, what stands before the last of several.
        parameters: Parameter names or numbers that the meaning uses, in its order.
        declares_interest: For `request`, whether who uses it declares a conflict of interest.
        bold: For `text`, whether the words are shown in bold, as votes are.
        answers: For `text`, the words shown in place of `text` by the value of the first parameter.
    """

    meaning: str
    text: str = ""
    after: str = ""
    last_joint: str = ", "
    parameters: tuple[str, ...] = ()
    declares_interest: bool = False
    bold: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)  # one is as good as another only if it is the same: it is a cache's key
class Cue:
    """A rule: a pattern, what a match of it means, and how sure that is.

    Attributes:
        id: Dotted name that facts made by it carry, such as `en.support.agree`.
        pattern: Searched in a comment's text, case ignored. A group `evidence` narrows the words shown.
        value: What a match means: a stance, a status, a kind.
        strength: For stances: `weak`, `plain` or `strong`.
        where: `bold` where only bold text counts, `earlier` where words bring a former text back, `first` and `again` for
            an interest of someone who has declared none, or one; else `text`.
        confidence: 0 to 1.
        words: One of these, in lower case, stands in whatever matches, which saves trying the pattern elsewhere; none
            where that is not known.
        examples: Texts that match.
        counterexamples: Texts that do not.
    """

    id: str
    pattern: re.Pattern[str]
    value: str
    strength: str
    where: str
    confidence: float
    words: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


class Rules(Mapping[str, tuple[Cue, ...]]):
    """Rules by task, each of `TASKS`; those of a task are read when they are first asked for.

    To compile all takes a fifth of a second, and an import that finds nothing new asks for none.
    """

    def __init__(self, entries: Mapping[str, Sequence[Data]], where: str, vocabulary: Data) -> None:
        """Take what a file says of rules and of the words that they have in common; `where` is its name, for messages."""
        self._entries, self._where, self._vocabulary = entries, where, vocabulary
        self._read: dict[str, tuple[Cue, ...]] = {}

    def __getitem__(self, task: str) -> tuple[Cue, ...]:
        if task not in self._read:
            if task not in TASKS:
                raise KeyError(task)
            given = self._entries.get(task, ())
            self._read[task] = tuple(read_cue(entry, self._where, self._vocabulary) for entry in given)
        return self._read[task]

    def __iter__(self) -> Iterator[str]:
        return iter(TASKS)

    def __len__(self) -> int:
        return len(TASKS)


class Markers(Mapping[str, re.Pattern[str]]):
    """Patterns of words that mean nothing by themselves, each of `MARKERS`: where a clause ends, what makes a wish.

    One that a language lacks matches nothing. Case counts unless the pattern says otherwise. Each is read when first asked for.
    """

    def __init__(self, entries: Mapping[str, Data], where: str, vocabulary: Data) -> None:
        """Take what a file says of markers and of the words that they have in common; `where` is its name, for messages."""
        self._entries, self._where, self._vocabulary = entries, where, vocabulary
        self._read: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        if name not in self._read:
            if name not in MARKERS:
                raise KeyError(name)
            self._read[name] = self._pattern(name)
        return self._read[name]

    def _pattern(self, name: str) -> re.Pattern[str]:
        if name not in self._entries:
            return NOTHING
        entry, where = self._entries[name], f"{self._where}: marker {name!r}"
        if len(texts(entry.get("examples"))) < 2 or not texts(entry.get("counterexamples")):
            raise LanguageError(f"{where} needs two examples and one counterexample")
        try:
            return re.compile(spelt_out(str(entry["pattern"]), self._vocabulary))
        except (KeyError, re.error) as fault:
            raise LanguageError(f"{where}: its pattern is missing or no regular expression: {fault}") from fault

    def __iter__(self) -> Iterator[str]:
        return iter(MARKERS)

    def __len__(self) -> int:
        return len(MARKERS)


@dataclass(frozen=True, slots=True)
class Language:
    """Everything that reading a page of one wiki in one language needs.

    Attributes:
        code: ISO 639 code.
        site: The wiki: dates, namespaces, time zone.
        unsigned_text: The words that unsigned-templates show before the user.
        unsigned_notice: Pattern of such words in a rendered page or its copy.
        signature_links: Pattern of what follows the name in a plain signature: `(talk)`.
        chrome: Patterns of interface words that copies carry along: `[reply]`.
        templates: By name in lower case.
        citation_fields: The common name (`title`, `author`) of a citation template's parameter by its own (`titel`).
        policies: Policy page by shortcut or title, in lower case.
        cues: Rules by task, each of `TASKS`.
        markers: Patterns by name, each of `MARKERS`.
        everyday: Words that tell nothing of what a text is about, in lower case.
    """

    code: str
    site: Site
    unsigned_text: str
    unsigned_notice: re.Pattern[str]
    signature_links: re.Pattern[str]
    chrome: tuple[re.Pattern[str], ...]
    templates: Mapping[str, Template]
    citation_fields: Mapping[str, str]
    policies: Mapping[str, str]
    cues: Mapping[str, tuple[Cue, ...]]
    markers: Mapping[str, re.Pattern[str]]
    everyday: frozenset[str]


def read_cue(entry: Data, where: str, vocabulary: Data | None = None) -> Cue:
    """Return one rule from its table in the file, the words that rules have in common put in for their names."""
    name = f"{where}: rule {entry.get('id', '(without id)')!r}"
    examples, counterexamples = texts(entry.get("examples")), texts(entry.get("counterexamples"))
    if len(examples) < 2 or not counterexamples:
        raise LanguageError(f"{name} needs two examples and one counterexample")
    try:
        pattern = re.compile(spelt_out(str(entry["pattern"]), vocabulary or {}), re.IGNORECASE | re.MULTILINE)
        return Cue(
            id=str(entry["id"]),
            pattern=pattern,
            value=str(entry["value"]),
            strength=str(entry.get("strength", "plain")),
            where=str(entry.get("where", "text")),
            confidence=float(cast("float", entry["confidence"])),
            words=texts(entry.get("words")),
            examples=examples,
            counterexamples=counterexamples,
        )
    except KeyError as missing:
        raise LanguageError(f"{name} lacks {missing}") from missing
    except re.error as fault:
        raise LanguageError(f"{name}: its pattern is no regular expression: {fault}") from fault


def spelt_out(pattern: str, vocabulary: Data) -> str:
    """Return a pattern with the words that its names in braces stand for.

    >>> spelt_out("I {done} it{0,2}", {"done": "made|changed"})
    'I (?:made|changed) it{0,2}'
    """
    while names := set(re.findall(r"\{([a-z_]+)\}", pattern)):
        for name in names:
            pattern = pattern.replace(f"{{{name}}}", f"(?:{vocabulary[name]})")
    return pattern


def texts(value: object) -> tuple[str, ...]:
    """Return a TOML list as a tuple of strings; an absent one is empty."""
    return tuple(str(item) for item in cast("Sequence[object]", value or ()))


def own(table: Data, name: str) -> list[str]:
    """Return the one text of this name in a table as a list, an empty one where it has none."""
    return [str(table[name])] if name in table else []


def read_templates(entries: Sequence[Data]) -> dict[str, Template]:
    """Return the templates by name; each entry gives one meaning to several names."""
    found = {}
    for entry in entries:
        template = Template(
            meaning=str(entry["meaning"]),
            text=str(entry.get("text", "")),
            after=str(entry.get("after", "")),
            last_joint=str(entry.get("last_joint", ", ")),
            parameters=texts(entry.get("parameters")),
            declares_interest=bool(entry.get("declares_interest", False)),
            bold=bool(entry.get("bold", False)),
            answers=cast("Mapping[str, str]", entry.get("answers", {})),
        )
        found.update({name.lower(): template for name in texts(entry["names"])})
    return found


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern that matches what one of these matches; nothing where there are none."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)", re.IGNORECASE)


def button_pattern(words: Sequence[str]) -> str:
    """Return the pattern of buttons in brackets, as a copy shows them: `[edit]`, `[ edit | edit source ]`."""
    word = f"(?i:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
    return rf"\s{{0,3}}\[\s{{0,3}}{word}(?:\s{{0,3}}[|·]\s{{0,3}}{word}){{0,3}}\s{{0,3}}\]"


def build_language(data: Data, site: Site, where: str) -> Language:
    """Return a language from the content of its file, for one of its wikis.

    What the file says of signatures and templates is added to what the language that it inherits from says; what it
    says of policies and rules stands alone.
    """
    table = cast("Mapping[str, Data]", data)
    base = load_language(str(data["inherits"])) if "inherits" in data else None
    signature, rules = table.get("signature", {}), cast("Mapping[str, Sequence[Data]]", table.get("cues", {}))
    vocabulary, markers = table.get("vocabulary", {}), cast("Mapping[str, Data]", table.get("markers", {}))
    if unknown := rules.keys() - set(TASKS):
        raise LanguageError(f"{where}: no task {', '.join(sorted(unknown))}; there is {', '.join(TASKS)}")
    if unknown := markers.keys() - set(MARKERS):
        raise LanguageError(f"{where}: no marker {', '.join(sorted(unknown))}; there is {', '.join(MARKERS)}")
    buttons = texts(signature.get("buttons"))
    chrome = [*([button_pattern(buttons)] if buttons else []), *texts(signature.get("chrome"))]
    templates = {**(base.templates if base else {}), **read_templates(cast("Sequence[Data]", data.get("template", ())))}
    unsigned_text = str(signature["unsigned_text"]) if "unsigned_text" in signature or not base else base.unsigned_text
    return Language(
        code=str(data["code"]),
        site=site,
        unsigned_text=unsigned_text,
        unsigned_notice=any_of([*own(signature, "unsigned_notice"), *([base.unsigned_notice.pattern] if base else [])]),
        signature_links=any_of([*own(signature, "links"), *([base.signature_links.pattern] if base else [])]),
        chrome=(*map(re.compile, chrome), *(base.chrome if base else ())),
        templates={
            name: replace(known, text=unsigned_text) if known.meaning == "unsigned" else known
            for name, known in templates.items()
        },
        citation_fields={name: str(common) for name, common in table.get("citation_fields", {}).items()},
        policies={
            name.lower(): title for title, names in table.get("policies", {}).items() for name in (title, *texts(names))
        },
        cues=Rules(rules, where, vocabulary),
        markers=Markers(markers, where, vocabulary),
        everyday=frozenset(texts(data.get("everyday"))),
    )


@cache
def load_language(code: str | None = None, site: Site | None = None) -> Language:
    """Return a shipped language for one of its wikis.

    Args:
        code: ISO 639 code; None for that of the site, and for a language without a file one that knows no rules.
        site: The wiki; None for the one that the language's file names.

    Raises:
        UsageError: There is no such language.
        LanguageError: Its file is faulty.
    """
    folder = resources.files("graphtalk") / "languages"
    wanted = code or (site.language if site else "en")
    file = folder / f"{wanted}.toml"
    if not file.is_file() and code is None:
        file = folder / f"{UNDETERMINED}.toml"
    if not file.is_file():
        known = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
        raise UsageError(f"no language {wanted!r}; there is {', '.join(known)}")
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        return build_language(data, site or load_site(str(data["site"])), file.name)
    except (KeyError, re.error, tomllib.TOMLDecodeError) as fault:
        raise LanguageError(f"{file.name}: {fault!s} is missing or malformed") from fault
