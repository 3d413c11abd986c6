"""The report on a page: a brief for those who review or close a discussion, as HTML and as Markdown."""

from graphtalk.report_page.contents import Line, Part, Question, Report, build_report, plural
from graphtalk.report_page.markdown import report_markdown
from graphtalk.views.pages import document
from graphtalk.views.standing import STATES
from graphtalk.views.styles import Graph

__all__ = ["Line", "Part", "Question", "Report", "build_report", "report_html", "report_markdown"]


def report_html(graph: Graph, heading: str) -> str:
    """Return the report as one HTML page that loads nothing.

    Args:
        graph: Nodes with `label`, edges with `type`, as a store exports them; it is not changed.
        heading: What is reported on, as plain text.
    """
    report = build_report(graph)
    return document(
        "report.html",
        heading=heading,
        linked=report.linked,
        report=report,
        states=STATES,
        counts=f"{plural(report.comments, 'comment')} by {report.people:,} people",
    )
