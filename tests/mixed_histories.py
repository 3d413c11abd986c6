"""What histories tell of the pages of `mixed_batches`: the life of comments, and what the article took up of proposals and works."""

from datetime import datetime, timedelta
from typing import Protocol

from graphtalk.schema import Row

PEOPLE = 8
HOW = ("verbatim", "adapted", "never")


class Rows(Protocol):
    """A page in the making."""

    number: int
    nodes: dict[str, list[Row]]
    edges: dict[str, list[Row]]

    @property
    def page(self) -> str: ...
    def comment(self, index: int) -> str: ...
    def user(self, index: int) -> str: ...
    def author(self, index: int) -> int: ...
    def add_node(self, label: str, row: Row) -> None: ...
    def add_edge(self, edge_type: str, start: str, end: str, **properties: object) -> Row: ...


def add_actions(rows: Rows, index: int, moment: datetime) -> None:
    """Add what revisions did to a comment: every one came in, some were changed, struck, removed and brought back."""
    steps = [("addition", "added", rows.author(index), 0)]
    if index % 5 == 0:
        steps.append(("modification", ("changed", "struck")[index % 2], rows.author(index), 30))
    if index % 7 == 3:
        other = (rows.author(index) + 1) % PEOPLE
        steps += [("deletion", "removed", other, 50), ("restoration", "restored", rows.author(index), 51)]
    text = f"Remark {index}."
    for step, (kind, change, user, hours) in enumerate(steps):
        action = f"{rows.page}#r{1000 + 10 * index + step}-0"
        node: Row = {
            "id": action,
            "page": rows.page,
            "kind": kind,
            "change": change,
            "revision": 1000 + 10 * index + step,
        }
        node |= {
            "timestamp": moment + timedelta(hours=hours),
            "name": f"c-{rows.number}-{index:02}",
            "author": rows.user(rows.author(index)).partition(":User:")[2] if index != 13 else None,
            "noted": index % 11 == 4,
            "text": "" if kind == "deletion" else text,
            "text_before": "" if kind in {"addition", "restoration"} else f"Remark {index}",
            "url": None,
            "confidence": 0.8 if kind == "modification" else 1.0,
        }
        rows.add_node("Action", node)
        rows.add_edge("PERFORMED", rows.user(user if index % 11 else (user + 2) % PEOPLE), action)
        rows.add_edge("CHANGED", action, rows.comment(index))


def add_adoptions(rows: Rows, made: dict[int, str], moment: datetime) -> None:
    """Add what an article took up: each third wording as it is, in other words, or not at all; some went again."""
    article = rows.page.replace("Talk:", "")
    for place, (index, proposal) in enumerate(made.items()):
        how = HOW[place % len(HOW)]
        next(row for row in rows.nodes["Proposal"] if row["id"] == proposal)["adopted"] = how
        if how == "never":
            continue
        gone = place % 4 == 0
        came = add_revision(rows, article, 500 + index, moment + timedelta(days=index))
        rows.add_edge(
            "ADOPTED_IN",
            proposal,
            came,
            how=how,
            text=f"The mill has {index} wheels.",
            section="History" if place % 2 else "",
            similarity=1.0 if how == "verbatim" else 0.8,
            words_kept=4,
            added=[] if how == "verbatim" else ["wooden"],
            removed=[],
            days=12.5 if gone else None,
            returned=place % 2,
            rule=f"adoption.{how}",
            confidence=0.9,
        )
        if gone:
            rows.add_edge("REMOVED_IN", proposal, add_revision(rows, article, 700 + index, moment + timedelta(days=90)))
    seen: set[str] = set()
    for row in rows.edges["CITES"]:
        source, comment = str(row["_end"]), str(row["_start"])
        if source not in seen:
            seen.add(source)
            came = add_revision(rows, article, 600, moment)
            rows.add_edge("BROUGHT_IN", source, came, comment=comment)
            if len(seen) % 2 == 0:
                rows.add_edge("TAKEN_OUT", source, add_revision(rows, article, 800, moment), comment=comment)


def add_revision(rows: Rows, article: str, revision: int, moment: datetime) -> str:
    """Add a revision of the article and return its id."""
    site, _, title = article.partition(":")
    node: Row = {"id": f"{article}@{revision}", "title": title, "site": site, "revision": revision}
    editor = rows.user(revision % PEOPLE).partition(":User:")[2]
    rows.add_node("ArticleRevision", node | {"timestamp": moment, "editor": editor, "url": None})
    return f"{article}@{revision}"
