"""Versions word by word: what each one adds, removes and moves, and who brought in which word."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphtalk.annotate.difference import align, difference, read_wording
from graphtalk.annotate.lineage import trace_words
from graphtalk.document import to_document
from graphtalk.language import load_language
from graphtalk.model import Annotations, Evidence, Page, Proposal, ProposalKind, ProposalStatus, RawPage
from graphtalk.parse import parse
from graphtalk.project import project
from graphtalk.queries import run
from graphtalk.stores import Store

ENGLISH = load_language("en")
USERS = ("Ana", "Bo", "Cy")
Told = list[tuple[str, str]]

checked = settings(max_examples=150, derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        (" – … ! ", []),
        ("Don't say ‘it’s’!", ["don't", "say", "it's"]),
        ("the dogs' 1,240.5 or 1,2, e.g. 3.", ["the", "dogs", "1,240.5", "or", "1,2", "e", "g", "3"]),
        ("£5 is not €5, nor 5%", ["£5", "is", "not", "€5", "nor", "5"]),
        ("state-of-the-art a/b x_y", ["state", "of", "the", "art", "a", "b", "x", "y"]),
        ("tall.[1][b]", ["tall", "1", "b"]),
        ("Ärger STRASSE straße", ["ärger", "strasse", "strasse"]),
        ("e\u0301te\u0301 été", ["été", "été"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("می\u200cشود \u200eعربى", ["می" + "شود", "عربى"]),
        ("東京タワーは333m", ["東", "京", "タワー", "は", "333m"]),
        ("서울의 탑", ["서울의", "탑"]),
    ],
)
def test_words_are_compared_without_case_and_punctuation(text: str, expected: list[str]) -> None:
    assert expected == read_wording(text).keys


def test_struck_words_are_no_words_of_a_wording() -> None:
    assert read_wording("the old new mill", [(4, 7)]).keys == ["the", "new", "mill"]


def test_wording_struck_as_a_whole_keeps_its_words() -> None:
    assert read_wording("the old mill", [(0, 12)]).keys == ["the", "old", "mill"]


def told(old: str, new: str) -> Told:
    return [(stretch.kind, stretch.text) for stretch in difference(old, new)]


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("", "", []),
        ("", "A mill.", [("added", "A mill.")]),
        ("A mill.", "", [("removed", "A mill.")]),
        ("A mill.", "a (mill)", [("kept", "a (mill)")]),
        ("A red mill", "A blue mill", [("kept", "A"), ("removed", "red"), ("added", "blue"), ("kept", "mill")]),
        (
            "Built of stone in 1911, it is tall.",
            "In 1911, built of stone; it is tall.",
            [
                ("moved to", "In 1911,"),
                ("kept", "built of stone;"),
                ("moved from", "in 1911,"),
                ("kept", "it is tall."),
            ],
        ),
        (
            "The weir was damaged by the flood of 1954.",
            "The weir was damaged by a flood in the 1950s.",
            [
                ("kept", "The weir was damaged by"),
                ("removed", "the"),
                ("added", "a"),
                ("kept", "flood"),
                ("removed", "of 1954."),
                ("added", "in the 1950s."),
            ],
        ),
        (
            "one two three four five six seven",
            "five six seven three four one two",
            [
                ("moved from", "one two"),
                ("moved from", "three four"),
                ("kept", "five six seven"),
                ("moved to", "three four"),
                ("moved to", "one two"),
            ],
        ),
    ],
)
def test_difference_tells_what_becomes_of_each_word(old: str, new: str, expected: Told) -> None:
    assert expected == told(old, new)


def kinds(old: str, new: str, text: str) -> set[str]:
    return {stretch.kind for stretch in difference(old, new) if stretch.text == text}


def test_short_run_moves_only_with_a_word_that_both_texts_have_once() -> None:
    old, new = "of the mill and by the old stone bridge", "by the old stone bridge and of the weir of the lock"

    assert kinds(old, new, "of the") == set()
    assert kinds("in 1911 by the old stone bridge", "by the old stone bridge in 1911", "in 1911") == {
        "moved from",
        "moved to",
    }


def test_single_words_that_stand_once_are_kept_before_others() -> None:
    old = "the mill and the miller: the rye"

    assert ("kept", "rye,") in told(old, "rye, the wheat")


def test_run_of_three_moves_whatever_its_words() -> None:
    old, new = "a b c stands here now for ever", "stands here now for ever a b c a b c"

    assert kinds(old, new, "a b c") == {"moved from", "moved to", "added"}


def test_single_word_does_not_move() -> None:
    assert ("removed", "also") in told("it also was tall", "it was tall also")


def test_text_that_only_repeats_itself_is_compared_at_its_ends() -> None:
    old, new = "so: " + "a b " * 300 + "end", "so: " + "b a a " * 200 + "the end"

    assert [s.text for s in difference(old, new) if s.kind == "kept"] == ["so:", "end"]


def texts() -> st.SearchStrategy[str]:
    """Draw texts of few words, so that they come again, with punctuation."""
    return st.lists(
        st.sampled_from(["the", "mill", "of", "stone", "in", "1911", "(tall)", "red,", "The", "–", "水車"]), max_size=24
    ).map(" ".join)


@checked
@given(texts(), texts())
def test_each_word_of_both_texts_is_told_once(old: str, new: str) -> None:
    found = difference(old, new)
    of = {
        "old": [s for s in found if s.kind in {"kept", "removed", "moved from"}],
        "new": [s for s in found if s.kind in {"kept", "added", "moved to"}],
    }
    keys = {side: [key for s in stretches for key in read_wording(s.text).keys] for side, stretches in of.items()}
    moved = [
        Counter(k for s in found if s.kind == kind for k in read_wording(s.text).keys)
        for kind in ("moved from", "moved to")
    ]

    assert keys == {"old": read_wording(old).keys, "new": read_wording(new).keys}
    assert all(len(read_wording(s.text).words) == s.words for s in found)
    assert moved[0] == moved[1]
    assert found == difference(old, new)


@checked
@given(texts())
def test_text_against_itself_is_kept(text: str) -> None:
    assert {s.kind for s in difference(text, text)} <= {"kept"}


@checked
@given(texts(), texts())
def test_word_is_another_one_once_at_most(old: str, new: str) -> None:
    before, after = read_wording(old).keys, read_wording(new).keys
    found = align(before, after)

    assert len(set(found.carried.values())) == len(found.kept) + len(found.moved) == len(found.carried)
    assert all(before[i] == after[j] for j, i in found.carried.items())


def page_of(*said: str) -> Page:
    """Return a page where Ana, Bo and Cy say these texts in turn, each answering the one before."""
    lines = [
        f"{':' * depth}{text} [[User:{USERS[depth % 3]}]] 10:{depth:02}, 3 May 2024 (UTC)"
        for depth, text in enumerate(said)
    ]
    return parse(RawPage("== Mill ==\n" + "\n".join(lines), "wikitext", title="Talk:Mill", site="enwiki"), ENGLISH)


def proposed(  # noqa: PLR0913  fields of a proposal
    page: Page,
    number: int,
    *amends: int,
    kind: ProposalKind = "wording",
    replaces: str | None = None,
    status: ProposalStatus = "open",
    decided: int | None = None,
) -> Proposal:
    """Return the whole text of a comment as a proposal that amends those of others; each is known by its number."""
    text = page.comments[number].text
    decision = Evidence(page.comments[decided].id, 0, 0, "", "test", 1) if decided is not None else None
    return Proposal(
        id=f"{number}",
        kind=kind,
        label=None,
        text=text,
        evidence=Evidence(page.comments[number].id, 0, len(text), text, "test", 1),
        replaces_text=replaces,
        amends=tuple(map(str, amends)),
        similarity=(0.5,) * len(amends),
        status=status,
        decision=decision,
    )


def chain(*said: str) -> tuple[Page, list[Proposal]]:
    """Return a page where each text amends the one before."""
    page = page_of(*said)
    return page, [proposed(page, n, *([n - 1] if n else [])) for n in range(len(said))]


def credit_of(page: Page, proposals: list[Proposal], number: int = -1) -> dict[str | None, tuple[str, ...]]:
    """Return the words of a proposal by the number of the one that brought them in."""
    return {credit.proposal: credit.text for credit in trace_words(page, proposals)[number].credit}


def test_credit_follows_words_that_are_kept_and_moved() -> None:
    found = credit_of(
        *chain(
            "In 1911 the guild built the mill.", "The guild built the red mill in 1911.", "The guild built it in 1911."
        )
    )

    assert found == {"0": ("The guild built", "in 1911."), "2": ("it",)}


def test_words_that_come_back_go_to_who_first_brought_them() -> None:
    page, proposals = chain(
        "The mill was often said to be haunted.", "The mill stands.", "The mill is often said to be haunted."
    )

    assert credit_of(page, proposals) == {"0": ("The mill", "often said to be haunted."), "2": ("is",)}


@pytest.mark.parametrize(
    "again, brought_by",
    [
        ("The mill is sometimes open.", "0"),
        ("The red mill is sometimes open.", "0"),
        ("Sometimes the mill is open.", "2"),
    ],
)
def test_single_word_comes_back_among_two_of_its_neighbours(again: str, brought_by: str) -> None:
    page, proposals = chain("The mill is sometimes open.", "The mill is open.", again)
    (word,) = [text for text in credit_of(page, proposals)[brought_by] if "ometimes" in text]

    assert word


def test_words_of_another_branch_do_not_come_back() -> None:
    page = page_of("The mill.", "The mill of the guild of Sele.", "The mill of the guild of Sele.")
    proposals = [proposed(page, 0), proposed(page, 1, 0), proposed(page, 2, 0)]

    assert credit_of(page, proposals) == {"0": ("The mill",), "2": ("of the guild of Sele.",)}


def test_word_of_several_amended_versions_goes_to_the_closest() -> None:
    page = page_of("A tall mill of stone.", "A tall mill of brick.", "A tall red mill of stone.")
    proposals = [proposed(page, 0), proposed(page, 1), proposed(page, 2, 1, 0)]

    assert credit_of(page, proposals) == {"0": ("A tall", "mill of stone."), "2": ("red",)}


def test_word_that_the_closest_version_lacks_goes_to_the_other() -> None:
    page = page_of("A tall mill of stone.", "It was built by the guild.", "A tall mill of stone built by the guild.")
    proposals = [proposed(page, 0), proposed(page, 1), proposed(page, 2, 0, 1)]

    assert credit_of(page, proposals) == {"0": ("A tall mill of stone",), "1": ("built by the guild.",)}


def test_words_that_the_article_had_are_the_articles() -> None:
    page = page_of("The red mill stands.", "The red mill still stands.")
    proposals = [proposed(page, 0, replaces="The mill stands."), proposed(page, 1, 0, replaces="The mill stands.")]

    assert credit_of(page, proposals) == {None: ("The", "mill", "stands."), "0": ("red",), "1": ("still",)}


def test_text_of_an_earlier_version_is_not_the_articles() -> None:
    page = page_of("The red mill stands.", "blue mill")
    proposals = [proposed(page, 0), proposed(page, 1, 0, replaces="red mill")]
    (change,) = trace_words(page, proposals)[1].changes

    assert credit_of(page, proposals) == {"0": ("mill",), "1": ("blue",)}
    assert (change.amends, change.count("removed")) == ("0", 1)


@pytest.mark.parametrize("decided, brought_by", [(1, "0"), (3, None)])
def test_article_has_words_from_a_version_that_was_implemented_before(decided: int, brought_by: str | None) -> None:
    page = page_of("The red mill stands.", "Done.", "The red mill still stands.", "Done.")
    first = proposed(page, 0, status="implemented", decided=decided)
    proposals = [first, proposed(page, 2, 0, replaces="The old red mill stands.")]

    assert credit_of(page, proposals) == {brought_by: ("The red mill", "stands."), "2": ("still",)}


def test_change_of_the_articles_text_is_told_too() -> None:
    page = page_of("The red mill stands.")
    (proposal,) = trace_words(page, [proposed(page, 0, replaces="The mill stands.")])

    assert [(c.amends, c.texts("added"), c.count("kept")) for c in proposal.changes] == [(None, ("red",), 3)]


@pytest.mark.parametrize(
    "part, removed",
    [
        ("... is about 42 metres tall.", ()),
        ("was built of stone in 1911...", ("brick",)),
        ("at least 42 metres", ()),
        ("It is of brick, and is at least 42 metres tall.", ("The tower was built", "in 1911")),
    ],
)
def test_wording_that_gives_a_part_leaves_the_rest_alone(part: str, removed: tuple[str, ...]) -> None:
    page, proposals = chain("The tower was built of brick in 1911 and is 42 metres tall.", part)
    (change,) = trace_words(page, proposals)[1].changes

    assert change.texts("removed") == removed


def test_whole_after_a_part_has_the_words_of_the_whole_before() -> None:
    page, proposals = chain(
        "The tower was built of brick in 1911 and is 42 metres tall.",
        "at least 42 metres",
        "The tower was built of brick in 1911 and is at least 42 metres tall.",
    )

    assert credit_of(page, proposals) == {
        "0": ("The tower was built of brick in 1911 and is", "42 metres tall."),
        "1": ("at least",),
    }


def test_described_edit_between_two_wordings_takes_no_credit_away() -> None:
    page = page_of("The mill stands.", "Please add the colour.", "The red mill stands.")
    proposals = [proposed(page, 0), proposed(page, 1, 0, kind="edit"), proposed(page, 2, 1)]
    _, edit, last = trace_words(page, proposals)

    assert credit_of(page, proposals) == {"0": ("The", "mill stands."), "2": ("red",)}
    assert (edit.changes, edit.credit, last.changes) == ((), (), ())


def test_struck_words_of_a_wording_are_removed() -> None:
    page, proposals = chain("The red mill stands.", "The <s>red</s> <ins>blue</ins> mill stands.")
    version = trace_words(page, proposals)[1]

    assert version.changes[0].texts("removed") == ("red",)
    assert [(credit.proposal, credit.text) for credit in version.credit] == [
        ("0", ("The", "mill stands.")),
        ("1", ("blue",)),
    ]


def test_words_that_nobody_signed_have_a_proposal_and_no_user() -> None:
    page, proposals = chain("The mill stands.", "The red mill stands.")
    unsigned = replace(page, comments=(replace(page.comments[0], author=None), *page.comments[1:]))
    _, version = trace_words(unsigned, proposals)

    assert [(credit.proposal, credit.user) for credit in version.credit] == [("0", None), ("1", "Bo")]


def test_tracing_twice_is_tracing_once() -> None:
    page, proposals = chain("The mill stands.", "The red mill stands.", "The mill still stands.")
    once = trace_words(page, proposals)

    assert once == trace_words(page, once)


PAGE = page_of(*(["x"] * 6))


@st.composite
def lineages(draw: st.DrawFn) -> tuple[Page, list[Proposal]]:
    """Draw versions that amend any of those before them, and quote the article or not."""
    said = draw(st.lists(texts(), min_size=1, max_size=6))
    comments = tuple(replace(c, text=f"So: {text}") for c, text in zip(PAGE.comments, said, strict=False))
    page = replace(PAGE, comments=comments)
    proposals = []
    for number, text in enumerate(said):
        above = draw(st.lists(st.sampled_from(range(number)), unique=True, max_size=2)) if number else []
        whole = proposed(
            page,
            number,
            *above,
            kind=draw(st.sampled_from(["wording", "wording", "option", "edit"])),
            replaces=draw(st.one_of(st.none(), texts(), st.sampled_from(said))),
            status=draw(st.sampled_from(["open", "implemented"])),
            decided=draw(st.sampled_from([None, *range(len(said))])),
        )
        evidence = replace(whole.evidence, start=4, end=4 + len(text), quote=text)
        proposals.append(replace(whole, text=text, evidence=evidence))
    return page, proposals


@checked
@given(lineages())
def test_credit_shares_out_each_word_of_each_version_once(drawn: tuple[Page, list[Proposal]]) -> None:
    page, proposals = drawn
    for number, version in enumerate(trace_words(page, proposals)):
        keys = read_wording(version.text).keys if version.kind != "edit" else []
        spans = sorted(span for credit in version.credit for span in credit.spans)
        said = page.comments[number].text

        assert keys == [key for start, end in spans for key in read_wording(said[start:end]).keys]
        assert sum(credit.words for credit in version.credit) == len(keys)
        assert all(
            said[slice(*span)] == text for c in version.credit for span, text in zip(c.spans, c.text, strict=True)
        )
        assert all(0 <= credit.share <= 1 and credit.words > 0 for credit in version.credit)
        assert {credit.proposal for credit in version.credit} <= {None, *map(str, range(number + 1))}


@checked
@given(lineages())
def test_traced_proposals_fit_document_and_graph(drawn: tuple[Page, list[Proposal]]) -> None:
    page, proposals = drawn
    annotations = Annotations(proposals=tuple(trace_words(page, proposals)))
    batch = project(page, annotations)
    words = Counter[str]()
    for row in batch.edges.get("WORDED", []):
        words[str(row["_end"])] += int(str(row["words"]))
    for row in batch.nodes["Proposal"]:
        words[str(row["id"])] += int(str(row.get("article_words", 0)))

    assert to_document(page, annotations) == to_document(page, annotations)
    assert [row.get("words", 0) for row in batch.nodes["Proposal"]] == [
        words[str(row["id"])] for row in batch.nodes["Proposal"]
    ]


def branches() -> Annotations:
    """Return proposals of which two amend Ana's; an edit stands between the two by Bo."""
    page = SAID
    proposals = [
        proposed(page, 0, replaces="The mill was built in 1911."),
        proposed(page, 1, 0),
        proposed(page, 2, 0, status="implemented", decided=4),
        proposed(page, 3, 1, kind="edit"),
        proposed(page, 4, 3, 1),
    ]
    return Annotations(proposals=tuple(trace_words(page, proposals)))


SAID = page_of(
    "The red mill was built in 1911.",
    "In 1911 the guild of Sele built the red mill.",
    "The mill was built about 1911.",
    "Name its owner, please.",
    "In 1911 the guild of Sele built the red mill for Edda Quill.",
)


def test_stores_tell_what_each_step_changed(store: Store) -> None:
    store.create_schema()
    store.write(project(SAID, branches()))
    columns = ("author", "amended_author", "kept", "words_added", "words_removed", "words_moved")
    rows = run(store, "wording-changes", {}).records()

    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("Bo", "Ana", 3, 5, 2, 2),
        ("Cy", "Ana", 5, 1, 2, 0),
        ("Bo", "Bo", 10, 3, 0, 0),
    ]
    assert [(row["added"], row["removed"], row["moved"]) for row in rows] == [
        (["the guild of Sele built"], ["was built"], ["In 1911"]),
        (["about"], ["red", "in"], []),
        (["for Edda Quill."], [], []),
    ]
    assert [row["author"] for row in run(store, "wording-changes", {"user": "Cy"}).records()] == ["Cy"]


def test_stores_tell_whose_words_the_last_versions_have(store: Store) -> None:
    store.create_schema()
    store.write(project(SAID, branches()))
    columns = ("user", "brought", "surviving", "runs", "share", "words", "article_words", "version")
    rows = run(store, "wording-credit", {}).records()

    assert [(str(row["proposal_id"])[-1], *(row[name] for name in columns)) for row in rows] == [
        ("2", "Cy", 1, 1, ["about"], 0.167, 6, 5, 2),
        ("2", "Ana", 1, 0, [], 0.0, 6, 5, 2),
        ("4", "Bo", 8, 8, ["the guild of Sele built", "for Edda Quill."], 0.615, 13, 4, 4),
        ("4", "Ana", 1, 1, ["red"], 0.077, 13, 4, 4),
    ]
    assert [row["user"] for row in run(store, "wording-credit", {"status": "implemented"}).records()] == ["Cy", "Ana"]


def test_page_that_loses_a_version_loses_its_credit(store: Store) -> None:
    found = branches()
    store.create_schema()
    store.write(project(SAID, found))
    store.write(project(SAID, replace(found, proposals=found.proposals[:2])))

    ((worded,),) = store.query("MATCH (:User)-[r:WORDED]->(:Proposal) RETURN count(r) AS worded").rows
    assert worded == 3  # Ana's word in both, Bo's in the second
