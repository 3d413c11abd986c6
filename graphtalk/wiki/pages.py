"""Pages of a live wiki as raw pages: first what each is at, then the text of those that are wanted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Self, TypeVar, cast
from urllib.parse import quote

import httpx

from graphtalk.errors import ReadError, WikiError
from graphtalk.model import Markup, RawPage
from graphtalk.site import Site
from graphtalk.wiki.addresses import PageName
from graphtalk.wiki.cache import Cache
from graphtalk.wiki.client import TITLES_A_CALL, Client, Data

__all__ = ["Wiki", "entries", "parts_of", "time_of"]

Name = TypeVar("Name")

# What a wiki's logs tell of a page that is no more.
BECAME = {"move": "it was moved", "move_redir": "it was moved", "delete": "it was deleted", "merge": "it was merged"}

WHAT = {
    "prop": "revisions|info",
    "rvprop": "ids|timestamp|contentmodel",
    "rvslots": "main",
    "inprop": "url",
    "redirects": "1",
}


@dataclass(slots=True)
class Wiki:
    """A live wiki.

    Attributes:
        client: The connection to it.
        site: How it writes dates and names.
        cache: What it has answered before.
        has_rest: Whether it gives Parsoid's HTML, as far as is known.
    """

    client: Client
    site: Site
    cache: Cache
    has_rest: bool = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def look_up(
        self, names: Sequence[PageName], markup: Markup, *, with_text: bool = False, as_of: datetime | None = None
    ) -> list[RawPage | ReadError]:
        """Return pages as they are announced, in order; in the place of one that is not to be had, why.

        Args:
            names: The pages; two that lead to the same one give it once.
            markup: Markup in which they will be read.
            with_text: Whether to take their wikitext along, which makes them pages as read.
            as_of: Time at which they are read, aware UTC; None for now.

        Raises:
            WikiError: The wiki is away.
        """
        what = {**WHAT, "rvprop": f"{WHAT['rvprop']}|content"} if with_text else WHAT
        if as_of:
            moment = as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            one = {**what, "rvlimit": "1", "rvdir": "older", "rvstart": moment}
            parts = [(one, [name]) for name in names]
        else:
            parts = [(what, [*part]) for part in parts_of([n for n in names if n.revision is None])]
            parts += [(what, [*part]) for part in parts_of([n for n in names if n.revision is not None])]
        found: list[RawPage | ReadError] = []
        for given, some in parts:
            key = "titles" if some[0].revision is None or as_of else "revids"
            asked = "|".join(name.title if key == "titles" else str(name.revision) for name in some)
            for batch in self.client.query({**given, key: asked}):
                found += [self._announced(name, batch, markup) for name in some]
        return once(found)

    def read(self, announced: Sequence[RawPage]) -> Iterator[RawPage | ReadError]:
        """Yield announced pages with their text, in order; in the place of one that is not to be had, why.

        Raises:
            WikiError: The wiki is away.
        """
        if announced and announced[0].markup == "wikitext":
            texts = self._wikitext(announced)
            for page in announced:
                text = texts.get(page.revision or 0)
                if isinstance(text, str):
                    yield replace(page, text=text)
                else:
                    yield ReadError(f"{named(self, page)}: {text or 'the wiki gives no text of it; try again'}")
            return
        for page in announced:
            try:
                yield self._html(page)
            except WikiError as error:
                if error.code == "busy":
                    raise
                yield ReadError(f"{named(self, page)}: {error}")

    def _announced(self, name: PageName, batch: Data, markup: Markup) -> RawPage | ReadError:
        """Return a page as a batch announces it, or why it is none."""
        title = name.title
        redirects = {str(way["to"]) for way in entries(batch, "redirects")}
        pages = entries(batch, "pages")
        if name.revision is not None:
            having = (p for p in pages if any(r.get("revid") == name.revision for r in entries(p, "revisions")))
            entry = next(having, {})
            if not entry:
                return ReadError(f"{title} on {self.client.host}: no revision {name.revision}; check the address")
        else:
            for step in ("normalized", "redirects"):
                led = {str(way["from"]): str(way["to"]) for way in entries(batch, step)}
                title = led.get(title, title)
            if any(other.get("title") == title for other in entries(batch, "interwiki")):
                return ReadError(f"{title}: is on another wiki; give that page's address")
            entry = next((page for page in pages if page.get("title") == title), {"missing": True})
        came = f" (from {name.title})" if title.casefold() != name.title.casefold() else ""
        refusal = refused(entry)
        if "missing" in entry and name.revision is None:
            refusal += what_became(self.client, title)
        if refusal:
            return ReadError(f"{title}{came} on {self.client.host}: {refusal}")
        revision = next(r for r in entries(entry, "revisions") if name.revision in (None, r.get("revid")))
        address = str(entry.get("canonicalurl") or entry.get("fullurl") or "")
        return RawPage(
            text=content_of(revision) or "",
            markup=markup,
            title=str(entry["title"]),
            site=self.site.name,
            revision=int(str(revision["revid"])),
            timestamp=time_of(str(revision["timestamp"])),
            url=address or None,
            source=address or title,
            edition=f"revision {revision['revid']}",
            archive_of=name.archive_of,
            read_from=(f"revision {name.revision}",) if name.revision is not None else (),
            redirected_from=name.title if title in redirects else None,
        )

    def _wikitext(self, pages: Sequence[RawPage]) -> dict[int, str | None]:
        """Return the wikitext of revisions by their ids; for one that is hidden, nothing."""
        found: dict[int, str | None] = {}
        for part in parts_of([str(page.revision) for page in pages]):
            given = {"prop": "revisions", "rvprop": "ids|content", "rvslots": "main", "revids": "|".join(part)}
            for batch in self.client.query(given):
                for page in entries(batch, "pages"):
                    for revision in entries(page, "revisions"):
                        found[int(str(revision["revid"]))] = content_of(revision)
        return found

    def _html(self, page: RawPage) -> RawPage:
        """Return an announced page with its HTML, with its wikitext where it is too large for that."""
        revision = str(page.revision)
        kept = self.cache.get("html", self.client.api, revision)
        if kept is not None:
            return replace(page, text=kept)
        text = self._parsoid(page, revision) if self.has_rest else None
        if text is None:
            text = self._legacy(revision)
        if text is None:
            wikitext = self._wikitext([page]).get(page.revision or 0)
            if wikitext is None:
                raise WikiError("the wiki gives no text of it; try again")
            return replace(page, text=wikitext, markup="wikitext")
        self.cache.put(text, "html", self.client.api, revision)
        return replace(page, text=text)

    def _parsoid(self, page: RawPage, revision: str) -> str | None:
        """Return Parsoid's HTML of a revision, None where the wiki has none."""
        response = self.client.get(f"{self.client.rest}/revision/{revision}/html")
        if response.status_code == httpx.codes.NOT_FOUND:
            # Old wikis know pages only by their titles.
            response = self.client.get(f"{self.client.rest}/page/{quote(str(page.title), safe='')}/html")
        if response.status_code == httpx.codes.OK and "html" in response.headers.get("content-type", ""):
            return response.text
        if response.status_code == httpx.codes.FORBIDDEN:
            raise WikiError("its revision is hidden", "hidden")
        self.has_rest = response.status_code != httpx.codes.NOT_FOUND
        return None

    def _legacy(self, revision: str) -> str | None:
        """Return the legacy parser's HTML of a revision; None where it is larger than the wiki's answers may be."""
        answer = self.client.call({"action": "parse", "oldid": revision, "prop": "text", "disablelimitreport": "1"})
        found = cast("Mapping[str, str] | None", answer.get("parse"))
        return found["text"] if found else None


def refused(entry: Data) -> str:
    """Return why a page of a batch is not to be had, empty where it is."""
    if "invalid" in entry:
        reason = entry.get("invalidreason")
        text = reason.get("text") if isinstance(reason, dict) else reason
        return str(text or "no title that a wiki can have").rstrip(".")
    if "special" in entry or int(str(entry.get("ns", 0))) < 0:
        return "a special page, which holds no discussion"
    if "missing" in entry:
        return "there is no such page"
    revisions = entries(entry, "revisions")
    if not revisions:
        return "it had no revision then"
    if "texthidden" in revisions[0]:
        return "its revision is hidden"
    slots = cast("Mapping[str, Mapping[str, str]]", revisions[0].get("slots") or {})
    model = slots.get("main", {}).get("contentmodel", "wikitext")
    return "" if model == "wikitext" else f"its content is {model}, no wikitext"


def what_became(client: Client, title: str) -> str:
    """Return what a wiki's logs tell of a page that is not there, as the end of a message.

    Raises:
        WikiError: The wiki is away.
    """
    asked = {"list": "logevents", "letitle": title, "lelimit": "5", "leprop": "type|user|timestamp|details"}
    events = entries(next(client.query(asked), {}), "logevents")
    event = next((event for event in events if event.get("action") in BECAME), None)
    if event is None:
        return "; check the title"
    target = cast("Mapping[str, object]", event.get("params") or {}).get("target_title")
    who = f" by {event['user']}" if event.get("user") else ""
    return f"; {BECAME[str(event['action'])]}{f' to {target}' if target else ''}{who}, {str(event['timestamp'])[:10]}"


def content_of(revision: Data) -> str | None:
    """Return the wikitext of a revision, None where it is hidden."""
    slots = cast("Mapping[str, Mapping[str, object]]", revision.get("slots") or {})
    text = slots.get("main", {}).get("content")
    return text if isinstance(text, str) else None


def entries(data: Mapping[str, object], name: str) -> list[Data]:
    """Return a list of objects in an answer; an empty one where there is none."""
    return cast("list[Data]", data.get(name) or [])


def parts_of(some: Sequence[Name]) -> Iterator[Sequence[Name]]:
    """Yield names in parts that one call takes."""
    for start in range(0, len(some), TITLES_A_CALL):
        yield some[start : start + TITLES_A_CALL]


def once(found: Iterable[RawPage | ReadError]) -> list[RawPage | ReadError]:
    """Return pages, each once: a redirect and its target are one."""
    seen: dict[object, RawPage | ReadError] = {}
    for page in found:
        seen.setdefault((page.title, page.revision) if isinstance(page, RawPage) else str(page), page)
    return list(seen.values())


def named(wiki: Wiki, page: RawPage) -> str:
    """Return a page's title with its wiki, for messages."""
    return f"{page.title} on {wiki.client.host}"


def time_of(text: str) -> datetime:
    """Return a time as the API writes it.

    >>> time_of("2024-05-03T10:00:00Z").isoformat()
    '2024-05-03T10:00:00+00:00'
    """
    return datetime.fromisoformat(text)
