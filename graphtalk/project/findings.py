"""Rows of what histories tell: the life of comments, and what became of wordings and works in the article."""

from collections.abc import Iterable
from urllib.parse import unquote

from graphtalk.history import unsigned_authors
from graphtalk.model import Annotations, Page
from graphtalk.project.rows import Rows
from graphtalk.revisions import Action, Adoption, Findings

__all__ = ["add_findings"]

DAY = 86_400  # seconds


def add_findings(rows: Rows, annotations: Annotations, findings: Findings) -> None:
    """Add what the histories of a talk page and its article tell."""
    add_actions(rows, findings.actions)
    for adoption in findings.wordings:
        proposal_id = rows.here(adoption.subject)
        rows.nodes["Proposal"][proposal_id]["adopted"] = adoption.kind
        add_adoption(rows, proposal_id, adoption)
    cited_by: dict[str, list[str]] = {}
    for citation in annotations.citations:
        cited_by.setdefault(citation.source, []).append(rows.here(citation.evidence.comment))
    for adoption in findings.works:
        for comment in dict.fromkeys(cited_by.get(adoption.subject, ())):
            if adoption.revision:
                rows.edge("BROUGHT_IN", adoption.subject, article_revision(rows, adoption), comment=comment)
            if adoption.removed_revision:
                rows.edge("TAKEN_OUT", adoption.subject, removing_revision(rows, adoption), comment=comment)


def add_actions(rows: Rows, actions: Iterable[Action]) -> None:
    """Add what each revision did to each comment, and who did it.

    Text that nobody signed gets its author: who saved the revision that brought it in.
    """
    actions = tuple(actions)
    authors = unsigned_authors(actions)
    standing = {comment.name: comment for comment in rows.page.comments}
    unsigned = {words_of(comment.text): comment for comment in rows.page.comments if not comment.author}
    for number, action in enumerate(actions):
        comment = standing.get(action.comment) or unsigned.get(words_of(action.text))
        action_id = rows.owned(
            "Action",
            rows.here(f"r{action.revision}-{number}"),
            kind=action.kind,
            change=action.change,
            revision=action.revision,
            timestamp=action.timestamp,
            name=comment.name if comment else action.comment,
            author=action.author,
            text=action.text,
            text_before=action.before,
            noted=action.noted,
            url=difference_address(rows.page, rows.page.title, action.revision),
            confidence=action.confidence,
        )
        if action.user:
            rows.edge("PERFORMED", rows.user(action.user), action_id)
        if comment:
            rows.edge("CHANGED", action_id, rows.here(comment.id))
            if not comment.author and action.comment in authors:
                rows.edge("WROTE", rows.user(authors[action.comment]), rows.here(comment.id), role="author by history")


def words_of(text: str) -> str:
    """Return what makes two texts the same: their words."""
    return " ".join(text.split())


def add_adoption(rows: Rows, proposal_id: str, adoption: Adoption) -> None:
    """Add the revisions that brought a proposal's words into the article and took them out again."""
    if adoption.revision is None or adoption.timestamp is None:
        return
    gone = adoption.removed_timestamp
    rows.edge(
        "ADOPTED_IN",
        proposal_id,
        article_revision(rows, adoption),
        how=adoption.kind,
        text=adoption.text,
        section=adoption.place,
        similarity=round(adoption.similarity, 3),
        words_kept=adoption.kept,
        added=adoption.added,
        removed=adoption.removed,
        days=round((gone - adoption.timestamp).total_seconds() / DAY, 3) if gone else None,
        returned=adoption.returned,
        rule=f"adoption.{adoption.kind}",
        confidence=adoption.confidence,
    )
    if adoption.removed_revision:
        rows.edge("REMOVED_IN", proposal_id, removing_revision(rows, adoption))


def article_revision(rows: Rows, adoption: Adoption) -> str:
    """Add the revision of the article that first has the words, and return its id."""
    return add_revision(rows, adoption.revision, adoption.timestamp, adoption.user)


def removing_revision(rows: Rows, adoption: Adoption) -> str:
    """Add the revision of the article that took the words out, and return its id."""
    return add_revision(rows, adoption.removed_revision, adoption.removed_timestamp, adoption.removed_user)


def add_revision(rows: Rows, revision: int | None, timestamp: object, editor: str | None) -> str:
    """Add a revision of the article and return its id."""
    title = rows.page.subject or rows.page.title
    return rows.node(
        "ArticleRevision",
        f"{rows.site}:{title}@{revision}",
        title=title,
        site=rows.page.site,
        revision=revision,
        timestamp=timestamp,
        editor=editor,
        url=difference_address(rows.page, title, revision),
    )


def difference_address(page: Page, title: str, revision: int | None) -> str | None:
    """Return the address of what a revision changed on a page of the same wiki, None where the wiki's is not known."""
    own = page.title.replace(" ", "_")
    here = unquote(page.url or "")
    if not here.endswith(own):
        return None
    return f"{here.removesuffix(own)}{title.replace(' ', '_')}?diff={revision}"
