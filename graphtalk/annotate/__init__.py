"""What comments say, read by rules: proposals, stances, sources, policies, mentions, links, interests, outcomes.

Every fact carries the comment, the words, the rule and a confidence. The rules are data of the language.
"""

from graphtalk.annotate.answers import read_verdicts
from graphtalk.annotate.interests import find_interests
from graphtalk.annotate.lineage import trace_words
from graphtalk.annotate.links import find_article_links, find_mentions, find_policies
from graphtalk.annotate.outcomes import find_outcomes
from graphtalk.annotate.proposals import find_proposals
from graphtalk.annotate.requests import find_requests
from graphtalk.annotate.sources import find_citations
from graphtalk.annotate.stances import find_stances
from graphtalk.language import Language
from graphtalk.model import Annotations, Page

__all__ = ["annotate"]


def annotate(page: Page, language: Language) -> Annotations:
    """Return everything that the rules read from a page's comments.

    Args:
        page: A parsed page.
        language: Its language, with the rules.

    Returns:
        The facts, each list in document order.
    """
    proposals = find_proposals(page, language)
    verdicts, decisions = read_verdicts(page, proposals, language)
    stances, warnings = find_stances(page, proposals, verdicts, language)
    proposals = trace_words(page, find_outcomes(page, proposals, verdicts, decisions, language))
    interests = find_interests(page, language)
    sources, citations = find_citations(page, proposals, language)
    return Annotations(
        proposals=tuple(proposals),
        stances=tuple(stances),
        sources=tuple(sources),
        citations=tuple(citations),
        policies=tuple(find_policies(page, language)),
        mentions=tuple(find_mentions(page)),
        articles=tuple(find_article_links(page, language)),
        interests=tuple(interests),
        requests=tuple(find_requests(page, proposals, interests, language)),
        warnings=tuple(warnings),
    )
