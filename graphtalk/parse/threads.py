"""Passes 2 and 3: items to sections and replies, then ids and names as DiscussionTools gives them.

Source: https://www.mediawiki.org/wiki/Extension:DiscussionTools/How_it_works (ids, names, the tree by levels)
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

from graphtalk.language import Language
from graphtalk.model import Comment, Page, PageWarning, RawPage, Section, User, UserKind
from graphtalk.parse.blocks import OUTDENT, PARSER_LIMIT
from graphtalk.parse.closings import find_closing
from graphtalk.parse.guesses import Parent, guess_parents, guess_warning
from graphtalk.parse.items import Item
from graphtalk.site import ANY_TIMESTAMP, Site

__all__ = ["UNKNOWN_SITE", "archive_id", "archived_title", "build_page", "page_id", "page_title", "user_kind"]

# From this day on DiscussionTools writes timestamps in ids without punctuation.
NEW_IDS = datetime(2022, 7, 12, tzinfo=UTC)
MAX_ID_BYTES = 80  # of a name or heading inside an id
UNKNOWN_SITE = "local"
TEMPLATE = 10  # number of the namespace
TEMPORARY = re.compile(r"~\d{4}-[\d-]+")
# What wikis call the subpages that old discussions go to: Archive 1, Archives/2023, Archiv/2005, Archivo, Archief, Архив.
ARCHIVE = re.compile(r"/(?:archiv(?:es?|os?|io?)?|archief|архив|архів)(?![^\W\d_])", re.IGNORECASE)
LOOKS_SIGNED = 3  # timestamps that make a page without a comment suspicious


class Place(NamedTuple):
    """Where a comment stands: its section, its 0-based place on the page, and what it answers."""

    section: str
    position: int
    parent: Parent | None
    above: Comment | None


def user_kind(name: str) -> UserKind:
    """Return what kind of account a user name stands for.

    Source: https://www.mediawiki.org/wiki/Manual:Importing_XML_dumps (names of people of another wiki)

    >>> user_kind("192.0.2.7"), user_kind("~2026-12345-67"), user_kind("Ana"), user_kind("imported>Ana")
    ('ip', 'temporary', 'registered', 'imported')
    """
    if ">" in name:
        return "imported"
    if "." in name or ":" in name:  # as all addresses have
        try:
            ipaddress.ip_address(name)
        except ValueError:
            pass
        else:
            return "ip"
    return "temporary" if TEMPORARY.fullmatch(name) else "registered"


def build_page(items: Sequence[Item], raw: RawPage, language: Language) -> Page:
    """Return the page that these items make up."""
    grouped = anchored(group_by_section(items))
    warnings: list[PageWarning] = []
    taken: dict[str, int] = {}
    sections: list[Section] = []
    comments: list[Comment] = []
    anchors: dict[str, str] = {}
    above: list[Section] = []  # the sections that the next one may be a subsection of
    for heading, members in grouped:
        parents = section_parents(members)
        while above and above[-1].level >= heading.heading:
            above.pop()
        section_parent = above[-1] if above else None
        oldest = min((m.timestamp for m in members if m.timestamp), default=None)
        above_anchor = anchors[section_parent.id] if section_parent else None
        section_id = unique(heading_id(heading, above_anchor, oldest), taken)
        anchors[section_id] = heading.anchor or ""
        offset = len(comments)
        for place, (member, parent) in enumerate(zip(members, parents, strict=True)):
            answered = comments[offset + parent.position] if parent and parent.position is not None else None
            name = f"c-{comment_name(member.author, member.timestamp)}"
            wanted = wanted_id(name, answered, heading)
            found = parent if answered else None
            where = Place(section_id, offset + place, found, answered)
            comment = make_comment(member, unique(wanted, taken), name, where)
            comments.append(comment)
            warnings += comment_warnings(member, comment, language.site)
            warnings += guess_warning(parent, comment.id, comments, offset)
            warnings += place_warnings(comment, wanted, members[place - 1] if place else None)
        closing = find_closing(comments[offset:], language)
        sections.append(
            Section(
                id=section_id,
                heading=heading.text,
                level=heading.heading,
                parent=section_parent.id if section_parent else None,
                position=len(sections),
                oldest_comment=next((c.id for c in comments[offset:] if c.timestamp and c.timestamp == oldest), None),
                closer=closing.closer,
                closed_at=closing.timestamp,
                result=closing.result,
            )
        )
        if heading.heading:
            above.append(sections[-1])
    return assemble(raw, language, closed_below(sections), comments, warnings)


def closed_below(sections: list[Section]) -> list[Section]:
    """Return the sections with a closing that stands above the page's first heading in that heading's section."""
    if len(sections) < 2 or sections[0].level or sections[0].closer is None or sections[1].result is not None:
        return sections
    first, second, *rest = sections
    below = replace(second, closer=first.closer, closed_at=first.closed_at, result=first.result)
    return [replace(first, closer=None, closed_at=None, result=None), below, *rest]


def assemble(
    raw: RawPage, language: Language, sections: list[Section], comments: list[Comment], warnings: list[PageWarning]
) -> Page:
    """Return the page around its sections and comments."""
    title = page_title(raw)
    archive_of = raw.archive_of or archived_title(title)
    number, rest = language.site.split_title(archive_of or title)
    site = language.site if raw.site == language.site.name else None
    names = dict.fromkeys(name for c in comments for name in (c.author, *c.cosigners) if name)
    if raw.title is None:
        warnings.append(PageWarning("title-guessed", f"the source tells no title; it is called {title!r}"))
    if not any(c.author for c in comments) and (count := len(ANY_TIMESTAMP.findall(raw.text))) >= LOOKS_SIGNED:
        detail = f"the page has {count} timestamps, none as {language.site.name} signs; name its wiki with --site"
        warnings.append(PageWarning("no-comments", detail))
    url = raw.url or (site.page_url(title) if site and raw.title else None)
    return Page(
        id=page_id(raw),
        site=raw.site,
        host=site.host or None if site else None,
        title=title,
        namespace=number if raw.title else None,
        subject=rest if number % 2 else None,
        archive_of=archive_of,
        revision=raw.revision,
        timestamp=raw.timestamp,
        url=url,
        markup=raw.markup,
        sections=tuple(sections),
        comments=tuple(comments),
        users=tuple(User(name, user_kind(name)) for name in names),
        warnings=tuple(warnings),
    )


def page_id(raw: RawPage) -> str:
    """Return the id of the page, which no markup in it changes."""
    return f"{raw.site or UNKNOWN_SITE}:{page_title(raw)}"


def page_title(raw: RawPage) -> str:
    """Return the page's title; where the source tells none, the file's name without what no title can hold."""
    title = (raw.title or PurePath(raw.source).stem.replace("_", " ")).partition("#")[0]
    return " ".join(re.sub(r"[<>\[\]{}|]", " ", title).split()) or "Untitled"


def archived_title(title: str) -> str | None:
    """Return the title of the page whose archive a page is by its own title, None where that does not tell.

    >>> archived_title("Talk:Earth/Archive 3"), archived_title("Diskussion:Mond/Archiv/2005"), archived_title("Talk:Earth")
    ('Talk:Earth', 'Diskussion:Mond', None)
    """
    word = ARCHIVE.search(title)
    return title[: word.start()] if word and word.start() else None


def archive_id(raw: RawPage) -> str | None:
    """Return the id of the page whose archive a page is, None where it is no archive."""
    title = raw.archive_of or archived_title(page_title(raw))
    return f"{raw.site or UNKNOWN_SITE}:{title}" if title else None


def group_by_section(items: Sequence[Item]) -> list[tuple[Item, list[Item]]]:
    """Return each heading with the comments up to the next; comments before the first stand under an empty one."""
    groups: list[tuple[Item, list[Item]]] = []
    for item in items:
        if item.heading:
            groups.append((item, []))
        else:
            if not groups:
                groups.append((Item(0, "", (), "", None), []))
            groups[-1][1].append(item)
    return groups


def section_parents(members: Sequence[Item]) -> list[Parent | None]:
    """Return the parent of each comment of a section."""
    if any(member.level is None for member in members):
        return guess_parents(members)
    open_levels: list[tuple[int, int]] = []  # levels that go on, each with the place of its latest comment
    parents: list[Parent | None] = []
    for place, member in enumerate(members):
        level = member.level or 1
        while open_levels and open_levels[-1][0] >= level:
            open_levels.pop()
        if place and any(m.kind == "template" and m.target == OUTDENT and m.start == 0 for m in member.marks):
            parents.append(Parent(place - 1, "outdent", 0.9))
        else:
            parents.append(Parent(open_levels[-1][1], "indentation", 1.0) if open_levels else None)
        open_levels.append((level, place))
    return parents


@lru_cache(maxsize=1_000)  # each time is written in the ids of a comment and of its answers
def timestamp_string(moment: datetime) -> str:
    """Return a time as DiscussionTools writes it in ids."""
    return moment.strftime("%Y%m%d%H%M%S") if moment >= NEW_IDS else moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def cut(text: str) -> str:
    """Return text short enough for an id, never in the middle of a character."""
    if 4 * len(text) <= MAX_ID_BYTES:  # no character has more bytes than four
        return text
    encoded = text.encode()
    if len(encoded) <= MAX_ID_BYTES:
        return text
    return encoded[:MAX_ID_BYTES].decode(errors="ignore").strip("_")


def linkable(heading: Item) -> str:
    """Return the fragment of a link to a heading."""
    return cut(heading.anchor or "")


def comment_name(author: str | None, timestamp: datetime | None) -> str:
    """Return author and time as they stand in names and ids."""
    who = cut((author or "").replace(" ", "_"))
    return f"{who}-{timestamp_string(timestamp)}" if timestamp else who


def anchored(groups: Sequence[tuple[Item, list[Item]]]) -> list[tuple[Item, list[Item]]]:
    """Return the groups with the fragments that a wiki gives to headings whose markup does not tell theirs.

    Source: https://www.mediawiki.org/wiki/Help:Links: blanks become `_`, and what comes again gets a number.
    """
    seen: dict[str, int] = {}
    result = []
    for heading, members in groups:
        anchor = heading.anchor or "_".join(heading.text.split())
        count = seen[anchor.lower()] = seen.get(anchor.lower(), 0) + 1
        numbered = anchor if heading.anchor or count == 1 else f"{anchor}_{count}"
        result.append((heading._replace(anchor=numbered), members))
    return result


def heading_id(heading: Item, above: str | None, oldest: datetime | None) -> str:
    """Return a heading's id before it is made unique."""
    if not heading.heading:
        return "h-"
    parts = [f"h-{linkable(heading)}"]
    if above:
        parts.append(cut(above))
    if oldest:
        parts.append(timestamp_string(oldest))
    return "-".join(parts)


def unique(wanted: str, taken: dict[str, int]) -> str:
    """Return an id that is not taken yet: the wanted one, or with a number; it is taken from then on.

    Args:
        wanted: The id as it would be if no other had it.
        taken: The ids taken, each with the last number that was put behind it.
    """
    found = wanted
    while found in taken:
        taken[wanted] += 1
        found = f"{wanted}-{taken[wanted]}"
    taken[found] = 0
    return found


def wanted_id(name: str, above: Comment | None, heading: Item) -> str:
    """Return the id of a comment of this name before it is made unique."""
    if above:
        return f"{name}-{above.name.removeprefix('c-')}"
    return f"{name}-{linkable(heading)}" if heading.heading else name


def make_comment(item: Item, comment_id: str, name: str, place: Place) -> Comment:
    """Return an item as a comment in its place."""
    parent, above = place.parent, place.above
    return Comment(
        id=comment_id,
        name=name,
        section=place.section,
        parent=above.id if above else None,
        parent_rule=parent.rule if parent else None,
        parent_confidence=parent.confidence if parent else None,
        parent_span=parent.span if parent else None,
        level=above.level + 1 if above and item.level is None else item.level or 1,
        position=place.position,
        author=item.author,
        display_name=item.display_name,
        timestamp=item.timestamp,
        signature=item.signature,
        cosigners=item.cosigners,
        text=item.text,
        marks=item.marks,
        markup=item.markup,
    )


def place_warnings(comment: Comment, wanted: str, before: Item | None) -> list[PageWarning]:
    """Return what is odd about where a comment stands after the one before it in its section."""
    found = []
    if comment.id != wanted:
        found.append(PageWarning("duplicate-id", f"author, time and parent are those of {wanted}", comment.id))
    reached = before.level if before else 0
    if reached is not None and comment.level > reached + 1 and comment.parent_rule in {None, "indentation"}:
        found.append(PageWarning("level-skipped", f"indented {comment.level - reached} steps at once", comment.id))
    return found


def comment_warnings(item: Item, comment: Comment, site: Site) -> list[PageWarning]:
    """Return what is odd about a comment."""
    found = []
    if item.signature == "none":
        found.append(PageWarning("no-signature", f"nobody signed {item.text[:60]!r}", comment.id))
    elif item.timestamp is None:
        found.append(
            PageWarning("bad-date", f"{item.author}'s signature has no date, or one that does not exist", comment.id)
        )
    titles = dict.fromkeys([mark.target or "" for mark in item.marks if mark.kind == "template"])
    if PARSER_LIMIT in titles:
        found.append(
            PageWarning("parser-limit", "a piece too long for the parser was taken as it is written", comment.id)
        )
    for title in titles:
        if title.startswith((":", "/")) or site.split_title(title)[0] not in {0, TEMPLATE}:
            detail = f"{{{{{title}}}}} shows a page that is not here; comments on it are not read"
            found.append(PageWarning("page-not-here", detail, comment.id))
    if item.level_differs:
        found.append(PageWarning("level-differs", "the comment begins and ends at different indentation", comment.id))
    return found
