"""Where a formal request is opened, and which sections are about one: by template, box, heading or the page's title."""

from collections.abc import Sequence

from graphtalk.annotate.cues import evidence, folded, request_kind, worth_trying
from graphtalk.language import Language
from graphtalk.model import Comment, Evidence, Page, Section

__all__ = ["page_request", "request_opening", "requested_sections", "topic_sections"]


def request_opening(section: Section, comments: Sequence[Comment], language: Language) -> tuple[str, Evidence] | None:
    """Return the kind of request that a section makes, by template, else by its heading, and where it is opened.

    A heading that only a closing makes formal ("Merge with Old Mill?") counts where the section was closed.
    """
    if not comments:
        return None
    for comment in comments:
        for mark in comment.marks:
            if mark.kind == "template" and (kind := request_kind(mark, language)):
                return kind, evidence(comment, (mark.start, mark.end), "template.request", 0.98)
        for cue in worth_trying(language.cues["notice"], folded(comment.text)):
            if match := cue.pattern.search(comment.text):
                return cue.value, evidence(comment, match.span("evidence"), cue.id, cue.confidence)
    for cue in language.cues["request"]:
        if cue.where == "interested":
            continue
        if cue.pattern.search(section.heading) and (cue.where != "closed" or section.result is not None):
            return cue.value, evidence(comments[0], (0, 0), cue.id, cue.confidence)
    return None


def page_request(
    page: Page, section: Section, comments: Sequence[Comment], language: Language
) -> tuple[str, Evidence] | None:
    """Return the kind of request that a whole page makes, by its title, in its first section with a heading."""
    first = next((s for s in page.sections if s.level), None)
    if section is not first or not comments:
        return None
    for cue in language.cues["request"]:
        if cue.where == "title" and cue.pattern.search(page.title):
            return cue.value, evidence(comments[0], (0, 0), cue.id, cue.confidence)
    return None


def requested_sections(page: Page, language: Language) -> set[str]:
    """Return the ids of the sections that a template, a box or their heading marks as a formal request."""
    by_section: dict[str, list[Comment]] = {}
    for comment in page.comments:
        by_section.setdefault(comment.section, []).append(comment)
    return {s.id for s in page.sections if request_opening(s, by_section.get(s.id, []), language)}


def topic_sections(page: Page, kind: str, language: Language) -> set[str]:
    """Return the ids of sections that are about a formal request of a kind, by their heading, a template or the page."""
    cues = [cue for cue in language.cues["request"] if cue.value == kind]
    if any(cue.where == "title" and cue.pattern.search(page.title) for cue in cues):
        return {section.id for section in page.sections}
    by_heading = {
        s.id for s in page.sections for cue in cues if cue.where != "interested" and cue.pattern.search(s.heading)
    }
    return by_heading | {
        comment.section
        for comment in page.comments
        for mark in comment.marks
        if mark.kind == "template" and request_kind(mark, language) == kind
    }
