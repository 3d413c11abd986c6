"""Which wiki it is, and how it writes dates and names: asked of the wiki where its data are not shipped."""

import json
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from graphtalk.errors import ReadError, WikiError
from graphtalk.site import Site, build_site, date_formats, load_site
from graphtalk.siteinfo import MONTHS, site_data
from graphtalk.wiki.addresses import api_addresses, host_of, shipped_site
from graphtalk.wiki.cache import Cache
from graphtalk.wiki.client import Client, Data, Settings
from graphtalk.wiki.pages import Wiki

__all__ = ["open_wiki"]

MESSAGES = "|".join(
    [
        *("may_long" if month == "may" else month for month in MONTHS),
        *(f"{month}-gen" for month in MONTHS),
        *(month[:3] for month in MONTHS),
        "timezone-utc",
    ]
)
SITEINFO = {
    "action": "query",
    "meta": "siteinfo|allmessages",
    "siprop": "general|namespaces|namespacealiases|specialpagealiases",
    "ammessages": MESSAGES,
}


def open_wiki(site: str, settings: Settings, *, data: Site | None = None) -> Wiki:
    """Return the wiki that a host, an address or a database name means, ready to be asked.

    Args:
        site: What names it.
        settings: Who asks.
        data: Its data, instead of the shipped or asked ones.

    Raises:
        UsageError: The wiki is public and no contact is set, or nothing is known of a database name.
        WikiError: It does not answer.
    """
    client, cache = connect(site, lambda api: Client(api, settings)), Cache.of_user()
    return Wiki(client, data or site_of(client, cache), cache)


def connect(site: str, make: Callable[[str], Client]) -> Client:
    """Return a client of the wiki that a host, an address or a database name means.

    Args:
        site: What names it.
        make: Makes the client of an `api.php`.

    Raises:
        UsageError: The wiki is public and no contact is set, or nothing is known of a database name.
        WikiError: No `api.php` answers there.
    """
    addresses = list(api_addresses(site))
    for address in addresses:
        client = make(address)
        if len(addresses) == 1 or shipped_site(client.host):
            return client
        try:
            client.call({"action": "query", "meta": "siteinfo"})
        except WikiError as error:
            client.close()
            if error.code:
                raise
        else:
            return client
    raise WikiError(
        f"{host_of(site)}: no MediaWiki answers at {', '.join(urlsplit(a).path for a in addresses)}; "
        "give the address of its api.php with --site (Special:Version names it)"
    )


def site_of(client: Client, cache: Cache) -> Site:
    """Return a wiki's data: the shipped ones, else what the wiki tells, which is kept for the next time.

    Raises:
        WikiError: The wiki does not answer.
        LanguageError: Its answer lacks something.
    """
    if name := shipped_site(client.host):
        return load_site(name)
    kept = cache.get("site", client.api)
    answer = cast("Data", json.loads(kept)) if kept else ask_site(client)
    site = build_site(site_data([answer], date_formats=date_formats()), client.host)
    if not kept:
        cache.put(json.dumps(answer), "site", client.api)
    return site


def ask_site(client: Client) -> Data:
    """Return a wiki's answer about itself."""
    language = cast("dict[str, dict[str, dict[str, str]]]", client.call({**SITEINFO, "siprop": "general"}))
    answer = client.call({**SITEINFO, "amlang": language["query"]["general"]["lang"]})
    if "query" not in answer:
        raise ReadError(f"{client.host}: tells nothing of itself; give --site-data (docs/SITES.md)")
    return answer
