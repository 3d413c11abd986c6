"""Fills templates: every view is one HTML file whose policy allows nothing but the scripts and the style in it."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from graphtalk.views.discussion import around

__all__ = ["asset", "csp_hash", "document", "fill"]


def fill(template: str, *, style: str, scripts: Sequence[str] = (), **context: object) -> str:
    """Return a template of `assets` filled in, with style and scripts inside and their hashes in the policy.

    Args:
        template: Name of a file in `assets`; what it shows is escaped.
        style: Name of the style sheet in `assets`.
        scripts: Paths of scripts, in this order.
        context: What the template speaks of.
    """
    sheet = asset(f"assets/{style}")
    texts = [asset(path) for path in scripts]
    return (
        environment()
        .get_template(template)
        .render(
            style_hash=Markup(csp_hash(sheet)),  # noqa: S704  # base64
            script_hashes=Markup(" ".join(map(csp_hash, texts)) or "'none'"),  # noqa: S704  # base64
            style=Markup(sheet),  # noqa: S704  # our file
            scripts=[Markup(script) for script in texts],  # noqa: S704  # ours or vendored
            **context,
        )
    )


def document(template: str, *, heading: str, linked: bool, **context: object) -> str:
    """Return a page to read, of a template that extends `document.html`.

    Args:
        template: Name of a file in `assets`; what it shows is escaped.
        heading: What is shown, as plain text.
        linked: Whether comments can be opened on the wiki; else the page says why not.
        context: What else the template speaks of.
    """
    return fill(
        template,
        style="document.css",
        scripts=("assets/theme.js", "assets/sort.js", "assets/document.js"),
        heading=heading,
        linked=linked,
        **context,
    )


@cache
def environment() -> Environment:
    """Return what reads templates: all that they show is escaped, and a name that is missing is an error."""
    made = Environment(
        loader=FunctionLoader(lambda name: asset(f"assets/{name}")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clock"] = clock
    made.filters["around"] = lambda found: around(found.post.text, found.start, found.end)
    made.filters["day"] = lambda time: clock(time)[:10]
    return made


def clock(time: datetime | None) -> str:
    """Return a time as people read it, to the minute, in UTC.

    >>> clock(datetime(2025, 4, 3, 9, 58)), clock(None)
    ('2025-04-03 09:58', 'no date')
    """
    return time.strftime("%Y-%m-%d %H:%M") if time else "no date"


def asset(path: str) -> str:
    """Return the text of a file that ships with this package."""
    return resources.files("graphtalk.views").joinpath(path).read_text(encoding="utf-8")


def csp_hash(text: str) -> str:
    """Return the source expression that lets a content security policy accept this inline text and no other.

    Source:
        Content Security Policy Level 3, section 2.3.1, https://www.w3.org/TR/CSP3/
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
