"""Two small talk pages as graph rows, made by hand: every label and edge type of the schema, and the odd cases.

Odd on purpose: an unsigned comment without author, time and address; a cosigned comment; a user who answers only
their own question; a struck-out objection; an objection taken back later; a source and a policy shared by both pages.
"""

from datetime import UTC, datetime

from graphtalk.schema import SCHEMA_VERSION, GraphBatch, Row

PAGE = "enwiki:Talk:Orrin Lighthouse"
OTHER_PAGE = "enwiki:Talk:Sele Harbour"
URL = "https://en.wikipedia.example/wiki/Talk:Orrin_Lighthouse"
OTHER_URL = "https://en.wikipedia.example/wiki/Talk:Sele_Harbour"

MARA, TOBIAS, INGRID, PASSER_BY = (
    f"enwiki:User:{name}" for name in ("Mara Quill", "Tobias Fenn", "Ingrid Vale", "192.0.2.7")
)
SURVEY, GAZETTE = "doi:10.5555/orrin.1", "url:gazette.example/orrin-tower"
VERIFIABILITY = "enwiki:Wikipedia:Verifiability"
LIGHTHOUSE, HARBOUR, ORRIN = "enwiki:Orrin Lighthouse", "enwiki:Sele Harbour", "enwiki:Orrin"

REQUEST_SECTION, SOURCES_SECTION = f"{PAGE}#h-Edit_request-20240301090000", f"{PAGE}#h-Sources-20240304184500"
MOVE_SECTION = f"{OTHER_PAGE}#h-Name-20240510070000"

TEXTS = {
    "c-Mara_Quill-20240301090000-Edit_request": (
        "I work for the Orrin Trust. @Tobias Fenn: could the lead say: The tower is 42 metres tall. See the survey of 2019."
    ),
    "c-Tobias_Fenn-20240301103000-Mara_Quill-20240301090000": (
        "Against, WP:V wants care with one survey. Better: The tower is about 42 metres tall."
    ),
    "c-Mara_Quill-20240302081500-Tobias_Fenn-20240301103000": (
        "No to my first one now. Fine if feet are added: The tower is about 42 metres (138 ft) tall. Does that suit you?"
    ),
    "c-Tobias_Fenn-20240303120000-Mara_Quill-20240302081500": "Yes, I like that one. Done, with your feet.",
    "c-192.0.2.7-20240304184500-Sources": (
        "I object to the feet, and to 42 metres flat. The Gazette page on Orrin "
        "(https://gazette.example/orrin-tower?page=2) has another figure. Which survey is right?"
    ),
    "c-192.0.2.7-20240305080000-192.0.2.7-20240304184500": (
        "I have read it now, 42 metres flat is good; on about 42 metres I do not mind. Anyone? @Ingrid Vale"
    ),
    "c--Sources": "someone should measure it again",
    "c-Tobias_Fenn-20240510070000-Name": "Move this page to Sele Old Harbour: WP:V, and the Gazette calls it so. Any objection?",
    "c-Ingrid_Vale-20240511213000-Tobias_Fenn-20240510070000": "None from me.",
}
ASKED, COUNTERED, REFINED, ANSWERED, DOUBTED, PRESSED, UNSIGNED, MOVING, AGREED = (
    f"{page}#{name}" for page, name in zip([PAGE] * 7 + [OTHER_PAGE] * 2, TEXTS, strict=True)
)
FIRST, SECOND, THIRD, MOVE = f"{ASKED}/p1", f"{COUNTERED}/p1", f"{REFINED}/p1", f"{MOVING}/p1"
EDIT_REQUEST, MOVE_REQUEST = f"{REQUEST_SECTION}/r1", f"{MOVE_SECTION}/r1"


def at(text: str) -> datetime:
    """Return the UTC time of `2024-03-01 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def page_row(page: str, url: str, revision: int) -> Row:
    """Return the row of a page."""
    row = titled(page)[0] | {"page": page, "namespace": 1, "revision": revision, "url": url}
    return row | {"schema_version": SCHEMA_VERSION}


def users(*ids: str) -> list[Row]:
    """Return the rows of these users, named as in their ids."""
    kinds = {PASSER_BY: "ip"}
    return [
        {"id": i, "name": i.removeprefix("enwiki:User:"), "kind": kinds.get(i, "registered"), "site": "enwiki"}
        for i in ids
    ]


def titled(*ids: str) -> list[Row]:
    """Return rows of things whose title is their id without the site."""
    return [{"id": i, "title": i.removeprefix("enwiki:"), "site": "enwiki"} for i in ids]


def comment(comment_id: str, time: str | None, *, level: int, position: int) -> Row:
    """Return the row of a comment of `TEXTS`; without a time it is one that nobody signed."""
    page, _, name = comment_id.partition("#")
    address = URL if page == PAGE else OTHER_URL
    return {
        "id": comment_id,
        "page": page,
        "name": "-".join(name.split("-")[:3]),
        "text": TEXTS[name],
        "timestamp": at(time) if time else None,
        "level": level,
        "position": position,
        "signature": "signed" if time else "none",
        "url": f"{address}#{name}" if time else None,
    }


def proposal(proposal_id: str, text: str, status: str, *, kind: str = "wording", label: str | None = None) -> Row:
    """Return the row of a proposal whose text stands in its comment."""
    page = proposal_id.partition("#")[0]
    return {
        "id": proposal_id,
        "page": page,
        "kind": kind,
        "name": label,
        "text": text,
        "replaces_text": None,
        "status": status,
        "rule": "en.proposal.colon",
        "confidence": 0.8,
    }


def words(total: int, new: int) -> Row:
    """Return the numbers of words of a version, four of which the article had: "The tower is", "tall"."""
    return {"words": total, "new_words": new, "article_words": 4}


def edge(start: str, end: str, quote: str | None = None, **properties: str | float | bool | None) -> Row:
    """Return the row of an edge; a quote gives it evidence, in the start comment unless `comment` names another."""
    row: Row = {"_start": start, "_end": end}
    if quote is not None:
        text = TEXTS[str(properties.get("comment", start)).partition("#")[2]]
        begin = text.index(quote)
        row.update(quote=quote, start=begin, end=begin + len(quote), rule="en.example", confidence=0.9)
    row.update(properties)
    return row


def stance(start: str, end: str, quote: str, **properties: str | float | bool) -> Row:
    """Return the row of a stance: plain, not struck, without conditions unless told."""
    plain: dict[str, str | float | bool] = {"with_changes": False, "strength": "plain", "struck": False}
    return edge(start, end, quote, **(plain | properties))


def amends(newer: str, older: str, kept: int, added: str, similarity: float) -> Row:
    """Return the row of an edge between two wordings, of which the newer one adds some words."""
    row = edge(newer, older, similarity=similarity, rule="amends.similar", confidence=similarity)
    counts: Row = {"words_kept": kept, "words_added": len(added.split()), "words_removed": 0, "words_moved": 0}
    runs: Row = {"added": [added], "removed": [], "moved": []}
    return row | counts | runs


def worded(user: str, wording: str, share: float, run: str) -> Row:
    """Return the row of an edge from a user to a wording that has words of theirs."""
    return edge(user, wording, words=len(run.split()), share=share) | {"runs": [run]}


def example_nodes() -> dict[str, list[Row]]:
    """Return the nodes of the first page."""
    return {
        "Page": [page_row(PAGE, URL, 77)],
        "Section": [
            {
                "id": REQUEST_SECTION,
                "page": PAGE,
                "heading": "Edit request",
                "level": 2,
                "position": 0,
                "closed_by": "Tobias Fenn",
                "closed_at": at("2024-03-06 06:00"),
                "result": "Done with changes.",
            },
            {"id": SOURCES_SECTION, "page": PAGE, "heading": "Sources", "level": 3, "position": 1},
        ],
        "Comment": [
            comment(ASKED, "2024-03-01 09:00", level=1, position=0),
            comment(COUNTERED, "2024-03-01 10:30", level=2, position=1),
            comment(REFINED, "2024-03-02 08:15", level=3, position=2),
            comment(ANSWERED, "2024-03-03 12:00", level=4, position=3),
            comment(DOUBTED, "2024-03-04 18:45", level=1, position=4),
            comment(PRESSED, "2024-03-05 08:00", level=2, position=5),
            comment(UNSIGNED, None, level=1, position=6),
        ],
        "Proposal": [
            proposal(FIRST, "The tower is 42 metres tall.", "superseded", label="Option A")
            | {**words(6, 2), "adopted": "never"},
            proposal(SECOND, "The tower is about 42 metres tall.", "superseded")
            | {**words(7, 1), "adopted": "adapted"},
            proposal(THIRD, "The tower is about 42 metres (138 ft) tall.", "implemented")
            | {**words(9, 2), "adopted": "verbatim"},
        ],
        "Request": [
            {
                "id": EDIT_REQUEST,
                "page": PAGE,
                "kind": "conflict of interest edit request",
                "outcome": "implemented with changes",
                "opened": at("2024-03-01 09:00"),
                "answered": at("2024-03-03 12:00"),
            },
        ],
        "User": users(MARA, TOBIAS, INGRID, PASSER_BY),
        "Source": [
            {
                "id": SURVEY,
                "title": "Survey of the Orrin coast",
                "authors": ["Dahl, Eva", "Moss, Piet"],
                "date": "2019",
                "work": "Coastal Papers",
                "url": None,
                "kind": "doi",
                "domain": None,
            },
            gazette(),
        ],
        "Policy": titled(VERIFIABILITY),
        "Article": titled(LIGHTHOUSE, ORRIN),
        **looked_back(),
    }


def looked_back() -> dict[str, list[Row]]:
    """Return the nodes that histories give: a text changed after it was answered, a comment removed and brought back."""
    return {
        "Action": [
            action(
                71, "addition", "added", ASKED, "2024-03-01 09:00", TEXTS["c-Mara_Quill-20240301090000-Edit_request"]
            ),
            action(72, "addition", "added", COUNTERED, "2024-03-01 10:31", "Against."),
            action(
                73, "modification", "changed", ASKED, "2024-03-02 08:00", "I work for the Orrin Trust.", "I work there."
            ),
            action(74, "deletion", "removed", DOUBTED, "2024-03-04 19:00", "", "I object to the feet."),
            action(75, "restoration", "restored", DOUBTED, "2024-03-04 19:05", "I object to the feet."),
            action(76, "addition", "added", UNSIGNED, "2024-03-06 07:00", "someone should measure it again"),
            action(77, "deletion", "removed", MOVING, "2024-05-10 09:00", "", "Move this page to Sele Old Harbour"),
        ],
        "ArticleRevision": [
            article_revision(501, "Tobias Fenn", "2024-03-03 12:05"),
            article_revision(502, "192.0.2.7", "2024-03-10 00:05"),
        ],
    }


def action(  # noqa: PLR0913, PLR0917 - an action has that many sides
    revision: int, kind: str, change: str, comment_id: str, time: str, text: str, before: str = ""
) -> Row:
    """Return the row of what a revision did to a comment of the first page."""
    name = "-".join(comment_id.partition("#")[2].split("-")[:3])
    return {
        "id": f"{PAGE}#r{revision}-0",
        "page": PAGE,
        "kind": kind,
        "change": change,
        "revision": revision,
        "timestamp": at(time),
        "name": name,
        "author": name.split("-")[1].replace("_", " ") or None,
        "noted": False,
        "text": text,
        "text_before": before,
        "url": f"{URL}?diff={revision}",
        "confidence": 1.0,
    }


def article_revision(revision: int, editor: str, time: str) -> Row:
    """Return the row of a revision of the lighthouse's article."""
    address = URL.replace("Talk:", "")
    row: Row = {"id": f"{LIGHTHOUSE}@{revision}", "title": "Orrin Lighthouse", "site": "enwiki", "revision": revision}
    return row | {"timestamp": at(time), "editor": editor, "url": f"{address}?diff={revision}"}


def gazette() -> Row:
    """Return the row of the source that both pages cite."""
    return {
        "id": GAZETTE,
        "title": "The tower at Orrin",
        "authors": [],
        "date": None,
        "work": "Orrin Gazette",
        "url": "https://gazette.example/orrin-tower",
        "kind": "url",
        "domain": "gazette.example",
    }


def example_edges() -> dict[str, list[Row]]:
    """Return the edges of the first page."""
    return {
        "DISCUSSES": [edge(PAGE, LIGHTHOUSE)],
        "ON_PAGE": [edge(REQUEST_SECTION, PAGE), edge(SOURCES_SECTION, PAGE)],
        "SUBSECTION_OF": [edge(SOURCES_SECTION, REQUEST_SECTION)],
        "IN_SECTION": [edge(c, REQUEST_SECTION) for c in (ASKED, COUNTERED, REFINED, ANSWERED)]
        + [edge(c, SOURCES_SECTION) for c in (DOUBTED, PRESSED, UNSIGNED)],
        "WROTE": [
            edge(MARA, ASKED, role="author"),
            edge(TOBIAS, COUNTERED, role="author"),
            edge(MARA, REFINED, role="author"),
            edge(TOBIAS, ANSWERED, role="author"),
            edge(INGRID, ANSWERED, role="cosigner"),
            edge(PASSER_BY, DOUBTED, role="author"),
            edge(PASSER_BY, PRESSED, role="author"),
        ],
        "REPLIES_TO": [
            edge(start, end, rule="indentation", confidence=1.0)
            for start, end in ((COUNTERED, ASKED), (REFINED, COUNTERED), (ANSWERED, REFINED), (PRESSED, DOUBTED))
        ],
        "PROPOSES": [
            edge(ASKED, FIRST, "The tower is 42 metres tall."),
            edge(COUNTERED, SECOND, "The tower is about 42 metres tall."),
            edge(REFINED, THIRD, "The tower is about 42 metres (138 ft) tall."),
        ],
        "AMENDS": [
            amends(SECOND, FIRST, 6, "about", 0.75),
            amends(THIRD, SECOND, 7, "(138 ft)", 0.5),
        ],
        "WORDED": [
            worded(MARA, FIRST, 0.333, "42 metres"),
            worded(MARA, SECOND, 0.286, "42 metres"),
            worded(TOBIAS, SECOND, 0.143, "about"),
            worded(MARA, THIRD, 0.444, "42 metres (138 ft)"),
            worded(TOBIAS, THIRD, 0.111, "about"),
        ],
        **example_stances(),
        "DECIDES": [edge(ANSWERED, THIRD, "Done, with your feet.", status="implemented")],
        "CITES": [
            edge(ASKED, SURVEY, "the survey of 2019", text="Dahl and Moss, Survey of the Orrin coast, 2019."),
            edge(DOUBTED, GAZETTE, "https://gazette.example/orrin-tower", text="https://gazette.example/orrin-tower"),
        ],
        "INVOKES": [edge(COUNTERED, VERIFIABILITY, "WP:V", shortcut="WP:V")],
        "MENTIONS": [
            edge(ASKED, TOBIAS, "@Tobias Fenn", kind="ping", count=1),
            edge(PRESSED, INGRID, "@Ingrid Vale", kind="ping", count=1),
        ],
        "LINKS_TO": [edge(DOUBTED, ORRIN, "Orrin", kind="link", count=2)],
        "DECLARES_INTEREST_IN": [
            edge(MARA, LIGHTHOUSE, "I work for the Orrin Trust.", party="Orrin Trust", comment=ASKED),
        ],
        "OPENS": [edge(ASKED, EDIT_REQUEST, "could the lead say")],
        "ANSWERS": [edge(ANSWERED, EDIT_REQUEST, "Done, with your feet.", outcome="implemented with changes")],
        "ASKS_FOR": [edge(EDIT_REQUEST, FIRST)],
        "PERFORMED": [
            edge(editor, f"{PAGE}#r{revision}-0")
            for revision, editor in (
                (71, MARA),
                (72, TOBIAS),
                (73, MARA),
                (74, INGRID),
                (75, TOBIAS),
                (76, INGRID),
                (77, INGRID),
            )
        ],
        "CHANGED": [
            edge(f"{PAGE}#r{revision}-0", comment_id)
            for revision, comment_id in (
                (71, ASKED),
                (72, COUNTERED),
                (73, ASKED),
                (74, DOUBTED),
                (75, DOUBTED),
                (76, UNSIGNED),
            )
        ],
        "ADOPTED_IN": [adoption(THIRD, 501, "verbatim", days=6.5), adoption(SECOND, 502, "adapted", removed="about")],
        "REMOVED_IN": [edge(THIRD, f"{LIGHTHOUSE}@502")],
        "BROUGHT_IN": [edge(SURVEY, f"{LIGHTHOUSE}@501", comment=ASKED)],
        "TAKEN_OUT": [edge(SURVEY, f"{LIGHTHOUSE}@502", comment=ASKED)],
    }


def adoption(proposal_id: str, revision: int, how: str, *, days: float | None = None, removed: str = "") -> Row:
    """Return the row of an edge from a wording to the revision that brought it into the article."""
    row = edge(proposal_id, f"{LIGHTHOUSE}@{revision}", how=how, section="", days=days, returned=0, confidence=0.9)
    counts: Row = {
        "similarity": 1.0 if how == "verbatim" else 0.875,
        "words_kept": 6,
        "text": "The tower is 42 metres.",
    }
    return row | counts | {"added": [], "removed": [removed] if removed else [], "rule": f"adoption.{how}"}


def example_stances() -> dict[str, list[Row]]:
    """Return the stances of the first page."""
    return {
        "ENDORSES": [
            stance(REFINED, SECOND, "Fine if feet are added", with_changes=True),
            stance(ANSWERED, THIRD, "I like that one", strength="strong"),
            stance(PRESSED, FIRST, "42 metres flat is good"),
        ],
        "OPPOSES": [
            stance(COUNTERED, FIRST, "Against"),
            stance(REFINED, FIRST, "No to my first one now", struck=True),
            stance(DOUBTED, THIRD, "I object to the feet"),
            stance(DOUBTED, FIRST, "to 42 metres flat", strength="weak", confidence=0.6),
        ],
        "NEUTRAL_ON": [stance(PRESSED, SECOND, "I do not mind", strength="weak")],
    }


def example_batch() -> GraphBatch:
    """Return the first page: a request with three versions of a sentence."""
    return GraphBatch(PAGE, example_nodes(), example_edges())


def other_batch() -> GraphBatch:
    """Return the second page: a proposed move, without an outcome yet."""
    nodes: dict[str, list[Row]] = {
        "Page": [page_row(OTHER_PAGE, OTHER_URL, 78)],
        "Section": [{"id": MOVE_SECTION, "page": OTHER_PAGE, "heading": "Name", "level": 2, "position": 0}],
        "Comment": [
            comment(MOVING, "2024-05-10 07:00", level=1, position=0),
            comment(AGREED, "2024-05-11 21:30", level=2, position=1),
        ],
        "Proposal": [proposal(MOVE, "Move this page to Sele Old Harbour", "open", kind="move")],
        "Request": [
            {
                "id": MOVE_REQUEST,
                "page": OTHER_PAGE,
                "kind": "requested move",
                "outcome": "open",
                "opened": at("2024-05-10 07:00"),
                "answered": None,
            },
        ],
        "User": users(TOBIAS, INGRID),
        "Source": [gazette()],
        "Policy": titled(VERIFIABILITY),
        "Article": titled(HARBOUR),
    }
    edges: dict[str, list[Row]] = {
        "DISCUSSES": [edge(OTHER_PAGE, HARBOUR)],
        "ON_PAGE": [edge(MOVE_SECTION, OTHER_PAGE)],
        "IN_SECTION": [edge(MOVING, MOVE_SECTION), edge(AGREED, MOVE_SECTION)],
        "WROTE": [edge(TOBIAS, MOVING, role="author"), edge(INGRID, AGREED, role="author")],
        "REPLIES_TO": [edge(AGREED, MOVING, rule="indentation", confidence=1.0)],
        "PROPOSES": [edge(MOVING, MOVE, "Move this page to Sele Old Harbour")],
        "ENDORSES": [stance(AGREED, MOVE, "None from me.")],
        "CITES": [edge(MOVING, GAZETTE, "the Gazette", text="Orrin Gazette")],
        "INVOKES": [edge(MOVING, VERIFIABILITY, "WP:V", shortcut="WP:V")],
        "OPENS": [edge(MOVING, MOVE_REQUEST, "Move this page")],
        "ASKS_FOR": [edge(MOVE_REQUEST, MOVE)],
    }
    return GraphBatch(OTHER_PAGE, nodes, edges)
