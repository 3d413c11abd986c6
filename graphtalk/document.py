"""The discussion document: one page with everything that was read from it, as one JSON object (docs/FORMAT.md)."""

from datetime import datetime

from graphtalk.model import (
    Annotations,
    Change,
    Comment,
    Credit,
    Evidence,
    Page,
    Proposal,
    Request,
    Section,
    Source,
    Stance,
)
from graphtalk.table import utc_text

__all__ = ["FORMAT", "to_document"]

FORMAT = "graphtalk-discussion/1"
Document = dict[str, object]


def to_document(page: Page, annotations: Annotations) -> Document:
    """Return the discussion document of a page.

    Args:
        page: The page.
        annotations: What its comments say.

    Returns:
        An object of lists, strings, numbers and nulls, in the form of docs/FORMAT.md.
    """
    warnings = (*page.warnings, *annotations.warnings)
    codes: dict[str | None, list[str]] = {}
    for warning in warnings:
        codes.setdefault(warning.comment, []).append(warning.code)
    return {
        "format": FORMAT,
        "page": {
            "id": page.id,
            "site": page.host,
            "title": page.title,
            "namespace": page.namespace,
            "subject": page.subject,
            "revision": page.revision,
            "timestamp": time(page.timestamp),
            "url": page.url,
            "markup": page.markup,
        },
        "sections": [section_entry(section) for section in page.sections],
        "comments": [comment_entry(comment, codes.get(comment.id, [])) for comment in page.comments],
        "proposals": [proposal_entry(proposal) for proposal in annotations.proposals],
        "stances": [stance_entry(stance) for stance in annotations.stances],
        "sources": [source_entry(source) for source in annotations.sources],
        "citations": [{"source": c.source, "text": c.text, **place(c.evidence)} for c in annotations.citations],
        "policies": [{"shortcut": p.shortcut, "page": p.page, **place(p.evidence)} for p in annotations.policies],
        "mentions": [
            {"user": m.user, "kind": m.kind, "count": m.count, **place(m.evidence)} for m in annotations.mentions
        ],
        "articles": [
            {"title": a.title, "site": page.host, "kind": a.kind, "count": a.count, **place(a.evidence)}
            for a in annotations.articles
        ],
        "conflicts_of_interest": [
            {"user": i.user, "party": i.party, "evidence": i.evidence.quote, **place(i.evidence)}
            for i in annotations.interests
        ],
        "requests": [request_entry(request) for request in annotations.requests],
        "warnings": [{"code": w.code, "detail": w.detail, "comment": w.comment} for w in warnings],
    }


def time(moment: datetime | None) -> str | None:
    """Return a time as text, null for none."""
    return utc_text(moment) if moment else None


def place(evidence: Evidence) -> Document:
    """Return where a fact was read, and how."""
    return {
        "comment": evidence.comment,
        "span": [evidence.start, evidence.end],
        "rule": evidence.rule,
        "confidence": evidence.confidence,
    }


def section_entry(section: Section) -> Document:
    """Return a section."""
    closed = {"closer": section.closer, "timestamp": time(section.closed_at), "result": section.result}
    return {
        "id": section.id,
        "heading": section.heading,
        "level": section.level,
        "parent": section.parent,
        "oldest_comment": section.oldest_comment,
        "closed": closed if section.result is not None else None,
    }


def comment_entry(comment: Comment, codes: list[str]) -> Document:
    """Return a comment with the codes of its warnings."""
    return {
        "id": comment.id,
        "name": comment.name,
        "section": comment.section,
        "parent": comment.parent,
        "parent_rule": comment.parent_rule,
        "parent_confidence": comment.parent_confidence,
        "level": comment.level,
        "author": comment.author,
        "display_name": comment.display_name,
        "timestamp": time(comment.timestamp),
        "signature": comment.signature,
        "cosigners": list(comment.cosigners),
        "text": comment.text,
        "markup": comment.markup,
        "warnings": codes,
    }


def proposal_entry(proposal: Proposal) -> Document:
    """Return a proposal."""
    decided = proposal.decision
    return {
        "id": proposal.id,
        "kind": proposal.kind,
        "label": proposal.label,
        "text": proposal.text,
        "replaces_text": proposal.replaces_text,
        "amends": list(proposal.amends),
        "similarity": list(proposal.similarity),
        "status": proposal.status,
        "status_comment": decided.comment if decided else None,
        "status_evidence": decided.quote if decided else None,
        **place(proposal.evidence),
        "changes": [change_entry(change) for change in proposal.changes],
        "credit": [credit_entry(credit) for credit in proposal.credit],
    }


def change_entry(change: Change) -> Document:
    """Return how a wording differs from an earlier text."""
    return {
        "amends": change.amends,
        "kept": change.count("kept"),
        "added": change.count("added"),
        "removed": change.count("removed"),
        "moved": change.count("moved to"),
        "stretches": [{"kind": s.kind, "text": s.text, "words": s.words} for s in change.stretches],
    }


def credit_entry(credit: Credit) -> Document:
    """Return who brought in some of a wording's words."""
    return {
        "proposal": credit.proposal,
        "user": credit.user,
        "words": credit.words,
        "share": credit.share,
        "text": list(credit.text),
        "spans": [list(span) for span in credit.spans],
    }


def stance_entry(stance: Stance) -> Document:
    """Return a stance."""
    return {
        "proposal": stance.proposal,
        "stance": stance.stance,
        "strength": stance.strength,
        "evidence": stance.evidence.quote,
        "struck": stance.struck,
        **place(stance.evidence),
    }


def source_entry(source: Source) -> Document:
    """Return a source."""
    return {
        "id": source.id,
        "title": source.title,
        "authors": list(source.authors),
        "date": source.date,
        "work": source.work,
        "url": source.url,
        "identifiers": dict(source.identifiers),
    }


def request_entry(request: Request) -> Document:
    """Return a request."""
    return {
        "section": request.section,
        "kind": request.kind,
        "outcome": request.outcome,
        "opened": time(request.opened),
        "answered": time(request.answered),
    }
