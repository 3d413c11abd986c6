"""Whether wordings and works reached an article: histories with what is known of them, and what holds for any history."""

import random
import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphtalk.adoption import CitedWork, Wording, find_adoptions, find_cited
from graphtalk.language import load_language
from graphtalk.revisions import Adoption, Revision

HISTORIES = sorted((Path(__file__).parent / "adoption").glob("*.toml"))
DEFAULTS: dict[str, object] = {"removed_revision": None, "removed_user": None}  # unless a history says otherwise

checked = settings(max_examples=60, derandomize=True, database=None, deadline=None)


class Entry(TypedDict, total=False):
    """A revision of a history: its whole text, edits to the text before, or the id of one with the same text."""

    id: int
    time: datetime
    user: str
    hidden: bool
    same_as: int
    text: str
    edits: list[tuple[str, str]]


class Ask(TypedDict, total=False):
    """A wording or a work of a history, and what is expected of it."""

    subject: str
    text: str
    replaces: str
    title: str
    url: str
    identifiers: list[tuple[str, str]]
    since: datetime
    expected: dict[str, object]


class History(TypedDict, total=False):
    """A history as its file has it."""

    language: str
    revision: list[Entry]
    wording: list[Ask]
    work: list[Ask]


def read(path: Path) -> History:
    return cast("History", tomllib.loads(path.read_text(encoding="utf-8")))


def revisions_of(history: History) -> list[Revision]:
    texts: dict[int, str] = {}
    found = []
    text = ""
    for entry in history["revision"]:
        text = entry.get("text", texts.get(entry.get("same_as", 0), text))
        for old, new in entry.get("edits", ()):
            assert 1 == text.count(old)
            text = text.replace(old, new)
        texts[entry["id"]] = text
        hidden = entry.get("hidden", False)
        found.append(Revision(entry["id"], entry["time"], entry.get("user"), None if hidden else text))
    return found


def wordings_of(history: History) -> list[Wording]:
    return [
        Wording(ask["subject"], ask["text"], ask.get("replaces", ""), ask.get("since"))
        for ask in history.get("wording", ())
    ]


def adoptions_of(history: History) -> list[Adoption]:
    works = [
        CitedWork(ask["subject"], ask.get("title"), ask.get("url"), tuple(ask.get("identifiers", ())), ask.get("since"))
        for ask in history.get("work", ())
    ]
    revisions, language = revisions_of(history), load_language(history.get("language", "en"))
    return find_adoptions(wordings_of(history), revisions, language) + find_cited(works, revisions, language)


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_what_became_of_a_wording_or_work_is_known(path: Path) -> None:
    history = read(path)
    asks = [*history.get("wording", ()), *history.get("work", ())]
    for ask, adoption in zip(asks, adoptions_of(history), strict=True):
        expected = {"subject": ask["subject"], **DEFAULTS, **ask["expected"]}
        found = {name: getattr(adoption, name) for name in expected}
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
        assert expected == plain


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_order_of_wordings_does_not_matter(path: Path) -> None:
    history = read(path)
    revisions, wordings = revisions_of(history), wordings_of(history)
    assert find_adoptions(wordings, revisions) == find_adoptions(wordings[::-1], iter(revisions))[::-1]


def test_there_are_fourteen_histories_or_more() -> None:
    assert len(HISTORIES) >= 14


START = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = re.findall(
    r"\w+",
    "the of a in and to was is by with mill river tower council bridge old stone north parish fire 1911 1954 slate yard"
    " window army roof storm quarry flood keeper harbour lamp garden school chapel engine wheel barley",
)
MARKUP = ("[[{}]]", "'''{}'''", "{{{{nowrap|{}}}}}", "{}<ref>Drew 2011</ref>", "[[Page|{}]]", "{}", "{}", "{}", "{}")


def revision(number: int, text: str | None, user: str | None = "Ana") -> Revision:
    return Revision(number, START + timedelta(days=number), user, text)


def marked_up(words: list[str], choice: random.Random) -> str:
    return " ".join(choice.choice(MARKUP).format(word) for word in words)


@st.composite
def articles(draw: st.DrawFn) -> tuple[list[str], str, random.Random]:
    """Draw the paragraphs of an article and a wording that it does not have."""
    choice = random.Random(draw(st.integers(0, 10**6)))  # noqa: S311  no secret
    paragraphs = [
        marked_up(choice.choices(WORDS, k=choice.randint(5, 40)), choice) + "." for _ in range(draw(st.integers(1, 8)))
    ]
    paragraphs.insert(choice.randint(0, len(paragraphs)), "== Heading ==")
    return paragraphs, " ".join(choice.choices(WORDS, k=draw(st.integers(4, 30)))), choice


@given(articles())
@checked
def test_wording_put_in_is_found_word_for_word_at_that_revision(drawn: tuple[list[str], str, random.Random]) -> None:
    paragraphs, wording, choice = drawn
    place = choice.randint(0, len(paragraphs))
    put_in = [*paragraphs[:place], marked_up(wording.split(), choice) + ".", *paragraphs[place:]]
    gone = [*paragraphs, "More words."]
    history = [
        revision(1, "\n\n".join(paragraphs)),
        revision(2, "\n\n".join(put_in), "Bo"),
        revision(3, "\n".join(gone), "Cy"),
    ]

    (found,) = find_adoptions([Wording("p", wording, "", START + timedelta(days=1, hours=1))], history)

    assert ("verbatim", 2, "Bo", 1.0) == (found.kind, found.revision, found.user, found.similarity)
    assert (3, "Cy") == (found.removed_revision, found.removed_user)


@given(articles())
@checked
def test_same_history_gives_the_same_answer(drawn: tuple[list[str], str, random.Random]) -> None:
    paragraphs, wording, _ = drawn
    history = [
        revision(1, "\n\n".join(paragraphs)),
        revision(2, None),
        revision(3, "\n\n".join([*paragraphs, wording])),
    ]
    wordings = [Wording("p", wording), Wording("q", "", wording), Wording("r", wording[: len(wording) // 2], wording)]

    assert find_adoptions(wordings, history) == find_adoptions(wordings, history)


@given(
    st.lists(st.text(alphabet="[]{}|'<>/=ref!- \nab1", max_size=60), max_size=5),
    st.text(alphabet="[]{}|'ab1 ", max_size=20),
)
@checked
def test_odd_markup_raises_nothing(texts: list[str], wording: str) -> None:
    history = [revision(number, text) for number, text in enumerate(texts)]

    assert 2 == len(find_adoptions([Wording("p", wording), Wording("q", "", wording)], history))
    assert 1 == len(find_cited([CitedWork("s", wording, wording)], history))


TOWN = (
    "'''Marlow''' is a town in Orm. It has a population of 4,200.\n\n== History ==\nIt was chartered in 1342. {}"
    " The railway came in 1871."
)
CASTLE = "The castle, which had stood since 1180, was ruined in 1645 in the Civil War."
WRITER = "He was a controversial far-right British politician and writer of popular novels."


@pytest.mark.parametrize(
    "kind, text, replaces, before, after",
    [
        ("never", "The castle, which had stood since 1180, was razed on the orders of Parliament.", "", CASTLE, "The castle, standing since 1180, was ruined in 1645 during the Civil War."),
        ("adapted", "In 1645 the castle was razed on the orders of Parliament after a long siege.", "", "", "After a long siege, the castle was razed on the orders of Parliament in 1645."),
        ("verbatim", "He was a British politician and writer of popular novels.", "", WRITER, "He was a British politician and writer of popular novels."),
        ("adapted", "He was a British politician and writer of popular novels.", WRITER, WRITER, "He was a British politician and a writer of several popular novels."),
        ("never", "He was a British politician and writer of popular novels.", WRITER, WRITER, "He was a controversial far-right British politician and the writer of popular novels."),
        ("never", "The pier was opened by the mayor in 1903.", "", "", "The pier was opened by the queen in 1905."),
        ("never", "The pier was opened by the mayor in 1903.", "", "", "<!-- The pier was opened by the mayor in 1903. -->"),
        ("never", "The pier was opened in 1903. It was the longest of all. A storm broke it in 1911.", "", "", "The pier was opened in 1903."),
        ("adapted", "The pier was opened in 1903. It was the longest of all. A storm broke it in 1911.", "", "", "The pier was opened in 1903. A storm broke it in 1911."),
        ("adapted", "The pier is 420 metres long and was opened in 1903.", "", "", "The pier is {{convert|420|m|ft}} long and was opened in 1903."),
        ("verbatim", "The motto is Labor omnia vincit, chosen in 1903.", "", "", "The motto is {{lang|la|Labor omnia vincit}}, chosen in 1903.{{cn|date=May 2020}}"),
        ("verbatim", "We shall not leave this town until the last boat has come home", "", "", "\n{{quote|text=We shall not leave this [[town]] until the last boat has come home|author=Hale}}\n"),
        ("verbatim", "The pier is opened by the mayor, Tom Hale", "", "", "\n{|\n| 1903 || The pier is opened by the mayor, [[Tom Hale]]\n|}\n"),
        ("verbatim", "The “Orm plan” of 1911–1913 wasn’t carried out – for lack of funds.", "", "", "The \"Orm plan\" of 1911&ndash;1913 wasn't carried out&nbsp;— for lack of funds."),
        ("verbatim", "… chartered in 1342 by King Orric …", "", "", "Chartered in 1342 by [[Orric II|King Orric]]."),
        ("never", "4,300", "4,200", "", "The fair draws 4,300 people."),
        ("adapted", "สะพานถูกสร้างขึ้นในปี พ.ศ. 2446 โดยนายกเทศมนตรี", "", "", "สะพานถูกสร้างขึ้นใหม่ในปี พ.ศ. 2446 โดยนายกเทศมนตรี"),
        ("verbatim", "", "The bridge was sold to the county in 1902.", "The bridge was sold to the county in 1902.", ""),
        ("never", "", "The bridge was sold to the county in 1902.", "The bridge was sold to the county in 1902.", "The bridge had been sold to the county in 1902."),
    ],
)  # fmt: skip
def test_article_has_a_wording_where_it_moved_towards_it(
    kind: str, text: str, replaces: str, before: str, after: str
) -> None:
    history = [revision(1, TOWN.replace("{}", before)), revision(2, TOWN.replace("{}", after))]

    (found,) = find_adoptions([Wording("p", text, replaces)], history)

    assert (kind, None if kind == "never" else 2) == (found.kind, found.revision)


def test_words_that_tell_a_wording_from_its_rival_must_be_there() -> None:
    rivals = [f"The group is widely considered a {word} organisation by others." for word in ("terrorist", "militant")]
    wordings = [Wording(str(number), rival) for number, rival in enumerate(rivals)]

    found = find_adoptions(wordings, [revision(1, TOWN.format("")), revision(2, TOWN.format(rivals[1]))])

    assert ["never", "verbatim"] == [each.kind for each in found]


@pytest.mark.parametrize("wording", [Wording("p", ""), Wording("p", "[1] …", "."), Wording("p", " ", " ")])
def test_wording_without_words_is_never_adopted(wording: Wording) -> None:
    assert "never" == find_adoptions([wording], [revision(1, "A mill."), revision(2, "A mill. […]")])[0].kind


def test_nothing_is_adopted_where_there_are_no_revisions() -> None:
    assert [Adoption("p", "never")] == find_adoptions([Wording("p", "The mill burned.")], [])
    assert [Adoption("s", "never")] == find_cited([CitedWork("s", "Waters")], [])


def test_adoption_behind_a_hidden_revision_is_less_sure() -> None:
    words = "The council sold the mill to a circus in 1960."
    history = [revision(1, "A mill."), revision(2, None, None), revision(3, f"A mill. {words}", "Bo")]

    (found,) = find_adoptions([Wording("p", words)], history)

    assert ("verbatim", 3, 0.6) == (found.kind, found.revision, found.confidence)
