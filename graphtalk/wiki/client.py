"""A thin client of one wiki: one request at a time, patient with a wiki that is busy, plain about what it refuses.

Source: https://www.mediawiki.org/wiki/API:Etiquette, https://www.mediawiki.org/wiki/API:Errors_and_warnings
"""

import json
import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Self, TypeAlias, cast
from urllib.parse import urlsplit

import httpx

from graphtalk import __version__
from graphtalk.errors import UsageError, WikiError
from graphtalk.wiki.addresses import is_public

__all__ = ["Client", "Data", "Settings"]

Data: TypeAlias = dict[str, object]

TITLES_A_CALL = 50  # as many as a wiki takes of someone without a bot's rights
MAX_LAG = 5  # seconds that the wiki's copies of its database may be behind; MediaWiki's own advice
TRIES = 6  # of one request; with the waits between them, a minute of a wiki that is away
FIRST_WAIT, LONGEST_WAIT = 1.0, 120.0  # seconds
LONG = 1500  # characters of parameters from which they are sent as a form: servers cut addresses at 8 kB
BUSY_STATUS = frozenset({429, 500, 502, 503, 504})
BUSY_CODES = frozenset({"maxlag", "ratelimited", "readonly", "internal_api_error_DBConnectionError"})
TIMEOUT = httpx.Timeout(60.0, connect=20.0)
PROGRAM = "https://github.com/graphtalk/graphtalk"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user says of themselves to wikis; secrets come from the environment only.

    Attributes:
        contact: Mail address or user page by which a wiki's operators reach the user.
        token: OAuth 2 access token.
        bot: Name and password of a bot password, as `Name@app:password`.
        headers: Further headers of every request.
    """

    contact: str = ""
    token: str = field(default="", repr=False)
    bot: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> "Settings":
        """Return the settings in `GRAPHTALK_CONTACT`, `GRAPHTALK_TOKEN` and `GRAPHTALK_BOT_PASSWORD`."""
        given = os.environ.get
        return cls(given("GRAPHTALK_CONTACT", ""), given("GRAPHTALK_TOKEN", ""), given("GRAPHTALK_BOT_PASSWORD", ""))


@dataclass(frozen=True, slots=True)
class Busy:
    """A wiki's wish that a request comes again later: why, and in how many seconds if it tells."""

    why: str
    after: float | None


class Client:
    """A connection to one wiki, a context manager.

    Attributes:
        api: Address of its `api.php`.
        host: Its host, with the port.
        on_wait: Told of each wait for a busy wiki: how long and why.
    """

    def __init__(
        self,
        api: str,
        settings: Settings,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Make a client; nothing is asked yet.

        Args:
            api: Address of the wiki's `api.php`.
            settings: Who asks.
            transport: What carries requests; None for the network.
            sleep: Waits so many seconds.

        Raises:
            UsageError: The wiki is public and no contact is set.
        """
        self.api = api
        self.host = urlsplit(api).netloc
        if is_public(urlsplit(api).hostname or "") and not settings.contact.strip():
            raise UsageError(
                f"{self.host} asks who calls: set GRAPHTALK_CONTACT to a mail address or the address of your user page"
            )
        headers = {"User-Agent": f"graphtalk/{__version__} ({PROGRAM}; {settings.contact or 'local'})"}
        if settings.token:
            headers["Authorization"] = f"Bearer {settings.token}"
        self._settings = settings
        self._sleep = sleep
        self.on_wait: Callable[[str], None] = lambda _: None
        self._one_at_a_time = Lock()
        self._logged_in = not settings.bot
        self._http = httpx.Client(
            headers={**headers, **settings.headers}, timeout=TIMEOUT, follow_redirects=True, transport=transport
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    @property
    def rest(self) -> str:
        """Return the address of the wiki's REST interface."""
        return self.api.removesuffix("api.php") + "rest.php/v1"

    def call(self, parameters: Mapping[str, str]) -> Data:
        """Return the answer to one call of the action interface.

        Args:
            parameters: Of the call; the format and `maxlag` are added.

        Raises:
            WikiError: The wiki refuses, is away, or gives no answer that can be read.
        """
        if not self._logged_in:
            self._log_in()
        return self._ask(parameters)

    def query(self, parameters: Mapping[str, str]) -> Iterator[Data]:
        """Yield what `action=query` gives, a batch at a time; a batch that comes in parts is put together again.

        Args:
            parameters: Beside `action`.

        Raises:
            WikiError: As `call` does.
        """
        more: Mapping[str, str] = {}
        batch: Data = {}
        while True:
            answer = self.call({"action": "query", **parameters, **more})
            merge(batch, cast("Data", answer.get("query") or {}))
            more = {name: str(value) for name, value in cast("Data", answer.get("continue") or {}).items()}
            if "batchcomplete" in answer or not more:
                yield batch
                batch = {}
            if not more:
                return

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Return what an address of the wiki gives, whatever its status; a busy wiki is asked again.

        Raises:
            WikiError: The wiki is away.
        """
        return self._send(lambda: self._http.get(address, headers=dict(headers or {})), lambda _: None)

    def _ask(self, parameters: Mapping[str, str]) -> Data:
        """Send one call until the wiki has time for it."""
        given = {
            "format": "json",
            "formatversion": "2",
            "errorformat": "plaintext",
            "maxlag": str(MAX_LAG),
            **parameters,
        }

        def send() -> httpx.Response:
            if given["action"] == "login" or sum(map(len, given.values())) > LONG:
                return self._http.post(self.api, data=given, headers={"Promise-Non-Write-API-Action": "true"})
            return self._http.get(self.api, params=given)

        response = self._send(send, busy_answer)
        answer = read_answer(response)
        if answer is None:
            kind = response.headers.get("content-type", "nothing").partition(";")[0]
            raise WikiError(
                f"{self.api}: gives {kind} (status {response.status_code}) where a wiki's api.php gives JSON; check the address"
            )
        code, text = error_of(answer)
        if code:
            raise WikiError(f"{self.host} refuses: {text} ({code})", code)
        return answer

    def _send(
        self, send: Callable[[], httpx.Response], busy: Callable[[httpx.Response], Busy | None]
    ) -> httpx.Response:
        """Send a request, again and again while the wiki is busy or away.

        Raises:
            WikiError: It is so for too long.
        """
        wait = FIRST_WAIT
        for left in reversed(range(TRIES)):
            try:
                with self._one_at_a_time:
                    response = send()
                wish = busy_status(response) or busy(response)
            except (httpx.TransportError, httpx.TooManyRedirects) as error:
                if is_unknown(error):
                    raise WikiError(f"{self.host}: there is no such host; check the address", "unknown") from error
                wish = Busy(f"{type(error).__name__}: {error}".rstrip(": "), None)
            if wish is None:
                return response
            pause = wait if wish.after is None else wish.after
            if not left or pause > LONGEST_WAIT:
                tried = f"{TRIES - left} tries" if left < TRIES - 1 else "1 try"
                raise WikiError(f"{self.host}: {wish.why}, after {tried}; run the command again later to go on", "busy")
            self.on_wait(f"waiting {pause:.0f} s for {self.host}: {wish.why}")
            self._sleep(pause)
            wait = min(2 * wait, LONGEST_WAIT)
        raise AssertionError  # the last try returns or raises

    def _log_in(self) -> None:
        """Log in with the bot password."""
        self._logged_in = True
        name, _, password = self._settings.bot.partition(":")
        answer = self._ask({"action": "query", "meta": "tokens", "type": "login"})
        tokens = cast("Mapping[str, Mapping[str, str]]", answer["query"])["tokens"]
        login = {"action": "login", "lgname": name, "lgpassword": password, "lgtoken": tokens["logintoken"]}
        result = cast("Mapping[str, object]", self._ask(login).get("login") or {})
        if result.get("result") != "Success":
            raise WikiError(f"{self.host}: no login as {name!r}; GRAPHTALK_BOT_PASSWORD is Name@app:password", "login")


def is_unknown(error: BaseException | None) -> bool:
    """Tell whether an error comes of a host that no name server knows, which no waiting changes."""
    while error is not None and not isinstance(error, socket.gaierror):
        error = error.__cause__ or error.__context__
    return error is not None and getattr(error, "errno", None) != socket.EAI_AGAIN


def busy_status(response: httpx.Response) -> Busy | None:
    """Return the wish of a server that has no time, by its status."""
    if response.status_code not in BUSY_STATUS or is_refusal(response):
        return None
    return Busy(f"status {response.status_code}", retry_after(response))


def is_refusal(response: httpx.Response) -> bool:
    """Tell whether a status of 500 is REST's answer to what it does not show, which no waiting changes."""
    return response.status_code == httpx.codes.INTERNAL_SERVER_ERROR and "json" in response.headers.get(
        "content-type", ""
    )


def busy_answer(response: httpx.Response) -> Busy | None:
    """Return the wish of a wiki that has no time; it says so with status 200."""
    code, text = error_of(read_answer(response) or {})
    return Busy(f"{text} ({code})", retry_after(response)) if code in BUSY_CODES else None


def retry_after(response: httpx.Response) -> float | None:
    """Return the seconds after which a server wants to be asked again, None where it does not tell."""
    told = response.headers.get("retry-after", "").strip()
    if told.isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def read_answer(response: httpx.Response) -> Data | None:
    """Return the JSON object in a response, None where it is none."""
    try:
        answer = json.loads(response.content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def error_of(answer: Data) -> tuple[str, str]:
    """Return code and text of the error that an answer is, both empty where it is none.

    >>> error_of({"errors": [{"code": "maxlag", "text": "Waiting."}]}), error_of({"query": {}})
    (('maxlag', 'Waiting'), ('', ''))
    """
    errors = cast("list[Mapping[str, str]]", answer.get("errors") or [])
    if errors:
        return errors[0].get("code", "unknown"), errors[0].get("text", "no reason given").rstrip(".")
    error = cast("Mapping[str, str]", answer.get("error") or {})
    return error.get("code", ""), error.get("info", "").rstrip(".")


def merge(batch: Data, part: Data) -> None:
    """Add a part of a batch to what came before: lists grow, the same page or revision is one.

    >>> batch = {"pages": [{"title": "A"}]}
    >>> merge(batch, {"pages": [{"title": "A", "revisions": [{"revid": 1}]}, {"title": "B"}]})
    >>> batch["pages"]
    [{'title': 'A', 'revisions': [{'revid': 1}]}, {'title': 'B'}]
    """
    for name, value in part.items():
        before = batch.get(name)
        if isinstance(before, list) and isinstance(value, list):
            known = {key_of(entry): entry for entry in before}
            for entry in value:
                there = known.get(key_of(entry))
                if isinstance(there, dict) and isinstance(entry, dict):
                    merge(there, entry)
                elif there is None:
                    before.append(entry)
        elif isinstance(before, dict) and isinstance(value, dict):
            merge(before, value)
        else:
            batch[name] = value


def key_of(entry: object) -> object:
    """Return what tells an entry of a list apart: the revision, the page's title, or all of it."""
    if not isinstance(entry, dict):
        return repr(entry)
    return entry.get("revid") or entry.get("title") or repr(entry)
