"""A template as it is used on a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mwparserfromhell.nodes import Template
from mwparserfromhell.wikicode import Wikicode

__all__ = ["COMMENT", "Call", "call_of", "template_name"]

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Call:
    """A template as it is used.

    Attributes:
        name: Its name in lower case.
        title: Its name as written.
        markup: The whole as written.
        values: What each parameter holds, by name or number: parsed, or text that holds no markup.
    """

    name: str
    title: str
    markup: str
    values: Mapping[str, Wikicode | str]


def call_of(template: Template) -> Call:
    """Return a parsed template as it is used."""
    values = {str(parameter.name).strip(): parameter.value for parameter in template.params}
    return Call(template_name(str(template.name)), str(template.name), str(template), values)


def template_name(written: str) -> str:
    """Return a template's name in lower case, without comments, namespace or substitution.

    >>> template_name(" subst:Template:Reply_to<!-- her --> ")
    'reply to'
    """
    name = " ".join(COMMENT.sub("", written).replace("_", " ").split()).lower()
    return name.removeprefix("subst:").removeprefix("template:")
