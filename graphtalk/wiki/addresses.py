"""What people name: a page by its title or address, a wiki by its host, its database name or its api.php."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from graphtalk.errors import UsageError
from graphtalk.site import load_site, site_names

__all__ = [
    "PageName",
    "api_addresses",
    "host_of",
    "is_address",
    "is_wiki_address",
    "names_of",
    "page_name",
    "shipped_site",
]

PATHS = ("/w/api.php", "/api.php", "/wiki/api.php")  # Wikimedia's, one without a folder, another frequent one
SHORT_PATH = re.compile(r"^/(?:wiki|index\.php|w/index\.php)/(?P<title>.+)$")


@dataclass(frozen=True, slots=True)
class PageName:
    """A page as people name it.

    Attributes:
        title: Its title, as written.
        wiki: Scheme and host of its wiki, empty where the title alone is named.
        revision: The revision that is meant, None for the newest.
        archive_of: Title of the talk page whose archive it is, where that is known.
    """

    title: str
    wiki: str = ""
    revision: int | None = None
    archive_of: str | None = None


def is_address(source: str) -> bool:
    """Tell whether a source is an address of the web."""
    return source.startswith(("http://", "https://"))


def is_wiki_address(site: str) -> bool:
    """Tell whether what `--site` names is a host or an address, not a wiki's database name.

    >>> is_wiki_address("en.wikipedia.org"), is_wiki_address("http://localhost:8080"), is_wiki_address("enwiki")
    (True, True, False)
    """
    return "." in site or ":" in site or site == "localhost"


def page_name(source: str) -> PageName:
    """Return the page that a title or an address means; what comes after `#` names a comment on it.

    Raises:
        UsageError: The address is none of a page.

    >>> page_name("https://en.wikipedia.org/wiki/Talk:Moon_landing#c-Ana-20240503100000-Depth")
    PageName(title='Talk:Moon landing', wiki='https://en.wikipedia.org', revision=None, archive_of=None)
    >>> page_name("http://localhost:80/index.php?title=Talk:Moon&oldid=17").revision
    17
    """
    if not is_address(source):
        return PageName(source.partition("#")[0].replace("_", " ").strip())
    parts = urlsplit(source)
    given = parse_qs(parts.query)
    path = SHORT_PATH.match(parts.path)
    title = given.get("title", [unquote(path["title"]) if path else ""])[0]
    old = given.get("oldid", [""])[0]
    if not title.strip():
        raise UsageError(f"{source}: no address of a wiki's page; copy it from the browser's address bar")
    wiki = f"{parts.scheme}://{host_of(source)}"
    return PageName(title.replace("_", " ").strip(), wiki, int(old) if old.isdigit() else None)


def host_of(site: str) -> str:
    """Return the host of a wiki named by host, address or database name.

    Raises:
        UsageError: A database name of which nothing is known.

    >>> host_of("enwiki"), host_of("http://localhost:8080/w/api.php"), host_of("de.wikipedia.org")
    ('en.wikipedia.org', 'localhost:8080', 'de.wikipedia.org')
    """
    if is_address(site):
        return urlsplit(site).netloc.replace(".m.", ".", 1)  # the mobile view of the same wiki
    return site if is_wiki_address(site) else load_site(site).host


def api_addresses(site: str) -> Iterator[str]:
    """Yield where the `api.php` of a wiki may be, the likeliest first.

    Args:
        site: Address of the api.php itself, address of the wiki or one of its pages, host, or database name.

    Raises:
        UsageError: A database name of which nothing is known.

    >>> next(api_addresses("enwiki")), next(api_addresses("localhost:8080"))
    ('https://en.wikipedia.org/w/api.php', 'http://localhost:8080/w/api.php')
    """
    if is_address(site) and urlsplit(site).path.endswith("api.php"):
        yield site
        return
    host = host_of(site)
    schemes = ("https",) if is_public(urlsplit(f"//{host}").hostname or "") else ("http", "https")
    if is_address(site):
        schemes = (urlsplit(site).scheme,)
    for scheme in schemes:
        yield from (f"{scheme}://{host}{path}" for path in PATHS)


def is_public(host: str) -> bool:
    """Tell whether a host is one of the open network.

    >>> is_public("en.wikipedia.org"), is_public("127.0.0.1"), is_public("localhost"), is_public("wiki.test")
    (True, False, False, False)
    """
    try:
        return ip_address(host).is_global
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".test", ".local", ".internal"))


def shipped_site(host: str) -> str | None:
    """Return the name of the shipped wiki with a host, None where there is none."""
    return next((name for name in site_names() if load_site(name).host == host), None)


def names_of(sources: Sequence[str], site: str | None) -> list[PageName] | None:
    """Return the pages of a wiki that sources name; None where they are files.

    Args:
        sources: Files, folders, titles or addresses of pages.
        site: What `--site` names; with it, what is no file is a title.

    Raises:
        UsageError: Some are files and some are not, or they are of several wikis.
    """
    live = [source for source in sources if is_live(source, site)]
    if not live:
        return None
    files = [source for source in sources if source not in live]
    if files:
        raise UsageError(f"{files[0]} is a file and {live[0]} a page of a wiki; import them one after the other")
    names = [page_name(source) for source in live]
    wikis = sorted({name.wiki for name in names if name.wiki})
    if len(wikis) > 1:
        raise UsageError(f"pages of {len(wikis)} wikis ({', '.join(wikis)}); import one wiki's at a time")
    if not wikis and not site:
        raise UsageError(f"{live[0]}: of which wiki? Name it with --site")
    return names


def is_live(source: str, site: str | None) -> bool:
    """Tell whether a source is a page of a wiki, by its address or because no file is called so."""
    if is_address(source):
        return True
    if site is None or source == "-" or Path(source).exists():
        return False
    return is_wiki_address(site) or (site in site_names() and load_site(site).split_title(source)[0] > 0)
