"""The life of comments over revisions: small histories made up for it, and laws that hold for any."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphtalk.history import as_of, conflicts, find_actions, unsigned_authors
from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.parse import parse
from graphtalk.revisions import Action, Revision

ENGLISH = load_language("en")
START = datetime(2024, 5, 3, 10, tzinfo=UTC)
checked = settings(max_examples=60, derandomize=True, database=None, deadline=None)

Edit = tuple[str | None, str | None]  # user and text of a revision


def signed(user: str, minute: int) -> str:
    return f"[[User:{user}|{user}]] ([[User talk:{user}|talk]]) 10:{minute:02}, 3 May 2024 (UTC)"


def name(user: str, minute: int) -> str:
    return f"c-{user}-2024050310{minute:02}00"


ANA = f"The lake is deep, as the survey says. {signed('Ana', 1)}"
BO = f":It is not that deep, I think. {signed('Bo', 2)}"
CY = f"The mill is older than that. {signed('Cy', 3)}"
DEPTH, MILL = "== Depth ==\n", "== Mill ==\n"
PAGE = f"{DEPTH}{ANA}\n{BO}\n\n{MILL}{CY}\n"
LOOSE = "Nobody knows how deep it really is."
OTHER = "Someone measured that in the last century, and wrote a book."


def history(*edits: Edit) -> list[Revision]:
    return [
        Revision(number, START + timedelta(minutes=number), user, text) for number, (user, text) in enumerate(edits, 1)
    ]


def actions(*edits: Edit) -> list[Action]:
    return find_actions(history(*edits), "Talk:Lake", ENGLISH)


def last(*edits: Edit) -> list[tuple[str, str, str]]:
    """Return change, comment and the beginning of the text of what the last revision did."""
    return [(a.change, a.comment, a.text[:12]) for a in actions(*edits) if a.revision == len(edits)]


def test_first_revision_creates_headings_and_adds_comments() -> None:
    found = actions(("Ana", PAGE))

    assert [
        ("creation", "h-Ana-20240503100100", "Depth", None),
        ("addition", name("Ana", 1), "The lake is deep, as the survey says.", None),
        ("addition", name("Bo", 2), "It is not that deep, I think.", name("Ana", 1)),
        ("creation", "h-Cy-20240503100300", "Mill", None),
        ("addition", name("Cy", 3), "The mill is older than that.", None),
    ] == [(a.kind, a.comment, a.text, a.reply_to) for a in found]
    assert [None, "Ana", "Bo", None, "Cy"] == [a.author for a in found]
    assert {1.0} == {a.confidence for a in found}


CHANGES: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    ("comment added", PAGE + f":Yes. {signed('Ana', 5)}\n", [("added", name("Ana", 5), "Yes.")]),
    ("comment above others", PAGE.replace(ANA, f"{ANA}\n:Oh. {signed('Cy', 6)}"), [("added", name("Cy", 6), "Oh.")]),
    ("section added", PAGE + f"\n== Fish ==\nMany. {signed('Bo', 7)}\n",
     [("added", "h-Bo-20240503100700", "Fish"), ("added", name("Bo", 7), "Many.")]),
    ("text changed", PAGE.replace("is deep", "is very deep"), [("changed", name("Ana", 1), "The lake is ")]),
    ("text changed all over", PAGE.replace("It is not that deep, I think", "No"), [("changed", name("Bo", 2), "No.")]),
    ("heading changed", PAGE.replace("Depth", "Its depth in metres"),
     [("changed", "h-Ana-20240503100100", "Its depth in")]),
    ("comment removed", PAGE.replace(BO + "\n", ""), [("removed", name("Bo", 2), "")]),
    ("section archived", PAGE.partition(MILL)[0],
     [("removed", "h-Cy-20240503100300", ""), ("removed", name("Cy", 3), "")]),
    ("struck", PAGE.replace("It is not that deep, I think.", "<s>It is not that deep, I think.</s>"),
     [("struck", name("Bo", 2), "It is not th")]),
    ("struck in part", PAGE.replace("deep, as", "<del>deep</del>, as"), [("struck", name("Ana", 1), "The lake is ")]),
    ("struck and said why", PAGE.replace("It is not that deep, I think.", "<s>It is not that deep, I think.</s> Ok."),
     [("struck", name("Bo", 2), "It is not th")]),
    ("moved to a section", f"{DEPTH}{ANA}\n{BO}\n{CY}\n\n{MILL}Old. {signed('Bo', 9)}\n",
     [("moved", name("Cy", 3), "The mill is "), ("added", name("Bo", 9), "Old.")]),
    ("moved to a section of its own", f"{DEPTH}{BO[1:]}\n\n{MILL}{CY}\n\n== Survey ==\n{ANA}\n",
     [("moved", name("Bo", 2), "It is not th"), ("added", "h-Ana-20240503100100-1", "Survey"),
      ("moved", name("Ana", 1), "The lake is ")]),
    ("heading put above", PAGE.replace(BO, f"=== Not so ===\n{BO}"), [("added", "h-Bo-20240503100200", "Not so")]),
    ("heading removed", PAGE.replace(MILL, ""), [("removed", "h-Cy-20240503100300", "")]),
    ("moved to another parent", f"{DEPTH}{ANA}\n\n{MILL}{CY}\n{BO}\n", [("moved", name("Bo", 2), "It is not th")]),
    ("moved to the margin", PAGE.replace(BO, "\n" + BO[1:]), [("moved", name("Bo", 2), "It is not th")]),
    ("sections in another order", f"{MILL}{CY}\n\n{DEPTH}{ANA}\n{BO}\n", []),
    ("layout alone", PAGE.replace("\n\n", "\n\n\n").replace("is deep", "is  '''deep'''"), []),
    ("signature vandalised", PAGE.replace(signed("Ana", 1), signed("Mal", 1)),
     [("changed", name("Ana", 1), "The lake is ")]),
    ("signature removed", PAGE.replace(" " + signed("Bo", 2), ""), [("changed", name("Bo", 2), "It is not th")]),
    ("unsigned text between comments", PAGE.replace(BO, f"\n{LOOSE}\n\n{BO}"), [("added", "a-2-1", "Nobody knows")]),
    ("unsigned text at the end", PAGE + f"\n{LOOSE}\n", [("added", "a-2-1", "Nobody knows")]),
    ("same comment twice", PAGE + f"\n{CY}\n", [("added", name("Cy", 3) + "-1", "The mill is ")]),
    ("same words of another", PAGE.replace(CY, f"{CY}\n\nThe mill is older than that. {signed('Bo', 8)}"),
     [("added", name("Bo", 8), "The mill is ")]),
    ("only a signature", PAGE + f":{signed('Bo', 8)}\n", [("added", name("Bo", 8), "")]),
    ("blanked", "", [("removed", one, "") for one in ("h-Ana-20240503100100", name("Ana", 1), name("Bo", 2),
                                                      "h-Cy-20240503100300", name("Cy", 3))]),
]  # fmt: skip


@pytest.mark.parametrize("text, expected", [pytest.param(text, found, id=case) for case, text, found in CHANGES])
def test_revision_after_a_page(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert expected == last(("Ana", PAGE), ("Ned", text))


@pytest.mark.parametrize(
    "text",
    ["", "lol", f"{DEPTH}lol\n", PAGE.replace(BO, "lol"), PAGE.replace(signed("Bo", 2), "bye"), PAGE + LOOSE, CY],
)
def test_revert_brings_back_what_was_there_and_nothing_new(text: str) -> None:
    found = actions(("Ana", PAGE), ("Mal", text), ("Ned", PAGE))
    before, after = ({a.comment for a in found if a.revision == n} for n in (1, 3))
    undone = [a for a in found if a.revision == 3]

    assert after <= before | {a.comment for a in found if a.revision == 2}
    assert not [a for a in undone if a.change == "added"]
    assert Counter(a.comment for a in found if a.revision == 2) == Counter(a.comment for a in undone)


LONG = f"First, the survey is old.\n\nSecond, it was dry. {signed('Ana', 1)}"


@pytest.mark.parametrize(
    "put, added",
    [
        (f":Not that old. {signed('Bo', 2)}", (name("Bo", 2), "Not that old.")),
        ("I doubt that very much.", ("a-2-1", "I doubt that very much.")),
    ],
)
def test_comment_put_into_another_leaves_that_as_it_was(put: str, added: tuple[str, str]) -> None:
    parted = LONG.replace("old.\n", f"old.\n\n{put}\n")
    found = actions(("Ana", LONG), ("Bo", parted), ("Cy", parted.replace("Second", "Thirdly")), ("Ana", LONG))

    assert [("added", name("Ana", 1), LONG.partition(" [[")[0])] == [
        (a.change, a.comment, a.text) for a in found if a.revision == 1
    ]
    assert [("added", *added)] == [(a.change, a.comment, a.text) for a in found if a.revision == 2]
    assert [("changed", name("Ana", 1))] == [(a.change, a.comment) for a in found if a.revision == 3]
    assert {("removed", added[0]), ("changed", name("Ana", 1))} == {
        (a.change, a.comment) for a in found if a.revision == 4
    }


def test_link_put_above_others_does_not_change_them() -> None:
    old = f"{DEPTH}See [https://a.org]. {signed('Ana', 1)}\n\nOr [https://b.org]. {signed('Bo', 2)}\n"
    new = old.replace("See", "See [https://c.org],")

    assert [("changed", name("Ana", 1), "See [1], [2]")] == last(("Ana", old), ("Ana", new))
    assert [("changed", name("Bo", 2), "Or [2].")] == last(("Ana", old), ("Bo", old.replace("b.org", "d.org")))


def test_comment_comes_back_later_on_a_page_that_went_on() -> None:
    short = PAGE.replace(BO + "\n", "")
    longer = short + f":Old, yes. {signed('Ana', 7)}\n"
    back = longer.replace(ANA, f"{ANA}\n{BO}")

    assert [("restored", name("Bo", 2), "It is not th")] == last(
        ("Ana", PAGE), ("B", short), ("C", longer), ("D", back)
    )


def test_unsigned_text_that_was_removed_comes_back() -> None:
    pages = [
        f"{LOOSE}\n\n{OTHER}",
        OTHER,
        f"{OTHER}\n\nNew words stand here.",
        f"{LOOSE}\n\n{OTHER}\n\nNew words stand here.",
    ]

    assert [("changed", "a-1-1", "Nobody knows")] == last(*[("Ana", page) for page in pages])
    assert [("restored", "a-1-1", "Nobody knows")] == last(("Ana", LOOSE), ("Bo", ANA), ("Cy", f"{ANA}\n\n{LOOSE}"))


def test_unsigned_stretch_of_a_revision_is_one_comment() -> None:
    found = actions(
        ("Ana", f"{LOOSE}\n\n{OTHER}"),
        ("Bo", f"{LOOSE}\n\n{OTHER}\n\nI see."),
        ("Cy", f"{LOOSE}\n\nWhy?\n\n{OTHER}\n\nI see."),
    )

    assert [
        ("a-1-1", "Ana", f"{LOOSE}\n\n{OTHER}"), ("a-2-1", "Bo", "I see."), ("a-3-1", "Cy", "Why?")
    ] == [(a.comment, a.user, a.text) for a in found]  # fmt: skip
    assert {"a-1-1": "Ana", "a-2-1": "Bo", "a-3-1": "Cy"} == unsigned_authors(found)


def test_unsigned_text_belongs_to_who_wrote_most_of_it() -> None:
    found = actions(("Ana", LOOSE), ("Bo", LOOSE.replace("deep", "shallow")))
    other = actions(("Ana", LOOSE), ("Bo", "What a nice day!"))

    assert {"a-1-1": "Ana"} == unsigned_authors(found)
    assert 0.5 < found[-1].confidence < 1
    assert ("modification", 0.1) == (other[-1].kind, other[-1].confidence)
    assert {"a-1-1": "Bo"} == unsigned_authors(other)


@pytest.mark.parametrize(
    "notice, noted",
    [("{{unsigned|Bo|10:02, 3 May 2024 (UTC)}}", True), (signed("Bo", 2), False)],
)
def test_text_that_is_signed_later_has_the_signed_name_all_its_life(notice: str, noted: bool) -> None:  # noqa: FBT001
    found = actions(("Bo", f"{DEPTH}{ANA}\n:{LOOSE}\n"), ("SignBot", f"{DEPTH}{ANA}\n:{LOOSE} {notice}\n"))
    life = [a for a in found if a.comment == name("Bo", 2)]

    assert [("added", None, "Bo"), ("changed", "Bo", "SignBot")] == [(a.change, a.author, a.user) for a in life]
    assert noted is life[-1].noted
    assert {} == unsigned_authors(found)
    assert [name("Ana", 1)] == [a.comment for a in conflicts(found)]


def test_hidden_revision_leaves_its_effect_to_the_next_that_is_seen() -> None:
    found = actions(("Ana", f"{DEPTH}{ANA}\n"), ("Bo", None), (None, None), ("Cy", f"{DEPTH}{ANA}\n{BO}\n"))

    assert [(4, "Cy", name("Bo", 2), 0.33)] == [(a.revision, a.user, a.comment, a.confidence) for a in found[2:]]
    assert found == actions(("Ana", f"{DEPTH}{ANA}\n"), ("Bo", None), (None, None), ("Cy", f"{DEPTH}{ANA}\n{BO}\n"))


def test_hidden_user_is_unknown() -> None:
    found = actions((None, LOOSE))

    assert [None] == [a.user for a in found]
    assert {} == unsigned_authors(found)


@pytest.mark.parametrize(
    "user, text, expected",
    [
        ("Ana", ANA, []),
        ("ana", ANA, []),
        ("Mal", ANA, [name("Ana", 1)]),
        (None, ANA, []),
        ("ArchiveBot", ANA, []),
        ("Lowercase bot", ANA, []),
        ("Abbott", ANA, [name("Ana", 1)]),
        ("Mal", PAGE, []),
        ("Mal", "Deep. {{unsigned|Ana|10:01, 3 May 2024 (UTC)}}", []),
        ("Mal", LOOSE, []),
    ],
)
def test_conflict_is_a_comment_that_its_signer_did_not_save(user: str | None, text: str, expected: list[str]) -> None:
    assert expected == [a.comment for a in conflicts(actions((user, text)))]


def test_page_as_of_a_moment() -> None:
    revisions = history(("Ana", "a"), ("Bo", "b"))

    assert as_of(revisions, START) is None
    assert revisions[0] == as_of(revisions[::-1], START + timedelta(minutes=1))
    assert revisions[1] == as_of(revisions, START + timedelta(days=1))


WORDS = st.sampled_from(
    ["Deep.", LOOSE, OTHER, ANA, BO, CY, DEPTH, MILL, "=== Depth ===", "----", "<!--", "-->", "<s>a</s>", "{{", "|}", "",
     ":", "{|", "<nowiki>", f"::{LOOSE}", f"*{OTHER}", signed("Ana", 1), f"x {signed('Cy', 9)}", "{{unsigned|Bo}}"]
)  # fmt: skip
PAGES = st.lists(WORDS, max_size=9).map("\n".join)
EDITS = st.lists(st.tuples(st.sampled_from([None, "Ana", "Bo", "Cy"]), st.one_of(st.none(), PAGES)), max_size=7)


def replayed(found: Sequence[Action]) -> dict[str, str]:
    """Return the comments and headings that are there after all actions, which must follow from each other."""
    here: dict[str, str] = {}
    for action in found:
        assert action.before == here.get(action.comment, "")
        if action.kind == "deletion":
            assert not action.text
            del here[action.comment]
        else:
            assert (action.kind == "modification") == (action.comment in here)
            here[action.comment] = action.text
    return here


def lines(texts: Sequence[str]) -> Counter[str]:
    return Counter(" ".join(line.split()) for text in texts for line in text.split("\n") if line.strip())


@checked
@given(EDITS)
def test_replayed_actions_give_the_last_revision(edits: list[Edit]) -> None:
    seen = next((text for _, text in reversed(edits) if text is not None), "")
    page = parse(RawPage(seen, "wikitext", title="Talk:Lake"), ENGLISH)
    texts = [section.heading for section in page.sections if section.level] + [
        comment.text for comment in page.comments
    ]

    assert lines(texts) == lines(list(replayed(actions(*edits)).values()))


@checked
@given(EDITS)
def test_same_history_gives_the_same_actions(edits: list[Edit]) -> None:
    found = actions(*edits)

    assert found == actions(*edits)
    assert all(0 <= a.confidence <= 1 for a in found)
    first = {a.comment: a.kind for a in reversed(found)}
    assert set(first.values()) <= {"creation", "addition"}
    assert all(a.reply_to is None or a.reply_to in first for a in found)


@checked
@given(PAGES, PAGES)
def test_revert_is_never_new(old: str, other: str) -> None:
    found = actions(("Ana", old), ("Mal", other), ("Bo", old))

    assert not [a for a in found if a.revision == 3 and a.kind in {"addition", "creation"}]
    assert lines(list(replayed([a for a in found if a.revision == 1]).values())) == lines(
        list(replayed(found).values())
    )


@checked
@given(st.lists(st.text(alphabet="=:*#{}[]|<>!-/snowiki'~\n ab", max_size=60), max_size=4))
def test_no_text_raises(texts: list[str]) -> None:
    replayed(actions(*[("Ana", text) for text in texts]))
