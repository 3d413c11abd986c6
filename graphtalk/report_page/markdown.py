"""The report as Markdown."""

import re
from collections.abc import Iterable

from graphtalk.report_page.contents import SIGNS, Line, TallyRow, build_report, plural
from graphtalk.views.discussion import Post
from graphtalk.views.pages import clock
from graphtalk.views.standing import STATES
from graphtalk.views.styles import Graph

__all__ = ["report_markdown"]

NOTE = (
    "What follows was read from the comments by rules, which can err: each line leads to its comment. "
    "Numbers count people's last words; they are no finding of consensus."
)
SPECIAL = re.compile(r"([\\`*_{}\[\]#|~]|^[-+>])")  # what Markdown knows anywhere, or where a line begins


def report_markdown(graph: Graph, heading: str) -> str:
    """Return the report as Markdown, for a wiki's or a code host's page; what comments say stays text.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is reported on, as plain text.
    """
    report = build_report(graph)
    lines = [f"# {escape(heading)}", "", f"{plural(report.comments, 'comment')} by {report.people:,} people.", NOTE, ""]
    lines += [f"- {escape(found.topic.heading)}: {escape(found.outcome)}" for found in report.questions]
    for found in report.questions:
        lines += ["", f"## {escape(found.topic.heading)}"]
        for part in found.parts:
            lines += ["", f"### {part.title}", ""]
            lines += [f"- {markdown_line(line)}" for line in part.lines]
            lines += markdown_table(part.rows) if part.rows else [] if part.lines else [part.none]
    if report.others:
        lines += ["", "## Sections without a proposal or request", ""]
        lines += [f"- {markdown_line(line)}" for line in report.others]
    return "\n".join(lines) + "\n"


def markdown_line(line: Line) -> str:
    """Return a line of the report as Markdown."""
    words = markdown_link(line.words, line.url)
    place = markdown_link(clock(line.post.time), line.post.url) if line.names_author else markdown_place(line.post)
    quote = f": “{escape(line.quote)}”" if line.quote else ""
    sign = f"{escape(SIGNS[line.side])} " if line.side else ""  # a bare plus would begin another list
    return f"{sign}{words}{quote} ({place})"


def markdown_place(post: Post) -> str:
    """Return who wrote a comment and when, with a link to it."""
    return f"{escape(post.author)}, {markdown_link(clock(post.time), post.url)}"


def markdown_table(rows: Iterable[TallyRow]) -> list[str]:
    """Return the table of stances as Markdown."""
    lines = [
        f"| version | proposed by | outcome | {' | '.join(STATES)} |",
        f"| --- | --- | --- |{' --- |' * len(STATES)}",
    ]
    for row in rows:
        counts = [", ".join(f"{SIGNS[side]} {count}" for side, count in found) or "–" for found in row.counts]
        cells = [escape(row.version.label), markdown_place(row.version.post), escape(row.version.status), *counts]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def markdown_link(words: str, url: str) -> str:
    r"""Return words that lead to an address, or just the words.

    >>> markdown_link("1 [a]", "https://wiki.example/Mill_(town)"), markdown_link("1", "")
    ('[1 \\[a\\]](https://wiki.example/Mill_%28town%29)', '1')
    """
    if not url:
        return escape(words)
    return f"[{escape(words)}]({re.sub('[^!#$%&*+,./:;=?@_~A-Za-z0-9-]', encoded, url)})"


def encoded(sign: "re.Match[str]") -> str:
    """Return a sign as it may stand in an address."""
    return "".join(f"%{byte:02X}" for byte in sign[0].encode())


def escape(text: str) -> str:
    r"""Return text that Markdown shows as it is, on one line.

    >>> escape("*a* <b>\n# c")
    '\\*a\\* &lt;b> \\# c'
    >>> escape("- of 2025-04-03 (UTC)")
    '\\- of 2025-04-03 (UTC)'
    """
    return SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;").replace("<", "&lt;")
