"""The parts of an address, whatever somebody typed for one, and the wiki page that it leads to."""

from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

__all__ = ["page_title", "split_address"]


def split_address(address: str) -> SplitResult:
    """Return the parts of an address; one that is none has nothing but a path.

    >>> split_address("https://lakes.example/a").netloc, split_address("http://[a").path
    ('lakes.example', 'http://[a')
    """
    try:
        return urlsplit(address)
    except ValueError:  # an unclosed bracket, or a host name that no server can have
        return SplitResult("", "", address, "", "")


def page_title(address: str) -> str | None:
    """Return the title of the wiki page that an address leads to, None for one that is no wiki page.

    >>> page_title("/wiki/User_talk:Ana#top"), page_title("/w/index.php?title=User:Bo&action=edit&redlink=1")
    ('User talk:Ana#top', 'User:Bo')
    >>> page_title("./Help:Contents"), page_title("https://lakes.example/a")
    ('Help:Contents', None)
    """
    parts = split_address(address)
    query = parse_qs(parts.query)
    if query.keys() & {"diff", "oldid"}:
        return None  # a change or an old version, not the page
    if named := query.get("title"):
        title = named[0]
    elif address.startswith("./"):
        title = unquote(parts.path[2:])
    elif parts.path.startswith("/wiki/"):
        title = unquote(parts.path.removeprefix("/wiki/"))
    else:
        return None
    return (title + (f"#{unquote(parts.fragment)}" if parts.fragment else "")).replace("_", " ")
