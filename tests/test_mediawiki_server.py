"""The MediaWiki that tests run on: its versions, what is loaded into it, and the faults that it shows when asked to."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from wikis import Edit, Wiki, import_edits, load_pages

pytestmark = pytest.mark.mediawiki

EDIT = {"action": "edit", "text": "A mill.", "token": "+\\"}  # the token of those who are not logged in
SIGNED = "[[User:{user}|{user}]] ([[User talk:{user}|talk]]) 09:15, 4 March 2021 (UTC)"


@pytest.fixture(params=["mediawiki_server", "old_mediawiki_server"])
def wiki(request: pytest.FixtureRequest) -> Wiki:
    """Give a wiki of each version."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Wiki)
    return found


def ask(
    wiki: Wiki, parameters: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> tuple[Mapping[str, str], dict[str, Any]]:
    """Return the headers and the JSON of an answer; an edit is posted."""
    text = urlencode({"format": "json", "formatversion": "2", **parameters})
    data = text.encode() if parameters["action"] == "edit" else None
    with urlopen(Request(wiki.api if data else f"{wiki.api}?{text}", data, dict(headers or {}))) as answer:  # noqa: S310 - loopback
        return answer.headers, json.load(answer)


def revisions(wiki: Wiki, title: str) -> list[dict[str, Any]]:
    parameters = {"action": "query", "prop": "revisions", "titles": title, "rvlimit": "max", "rvdir": "newer"}
    _, answer = ask(wiki, parameters | {"rvslots": "main", "rvprop": "ids|user|timestamp|comment|content"})
    found: list[dict[str, Any]] = answer["query"]["pages"][0]["revisions"]
    return found


@pytest.mark.parametrize("name, version", [("mediawiki_server", "1.43"), ("old_mediawiki_server", "1.39")])
def test_server_tells_its_version_and_address(request: pytest.FixtureRequest, name: str, version: str) -> None:
    wiki = request.getfixturevalue(name)
    general = ask(wiki, {"action": "query", "meta": "siteinfo"})[1]["query"]["general"]
    assert general["generator"].startswith(f"MediaWiki {version}.")
    assert wiki.url == general["server"]


def test_imported_history_has_its_users_and_times(wiki: Wiki) -> None:
    edits = [
        Edit("Talk:Weir", "One.", "Alder", datetime(2021, 3, 4, 9, 15, 1, tzinfo=UTC), "begin"),
        Edit("Talk:Weir", "One & <two>.", "192.0.2.7", datetime(2022, 1, 1, tzinfo=UTC)),
        Edit("Talk:Weir", "One & <two>.\n\nDrei – 三.", "Birch", datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ]
    import_edits(wiki, [edits[2], edits[0], edits[1]])
    found = revisions(wiki, "Talk:Weir")
    assert edits == [
        Edit(
            "Talk:Weir",
            revision["slots"]["main"]["content"],
            revision["user"],
            datetime.fromisoformat(revision["timestamp"]),
            revision["comment"],
        )
        for revision in found
    ]
    assert [False, True, False] == [revision.get("anon", False) for revision in found]
    _, answer = ask(wiki, {"action": "query", "list": "recentchanges", "rctitle": "Talk:Weir", "rcprop": "ids|user"})
    assert [revision["revid"] for revision in found][::-1] == [
        change["revid"] for change in answer["query"]["recentchanges"]
    ]


def test_links_are_loaded_where_they_are_asked_for(wiki: Wiki) -> None:
    at = datetime(2021, 3, 4, tzinfo=UTC)
    for title, links in (("Talk:Lock", True), ("Talk:Sluice", False)):
        import_edits(wiki, [Edit(title, "[[Category:Weirs]]", "Alder", at)], links=links)
    _, answer = ask(wiki, {"action": "query", "list": "categorymembers", "cmtitle": "Category:Weirs"})
    assert ["Talk:Lock"] == [page["title"] for page in answer["query"]["categorymembers"]]


@pytest.mark.parametrize(
    "header, parameters, code",
    [
        ("X-Test-Lag: 7", {"action": "query", "maxlag": "5"}, "maxlag"),
        ("X-Test-Readonly: cleaning", {"title": "Talk:Quay", **EDIT}, "readonly"),
        ("X-Test-Ratelimit: 0", {"title": "Talk:Quay", **EDIT}, "ratelimited"),
    ],
)
def test_header_makes_the_api_refuse(wiki: Wiki, header: str, parameters: dict[str, str], code: str) -> None:
    name, _, value = header.partition(": ")
    headers, answer = ask(wiki, parameters, {name: value})
    assert code == answer["error"]["code"] == headers["MediaWiki-API-Error"]


def test_header_makes_any_status(wiki: Wiki) -> None:
    with pytest.raises(HTTPError, match="503") as refused:
        ask(wiki, {"action": "query"}, {"X-Test-Status": "503"})
    assert refused.value.headers["Retry-After"] == "1"
    refused.value.close()


def test_header_makes_answers_short(wiki: Wiki) -> None:
    titles = ["Talk:Mill 1", "Talk:Mill 2"]
    load_pages(wiki, dict.fromkeys(titles, "mill " * 100))
    parameters = {
        "action": "query",
        "prop": "revisions",
        "titles": "|".join(titles),
        "rvprop": "content",
        "rvslots": "main",
    }
    assert "continue" not in ask(wiki, parameters)[1]
    _, answer = ask(wiki, parameters, {"X-Test-Maxresult": "800"})
    assert "continue" in answer
    assert [True, False] == [bool(page.get("revisions")) for page in answer["query"]["pages"]]


def test_header_gives_a_temporary_account(mediawiki_server: Wiki) -> None:
    _, answer = ask(mediawiki_server, {"title": "Talk:Bridge", **EDIT}, {"X-Test-Temp": "1"})
    assert "Success" == answer["edit"]["result"]
    assert revisions(mediawiki_server, "Talk:Bridge")[0]["user"].startswith("~2")


def test_discussiontools_tells_the_comments_of_a_page(mediawiki_server: Wiki) -> None:
    text = f"== Height ==\nIt is 42 m. {SIGNED.format(user='Alder')}\n:Yes. {SIGNED.format(user='Birch')}"
    load_pages(mediawiki_server, {"Talk:Tower": text})
    parameters = {"action": "discussiontoolspageinfo", "page": "Talk:Tower", "prop": "threaditemshtml"}
    (heading,) = ask(mediawiki_server, parameters)[1]["discussiontoolspageinfo"]["threaditemshtml"]
    (comment,) = heading["replies"]
    assert ("Alder", "2021-03-04T09:15:00Z") == (comment["author"], comment["timestamp"])
    assert ["Birch"] == [reply["author"] for reply in comment["replies"]]
