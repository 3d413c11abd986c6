"""Measures of sources and policies: values by hand."""

from graphs import Graph, add_comment, add_edge, add_proposal, add_stance, new_graph

from graphtalk.analytics.policies import PolicyRow, policy_effects
from graphtalk.analytics.sources import CocitationRow, SourceRow, source_cocitations, source_use
from graphtalk.analytics.statistics import jeffreys


def cited_graph() -> Graph:
    """Ana proposes with a book and the register; Bo is for it with the book, Cy against it with the book and WP:DATE."""
    graph = new_graph("Lead")
    graph.add_node("doi:1", label="Source", title="Book")
    graph.add_node("url:1", label="Source", title="Register", domain="register.example")
    graph.add_node("policy:DATE", label="Policy", title="WP:DATE")
    add_comment(graph, "a", "s0", author="Ana")
    add_proposal(graph, "p0", "a", status="declined")
    add_comment(graph, "b", "s0", author="Bo", parent="a", hours=1)
    add_comment(graph, "c", "s0", author="Cy", parent="a", hours=2)
    add_comment(graph, "d", "s0", author="Di", parent="c", hours=5)
    add_stance(graph, "b", "ENDORSES", "p0", "words")
    add_stance(graph, "c", "OPPOSES", "p0", "words")
    add_stance(graph, "d", "OPPOSES", "p0", "words")
    for comment, source in (("a", "doi:1"), ("a", "url:1"), ("b", "doi:1"), ("c", "doi:1")):
        add_edge(graph, comment, "CITES", source, quote="words")
    add_edge(graph, "c", "INVOKES", "policy:DATE", shortcut="WP:DATE", quote="WP:DATE")
    return graph


def test_use_of_sources_by_hand() -> None:
    expected = [
        SourceRow("doi:1", "Book", None, 3, 3, 1, 1, 1, 1, 0, 1, 1.0, None, None),
        SourceRow("url:1", "Register", "register.example", 1, 1, 1, 0, 0, 1, 0, 0, None, None, None),
    ]

    assert expected == source_use(cited_graph())


def test_life_in_the_article_is_told_where_somebody_looked() -> None:
    graph = cited_graph()
    graph.add_node("article:Mill@1", label="ArticleRevision")
    graph.add_edge("doi:1", "article:Mill@1", key="BROUGHT_IN:a", type="BROUGHT_IN", comment="a")

    assert [(1, 0), (0, 0)] == [(row.brought_in, row.taken_out) for row in source_use(graph)]


def test_struck_stance_is_no_use() -> None:
    graph = cited_graph()
    graph.edges["b", "p0", "ENDORSES"]["struck"] = True

    row = source_use(graph)[0]

    assert (0, 1, 0, 0.0) == (row.supporting, row.opposing, row.contested, row.evenness)


def test_cocitation_by_hand() -> None:
    # Three comments cite something: the book all three, the register one of them. Chance says 3 * 1 / 3.
    assert [CocitationRow("doi:1", "url:1", "Book", "Register", 1, 0.333333, 1.0)] == source_cocitations(cited_graph())


def test_policy_by_hand() -> None:
    # Cy has it his way; so has Di, who is against it in the same section without a policy, and answers after three hours.
    low, high = jeffreys(1, 1)
    expected = PolicyRow("policy:DATE", "WP:DATE", 1, 1, 0, 1, 1, 1, 1.0, low, high, 1, 1, 1.0, 0.0, 1.0, 3.0)

    assert [expected] == policy_effects(cited_graph())


def test_policy_without_a_side_or_an_answer_tells_no_share() -> None:
    graph = new_graph("Lead")
    graph.add_node("policy:DATE", label="Policy", title="WP:DATE")
    add_comment(graph, "a", "s0", author="Ana")
    add_comment(graph, "b", "s0", author="Ana", parent="a", hours=1)
    add_edge(graph, "a", "INVOKES", "policy:DATE", shortcut="WP:DATE", quote="WP:DATE")

    (row,) = policy_effects(graph)

    assert (0, None, None, 0, None, None, 0.0, None) == (
        row.decided,
        row.won_share,
        row.won_low,
        row.matched,
        row.matched_share,
        row.difference,
        row.answered_share,
        row.median_reply_hours,
    )
