"""What a talk page says, as plain data: the nouns that every layer shares.

Flat lists with parent ids, no trees of objects. Ids are content (see docs/GLOSSARY.md), so that reading a page
twice gives the same ids. Offsets are half-open spans of code points in the `text` of the comment they belong to.
The order here is that of the discussion document (docs/FORMAT.md): one dataclass for each of its lists.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from graphtalk.revisions import Revision

__all__ = [
    "PINGS",
    "Annotations",
    "ArticleLink",
    "Change",
    "Citation",
    "Comment",
    "Credit",
    "Evidence",
    "Interest",
    "Mark",
    "MarkKind",
    "Markup",
    "Mention",
    "Page",
    "PageWarning",
    "Policy",
    "Proposal",
    "ProposalKind",
    "ProposalStatus",
    "RawPage",
    "Reading",
    "Request",
    "RequestOutcome",
    "Section",
    "Source",
    "Stance",
    "StanceKind",
    "Stretch",
    "StretchKind",
    "User",
    "UserKind",
]

Markup = Literal["wikitext", "html", "plain"]
UserKind = Literal["registered", "temporary", "ip", "imported"]
SignatureKind = Literal["signed", "unsigned-template", "none"]
ProposalKind = Literal["wording", "edit", "move", "merge", "delete", "option", "other"]
ProposalStatus = Literal[
    "open", "accepted", "implemented", "partly implemented", "declined", "superseded", "withdrawn", "reverted"
]
StretchKind = Literal["kept", "added", "removed", "moved from", "moved to"]
StanceKind = Literal["support", "support with changes", "oppose", "neutral"]
Strength = Literal["weak", "plain", "strong"]
MentionKind = Literal["ping", "link", "at"]
PINGS = frozenset[MentionKind](("ping", "at"))  # in a plain copy a ping is a name after an @
RequestOutcome = Literal[
    "open",
    "implemented",
    "implemented with changes",
    "partly implemented",
    "accepted",
    "declined",
    "withdrawn",
    "no consensus",
]
MarkKind = Literal[
    "bold", "italic", "strike", "insert", "quote", "code", "link", "user", "url", "template", "citation", "timestamp"
]


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it came from its source, before anything in it is understood.

    Attributes:
        text: The page in its markup, lines ended by a line feed.
        markup: Which of the three markups `text` is in.
        title: Full title with namespace (`Talk:Earth`), or None where the source does not tell.
        site: Name of the site's data (`enwiki`), or None where the source does not tell.
        revision: Revision id on the wiki.
        timestamp: Time of that revision, aware UTC.
        url: Address of the page on the wiki.
        source: Where it was read from, for messages: a file name or an address.
        edition: What stands for the text and is known without it, such as a revision on a wiki; else empty.
        unread: Whether its text was not asked for, because the store has the page in this edition.
        read_from: How a live wiki was asked for it; empty for files.
        history: The page's revisions up to this one, oldest first; they are read when asked for. Empty where nobody wants them.
        article: Gives the revisions of the article from a time on, and the one before; None where nobody wants them.
        archive_of: Title of the talk page whose old discussions it holds, where the wiki or a store tells that.
        site_data: Data of its live wiki as JSON, where people gave them.
        redirected_from: Title by which people named it, where that leads to it as a redirect.
    """

    text: str
    markup: Markup
    title: str | None = None
    site: str | None = None
    revision: int | None = None
    timestamp: datetime | None = None
    url: str | None = None
    source: str = ""
    edition: str = ""
    unread: bool = False
    read_from: tuple[str, ...] = ()
    history: Iterable[Revision] = ()
    article: Callable[[datetime], Iterable[Revision]] | None = None
    archive_of: str | None = None
    site_data: str | None = None
    redirected_from: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What people say of sources beside the sources themselves.

    Attributes:
        language: Code of the pages' language; None for that of the wiki.
        site: Name of the wiki (`enwiki`); None where the sources tell it, or nobody knows.
        site_data: File with the data of a wiki that is not shipped.
        markup: Markup of the pages, None to tell it by the content.
        title: Title of the page, None where the source tells it.
        history: Whether pages of XML exports come with all their revisions.
    """

    language: str | None = None
    site: str | None = None
    site_data: str | None = None
    markup: Markup | None = None
    title: str | None = None
    history: bool = False


# A page has more of them than of anything else, and a frozen dataclass takes three times as long to make.
class Mark(NamedTuple):
    """A stretch of a comment's text that the markup singles out, the same in all three markups.

    Attributes:
        kind: `link` (to a page), `user` (to a user's pages), `url` (outside), `template` (a template whose meaning is
            not another mark), `citation` (a work, or the number that stands for it), `quote` (block quote or `{{tq}}`),
            `timestamp` (the machine's time behind a rendered one) and plain formatting.
        start: First code point in the text.
        end: One past the last; equal to `start` where the thing shows nothing.
        target: Page title, user name, URL or template name; None for formatting.
        fields: Named parts, such as a template's parameters or a citation's title.
    """

    kind: MarkKind
    start: int
    end: int
    target: str | None = None
    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """Return the field of this name, or None."""
        return dict(self.fields).get(name)


@dataclass(frozen=True, slots=True)
class PageWarning:
    """Something on the page that a reader of the graph should know; page text never raises.

    Attributes:
        code: One of the codes in docs/GLOSSARY.md, such as `no-signature`.
        detail: What was met, in a sentence for people.
        comment: Id of the comment it is about, or None for the page.
    """

    code: str
    detail: str
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class User:
    """Someone who signs, or is spoken to.

    Attributes:
        name: User name as in the link to the user page, blanks for underscores.
        kind: `registered`, `temporary` (a temporary account), `ip` or `imported` (of another wiki).
    """

    name: str
    kind: UserKind


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it (ConvoKit: Conversation).

    Attributes:
        id: DiscussionTools' heading id (`h-Depth-20080611210300`); `h-` for what stands before the first heading.
        heading: The heading's text; empty before the first heading.
        level: 1-6 as in `<h2>`; 0 before the first heading.
        parent: Id of the section that this one is a subsection of.
        position: 0-based place on the page.
        oldest_comment: Id of the earliest comment in it, by time.
        closer: Who closed the discussion.
        closed_at: When, aware UTC.
        result: The closing words.
    """

    id: str
    heading: str
    level: int
    parent: str | None
    position: int
    oldest_comment: str | None = None
    closer: str | None = None
    closed_at: datetime | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One signed contribution (ConvoKit: Utterance), or text that nobody signed.

    Attributes:
        id: DiscussionTools' comment id; `URL#id` opens it on the wiki.
        name: DiscussionTools' name: the same on every page that the comment moves to.
        section: Id of the section it stands in.
        parent: Id of the comment that it answers.
        parent_rule: How the parent was found: `indentation`, `outdent`, `mention`, `turns`, `list`, `time`, `order` or
            `corrections`; None without a parent.
        parent_confidence: 0 to 1; 1 where the markup says it.
        parent_span: Span of the words that name the person answered, for the rule `mention`.
        level: 1 at the top of a section, one more for each step of answering.
        position: 0-based place on the page.
        author: User name, None where nobody signed.
        display_name: The name that the signature shows, where it is another.
        timestamp: Aware UTC, to the minute.
        signature: `signed`, `unsigned-template` or `none`.
        cosigners: Other users who signed the same comment.
        text: Plain text, own words and quotes, no signature.
        marks: What the markup singles out in `text`, in order.
        markup: The comment as written, with its signature.
    """

    id: str
    name: str
    section: str
    parent: str | None
    parent_rule: str | None
    parent_confidence: float | None
    parent_span: tuple[int, int] | None
    level: int
    position: int
    author: str | None
    display_name: str | None
    timestamp: datetime | None
    signature: SignatureKind
    cosigners: tuple[str, ...]
    text: str
    marks: tuple[Mark, ...]
    markup: str


@dataclass(frozen=True, slots=True)
class Page:
    """A talk page's structure.

    Attributes:
        id: Site name, colon, title: `enwiki:Talk:Earth`; the site `local` where the source does not tell.
        site: Site name (`enwiki`), or None.
        host: Host name of the site (`en.wikipedia.org`), or None.
        title: Full title.
        namespace: Number of the title's namespace, None where the title does not tell.
        subject: Title of the page that is discussed.
        archive_of: Title of the talk page whose old discussions it holds, None where it is no archive.
        revision: Revision id, or None.
        timestamp: Time of that revision.
        url: Address of the page on the wiki; `url#comment-id` opens a comment.
        markup: Markup that the page was read from.
        sections: In document order.
        comments: In document order; a parent comes before its replies.
        users: Everyone who signed, by first appearance.
        warnings: In document order.
    """

    id: str
    site: str | None
    host: str | None
    title: str
    namespace: int | None
    subject: str | None
    archive_of: str | None
    revision: int | None
    timestamp: datetime | None
    url: str | None
    markup: Markup
    sections: tuple[Section, ...]
    comments: tuple[Comment, ...]
    users: tuple[User, ...]
    warnings: tuple[PageWarning, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a fact was read from a comment: enough to check it by eye.

    Attributes:
        comment: Id of the comment.
        start: First code point of the words in that comment's text.
        end: One past the last.
        quote: The words, equal to `text[start:end]`.
        rule: Id of the rule that made the fact.
        confidence: 0 to 1, how sure that rule is.
    """

    comment: str
    start: int
    end: int
    quote: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that a wording treats alike.

    Attributes:
        kind: What became of them; moved words are there twice, where they stood and where they stand.
        text: The words as written: of those removed and "moved from" in the earlier text, of all others in the new one.
        words: How many, at least 1.
    """

    kind: StretchKind
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Change:
    """How a wording differs from an earlier text, word by word.

    Attributes:
        amends: Id of the proposal with the earlier text; None where that is the article's own, as the comment quotes it.
        stretches: In the order of the new text; what is gone from it stands where it stood.
    """

    amends: str | None
    stretches: tuple[Stretch, ...]

    def count(self, kind: StretchKind) -> int:
        """Return the number of words of a kind."""
        return sum(stretch.words for stretch in self.stretches if stretch.kind == kind)

    def texts(self, kind: StretchKind) -> tuple[str, ...]:
        """Return the words of a kind as written, in order."""
        return tuple(stretch.text for stretch in self.stretches if stretch.kind == kind)


@dataclass(frozen=True, slots=True)
class Credit:
    """Words of a wording that came in together; the credits of a wording share out each of its words once.

    Attributes:
        proposal: Id of the proposal that brought them in, the wording itself for its own; None for the article's words.
        user: Who signed that proposal; None where nobody did, and for the article's words.
        words: How many, at least 1.
        share: Of the wording's words, 0 to 1, to three digits.
        spans: Where they stand in the text of the comment that makes the wording, in order.
        text: The words at these spans.
    """

    proposal: str | None
    user: str | None
    words: int
    share: float
    spans: tuple[tuple[int, int], ...]
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to be done to the article: a wording, a described edit, a move.

    Attributes:
        id: Comment id, `/p`, number from 1.
        kind: What is proposed.
        label: Its name on the page ("Option A"), or None.
        text: The wording or description, verbatim.
        evidence: Where it stands; its quote is `text`.
        replaces_text: The text that it is to replace, where quoted.
        amends: Ids of the proposals that it varies.
        similarity: Share of words in common with each of `amends`, 0 to 1, same order.
        status: What became of it.
        decision: The words that decided it, None while open or superseded without words.
        changes: What it does to the wordings that it amends and to the article's text, where it is a wording itself.
        credit: Who brought in its words, where it is a wording.
    """

    id: str
    kind: ProposalKind
    label: str | None
    text: str
    evidence: Evidence
    replaces_text: str | None = None
    amends: tuple[str, ...] = ()
    similarity: tuple[float, ...] = ()
    status: ProposalStatus = "open"
    decision: Evidence | None = None
    changes: tuple[Change, ...] = ()
    credit: tuple[Credit, ...] = ()


@dataclass(frozen=True, slots=True)
class Stance:
    """What a comment says of a proposal. A person's stance is that of their last comment.

    Attributes:
        proposal: Id of the proposal.
        stance: Polarity.
        strength: `weak`, `plain` or `strong`.
        struck: Withdrawn by strike-through.
        evidence: The words that show it.
    """

    proposal: str
    stance: StanceKind
    strength: Strength
    struck: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Source:
    """A work that is cited.

    Attributes:
        id: `doi:…`, `isbn:…`, `pmid:…`, `arxiv:…`, `url:…`, else `work:…` (normalised title and year).
        title: Title of the work.
        authors: "Surname, Given" each, in order.
        date: `2011-11-21`, `2011-11` or `2011`.
        work: Periodical, website or publisher.
        url: Address, or None.
        identifiers: Pairs of scheme and value.
    """

    id: str
    title: str | None
    authors: tuple[str, ...] = ()
    date: str | None = None
    work: str | None = None
    url: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A comment cites a source; `text` is the reference as written, `evidence` the place that carries it."""

    source: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Policy:
    """A comment invokes a policy, guideline or essay.

    Attributes:
        shortcut: As written: `WP:LEAD`.
        page: Title of the page, or None where it is not known.
        evidence: Where.
    """

    shortcut: str
    page: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Mention:
    """A comment addresses a user; `count` says how often, `evidence` is the first time."""

    user: str
    kind: MentionKind
    count: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """A comment links to a page of the main namespace; `count` says how often, `evidence` is the first time."""

    title: str
    kind: Literal["link", "named"]
    count: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Interest:
    """A user declares a conflict of interest with a party, in their own words."""

    user: str
    party: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Request:
    """A formal request that a section is about.

    Attributes:
        id: Section id, `/r`, number from 1.
        section: Id of the section.
        kind: `conflict of interest edit request`, `requested move`, …
        outcome: What became of it.
        opened: Time of the comment that opened it.
        answered: Time of the comment that answered it, or None.
        opening: Evidence in the comment that opened it.
        answer: Evidence in the comment that answered it, or None.
        proposals: Ids of the proposals that it asks for.
    """

    id: str
    section: str
    kind: str
    outcome: RequestOutcome
    opened: datetime | None
    answered: datetime | None
    opening: Evidence
    answer: Evidence | None
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotations:
    """Everything that was read from what the comments say, beside the page's structure."""

    proposals: tuple[Proposal, ...] = ()
    stances: tuple[Stance, ...] = ()
    sources: tuple[Source, ...] = ()
    citations: tuple[Citation, ...] = ()
    policies: tuple[Policy, ...] = ()
    mentions: tuple[Mention, ...] = ()
    articles: tuple[ArticleLink, ...] = ()
    interests: tuple[Interest, ...] = ()
    requests: tuple[Request, ...] = ()
    warnings: tuple[PageWarning, ...] = field(default=())
