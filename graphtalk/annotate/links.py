"""Whom and what a comment points to: users, articles, policies."""

import re
from collections.abc import Iterable
from dataclasses import replace

from graphtalk.annotate.cues import Span, evidence, find_hits, inside, marked
from graphtalk.language import Language
from graphtalk.model import ArticleLink, Comment, Mark, Mention, Page, Policy

__all__ = ["find_article_links", "find_mentions", "find_policies"]

ARTICLE, PROJECT, HELP = 0, 4, 12  # namespaces; a prefix that is none of the site's, such as "MOS:", is of the first
# A shortcut or project page in running text: WP:LEAD, Wikipedia:Weight, MOS:WEASEL.
WRITTEN_POLICY = re.compile(r"\b(?P<prefix>WP|MOS|Wikipedia|Project):(?P<name>[A-Z0-9][\w'&/-]*)")
SHORTCUT = re.compile(r"[^\W\d_]+:[A-Z][A-Z0-9-]{0,24}")
MAX_NAME = 255  # characters of the longest user name
# The name of somebody who wrote nothing here: with a capital, as names are stored.
OTHER_NAME = re.compile(r"(?=[^\W_a-z])[\w.~-]*\w")
TITLE_WORDS = 6  # of a policy's title that are tried beyond the first word


def find_mentions(page: Page) -> list[Mention]:
    """Return whom each comment addresses: pings, links to users, and names after an at sign.

    Nobody mentions themselves.
    """
    names = sorted({user.name for user in page.users}, key=lambda name: (-len(name), name))
    found: list[Mention] = []
    for comment in page.comments:
        mentions: list[Mention] = []
        quoted = marked(comment, "quote")  # a signature among quoted words addresses nobody
        for mark in comment.marks:
            to_other = mark.kind == "user" and mark.target != comment.author
            # A page below someone's own is no way to speak to them, and what shows nothing does not either.
            speaks = mark.end > mark.start and not mark.get("page")
            if to_other and speaks and mark.target and not inside(mark.start, quoted):
                kind = "ping" if mark.get("via") == "ping" else "link"
                quote = evidence(comment, (mark.start, mark.end), f"mention.{kind}", 0.99)
                mentions.append(Mention(mark.target.lstrip(":"), "ping" if kind == "ping" else "link", 1, quote))
        linked = marked(comment, "user")
        for name, span in written_names(comment.text, names):
            if name != comment.author and not inside(span[0] + 1, linked + quoted):
                mentions.append(Mention(name, "at", 1, evidence(comment, span, "mention.at", 0.9)))
        found += counted(sorted(mentions, key=lambda mention: mention.evidence.start))
    return found


def counted(mentions: Iterable[Mention]) -> list[Mention]:
    """Return one mention for each user, with how often."""
    first: dict[str, Mention] = {}
    for mention in mentions:
        known = first.get(mention.user)
        first[mention.user] = replace(known, count=known.count + 1) if known else mention
    return list(first.values())


def written_names(text: str, names: list[str]) -> Iterable[tuple[str, Span]]:
    """Yield the names after at signs: a participant's where one fits, the longest first, else the next word."""
    for at in re.finditer(r"(?<![\w/.])@(?=\w)", text):
        start = at.end()
        rest = text[start : start + MAX_NAME].lower()
        name = next((n for n in names if rest.startswith(n.lower()) and not rest[len(n) :][:1].isalnum()), None)
        if name is None:
            word = OTHER_NAME.match(text, start)
            name = word[0] if word else None
        if name:
            yield name, (at.start(), start + len(name))


def find_policies(page: Page, language: Language) -> list[Policy]:
    """Return the policies, guidelines and essays that each comment invokes, once for each way of writing."""
    found: list[Policy] = []
    for comment in page.comments:
        invoked: list[Policy] = []
        seen: set[str] = set()
        shut: list[Span] = []
        for mark in comment.marks:
            if mark.kind != "link" or not mark.target or not is_policy(mark.target, language):
                continue
            shortcut = policy_shortcut(comment, mark, language)
            shut.append((mark.start, mark.end))
            if shortcut.lower() not in seen:
                seen.add(shortcut.lower())
                quote = evidence(comment, (mark.start, mark.end), "policy.link", 0.95)
                invoked.append(Policy(shortcut, policy_page(mark.target, language), quote))
        for match in WRITTEN_POLICY.finditer(comment.text):
            if inside(match.start(), shut):
                continue
            end = title_end(comment.text, match, language)
            shortcut = comment.text[match.start() : end]
            if is_policy(shortcut, language) and shortcut.lower() not in seen:
                seen.add(shortcut.lower())
                quote = evidence(comment, (match.start(), end), "policy.written", 0.9)
                invoked.append(Policy(shortcut, policy_page(shortcut, language), quote))
        found += sorted(invoked, key=lambda policy: policy.evidence.start)
    return found


def is_policy(title: str, language: Language) -> bool:
    """Tell whether a title is that of a policy, guideline or essay, and of no noticeboard or process."""
    name = title.partition("#")[0].strip().replace("_", " ")
    if any(cue.pattern.search(name) for cue in language.cues["process"]):
        return False
    if name.lower() in language.policies:
        return True
    # Of what the language's data do not know, a shortcut in capitals is taken for a policy, a title is not.
    return bool(SHORTCUT.fullmatch(name)) and language.site.split_title(name)[0] in {ARTICLE, PROJECT, HELP}


def policy_shortcut(comment: Comment, mark: Mark, language: Language) -> str:
    """Return a linked policy as written: the words shown where they name it, else the link's target."""
    shown = comment.text[mark.start : mark.end]
    return shown if language.site.split_title(shown)[0] == PROJECT else (mark.target or "").partition("#")[0]


def policy_page(name: str, language: Language) -> str | None:
    """Return the title of the page that a shortcut stands for, None where the language's data do not know it."""
    return language.policies.get(name.partition("#")[0].strip().replace("_", " ").lower())


def title_end(text: str, match: re.Match[str], language: Language) -> int:
    """Return where a written policy's title ends: as many words as make a known title, else one."""
    line = text[match.start() :].partition("\n")[0]
    words = list(re.finditer(r"\S+", line))[: TITLE_WORDS + 1]
    for last in reversed(words[1:]):
        if line[: last.end()].strip(".,;:)!?").lower() in language.policies:
            return match.start() + len(line[: last.end()].rstrip(".,;:)!?"))
    return match.end()


def find_article_links(page: Page, language: Language) -> list[ArticleLink]:
    """Return the articles that each comment links to, or names where a copy has lost the link."""
    found: list[ArticleLink] = []
    for comment in page.comments:
        links: dict[str, ArticleLink] = {}
        for mark in comment.marks:
            title = (mark.target or "").partition("#")[0].strip() if mark.kind == "link" else ""
            if not title or language.site.split_title(title)[0] != 0 or is_interwiki(title):
                continue
            title = normal_title(title)
            quote = evidence(comment, (mark.start, mark.end), "article.link", 0.99)
            known = links.get(title)
            links[title] = replace(known, count=known.count + 1) if known else ArticleLink(title, "link", 1, quote)
        if page.markup == "plain":
            for hit in find_hits(comment, language.cues["article"]):
                quote = evidence(comment, hit.span, hit.cue.id, hit.cue.confidence)
                links.setdefault(quote.quote, ArticleLink(quote.quote, "named", 1, quote))
        found += links.values()
    return found


def normal_title(title: str) -> str:
    """Return a page title as the wiki stores it: blanks for underscores, the first letter a capital.

    >>> normal_title("grey_seal")
    'Grey seal'
    """
    plain = " ".join(title.replace("_", " ").split())
    return plain[:1].upper() + plain[1:]


def is_interwiki(title: str) -> bool:
    """Tell whether a title begins with the prefix of another wiki: a few lower-case letters and a colon."""
    return re.match(r"[a-z-]{1,12}:\S", title) is not None
