"""The views that are read: versions, stances, threads and sources, as pages that are inert, closed and repeatable."""

import base64
import hashlib
import re

import networkx as nx
import pytest
from graphs import Graph, add_comment, add_edge, add_proposal, add_stance, new_graph, page_graph, turned
from sample_graph import sample_graph
from test_views import HOSTILE, Elements, hostile_graph

from graphtalk.errors import UsageError
from graphtalk.report_page import report_html
from graphtalk.views import LIMITED, VIEWS, View, view
from graphtalk.views.charts import timeline
from graphtalk.views.lineage import passage
from graphtalk.views.reading import read_discussion
from graphtalk.views.sources import read_uses, tabulate
from graphtalk.views.standing import days, objections, standings
from graphtalk.views.threads import DEEPEST

# Pictures are left out: tests of their own look at them.
PAGES: dict[str, View] = {name: page for name, page in VIEWS.items() if name not in LIMITED} | {"report": report_html}
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def plain(page: str) -> str:
    """Return what a page says, tags and repeated blanks aside."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<body>")[2]).split())


def versions_graph() -> Graph:
    """Return four versions of a passage by two people, with words on some of them."""
    graph = new_graph("Lead")
    for number, author in enumerate(("Ana", "Bo", "Ana", "Bo"), start=1):
        add_comment(graph, f"v{number}", "s0", author=author, hours=24 * number)
        add_proposal(graph, f"v{number}/p1", f"v{number}")
        graph.nodes[f"v{number}/p1"]["text"] = f"The mill was built in 174{number}."
        if number > 1:
            alike = 0.4 if number == 4 else 0.8
            add_edge(graph, f"v{number}/p1", "AMENDS", f"v{number - 1}/p1", similarity=alike)
    for comment, author, kind, number, hours in (
        ("x", "Cy", "ENDORSES", 1, 25),
        ("y", "Cy", "OPPOSES", 3, 80),
        ("z", "Di", "OPPOSES", 2, 50),
    ):
        add_comment(graph, comment, "s0", author=author, parent=f"v{number}", hours=hours)
        add_stance(graph, comment, kind, f"v{number}/p1", "words", struck=False, with_changes=False)
    return graph


@every_page
def test_equal_graphs_give_equal_bytes(page: View) -> None:
    assert page(turned(page_graph()), "Talk:Mill") == page(page_graph(), "Talk:Mill")


@every_page
def test_empty_graph_gives_a_page(page: View) -> None:
    found = page(nx.MultiDiGraph(), "Nothing")

    assert found.startswith('<!doctype html>\n<html lang="en">')
    assert found.count("<h1") == 1


@every_page
def test_page_of_hostile_texts_holds_no_element_of_theirs(page: View) -> None:
    elements = Elements(page(hostile_graph(), HOSTILE[0])).elements
    scripts = [attributes for tag, attributes in elements if tag == "script"]

    assert not {tag for tag, _ in elements} & {"img", "iframe", "object", "embed", "link", "form", "base"}
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on") or name == "style"]
    assert all(not attributes for attributes in scripts)
    links = {str(attributes["href"]) for _, attributes in elements if "href" in attributes}
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


@every_page
def test_policy_allows_what_the_page_brings_and_nothing_else(page: View) -> None:
    parsed = Elements(page(page_graph(), "Talk:Mill"))
    policy = next(str(attributes["content"]) for _, attributes in parsed.elements if "http-equiv" in attributes)

    def allowed(texts: list[str]) -> str:
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"

    assert f"script-src {allowed(parsed.texts['script'])};" in policy
    assert f"style-src {allowed(parsed.texts['style'])};" in policy
    assert policy.startswith("default-src 'none';")
    assert [attributes for _, attributes in parsed.elements if "src" in attributes] == []
    assert not re.search(r"url\(|@import", parsed.texts["style"][0])


@pytest.mark.parametrize("page", ["lineage", "stances"])
def test_words_that_show_a_stance_are_marked_in_their_sentence(page: str) -> None:
    graph = versions_graph()
    graph.nodes["x"]["text"] = "Well. To me it is fine, as I said. Bye."
    graph.edges["x", "v1/p1", "ENDORSES"].update(start=12, end=22)

    found = VIEWS[page](graph, "Talk:Mill")

    assert '<q dir="auto">To me <mark class="support">it is fine</mark>, as I said.</q>' in found


@every_page
def test_page_without_a_known_wiki_says_why_nothing_links(page: View) -> None:
    graph = page_graph()
    for _, data in graph.nodes(data=True):
        data.pop("url", None)

    assert "The wiki of this page is not known" in page(graph, "Talk:Mill")
    assert "The wiki of this page is not known" not in page(page_graph(), "Talk:Mill")


# Versions


def test_versions_stand_in_the_order_of_the_page_with_what_each_changes() -> None:
    (chain,) = read_discussion(versions_graph()).chains
    steps = passage(chain).steps

    assert ["1 wording", "2 wording", "3 wording", "4 wording"] == [step.version.label for step in steps]
    assert [("kept", "The mill was built in"), ("removed", "1741."), ("added", "1742.")] == [
        (stretch.kind, stretch.text) for stretch in steps[1].stretches
    ]
    assert ["4 wording"] == [step.version.label for step in steps if step.standing]


def test_words_are_compared_as_the_import_did() -> None:
    graph = sample_graph()
    steps = [step for chain in read_discussion(graph).chains for step in passage(chain).steps if step.earlier]

    assert len(steps) == 5
    for step in steps:
        edge = graph.edges[step.version.id, step.earlier.id if step.earlier else "", "AMENDS"]
        counts = {kind: sum(s.words for s in step.stretches if s.kind == kind) for kind in ("kept", "added", "removed")}
        assert counts == {kind: edge[f"words_{kind}"] for kind in counts}


def test_added_and_removed_words_differ_in_sign_as_well_as_in_colour() -> None:
    page = view(versions_graph(), "lineage").html

    assert re.search(
        r"<ins><span class=\"sign\"[^>]*>\+</span><span class=\"unseen\"> added: </span>1742\.</ins>", page
    )
    assert re.search(
        r"<del><span class=\"sign\"[^>]*>−</span><span class=\"unseen\"> removed: </span>1741\.</del>", page
    )


def test_words_that_reached_the_article_are_told_with_what_it_changed() -> None:
    graph = versions_graph()
    graph.nodes["v4/p1"]["adopted"] = "adapted"
    graph.nodes["v3/p1"]["adopted"] = "never"
    graph.add_node("r", label="ArticleRevision", editor="Ed", url="https://wiki.example/?diff=7")
    add_edge(graph, "v4/p1", "ADOPTED_IN", "r", how="adapted", text="The mill was built about 1744.", days=12.0)

    page = view(graph, "lineage").html

    assert "adapted, by Ed , what it changed ; taken out after 12 days" in plain(page)
    assert '<a href="https://wiki.example/?diff=7"' in page
    assert plain(page).count("Its words did not reach the article.") == 1


def test_version_that_was_taken_up_or_is_left_is_told_in_words() -> None:
    page = view(versions_graph(), "lineage").html

    assert ["4 wording"] == re.findall(r'<li id="v\d" class="version standing">\s*<h3><bdi>(.*?)</bdi>', page)
    assert "4 wording open , taken up last or left" in plain(page)


# Stances


def test_stances_are_explicit_carried_to_versions_much_alike_and_else_lapsed() -> None:
    (chain,) = read_discussion(versions_graph()).chains
    found = {
        version: [(row.person, row.state, row.opinion.side) for row in rows]
        for version, rows in standings(chain).items()
    }

    assert found == {
        "v1/p1": [("Cy", "explicit", "support")],
        "v2/p1": [("Cy", "carried", "support"), ("Di", "explicit", "oppose")],
        "v3/p1": [("Cy", "explicit", "oppose"), ("Di", "carried", "oppose")],
        "v4/p1": [("Cy", "lapsed", "oppose"), ("Di", "lapsed", "oppose")],
    }


def test_struck_stance_and_what_makers_said_before_do_not_count() -> None:
    graph = versions_graph()
    graph.edges["y", "v3/p1", "OPPOSES"]["struck"] = True
    add_comment(graph, "w", "s0", author="Ana", parent="v2", hours=49)
    add_stance(graph, "w", "OPPOSES", "v2/p1", "words", struck=False)
    (chain,) = read_discussion(graph).chains

    found = standings(chain)

    assert [("Cy", "carried"), ("Di", "carried")] == [(row.person, row.state) for row in found["v3/p1"]]


def test_stance_on_an_older_version_has_lapsed_where_the_newer_one_was_there_to_be_seen() -> None:
    graph = versions_graph()
    add_comment(graph, "w", "s0", author="Ed", parent="v1", hours=90)
    add_stance(graph, "w", "ENDORSES", "v1/p1", "words", struck=False)
    (chain,) = read_discussion(graph).chains

    found = {version: [row.state for row in rows if row.person == "Ed"] for version, rows in standings(chain).items()}

    assert found == {"v1/p1": ["explicit"], "v2/p1": ["lapsed"], "v3/p1": ["lapsed"], "v4/p1": ["lapsed"]}


def test_objection_is_a_last_word_unless_its_author_made_a_later_version() -> None:
    graph = versions_graph()
    add_comment(graph, "w", "s0", author="Bo", parent="v1", hours=30)
    add_stance(graph, "w", "OPPOSES", "v1/p1", "words", struck=False)
    (chain,) = read_discussion(graph).chains

    assert [("Di", "2 wording", ["3 wording", "4 wording"]), ("Cy", "3 wording", ["4 wording"])] == [
        (found.opinion.person, found.version.label, [version.label for version in found.later])
        for found in objections(chain)
    ]


def test_days_count_people_by_their_last_words() -> None:
    graph = versions_graph()
    add_comment(graph, "q", "s0", author="Ed", hours=26)
    discussion = read_discussion(graph)

    course = days(discussion.chains[0], discussion)

    assert [(2, 0, 1), (3, 1, 1), (2, 2, 1), (2, 2, 1)] == [(day.support, day.oppose, day.silent) for day in course]
    assert [(1,), (2,), (3,), (4,)] == [day.versions for day in course]
    drawn = timeline(course)
    assert drawn
    assert all(low < share < high for share, low, high in filter(None, drawn.intervals[1:]))
    assert timeline([]) is None


def test_matrix_has_a_row_for_each_person_and_a_column_for_each_version() -> None:
    page = view(versions_graph(), "stances").html

    assert 4 == len(re.findall(r'<tr><th scope="row"><bdi class="person">', page))
    assert 4 == page.count("◆</span>proposes")
    assert 2 == page.count('<td class="carried">')
    assert 2 == page.count('<td class="lapsed">')


# Threads


def test_reply_stands_inside_what_it_answers() -> None:
    page = view(page_graph(), "threads").html
    opened = {
        match[1]: page[: match.start()].count("<ol>") - page[: match.start()].count("</ol></details>")
        for match in re.finditer(r'<article class="comment" id="(c\d+)"', page)
    }

    assert opened == {"c1": 0, "c2": 1, "c3": 2, "c4": 2, "c5": 1, "c6": 0, "c7": 1, "c8": 0}
    assert page.count("<ol>") == page.count("</ol></details>")


def test_very_deep_thread_is_shown_with_whom_each_comment_answers() -> None:
    graph = new_graph("Deep")
    for number in range(1500):
        parent = f"c{number - 1:04}" if number else None
        add_comment(graph, f"c{number:04}", "s0", author="Ana", parent=parent, hours=number)

    page = view(graph, "threads").html

    assert page.count("<article") == 1500
    assert page.count("<ol>") == DEEPEST
    assert page.count(">answers <a") == 1500 - 1 - DEEPEST


def test_words_of_a_stance_are_marked_in_the_comment_and_told_in_the_margin() -> None:
    page = view(sample_graph(), "threads").html

    assert '<mark class="support" title="supports 4 wording">Tidewrack&#39;s version gets my vote</mark>' in page
    assert "+ supports 4 wording" in plain(page)
    assert "▲ invokes WP:RS" in plain(page)
    assert "+ supports 10 move (struck out)" in plain(page)


def test_text_of_every_comment_is_kept_to_the_letter() -> None:
    graph = sample_graph()
    page = Texts(view(graph, "threads").html)

    assert page.said == [post.text for post in read_discussion(graph).posts.values()]


class Texts(Elements):
    """The texts of comments on a page of threads."""

    def __init__(self, page: str) -> None:
        self.inside = False
        self.said: list[str] = []
        super().__init__(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "p":
            self.inside = ("class", "text") in attrs
            if self.inside:
                self.said.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "p"

    def handle_data(self, data: str) -> None:
        super().handle_data(data)
        if self.inside:
            self.said[-1] += data


# Sources


def test_work_is_on_the_side_that_its_comment_takes() -> None:
    works, policies = read_uses(read_discussion(page_graph()))

    assert {
        "Mills of the valley": [("proposes", "1 wording"), ("proposes", "3 wording")],
        "Register": [("neutral", "3 wording")],
    } == {work.title: [(side, version.label) for use in work.uses for side, version in use.sides] for work in works}
    assert [("proposes", "2 wording"), ("oppose", "1 wording")] == sorted(
        ((side, version.label) for use in policies[0].uses for side, version in use.sides), reverse=True
    )


def test_map_has_columns_for_what_its_rows_speak_of_only() -> None:
    discussion = read_discussion(page_graph())
    works, policies = (tabulate(things, discussion) for things in read_uses(discussion))

    assert ["1 wording", "3 wording"] == [version.label for version in works.versions]
    assert ["1 wording", "2 wording"] == [version.label for version in policies.versions]
    assert not works.loose
    assert "in no stance" not in view(page_graph(), "sources").html


def test_policy_that_a_reply_raises_stands_with_the_work() -> None:
    works, _ = read_uses(read_discussion(page_graph()))

    assert [("WP:LEAD", "Bo")] == [(policy.title, post.author) for policy, post in works[0].uses[0].raised]


# Pictures


def test_picture_shows_itself_in_a_notebook_in_a_frame_of_its_own() -> None:
    shown = view(page_graph(), "threads", heading='Talk:"Mill"')._repr_html_()

    ((tag, attributes),) = Elements(shown).elements
    assert tag == "iframe"
    assert attributes["sandbox"] == "allow-scripts allow-popups allow-downloads"
    assert attributes["srcdoc"] == view(page_graph(), "threads", heading='Talk:"Mill"').html


@pytest.mark.parametrize(
    "name, max_nodes, told", [("tree", None, "unknown view 'tree'"), ("threads", 5, "a limit of nodes goes with")]
)
def test_view_that_there_is_not_is_told(name: str, max_nodes: int | None, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        view(page_graph(), name, max_nodes=max_nodes)
