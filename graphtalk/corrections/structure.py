"""Corrections of a page's structure, before the rules read it: who wrote a comment, when, and what it answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from graphtalk.annotate.layout import root_sections
from graphtalk.corrections.entries import RULE, Correction, Corrections, refuse_unknown
from graphtalk.language import Language
from graphtalk.model import Comment, Page, Section, User
from graphtalk.parse.threads import user_kind

__all__ = ["correct_page"]

# A field that is set settles what the warning said of it.
SETTLED = {"parent": "parent-guessed", "author": "no-signature", "timestamp": "bad-date"}


def correct_page(page: Page, corrections: Corrections, language: Language) -> Page:
    """Return a page with its comments and sections as a person has corrected them; all ids stay.

    Args:
        page: A page as parsed.
        corrections: Entries; those for other pages and of other kinds are left alone.
        language: The page's language.

    Raises:
        CorrectionError: An entry names a comment or section that the page does not have.
    """
    entries = corrections.on(page)
    comments = {entry.key[0]: entry for entry in entries.get("comment", ())}
    sections = {entry.key[0]: entry for entry in entries.get("section", ())}
    for entry in comments.values():
        refuse_unknown(entry, "comment", entry.key[0], [comment.id for comment in page.comments])
    for entry in sections.values():
        refuse_unknown(entry, "section", entry.key[0], [section.id for section in page.sections])
    if not comments and not sections:
        return page
    corrected = correct_comments(page, comments, language)
    names = dict.fromkeys(name for c in corrected for name in (c.author, *c.cosigners) if name)
    settled = {
        (SETTLED[name], id_)
        for id_, entry in comments.items()
        for name, value in entry.values.items()
        if name in SETTLED and (value is not None or name == "parent")
    }
    return replace(
        page,
        sections=tuple(correct_section(section, corrected, comments, sections) for section in page.sections),
        comments=tuple(corrected),
        users=tuple(User(name, user_kind(name)) for name in names),
        warnings=tuple(w for w in page.warnings if (w.code, w.comment) not in settled),
    )


def correct_comments(page: Page, entries: Mapping[str, Correction], language: Language) -> list[Comment]:
    """Return comments as their entries say; what answers a comment that moves keeps its steps below it."""
    roots = root_sections(page, language)
    before = {comment.id: comment for comment in page.comments}
    after: dict[str, Comment] = {}
    for comment in page.comments:
        entry = entries.get(comment.id)
        values = dict(entry.values) if entry else {}
        if entry and "parent" in values:
            discussion = {c.id: c.level for c in after.values() if roots[c.section] == roots[comment.section]}
            values |= answering(entry, before, discussion)
        elif comment.parent and comment.level > before[comment.parent].level:
            values["level"] = comment.level + after[comment.parent].level - before[comment.parent].level
        after[comment.id] = replace(comment, **values)
    return list(after.values())


def answering(entry: Correction, comments: Collection[str], above: Mapping[str, int]) -> dict[str, object]:
    """Return what a comment's parent by hand makes of its fields.

    Args:
        entry: The entry, with the parent.
        comments: Ids of the page's comments.
        above: Levels of those that it may answer: what stands above it in the same discussion, as annotating expects.
    """
    parent = entry.values["parent"]
    if parent is None:
        return {"parent_rule": None, "parent_confidence": None, "parent_span": None, "level": 1}
    refuse_unknown(entry, "comment", parent, comments)
    if parent not in above:
        entry.refuse(f"{parent!r} does not stand above {entry.key[0]!r} in its discussion; give one that does")
    return {"parent_rule": RULE, "parent_confidence": 1.0, "parent_span": None, "level": above[parent] + 1}


def correct_section(
    section: Section,
    comments: Sequence[Comment],
    corrected: Mapping[str, Correction],
    entries: Mapping[str, Correction],
) -> Section:
    """Return a section as its entry says, and with the earliest of its comments where a time in it has changed."""
    if section.id in entries:
        section = replace(section, **entries[section.id].values)
    dated = [(c.timestamp, c.position, c.id) for c in comments if c.section == section.id and c.timestamp]
    moved = any(
        c.section == section.id and c.id in corrected and "timestamp" in corrected[c.id].values for c in comments
    )
    return replace(section, oldest_comment=min(dated)[2]) if moved else section
