"""What became of cited works in an article: whether a reference, a citation or a link there is to the same work."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from graphtalk.adoption.article import REFERENCE, Standing, counts, headed_blocks, split_words
from graphtalk.annotate.sources import DOI, normal_url
from graphtalk.language import Language, load_language
from graphtalk.parse.inline import without_comments
from graphtalk.revisions import Adoption, Revision

__all__ = ["CitedWork", "find_cited"]

ADDRESS = re.compile(r"https?://[^\s|\[\]{}<>\"]+", re.IGNORECASE)
ISBN = re.compile(r"\bISBN(?:-?1[03])?\s*[=:|]?\s*(?P<value>\d[\d\u2010-\u2013 -]{7,16}[\dX])", re.IGNORECASE)
PMID = re.compile(r"(?:\bPMID\s*[=:|]?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/)(?P<value>\d{3,9})", re.IGNORECASE)
ARXIV = re.compile(r"(?:\b(?:arxiv|eprint)\s*[=:|]\s*|arxiv\.org/(?:abs|pdf)/)(?:arxiv:)?(?P<value>[\w-]+(?:\.[\w-]+)?(?:/\d+)?)", re.IGNORECASE)  # fmt: skip
VERSION = re.compile(r"(?:v\d+)?(?:\.pdf)?$")
TEMPLATE = re.compile(r"\{\{(?:[^{}]|\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\})*\}\}")
PIECE = re.compile(r"[|={}\"“”„«»「」『』\[\]]|''+")  # between what may be a title
TITLE_FIELD = re.compile(r"\|\s*(?:t[ií]t|tyt|cím|标题|題名|title)\w*\s*=\s*(?P<value>[^|{}]+)", re.IGNORECASE)
ONLY_ONE = ("doi", "pmid", "arxiv")  # schemes in which a work has one identifier; books have many
MIN_PIECE = 2  # words of a title that stands by itself in a citation
MIN_TITLE = 4  # words of one that stands among others
BY_TITLE = 0.8  # how sure a title is to be the same work's

Mark = tuple[str, str]  # scheme and value by which a work is known again


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work that is looked for in an article.

    Attributes:
        subject: Id of the source.
        title: Its title.
        url: Its address.
        identifiers: Pairs of scheme (`doi`, `isbn`, `pmid`, `arxiv`) and value.
        since: Time from which revisions count; None where all do.
    """

    subject: str
    title: str | None = None
    url: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None

    def marks(self) -> frozenset[Mark]:
        """Return by what the work is known again, besides its title."""
        written = [f"{name}={value}" for name, value in self.identifiers]
        return frozenset(mark for text in [*written, self.url or ""] for mark in marks_of(text))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A reference, a citation by template or the rest of a block.

    Attributes:
        text: As written.
        marks: Identifiers and addresses of the works in it.
        words: Its words, between blanks; empty where it cites nothing by title.
        pieces: Words of each piece of it that may be a title by itself.
        titles: Words of each title that a template gives.
    """

    text: str
    marks: frozenset[Mark]
    words: str
    pieces: frozenset[str]
    titles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a work is cited: the citation as written, the heading above it, and how sure it is the same work."""

    text: str
    heading: str
    confidence: float


@dataclass(slots=True)
class WorkTrack:
    """A work and what is known of it so far: its marks, its title's words, and whether it stood there before."""

    work: CitedWork
    marks: frozenset[Mark]
    title: str
    history: Standing = field(default_factory=Standing)
    before: bool = False


def find_cited(
    sources: Sequence[CitedWork], revisions: Iterable[Revision], language: Language | None = None
) -> list[Adoption]:
    """Return what became of works in an article: when a citation of each came in, and when the last one left.

    A work that is cited before the revisions that count has to leave and come back to be adopted.

    Args:
        sources: The works.
        revisions: The article's, oldest first. A hidden one tells nothing.
        language: Names of the wiki's namespaces; None for a wiki whose language is not known.

    Returns:
        For each work in turn what became of it; `verbatim` where it is cited.
    """
    known = language or load_language("und")
    tracks = [WorkTrack(work, work.marks(), words_of(work.title or "")) for work in sources]
    blocks: dict[str, dict[int, tuple[str, float]]] = {}
    for revision in revisions:
        if revision.text is None:
            continue
        found: dict[int, Finding] = {}
        for heading, block in headed_blocks(revision.text, known):
            if block not in blocks:
                blocks[block] = cited_in(block, tracks)
            for number, (text, sure) in blocks[block].items():
                if number not in found or found[number].confidence < sure:
                    found[number] = Finding(text, heading, sure)
        for number, track in enumerate(tracks):
            take_in(track, revision, found.get(number))
    return [track.history.adoption or Adoption(track.work.subject, "never") for track in tracks]


def take_in(track: WorkTrack, revision: Revision, found: Finding | None) -> None:
    """Take in whether a work is cited at a revision."""
    if not counts(revision, track.work.since) or (track.before and found):
        track.before = found is not None
        return
    track.before = False

    def make() -> Adoption:
        return Adoption(
            subject=track.work.subject,
            kind="verbatim",
            revision=revision.id,
            timestamp=revision.timestamp,
            user=revision.user,
            text=found.text if found else "",
            similarity=1.0,
            place=found.heading if found else "",
            confidence=found.confidence if found else 0.0,
        )

    track.history.see(revision, make, stands=found is not None)


def cited_in(block: str, tracks: Sequence[WorkTrack]) -> dict[int, tuple[str, float]]:
    """Return for the number of each work that a block cites the citation and how sure it is the same work."""
    found: dict[int, tuple[str, float]] = {}
    for chunk in chunks(without_comments(block)):
        for number, track in enumerate(tracks):
            sure = sameness(track, chunk)
            if sure > found.get(number, ("", 0.0))[1]:
                found[number] = (" ".join(chunk.text.split()), sure)
    return found


def chunks(block: str) -> Iterator[Chunk]:
    """Yield the references of a block, the templates outside them, and the rest of it."""
    for found in REFERENCE.finditer(block):
        if not found[0].endswith("/>"):
            yield read_chunk(found[0], titled=True)
    rest = REFERENCE.sub("", block)
    for found in TEMPLATE.finditer(rest):
        yield read_chunk(found[0], titled=TITLE_FIELD.search(found[0]) is not None)
    rest = TEMPLATE.sub("", rest).strip()
    if rest:
        yield read_chunk(rest, titled=rest.startswith(("*", "#")))


def read_chunk(text: str, *, titled: bool) -> Chunk:
    """Return a piece of a block with what it tells of works; their titles count where it may be a citation."""
    if not titled:
        return Chunk(text, marks_of(text), "", frozenset(), frozenset())
    return Chunk(
        text,
        marks_of(text),
        words_of(text),
        frozenset(map(words_of, PIECE.split(text))),
        frozenset(words_of(found["value"]) for found in TITLE_FIELD.finditer(text)),
    )


def sameness(track: WorkTrack, chunk: Chunk) -> float:
    """Return how sure it is that a citation is of a work, 0 where it is not."""
    if track.marks & chunk.marks:
        return 1.0
    title = track.title
    if not title:
        return 0.0
    size = len(title.split())
    same = title in chunk.titles or (size >= MIN_PIECE and title in chunk.pieces)
    same = same or (size >= MIN_TITLE and title in chunk.words)
    own, other = dict(track.marks), dict(chunk.marks)
    differ = any(own[name] != other[name] for name in ONLY_ONE if name in own and name in other)
    return BY_TITLE if same and not differ else 0.0


def words_of(text: str) -> str:
    """Return the words of a text as they are compared, between blanks.

    >>> words_of("The ''Waters'' of 2011.")
    ' the waters of 2011 '
    """
    words = split_words(text)
    return f" {' '.join(word.key for word in words)} " if words else ""


def marks_of(text: str) -> frozenset[Mark]:
    """Return the identifiers and addresses of works in a text.

    >>> sorted(marks_of("isbn=978-0-306-40615-7 https://www.lakes.example/a/ https://doi.org/10.1000/X12"))
    [('doi', '10.1000/x12'), ('isbn', '030640615'), ('url', 'doi.org/10.1000/X12'), ('url', 'lakes.example/a')]
    """
    marks: set[Mark] = set()
    for found in DOI.finditer(unquote(text) if "%2" in text else text):
        marks.add(("doi", re.split(r"[{}]|&(?:amp;)?|\?", found[0])[0].rstrip(".,;)/").lower()))
    for found in ISBN.finditer(text):
        digits = re.sub(r"\D", "", found["value"][:-1])
        marks.add(("isbn", digits[-9:]))  # what the forms with 10 and with 13 signs share
    marks |= {("pmid", found["value"]) for found in PMID.finditer(text)}
    for found in ARXIV.finditer(text):
        marks.add(("arxiv", VERSION.sub("", found["value"]).lower()))
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?'")
        address = address if "(" in address else address.rstrip(")")
        marks.add(("url", normal_url(address.replace("&amp;", "&"))))
    return frozenset(marks)
