"""Views as data: what is chosen, placed and styled, and that the HTML page is inert, closed and repeatable."""

import base64
import hashlib
import json
import re
import zlib
from collections import Counter
from html.parser import HTMLParser
from importlib import import_module
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from graphs import Graph, add_comment, add_proposal, full_graph, large_graph, new_graph, page_graph, turned

from graphtalk.schema import EDGES, NODES
from graphtalk.views import VIEWS, View, network
from graphtalk.views.html import SCRIPTS, render
from graphtalk.views.pages import asset
from graphtalk.views.styles import EDGE_STYLES, NODE_STYLES, PARTS, STANCES, WITH_CHANGES

HOSTILE = (
    "</script><script>window.stolen = 1</script>",
    '<img src=x onerror="window.stolen = 2">',
    "<a href='javascript:window.stolen=3'>href</a>",
    "line\u2028separator\u2029and </SCRIPT >",
    "right \u202eto left\u202c and \u2066isolate",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "N" * 10_000,
    "\x00\x07\x1b[31m \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
)


def hostile_graph() -> Graph:
    """Return a page where every text is an attack on the page that shows it."""
    graph = new_graph(*HOSTILE)
    for number, text in enumerate(HOSTILE):
        add_comment(graph, f"{text}#{number}", f"s{number}", author=text, text=text)
        add_proposal(graph, f"{text}/p{number}", f"{text}#{number}", name=text, status=text)
        graph.nodes[f"{text}#{number}"]["url"] = f"javascript:window.stolen=4//{text}"
    return graph


class Elements(HTMLParser):
    """Elements of a page: name and attributes of each, and the texts of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem in self.texts:
            self.texts[self.cdata_elem][-1] += data


def page_data(page: str) -> dict[str, list[dict[str, object]]]:
    packed = base64.b64decode(Elements(page).texts["script"][0])
    data: dict[str, list[dict[str, object]]] = json.loads(zlib.decompress(packed))
    return data


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_view_leaves_its_input_as_it_was(view: View) -> None:
    graph = page_graph()
    view(graph, "Talk:Mill")

    assert nx.utils.graphs_equal(graph, page_graph())


def test_styles_are_of_kinds_that_the_schema_has() -> None:
    assert set(NODE_STYLES) <= set(NODES)
    assert set(EDGE_STYLES) - {WITH_CHANGES} <= set(EDGES)


def test_view_draws_people_comments_proposals_and_what_they_cite() -> None:
    styled = network(page_graph())
    groups = [data["group"] for _, data in styled.nodes(data=True)]

    assert Counter(groups) == {
        "User": 3,
        "Comment": 8,
        "Proposal": 3,
        "Source": 2,
        "Policy": 1,
        "Article": 1,
    }
    assert [island.label for island in styled.graph["islands"]] == ["Lead", "Date of the mill", "Thanks"]


def test_comments_have_the_colour_of_their_author() -> None:
    styled = network(page_graph())

    looks = {
        data["name"]: (data["color"], data["ring"]) for _, data in styled.nodes(data=True) if data["group"] == "User"
    }
    assert len(set(looks.values())) == 3
    for _, data in styled.nodes(data=True):
        if data["group"] == "Comment" and data["author"]:
            assert (data["color"], data["ring"]) == looks[data["name"]]


def test_stances_differ_in_more_than_colour() -> None:
    looks = {(EDGE_STYLES[kind].dashes, EDGE_STYLES[kind].arrow) for kind in STANCES}

    assert len(looks) == 4


def test_endorsement_with_changes_is_drawn_apart() -> None:
    graph = page_graph()  # Ana agrees with changes
    conditional = {edge[:2] for edge in network(graph).edges(data=True) if edge[2]["type"] == WITH_CHANGES}
    graph.edges["c", "b/p1", "ENDORSES"]["with_changes"] = False

    assert conditional == {("c", "b/p1")}
    assert not [edge for edge in network(graph).edges(data=True) if edge[2]["type"] == WITH_CHANGES]


def test_proposals_without_a_name_are_numbered_and_say_what_became_of_them() -> None:
    styled = network(page_graph())

    labels = [data["label"] for _, data in styled.nodes(data=True) if data["group"] == "Proposal"]
    assert labels == ["1 wording · superseded", "2 wording · implemented", "3 wording"]


def test_replies_stand_below_and_right_of_what_they_answer() -> None:
    styled = network(page_graph())

    for start, end, data in styled.edges(data=True):
        if data["type"] == "REPLIES_TO":
            reply, answered = styled.nodes[start], styled.nodes[end]
            assert reply["x"] > answered["x"]
            assert reply["y"] > answered["y"]


@pytest.mark.parametrize("graph", [page_graph(), large_graph(300)], ids=["small", "large"])
@pytest.mark.parametrize("part", PARTS)
def test_no_two_labels_or_symbols_meet(graph: Graph, part: str) -> None:
    boxes = []
    for _, data in network(graph, part).nodes(data=True):
        x, y, size = data["x"], data["y"], data["size"]
        boxes.append((x - size, y - size, x + size, y + size))
        if data["room"]:
            middle = y - 11 if data["group"] == "Comment" else y
            boxes.append((x + size + 7, middle - 7, x + size + 7 + data["room"], middle + 7))

    meeting = [(a, b) for a, b in combinations(boxes, 2) if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    assert meeting == []


def test_everything_of_a_section_is_inside_its_island() -> None:
    styled = network(page_graph())
    islands = {island.label: island for island in styled.graph["islands"]}

    for _, data in styled.nodes(data=True):
        if data["section"]:
            island = islands[data["section"]]
            assert island.x < data["x"] < island.x + island.width
            assert island.y < data["y"] < island.y + island.height


def test_long_section_continues_in_the_next_column() -> None:
    graph = new_graph("Poll")
    for number in range(60):
        add_comment(graph, f"c{number:02}", "s0", author="Ana")

    islands = network(graph).graph["islands"]

    assert [island.label for island in islands[:2]] == ["Poll", "Poll (continued)"]
    assert islands[0].x + islands[0].width < islands[1].x


def test_struck_stance_is_drawn_faintly() -> None:
    graph = page_graph()
    graph.edges["b", "a/p1", "OPPOSES"]["struck"] = True

    (edge,) = [data for _, _, data in network(graph).edges(data=True) if data["type"] == "OPPOSES"]

    assert edge["width"] < EDGE_STYLES["OPPOSES"].width
    assert edge["notes"] == ["struck"]


def first(styled: Graph, group: str) -> list[str]:
    """Return the names of what is drawn first of a kind."""
    return [data["name"] for _, data in styled.nodes(data=True) if data.get("first") and data["group"] == group]


def test_more_than_can_be_drawn_begins_with_its_sections_and_with_those_who_wrote_most() -> None:
    styled = network(page_graph(), max_nodes=5)

    assert first(styled, "Section") == ["Lead", "Date of the mill", "Thanks"]
    assert first(styled, "User") == ["Ana", "Bo"]
    assert styled.graph["caption"] == "5 of 18: 3 of 3 sections, 2 of 3 people"
    assert network(page_graph()).graph["caption"] == ""


def test_sections_of_a_large_page_tell_what_is_in_them() -> None:
    lead = network(full_graph(), max_nodes=5).nodes["section Lead"]

    assert dict(lead["facts"]) == {
        "Comments": "8",
        "People": "6",
        "Proposals": "1 superseded, 1 implemented, 1 open",
        "Stances": "3 for, 1 with changes, 4 against, 1 neutral",
        "Last comment": "2024-01-06 22:00 UTC",
    }
    assert lead["url"] == "https://wiki.example/wiki/Talk:Mill#a"


def test_sections_with_most_comments_are_drawn_first_in_the_order_of_the_page() -> None:
    assert first(network(page_graph(), max_nodes=2), "Section") == ["Lead", "Date of the mill"]


def test_everything_of_a_large_page_is_in_its_file() -> None:
    styled = network(large_graph(1100))

    assert 1260 == sum(data["group"] != "Section" for _, data in styled.nodes(data=True))
    assert styled.graph["caption"] == "46 of 1,260: 6 of 6 sections, 40 of 60 people"


def test_more_than_a_file_holds_loses_what_has_the_fewest_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("graphtalk.views.network"), "HELD", 4)

    styled = network(page_graph(), max_nodes=3)

    assert {"a", "b", "b/p1", "d"} == {node for node, data in styled.nodes(data=True) if data["group"] != "Section"}
    assert styled.graph["caption"].startswith("1 of 18, 4 of them in this file, those with the most links")


@pytest.mark.parametrize(
    "part, groups",
    [
        ("replies", {"User": 3, "Comment": 7}),  # nobody answers comment h
        ("proposals", {"User": 3, "Comment": 5, "Proposal": 3}),
        ("citations", {"User": 3, "Comment": 4, "Source": 2, "Policy": 1, "Article": 1}),
    ],
)
def test_part_has_what_its_relations_link_and_the_people_of_it(part: str, groups: dict[str, int]) -> None:
    styled = network(page_graph(), part)

    assert groups == Counter(data["group"] for _, data in styled.nodes(data=True))
    assert {data["type"] for _, _, data in styled.edges(data=True)} <= {*PARTS[part].shown, *PARTS[part].beside}


def test_what_is_cited_stands_beside_the_comments_with_its_name() -> None:
    styled = network(page_graph(), "citations")

    assert styled.nodes["doi:10.1/mill"]["x"] > styled.nodes["a"]["x"] + 100
    assert styled.nodes["doi:10.1/mill"]["label"] == "Mills of the valley"
    assert styled.nodes["doi:10.1/mill"]["room"] > 0


def test_parts_draw_types_that_have_a_style() -> None:
    for part in PARTS.values():
        assert {*part.nodes, *part.column} <= set(NODE_STYLES)
        assert {*part.shown, *part.beside} <= set(EDGE_STYLES)


def test_page_of_a_thousand_nodes_has_less_than_a_megabyte() -> None:
    graph = network(large_graph(900), max_nodes=2000)

    assert len(graph) > 1000
    assert len(render(graph, "Talk:Mill").encode()) < 1_000_000


@pytest.mark.parametrize("max_nodes", [1, 5, 60, 500])
def test_every_drawn_node_has_a_place(max_nodes: int) -> None:
    styled = network(large_graph(200), max_nodes=max_nodes)

    places = [(data["x"], data["y"]) for _, data in styled.nodes(data=True)]
    assert len(set(places)) == len(places)


def test_empty_graph_gives_a_page() -> None:
    assert page_data(render(network(nx.MultiDiGraph()), "Nothing"))["nodes"] == []


def test_equal_graphs_give_equal_bytes() -> None:
    graph = page_graph()

    assert render(network(turned(graph)), "Talk:Mill") == render(network(graph), "Talk:Mill")


def test_two_pages_name_their_page_in_the_headings() -> None:
    graph = page_graph()
    graph.add_node("p2", label="Page", title="Talk:Other", page="p2")

    assert network(graph).graph["islands"][0].label == "Talk:Mill: Lead"


def test_hostile_text_adds_no_element_and_is_kept_to_the_letter() -> None:
    tame, hostile = (render(network(graph), "Talk") for graph in (page_graph(), hostile_graph()))

    assert [tag for tag, _ in Elements(hostile).elements] == [tag for tag, _ in Elements(tame).elements]
    assert {node["text"] for node in page_data(hostile)["nodes"] if node["group"] == "Comment"} == set(HOSTILE)


@pytest.mark.parametrize("heading", HOSTILE[:4])
def test_hostile_heading_stays_text(heading: str) -> None:
    tame, hostile = (render(network(page_graph()), text) for text in ("Talk", heading))

    assert [tag for tag, _ in Elements(hostile).elements] == [tag for tag, _ in Elements(tame).elements]


def test_labels_are_short_and_turn_no_text_around() -> None:
    labels = [data["label"] for _, data in network(hostile_graph()).nodes(data=True)]

    assert max(map(len, labels)) <= 40
    assert not re.search("[\x00-\x1f\u2028-\u202e\u2066-\u2069]", "".join(labels))


def test_links_lead_to_the_web_only() -> None:
    assert {node["url"] for node in page_data(render(network(hostile_graph()), "Talk"))["nodes"]} == {""}
    assert all(
        str(node["url"]).startswith("https://")
        for node in page_data(render(network(page_graph()), "Talk"))["nodes"]
        if node["group"] == "Comment"
    )


def test_policy_allows_these_scripts_and_this_style_only() -> None:
    parsed = Elements(render(network(page_graph()), "Talk:Mill"))
    policy = next(str(attributes["content"]) for tag, attributes in parsed.elements if "http-equiv" in attributes)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def allowed(texts: list[str]) -> str:
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        return " ".join(f"'sha256-{digest}'" for digest in digests)

    assert rules == {
        "default-src": "'none'",
        "script-src": allowed(parsed.texts["script"][1:]),
        "style-src": allowed(parsed.texts["style"]),
        "img-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_page_refers_to_no_other_file() -> None:
    elements = Elements(render(network(page_graph()), "Talk:Mill")).elements

    assert [attributes for _, attributes in elements if {"src", "href", "style"} & attributes.keys()] == []
    assert not re.search(r"url\(|@import", asset("assets/style.css"))


def test_page_has_doctype_language_title_and_viewport() -> None:
    page = render(network(page_graph()), "Talk:Mill <3")

    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>Talk:Mill &lt;3</title>" in page
    assert '<meta name="viewport"' in page
    assert page.count("<h1") == 1


def test_own_scripts_set_text_and_never_html() -> None:
    scripts = "".join(map(asset, (*SCRIPTS, "assets/document.js"))).replace(asset("vendor/vis-network.min.js"), "")

    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", scripts)


def test_vendored_script_is_the_one_that_its_readme_names() -> None:
    folder = Path(__file__).parent.parent / "graphtalk/views/vendor"
    noted = re.search(r"`([0-9a-f]{64})`", (folder / "README.md").read_text(encoding="utf-8"))

    assert noted
    assert hashlib.sha256((folder / "vis-network.min.js").read_bytes()).hexdigest() == noted[1]
    assert sorted(path.name for path in folder.glob("*LICENSE*")) == [
        "vis-network.LICENSE-APACHE-2.0.txt",
        "vis-network.LICENSE-MIT.txt",
    ]
