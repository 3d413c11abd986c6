"""From a page and what was read from it to rows of the graph: the only place that makes them."""

from collections.abc import Iterable

from graphtalk.annotate.cues import Span
from graphtalk.model import Annotations, Comment, Credit, Page, Proposal, Stance
from graphtalk.parse.addresses import split_address
from graphtalk.parse.threads import UNKNOWN_SITE
from graphtalk.project.findings import add_findings
from graphtalk.project.rows import Rows
from graphtalk.revisions import NOTHING_FOUND, Findings
from graphtalk.schema import SCHEMA_VERSION, GraphBatch

__all__ = ["project"]

STANCE_EDGES = {
    "support": "ENDORSES",
    "support with changes": "ENDORSES",
    "oppose": "OPPOSES",
    "neutral": "NEUTRAL_ON",
}


def project(page: Page, annotations: Annotations, findings: Findings = NOTHING_FOUND) -> GraphBatch:
    """Return a page as graph rows.

    Args:
        page: The page.
        annotations: What its comments say.
        findings: What its history and the article's tell.

    Returns:
        Rows that fit the schema, in document order.
    """
    rows = Rows(page, page.site or UNKNOWN_SITE)
    add_structure(rows)
    add_proposals(rows, annotations)
    add_sources(rows, annotations)
    add_links(rows, annotations)
    add_requests(rows, annotations)
    add_findings(rows, annotations, findings)
    batch = GraphBatch(
        page=page.id,
        nodes={label: list(found.values()) for label, found in rows.nodes.items()},
        edges={edge_type: list(found.values()) for edge_type, found in rows.edges.items()},
    )
    batch.check()
    return batch


def add_structure(rows: Rows) -> None:
    """Add the page, its sections, comments and who wrote them."""
    page = rows.page
    rows.owned(
        "Page",
        page.id,
        site=page.site,
        title=page.title,
        namespace=page.namespace,
        revision=page.revision,
        url=page.url,
        schema_version=SCHEMA_VERSION,
        **rows.from_page("archive_of"),
    )
    if page.subject:
        rows.edge("DISCUSSES", page.id, rows.article(page.subject))
    for section in page.sections:
        section_id = rows.owned(
            "Section",
            rows.here(section.id),
            heading=section.heading,
            level=section.level,
            position=section.position,
            closed_by=section.closer,
            closed_at=section.closed_at,
            result=section.result,
        )
        rows.edge("ON_PAGE", section_id, page.id)
        if section.parent:
            rows.edge("SUBSECTION_OF", section_id, rows.here(section.parent))
    for comment in page.comments:
        add_comment(rows, comment)


def add_comment(rows: Rows, comment: Comment) -> None:
    """Add a comment, its authors and what it answers."""
    comment_id = rows.owned(
        "Comment",
        rows.here(comment.id),
        name=comment.name,
        text=comment.text,
        timestamp=comment.timestamp,
        level=comment.level,
        position=comment.position,
        signature=comment.signature,
        url=f"{rows.page.url}#{comment.id}" if rows.page.url else None,
        **rows.from_page("stood_on"),
    )
    rows.edge("IN_SECTION", comment_id, rows.here(comment.section))
    if comment.author:
        rows.edge("WROTE", rows.user(comment.author), comment_id, role="author")
    for cosigner in comment.cosigners:
        rows.edge("WROTE", rows.user(cosigner), comment_id, role="cosigner")
    if comment.parent:
        start, end = comment.parent_span or (None, None)
        rows.edge(
            "REPLIES_TO",
            comment_id,
            rows.here(comment.parent),
            rule=comment.parent_rule,
            quote=comment.text[start:end] if comment.parent_span else None,
            start=start,
            end=end,
            confidence=comment.parent_confidence,
        )


def add_proposals(rows: Rows, annotations: Annotations) -> None:
    """Add proposals, their versions, what decided them and who took which side."""
    for proposal in annotations.proposals:
        proposal_id = rows.owned(
            "Proposal",
            rows.here(proposal.id),
            kind=proposal.kind,
            name=proposal.label,
            text=proposal.text,
            replaces_text=proposal.replaces_text,
            status=proposal.status,
            rule=proposal.evidence.rule,
            confidence=proposal.evidence.confidence,
            **word_counts(proposal),
        )
        shown = rows.evidence(proposal.evidence)
        rows.edge("PROPOSES", rows.here(proposal.evidence.comment), proposal_id, **shown)
        for amended, similarity in zip(proposal.amends, proposal.similarity, strict=True):
            read = {"rule": "amends.similarity", "confidence": round(max(0.5, similarity), 3)}
            # A person who corrects a proposal vouches for all of it.
            close = shown if proposal.evidence.rule == "corrections" else {**shown, **read}
            words = word_changes(proposal, amended)
            rows.edge("AMENDS", proposal_id, rows.here(amended), similarity=similarity, **words, **close)
        add_credit(rows, proposal)
        if proposal.decision:
            rows.edge(
                "DECIDES",
                rows.here(proposal.decision.comment),
                proposal_id,
                status=proposal.status,
                **rows.evidence(proposal.decision),
            )
    for stance in standing_last(annotations.stances):
        rows.edge(
            STANCE_EDGES[stance.stance],
            rows.here(stance.evidence.comment),
            rows.here(stance.proposal),
            with_changes=stance.stance == "support with changes",
            strength=stance.strength,
            struck=stance.struck,
            **rows.evidence(stance.evidence),
        )


def word_counts(proposal: Proposal) -> dict[str, object]:
    """Return how many words a wording has and where they are from; nothing for what is no wording."""
    if not proposal.credit:
        return {}
    by_origin = {credit.proposal: credit.words for credit in proposal.credit}
    return {
        "words": sum(by_origin.values()),
        "new_words": by_origin.get(proposal.id, 0),
        "article_words": by_origin.get(None, 0),
    }


def word_changes(proposal: Proposal, amended: str) -> dict[str, object]:
    """Return what a wording does to the words of one that it amends; nothing where one of them is no wording."""
    change = next((change for change in proposal.changes if change.amends == amended), None)
    if change is None:
        return {}
    return {
        "words_kept": change.count("kept"),
        "words_added": change.count("added"),
        "words_removed": change.count("removed"),
        "words_moved": change.count("moved to"),
        "added": change.texts("added"),
        "removed": change.texts("removed"),
        "moved": change.texts("moved to"),
    }


def add_credit(rows: Rows, proposal: Proposal) -> None:
    """Add who brought in the words of a wording, over all their earlier proposals."""
    total, shift = sum(credit.words for credit in proposal.credit), proposal.evidence.start
    by_user: dict[str, list[Credit]] = {}
    for credit in proposal.credit:
        if credit.user:
            by_user.setdefault(credit.user, []).append(credit)
    for user, given in by_user.items():
        count = sum(credit.words for credit in given)
        spans = [(start - shift, end - shift) for credit in given for start, end in credit.spans]
        rows.edge(
            "WORDED",
            rows.user(user),
            rows.here(proposal.id),
            words=count,
            share=round(count / total, 3),
            runs=[proposal.text[start:end] for start, end in joined(spans, proposal.text)],
        )


def joined(spans: Iterable[Span], text: str) -> list[Span]:
    """Return spans in order, those as one that only blanks part.

    >>> joined([(4, 5), (0, 1), (2, 3)], "a b, c")
    [(0, 3), (4, 5)]
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def standing_last(stances: Iterable[Stance]) -> list[Stance]:
    """Return the stances with those first that still stand: of two alike in a comment the graph keeps the first."""
    return sorted(stances, key=lambda stance: stance.struck)


def add_sources(rows: Rows, annotations: Annotations) -> None:
    """Add the works that are cited."""
    for source in annotations.sources:
        rows.node(
            "Source",
            source.id,
            title=source.title,
            authors=source.authors,
            date=source.date,
            work=source.work,
            url=source.url,
            kind=source.id.partition(":")[0],
            domain=split_address(source.url or "").netloc.removeprefix("www.") or None,
        )
    for citation in annotations.citations:
        comment = rows.here(citation.evidence.comment)
        rows.edge("CITES", comment, citation.source, text=citation.text, **rows.evidence(citation.evidence))


def add_links(rows: Rows, annotations: Annotations) -> None:
    """Add policies, mentions, article links and declared interests."""
    for policy in annotations.policies:
        title = policy.page or policy.shortcut
        policy_id = rows.node("Policy", f"{rows.site}:{title}", title=title, site=rows.page.site)
        comment = rows.here(policy.evidence.comment)
        rows.edge("INVOKES", comment, policy_id, shortcut=policy.shortcut, **rows.evidence(policy.evidence))
    for mention in annotations.mentions:
        shown = rows.evidence(mention.evidence)
        comment = rows.here(mention.evidence.comment)
        rows.edge("MENTIONS", comment, rows.user(mention.user), kind=mention.kind, count=mention.count, **shown)
    for link in annotations.articles:
        shown = rows.evidence(link.evidence)
        comment = rows.here(link.evidence.comment)
        rows.edge("LINKS_TO", comment, rows.article(link.title), kind=link.kind, count=link.count, **shown)
    for interest in annotations.interests:
        rows.edge(
            "DECLARES_INTEREST_IN",
            rows.user(interest.user),
            rows.article(rows.page.subject or rows.page.title),
            party=interest.party,
            comment=rows.here(interest.evidence.comment),
            **rows.evidence(interest.evidence),
        )


def add_requests(rows: Rows, annotations: Annotations) -> None:
    """Add formal requests, what opens and answers them, and what they ask for."""
    for request in annotations.requests:
        request_id = rows.owned(
            "Request",
            rows.here(request.id),
            kind=request.kind,
            outcome=request.outcome,
            opened=request.opened,
            answered=request.answered,
        )
        rows.edge("OPENS", rows.here(request.opening.comment), request_id, **rows.evidence(request.opening))
        if request.answer:
            answer = rows.evidence(request.answer)
            rows.edge("ANSWERS", rows.here(request.answer.comment), request_id, outcome=request.outcome, **answer)
        for proposal in request.proposals:
            rows.edge("ASKS_FOR", request_id, rows.here(proposal))
