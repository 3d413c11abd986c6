"""Which options a text names by what they are called on the page."""

import re
from collections.abc import Sequence

from graphtalk.language import Language
from graphtalk.model import Proposal

__all__ = ["named_options"]


def named_options(text: str, proposals: Sequence[Proposal], language: Language) -> list[Proposal]:
    """Return the labelled proposals that a text names, by label ("Option B") or its last word alone ("B")."""
    return [p for p in proposals if p.label and names_label(text, p.label, language)]


def names_label(text: str, label: str, language: Language) -> bool:
    """Tell whether a text names an option by its label, or by the last word of that: a capital, a lower letter in brackets, a figure.

    >>> from functools import partial
    >>> from graphtalk.language import load_language
    >>> named = partial(names_label, language=load_language("en"))
    >>> named("B, I think", "Option B"), named("A map is better", "A"), named("a or b", "B")
    (True, False, False)
    >>> named("(b), I think", "b"), named("2, then 3.", "3"), named("the 3 reviews", "3")
    (True, True, False)
    >>> named("I, if II is out", "I"), named("I'll abstain", "I")
    (True, False)
    """
    short = re.escape(label.rsplit(maxsplit=1)[-1])
    word = rf"(?-i:(?<![\w'’-]){short}\b)"
    figure = short[1:] if short[:1].isupper() else short  # of Q2, too
    if figure.isdigit():
        before, after = (language.markers[name].pattern for name in ("before_figure", "after_figure"))
        word = (rf"{word}|" if figure != short else "") + rf"(?:{before})\(?{figure}(?=\)|{after})"
    elif short.isalpha() and short.islower():
        word = rf"\({short}\)"
    if short == "I":  # the pronoun, too
        word += r"(?!['’]|\s+[a-z])"
    if short == "A":  # the article, too
        word += rf"(?!\s+(?!{language.markers['after_letter'].pattern})[a-z])"
    whole = rf"\b{re.escape(label)}\b|" if len(label) > 1 and not label.islower() else ""
    return re.search(whole + word, text, re.IGNORECASE) is not None
