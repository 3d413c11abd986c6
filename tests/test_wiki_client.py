"""The client of a wiki, against answers made up here: patience, refusals, batches, and who it says that it is."""

import json
import socket
from collections.abc import Mapping

import httpx
import pytest

from graphtalk.errors import UsageError, WikiError
from graphtalk.wiki.addresses import PageName, api_addresses, names_of, page_name
from graphtalk.wiki.client import Client, Settings

API = "http://wiki.test/w/api.php"
Answer = tuple[int, Mapping[str, str], object]
FINE: Answer = (200, {}, {"batchcomplete": True, "query": {"pages": []}})


def refusal(code: str, text: str = "Not now.") -> object:
    return {"errors": [{"code": code, "text": text, "module": "main"}]}


class Talk:
    """A client whose wiki gives set answers in turn, the last one for ever, and what was said and waited."""

    def __init__(self, *answers: Answer, settings: Settings = Settings()) -> None:  # noqa: B008 - frozen
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.waits: list[float] = []
        transport = httpx.MockTransport(self.answer)
        self.client = Client(API, settings, transport=transport, sleep=self.waits.append)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        status, headers, body = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        if isinstance(body, Exception):
            raise body
        text = body if isinstance(body, str) else json.dumps(body)
        return httpx.Response(status, headers=dict(headers), text=text)


@pytest.mark.parametrize(
    "fault, wait",
    [
        ((200, {"Retry-After": "5"}, refusal("maxlag", "7 seconds lagged")), 5.0),
        ((200, {}, refusal("ratelimited")), 1.0),
        ((200, {}, refusal("readonly")), 1.0),
        ((200, {}, {"error": {"code": "readonly", "info": "Moving."}}), 1.0),
        ((429, {"Retry-After": "3"}, "slowly"), 3.0),
        ((503, {}, "<html>"), 1.0),
        ((200, {}, httpx.ConnectError("refused")), 1.0),
        ((200, {}, httpx.ReadTimeout("slow")), 1.0),
    ],
    ids=["maxlag", "ratelimited", "readonly", "older-form", "429", "503", "no-connection", "timeout"],
)
def test_busy_wiki_is_asked_again_after_its_wish(fault: Answer, wait: float) -> None:
    talk = Talk(fault, FINE)

    assert FINE[2] == talk.client.call({"action": "query"})
    assert [wait] == talk.waits


def test_waits_grow_and_end_in_one_line() -> None:
    talk = Talk((503, {}, "away"))

    with pytest.raises(
        WikiError, match=r"^wiki\.test: status 503, after 6 tries; run the command again later to go on$"
    ):
        talk.client.call({"action": "query"})
    assert [1.0, 2.0, 4.0, 8.0, 16.0] == talk.waits


def test_wish_for_a_long_wait_is_told_and_not_waited_for() -> None:
    talk = Talk((429, {"Retry-After": "3600"}, "tomorrow"))

    with pytest.raises(WikiError, match="status 429, after 1 try"):
        talk.client.call({"action": "query"})
    assert talk.waits == []


def test_host_that_nobody_knows_is_told_at_once() -> None:
    error = httpx.ConnectError("unknown")
    error.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    talk = Talk((200, {}, error))

    with pytest.raises(WikiError, match=r"^wiki\.test: there is no such host; check the address$"):
        talk.client.call({"action": "query"})
    assert talk.waits == []


@pytest.mark.parametrize(
    "answer, told",
    [
        (
            (200, {}, refusal("badvalue", "Unrecognized value.")),
            r"^wiki\.test refuses: Unrecognized value \(badvalue\)$",
        ),
        (
            (404, {"content-type": "text/html"}, "<p>No"),
            r"gives text/html \(status 404\) where a wiki's api\.php gives JSON",
        ),
        ((200, {"content-type": "text/html"}, "<p>Hello"), "check the address"),
    ],
    ids=["error", "no-page", "no-wiki"],
)
def test_refusal_is_one_line(answer: Answer, told: str) -> None:
    with pytest.raises(WikiError, match=told):
        Talk(answer).client.call({"action": "query"})


def test_batch_cut_by_size_is_put_together_again() -> None:
    first = {"continue": {"rvcontinue": "8|33", "continue": "||"}, "query": {"pages": [{"title": "A"}, {"title": "B"}]}}
    second = {"batchcomplete": True, "query": {"pages": [{"title": "A", "revisions": [{"revid": 3}]}, {"title": "B"}]}}
    talk = Talk((200, {}, first), (200, {}, second))

    [batch] = talk.client.query({"titles": "A|B"})

    assert {"pages": [{"title": "A", "revisions": [{"revid": 3}]}, {"title": "B"}]} == batch
    assert ("8|33", "||") == tuple(talk.asked[1].url.params[name] for name in ("rvcontinue", "continue"))


def test_every_call_says_who_asks_and_heeds_lag() -> None:
    talk = Talk(FINE, settings=Settings(contact="ana@wiki.test", token="secret"))  # noqa: S106 - none
    talk.client.call({"action": "query"})

    [request] = talk.asked
    assert "ana@wiki.test" in request.headers["User-Agent"]
    assert request.headers["User-Agent"].startswith("graphtalk/")
    assert "Bearer secret" == request.headers["Authorization"]
    assert ("5", "2") == (request.url.params["maxlag"], request.url.params["formatversion"])


def test_long_lists_are_posted() -> None:
    talk = Talk(FINE)
    talk.client.call(
        {"action": "query", "titles": "|".join(f"Talk:A rather long title of number {n}" for n in range(50))}
    )

    assert "POST" == talk.asked[0].method


def test_bot_password_logs_in_once() -> None:
    token: Answer = (200, {}, {"query": {"tokens": {"logintoken": "t"}}})
    talk = Talk(token, (200, {}, {"login": {"result": "Success"}}), FINE, settings=Settings(bot="Ana@lab:secret"))
    talk.client.call({"action": "query"})
    talk.client.call({"action": "query"})

    assert ["GET", "POST", "GET", "GET"] == [request.method for request in talk.asked]


def test_wrong_bot_password_is_one_line_without_it() -> None:
    token: Answer = (200, {}, {"query": {"tokens": {"logintoken": "t"}}})
    talk = Talk(token, (200, {}, {"login": {"result": "Failed"}}), settings=Settings(bot="Ana@lab:secret"))

    with pytest.raises(WikiError, match="no login as 'Ana@lab'") as caught:
        talk.client.call({"action": "query"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host, needs", [("en.wikipedia.org", True), ("127.0.0.1:8080", False), ("localhost", False)])
def test_public_wiki_needs_a_contact(host: str, needs: bool) -> None:  # noqa: FBT001 - a case
    def make() -> Client:
        return Client(f"https://{host}/w/api.php", Settings())

    if needs:
        with pytest.raises(UsageError, match="set GRAPHTALK_CONTACT to a mail address"):
            make()
    else:
        make().close()


@pytest.mark.parametrize(
    "source, expected",
    [
        ("Talk:Moon_landing", PageName("Talk:Moon landing")),
        ("https://en.wikipedia.org/wiki/Talk:Moon#c-Ana-2024", PageName("Talk:Moon", "https://en.wikipedia.org")),
        ("https://en.m.wikipedia.org/wiki/Talk:Moon", PageName("Talk:Moon", "https://en.wikipedia.org")),
        (
            "https://pl.wikipedia.org/wiki/Dyskusja:%C5%81%C3%B3d%C5%BA",
            PageName("Dyskusja:Łódź", "https://pl.wikipedia.org"),
        ),
        ("http://a.test/w/index.php?title=Talk:A_B&action=edit", PageName("Talk:A B", "http://a.test")),
        ("http://a.test/w/index.php?title=Talk:A&oldid=7", PageName("Talk:A", "http://a.test", 7)),
    ],
)
def test_page_is_named_by_title_or_address(source: str, expected: PageName) -> None:
    assert expected == page_name(source)


@pytest.mark.parametrize(
    "sources, site, told",
    [
        (["https://a.test/"], None, "no address of a wiki's page"),
        (["https://a.test/wiki/A", "https://b.test/wiki/A"], None, "pages of 2 wikis"),
        (["https://a.test/wiki/A", __file__], None, "import them one after the other"),
        ([__file__, "Talk:A"], "en.wikipedia.org", "import them one after the other"),
    ],
)
def test_sources_that_do_not_go_together_are_one_line(sources: list[str], site: str | None, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        names_of(sources, site)


@pytest.mark.parametrize(
    "sources, site, live",
    [
        (["Talk:A"], None, False),
        (["Talk:A"], "enwiki", True),
        (["notes.txt"], "enwiki", False),
        (["A"], "en.wikipedia.org", True),
        ([__file__], "en.wikipedia.org", False),
        (["-"], "en.wikipedia.org", False),
    ],
)
def test_what_is_no_file_is_a_title_where_a_wiki_is_named(sources: list[str], site: str | None, live: bool) -> None:  # noqa: FBT001 - a case
    assert live == (names_of(sources, site) is not None)


def test_wiki_is_found_by_any_of_its_names() -> None:
    assert "https://en.wikipedia.org/w/api.php" == next(api_addresses("enwiki"))
    assert ["http://a.test:8/x/api.php"] == list(api_addresses("http://a.test:8/x/api.php"))
    assert "http://a.test/w/api.php" in api_addresses("http://a.test/wiki/Talk:A")
