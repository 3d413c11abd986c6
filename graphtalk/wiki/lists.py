"""Which pages: those of a category or namespace, the archives of a page, and the revisions of one."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from graphtalk.errors import WikiError
from graphtalk.revisions import Revision
from graphtalk.site import Site
from graphtalk.wiki.client import Client
from graphtalk.wiki.pages import content_of, entries, time_of

__all__ = ["archives", "in_category", "in_namespace", "revisions"]

# Where bots put old threads, in their own settings on the page: lowercase sigmabot and MiszaBot, ClueBot III.
# Source: https://en.wikipedia.org/wiki/User:Lowercase_sigmabot_III/Archive_HowTo, https://en.wikipedia.org/wiki/User:ClueBot_III
ARCHIVE_SETTING = re.compile(r"^[ \t]*\|[ \t]*archive(?:prefix)?[ \t]*=[ \t]*(?P<page>[^|}\n]+)", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(|<!--")
USUAL = ("/Archive", "/archive")
IS_ARCHIVE = re.compile(r"/(?:[^/]*\barchive?s?\b[^/]*|\d{4}(?:[-/ ].*)?|\d+)$", re.IGNORECASE)


def in_category(client: Client, category: str, limit: int | None) -> list[str]:
    """Return the titles of the pages in a category, in the wiki's order.

    Args:
        client: The wiki.
        category: Name of the category, with or without its namespace.
        limit: At most so many; None for all.

    Raises:
        WikiError: The category has no pages, or the wiki is away.
    """
    title = category if ":" in category else f"Category:{category}"
    given = {"list": "categorymembers", "cmtitle": title, "cmtype": "page", "cmlimit": "max"}
    found = list(islice(titles(client, given, "categorymembers"), limit))
    if not found:
        raise WikiError(f"{title} on {client.host}: no pages in it; check its name")
    return found


def in_namespace(client: Client, namespace: int, limit: int | None) -> list[str]:
    """Return the titles of the pages of a namespace that are no redirects, by title.

    Raises:
        WikiError: There are none, or the wiki is away.
    """
    given = {
        "list": "allpages",
        "apnamespace": str(namespace),
        "apfilterredir": "nonredirects",
        "aplimit": "max" if limit is None else str(min(limit, 500)),
    }
    found = list(islice(titles(client, given, "allpages"), limit))
    if not found:
        raise WikiError(f"namespace {namespace} on {client.host}: no pages in it; --all-in-namespace takes its number")
    return found


def archives(client: Client, site: Site, title: str, wikitext: str) -> list[str]:
    """Return the titles of a talk page's archives, by title: where its bots put them, and the usual places.

    Args:
        client: The wiki.
        site: Its namespaces.
        title: Title of the page.
        wikitext: The page, which holds the settings of the bots that archive it.

    Raises:
        WikiError: The wiki is away.
    """
    places = {f"{title}{usual}" for usual in USUAL}
    for setting in ARCHIVE_SETTING.finditer(wikitext):
        place = PLACEHOLDER.split(setting["page"])[0].replace("_", " ").strip()
        place = f"{title}{place}" if place.startswith("/") else place
        if site.split_title(place)[0] > 0:
            places.add(place)
    found: set[str] = set()
    for place in sorted(places):
        number, rest = site.split_title(place)
        given = {"list": "allpages", "apnamespace": str(number), "apprefix": rest, "apfilterredir": "nonredirects"}
        listed = titles(client, {**given, "aplimit": "max"}, "allpages")
        found |= {
            page
            for page in listed
            if page != title and (place not in (f"{title}{u}" for u in USUAL) or IS_ARCHIVE.search(page))
        }
    return sorted(found, key=natural)


def titles(client: Client, given: dict[str, str], name: str) -> Iterator[str]:
    """Yield the titles that a list gives."""
    for batch in client.query(given):
        for entry in entries(batch, name):
            yield str(entry["title"])


def natural(title: str) -> list[tuple[int, str]]:
    """Return a key by which Archive 2 comes before Archive 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", title)]


def revisions(
    client: Client, title: str, *, since: datetime | None = None, until: int | None = None
) -> Iterator[Revision]:
    """Yield the revisions of a page with their wikitext, oldest first.

    Args:
        client: The wiki.
        title: Title of the page.
        since: Only those from this time on, aware UTC, and the one before them.
        until: Id of the last one; None for the newest.

    Raises:
        WikiError: The wiki is away.
    """
    given = {
        "action": "query",
        "prop": "revisions",
        "titles": title,
        "rvprop": "ids|timestamp|user|content",
        "rvslots": "main",
        "rvdir": "newer",
        "rvlimit": "max",
        **({"rvendid": str(until)} if until else {}),
    }
    if since:
        yield from before(client, title, since)
        given["rvstart"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    more: dict[str, str] = {}
    while True:
        answer = client.call({**given, **more})
        query = answer.get("query")
        for page in entries(query if isinstance(query, dict) else {}, "pages"):
            yield from map(read_revision, entries(page, "revisions"))
        following = answer.get("continue")
        if not isinstance(following, dict):
            return
        more = {name: str(value) for name, value in following.items()}


def before(client: Client, title: str, moment: datetime) -> Iterator[Revision]:
    """Yield the last revision before a time, if there is one."""
    at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = {"prop": "revisions", "titles": title, "rvprop": "ids|timestamp|user|content", "rvslots": "main"}
    for batch in client.query({**given, "rvdir": "older", "rvlimit": "2", "rvstart": at}):
        for page in entries(batch, "pages"):
            found = [read_revision(entry) for entry in entries(page, "revisions")]
            yield from [revision for revision in found if revision.timestamp < moment][:1]
        return


def read_revision(entry: dict[str, object]) -> Revision:
    """Return a revision of an answer; what the wiki hides is None."""
    user = None if "userhidden" in entry else str(entry.get("user") or "")
    return Revision(int(str(entry["revid"])), time_of(str(entry["timestamp"])), user or None, content_of(entry))
