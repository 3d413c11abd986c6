"""Pages of a live wiki for an import: what is in the store as it is is not asked for, the next pages while one is read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from graphtalk.archives import remembered
from graphtalk.corrections import NO_CORRECTIONS, Corrections, kept_corrections, together
from graphtalk.errors import ReadError, UsageError
from graphtalk.fingerprint import Fingerprint, fingerprint
from graphtalk.language import Language, load_language
from graphtalk.model import Markup, RawPage, Reading
from graphtalk.parse import archived_title, page_id
from graphtalk.revisions import Revision
from graphtalk.site import read_site
from graphtalk.stores import Store
from graphtalk.stores.contents import stored_pages
from graphtalk.table import Value
from graphtalk.wiki.addresses import PageName
from graphtalk.wiki.client import Settings
from graphtalk.wiki.lists import archives, in_category, in_namespace, revisions
from graphtalk.wiki.pages import Wiki, entries, parts_of
from graphtalk.wiki.sites import open_wiki

__all__ = [
    "Imported",
    "Wish",
    "and_archives",
    "imported",
    "known_in",
    "live_pages",
    "names_wanted",
    "read_live",
    "wiki_of",
]

PAGES_TOGETHER: Mapping[Markup, int] = {"html": 10, "wikitext": 50}  # HTML takes a call for each
Known = Callable[[Sequence[str]], Callable[[RawPage], bool] | None]  # of ids of pages: which are known, if any is there
TALK = 1  # number of the namespace that talks about articles


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of live pages.

    Attributes:
        markup: Markup to read them in: `html` page by page, `wikitext` fifty at a time.
        history: Whether the life of their comments is wanted.
        article: Whether to look what became of proposals in the article.
        as_of: Time at which they are read, aware UTC; None for now.
        language: Code of the language that people named; None for that of the wiki.
        site_data: Data of the wiki that people gave, as JSON; None for its own.
    """

    markup: Markup = "html"
    history: bool = False
    article: bool = False
    as_of: datetime | None = None
    language: str | None = None
    site_data: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the wish as a page in a store keeps it, for the next time."""
        given = {f"markup {self.markup}": True, "history": self.history, "article": self.article}
        given |= {f"language {self.language}": self.language is not None}
        moment = (f"as of {self.as_of.isoformat()}",) if self.as_of else ()
        return (*(word for word, wanted in given.items() if wanted), *moment)

    @classmethod
    def of(cls, words: Iterable[str], site_data: str | None = None) -> "Wish | None":
        """Return the wish that a page in a store keeps; None for a page as it was at a time, which stays so.

        >>> Wish.of(("markup wikitext", "history", "language de")) == Wish("wikitext", history=True, language="de")
        True
        """
        known = set(words)
        if any(word.startswith(("as of ", "revision ")) for word in known):
            return None
        return cls(
            "wikitext" if "markup wikitext" in known else "html",
            "history" in known,
            "article" in known,
            language=next((word.removeprefix("language ") for word in known if word.startswith("language ")), None),
            site_data=site_data,
        )


@dataclass(frozen=True, slots=True)
class PageHistory:
    """The revisions of a live page, asked for whenever they are gone through."""

    wiki: Wiki
    title: str
    until: int | None

    def __iter__(self) -> Iterator[Revision]:
        return revisions(self.wiki.client, self.title, until=self.until)


@dataclass(frozen=True, slots=True)
class ArticleHistory:
    """Gives the revisions of an article from a time on."""

    wiki: Wiki
    title: str

    def __call__(self, since: datetime) -> Iterable[Revision]:
        return revisions(self.wiki.client, self.title, since=since)


def live_pages(wiki: Wiki, names: Iterable[PageName], wish: Wish, known: Known) -> Iterator[RawPage | ReadError]:
    """Yield pages of a wiki in order; one that is known as it is comes without its text.

    While some pages are worked on the next ones are asked for, one request at a time.

    Args:
        wiki: The wiki.
        names: The pages.
        wish: What is wanted of them.
        known: What is in the store already.

    Raises:
        WikiError: The wiki is away; all pages before have been yielded.
    """
    asked: Future[list[RawPage | ReadError]] | None = None
    seen: set[str] = set()
    with ThreadPoolExecutor(max_workers=1) as worker:
        for some in parts(names, PAGES_TOGETHER[wish.markup]):
            is_known = known([f"{wiki.site.name}:{name.title}" for name in some])
            following = worker.submit(fetch, wiki, some, wish, is_known)
            if asked:
                yield from unseen(asked.result(), seen)
            asked = following
        if asked:
            yield from unseen(asked.result(), seen)


def known_in(store: Store, language: Language, corrections: Corrections = NO_CORRECTIONS) -> Known:
    """Return what tells which pages a store has as they are.

    Args:
        store: The store.
        language: The language that pages are read in, for their wiki.
        corrections: What people have corrected.
    """

    def look(ids: Sequence[str]) -> Callable[[RawPage], bool] | None:
        stored = stored_pages(store, ids)

        def tell(page: RawPage) -> bool:
            there = stored.get(page_id(page))
            now = fingerprint(remembered(page, there), language, corrections)
            return there is not None and now == Fingerprint(there.content_hash, there.rules_version)

        return tell if stored else None

    return look


def read_live(names: Sequence[PageName], reading: Reading) -> tuple[Language, Iterator[RawPage | ReadError]]:
    """Return the language and the pages of a wiki, for what needs no store.

    Args:
        names: The pages, of one wiki.
        reading: What is said of them: the wiki, where no name tells it.

    Raises:
        UsageError: The wiki is public and no contact is set, or the pages are said to be what those of a wiki never are.
        WikiError: The wiki does not answer.
    """
    wiki = wiki_of(names, reading)
    wish = Wish("wikitext" if reading.markup == "wikitext" else "html")

    def pages() -> Iterator[RawPage | ReadError]:
        with wiki:
            yield from live_pages(wiki, names, wish, lambda _: None)

    return load_language(reading.language, wiki.site), pages()


def wiki_of(names: Sequence[PageName], reading: Reading) -> Wiki:
    """Return the wiki that pages are of, ready to be asked.

    Raises:
        UsageError: None is named, it is public and no contact is set, or the pages are said to be what those of a wiki never are.
        WikiError: The wiki does not answer.
    """
    site = next((name.wiki for name in names if name.wiki), None) or reading.site
    if not site:
        raise UsageError("of which wiki? Name it with --site")
    if reading.markup == "plain" or reading.title:
        raise UsageError("pages of a wiki have their own title, and are read as html or wikitext")
    return open_wiki(
        site, Settings.from_environment(), data=read_site(reading.site_data) if reading.site_data else None
    )


def unseen(pages: Iterable[RawPage | ReadError], seen: set[str]) -> Iterator[RawPage | ReadError]:
    """Yield pages that did not come before, under whatever name."""
    for page in pages:
        key = page_id(page) if isinstance(page, RawPage) else str(page)
        if key not in seen:
            seen.add(key)
            yield page


def parts(names: Iterable[PageName], size: int) -> Iterator[list[PageName]]:
    """Yield names in parts of a size; the first is a single one, so that it is soon seen."""
    some: list[PageName] = []
    enough = 1
    for name in names:
        some.append(name)
        if len(some) >= enough:
            yield some
            some, enough = [], size
    if some:
        yield some


def fetch(
    wiki: Wiki, names: Sequence[PageName], wish: Wish, known: Callable[[RawPage], bool] | None
) -> list[RawPage | ReadError]:
    """Return pages with their text, but for those that are known as they are."""
    at_once = known is None and wish.markup == "wikitext"
    announced = wiki.look_up(names, wish.markup, with_text=at_once, as_of=wish.as_of)
    pages = with_histories(wiki, announced, wish)
    if at_once:
        return pages
    wanted = [page for page in pages if isinstance(page, RawPage) and not (known and known(page))]
    read = dict(zip(map(page_id, wanted), wiki.read(wanted), strict=True))
    return [
        (read.get(page_id(page)) or replace(page, unread=True)) if isinstance(page, RawPage) else page for page in pages
    ]


def with_histories(wiki: Wiki, pages: Sequence[RawPage | ReadError], wish: Wish) -> list[RawPage | ReadError]:
    """Return pages with the ways to their histories that are wanted; their editions tell of these too."""
    raw = [page for page in pages if isinstance(page, RawPage)]
    about = {page.title: article_of(wiki, page) for page in raw} if wish.article else {}
    newest = newest_revisions(wiki, sorted({article for article in about.values() if article}))
    found: list[RawPage | ReadError] = []
    for page in pages:
        if isinstance(page, RawPage):
            article = about.get(page.title)
            edition = "; ".join([page.edition, *wish.words, *([f"{article} {newest.get(article)}"] if article else [])])
            page = replace(  # noqa: PLW2901 - the same page, with more of it
                page,
                edition=edition,
                read_from=(f"wiki {wiki.client.api}", *wish.words, *page.read_from),
                site_data=wish.site_data,
                history=PageHistory(wiki, str(page.title), page.revision) if wish.history else (),
                article=ArticleHistory(wiki, article) if article and article in newest else None,
            )
        found.append(page)
    return found


def article_of(wiki: Wiki, page: RawPage) -> str | None:
    """Return the title of the article that a page talks about, None where it talks about none."""
    number, rest = wiki.site.split_title(page.archive_of or archived_title(str(page.title)) or str(page.title))
    return rest if number == TALK else None


def newest_revisions(wiki: Wiki, titles: Sequence[str]) -> dict[str, int]:
    """Return the ids of the newest revisions of pages by their titles; those that are not there are left out."""
    found: dict[str, int] = {}
    for part in parts_of(titles):
        for batch in wiki.client.query({"prop": "info", "titles": "|".join(part)}):
            for page in entries(batch, "pages"):
                if "lastrevid" in page:
                    found[str(page["title"])] = int(str(page["lastrevid"]))
    return found


def names_wanted(
    wiki: Wiki, names: Iterable[PageName], *, category: str | None, namespace: int | None, limit: int | None
) -> list[PageName]:
    """Return the pages that are named, then those of a category and of a namespace, each once.

    Raises:
        WikiError: The category or namespace has none, or the wiki is away.
    """
    found = list(names)
    if category is not None:
        found += map(PageName, in_category(wiki.client, category, limit))
    if namespace is not None:
        found += map(PageName, in_namespace(wiki.client, namespace, limit))
    return list(dict.fromkeys(found))[:limit]


def and_archives(wiki: Wiki, names: Sequence[PageName]) -> list[PageName]:
    """Return pages, and after them their archives.

    Raises:
        WikiError: The wiki is away.
    """
    found = {(name.title, name.revision): name for name in names}
    for page in wiki.look_up(names, "wikitext", with_text=True):
        if isinstance(page, RawPage):
            for title in archives(wiki.client, wiki.site, str(page.title), page.text):
                key = title, None
                found[key] = replace(found.get(key, PageName(title)), archive_of=page.title)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Imported:
    """Pages of a store that are from a live wiki and were asked for alike.

    Attributes:
        api: Address of the wiki's api.php.
        wish: What was wanted of them.
        names: The pages, by title.
        corrections: What people have corrected on them.
    """

    api: str
    wish: Wish
    names: tuple[PageName, ...]
    corrections: Corrections


LIVE_PAGES = (
    "MATCH (p:Page) WHERE p.read_from IS NOT NULL RETURN p.id AS id, p.title AS title, p.read_from AS words, "
    "p.site_data AS site_data, p.archive_of AS archive_of, p.corrections AS corrections ORDER BY title, id"
)


def imported(store: Store) -> list[Imported]:
    """Return the pages of a store that a wiki can tell anew, in groups that are asked for alike."""
    groups: dict[tuple[str, Wish], list[tuple[PageName, Corrections]]] = {}
    for row in store.query(LIVE_PAGES).records():
        words = texts(row["words"])
        wish = Wish.of(words, str(row["site_data"]) if row["site_data"] else None)
        api = next((word.removeprefix("wiki ") for word in words if word.startswith("wiki ")), "")
        if wish and api:
            archive_of = str(row["archive_of"]).partition(":")[2] if row["archive_of"] else None
            page = PageName(str(row["title"]), archive_of=archive_of)
            groups.setdefault((api, wish), []).append((page, kept_corrections(texts(row["corrections"]), page.title)))
    return [
        Imported(api, wish, tuple(page for page, _ in pages), together(corrections for _, corrections in pages))
        for (api, wish), pages in sorted(groups.items(), key=repr)
    ]


def texts(value: Value) -> list[str]:
    """Return a list of texts of a store; an empty one where there is none."""
    return [str(text) for text in value] if isinstance(value, Sequence) and not isinstance(value, str) else []
