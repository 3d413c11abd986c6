"""When support is conditional: where the words of the condition end, and which option they are of."""

import re
from dataclasses import replace

from graphtalk.annotate.cues import Span, evidence
from graphtalk.annotate.labels import named_options
from graphtalk.annotate.references import Thread
from graphtalk.language import Language
from graphtalk.model import Stance

__all__ = ["SENTENCE_END", "condition_end", "with_condition"]

NEXT = 25  # characters behind words of a condition that may name another option
REACH = 160  # characters after support in which a condition turns it into support with changes
SENTENCE_END = re.compile(r"(?:[.!?]+[\")”’]?\s+|\n\s*)(?=\S)")


def with_condition(vote: Stance, thread: Thread, language: Language) -> Stance:
    """Return a vote for an option with the condition that follows it at once, if any ("C, but without the date")."""
    span = vote.evidence.start, vote.evidence.end
    end = condition_end(span, thread, language, vote=True)
    if end is None:
        return vote
    quote = evidence(thread.comment, (span[0], end), vote.evidence.rule, vote.evidence.confidence)
    return replace(vote, stance="support with changes", evidence=quote)


def condition_end(span: Span, thread: Thread, language: Language, *, vote: bool) -> int | None:
    """Return where the clause ends that makes a support conditional, None where there is no condition.

    After a vote, which reasons follow, only a condition that comes at once counts. One that names another option, or stands behind
    one, is of that.
    """
    (start, end), text = span, thread.comment.text
    reach = re.match(r"[^.!?\n]*", text[end : end + REACH])
    clause_end = end + (reach.end() if reach else 0)
    for cue in language.cues["condition"]:
        if cue.where == "before":
            begin = 0 if vote else max((found.end() for found in SENTENCE_END.finditer(text, 0, start)), default=0)
            if not vote and cue.pattern.search(text[begin:start]):
                return end
            continue
        begins = end if vote else start
        found = cue.pattern.search(text[begins:clause_end])
        if found is None or (vote and re.search(r"\w", found.string[: found.start()])):
            continue
        place, behind = begins + found.start(), begins + found.end()
        around = text[end:place] + text[behind : behind + NEXT]
        if not named_options(around, thread.scope.labelled, language):
            return clause_end
    return None
