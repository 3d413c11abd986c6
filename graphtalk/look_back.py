"""What the histories of a talk page and of its article add to what the page says."""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from queue import Queue
from typing import TypeAlias

from graphtalk.adoption import CitedWork, Wording, find_adoptions, find_cited
from graphtalk.annotate.wordings import matching
from graphtalk.history import find_actions
from graphtalk.language import Language
from graphtalk.model import Annotations, Page, Proposal, RawPage
from graphtalk.revisions import Adoption, Findings, Revision

__all__ = ["look_back"]

AHEAD = 4  # revisions that one of two may be ahead of the other
Follow: TypeAlias = Callable[[Iterable[Revision]], list[Adoption]]
QUOTATION = re.compile(r"[\"“„«](?P<words>[^\"“”„«»\n]+)")
FEWEST_WORDS = 4  # of a quotation that an article would not have by chance
EDITED_FIRST = timedelta(hours=1)


def look_back(raw: RawPage, page: Page, annotations: Annotations, language: Language) -> Findings:
    """Return what the histories of a page and its article tell, as far as they are wanted.

    Args:
        raw: The page as read, with the ways to its histories.
        page: The page.
        annotations: What its comments say.
        language: The language that it was read in.

    Raises:
        WikiError: The histories are a live wiki's, and it is away.
    """
    actions = tuple(find_actions(raw.history, page.title, language)) if raw.history else ()
    said = {comment.id: comment.timestamp for comment in page.comments}
    wordings = [
        Wording(proposal.id, *words, counted_from(said[proposal.evidence.comment]))
        for proposal in annotations.proposals
        if (words := words_for_article(proposal, language))
    ]
    works = [CitedWork(source.id, source.title, source.url, (identifier(source.id),)) for source in annotations.sources]
    since = first(said.values())
    if not raw.article or not since or not (wordings or works):
        return Findings(actions)
    adopted, cited = in_step(
        raw.article(since - EDITED_FIRST),
        lambda revisions: find_adoptions(wordings, revisions, language),
        lambda revisions: find_cited(works, revisions, language),
    )
    return Findings(actions, tuple(adopted), tuple(cited))


def in_step(revisions: Iterable[Revision], one: Follow, other: Follow) -> tuple[list[Adoption], list[Adoption]]:
    """Return what two functions find in the same revisions, which are gone through once and never all in memory.

    Raises:
        WikiError: The revisions are a live wiki's, and it is away.

    >>> in_step([], lambda found: list(found), lambda found: list(found))
    ([], [])
    """
    passed: Queue[Revision | None] = Queue(AHEAD)

    def pass_on() -> Iterator[Revision]:
        for revision in revisions:
            passed.put(revision)
            yield revision

    def received() -> Iterator[Revision]:
        while (revision := passed.get()) is not None:
            yield revision

    def follow() -> list[Adoption]:
        stream = received()
        try:
            return other(stream)
        finally:
            for _ in stream:  # after an error the first must not wait for ever
                pass

    with ThreadPoolExecutor(max_workers=1) as worker:
        found = worker.submit(follow)
        try:
            first = one(pass_on())
        finally:
            passed.put(None)
        return first, found.result()


def words_for_article(proposal: Proposal, language: Language) -> tuple[str, str] | None:
    """Return the words that a proposal wants in the article and those that it wants out; None where it quotes neither.

    Args:
        proposal: A wording, or a described change that quotes what it is about.
        language: Words for removals, and for changes of one text to another.
    """
    if proposal.credit:
        return proposal.text, proposal.replaces_text or ""
    quoted = QUOTATION.search(proposal.text) if proposal.kind == "edit" else None
    if not quoted or len(quoted["words"].split()) < FEWEST_WORDS:
        return None
    lead = proposal.text[: quoted.start()]
    if matching(language.cues["removal"], lead):
        return "", quoted["words"]
    return None if matching(language.cues["change_from"], lead.rstrip()) else (quoted["words"], "")


def identifier(source: str) -> tuple[str, str]:
    """Return scheme and value of a source's id.

    >>> identifier("doi:10.1/x")
    ('doi', '10.1/x')
    """
    scheme, _, value = source.partition(":")
    return scheme, value


def counted_from(said: datetime | None) -> datetime | None:
    """Return from when an article's revisions count for a proposal: who edits first and tells then proposes, too."""
    return said - EDITED_FIRST if said else None


def first(times: Iterable[datetime | None]) -> datetime | None:
    """Return the earliest of times, None where there is none."""
    return min((time for time in times if time), default=None)
