"""Four larger talk pages as graph rows, made by arithmetic: whatever the catalogue asks for is in them.

Users and sources are shared by the pages, sides change, votes are struck, sections fall silent and come back, some
comments have no author or time, some facts are guesses. The words are one sentence a fact, so that each has its quote.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mixed_histories import add_actions, add_adoptions

from graphtalk.schema import SCHEMA_VERSION, GraphBatch, Row

START = datetime(2023, 3, 1, 8, 0, tzinfo=UTC)
COMMENTS, SECTIONS = 30, 5
TITLES = ("Mill", "Weir", "Ford", "Mill")
SITES = ("enwiki", "enwiki", "enwiki", "dewiki")
PEOPLE = ("Ana Reed", "AnaReed", "Bo Lind", "Cy Ortega", "Dee Marsh", "203.0.113.9", "~2024-1177", "Eli Stone")
KINDS = {"203.0.113.9": "ip", "~2024-1177": "temporary", "Eli Stone": "imported"}
STATUSES = ("open", "implemented", "declined", "superseded", "partly implemented", "withdrawn", "accepted")
SOURCES = (
    "doi:10.5555/mill.1",
    "doi:10.5555/mill.2",
    "url:archive.example/weir",
    "url:news.example/ford",
    "work:atlas",
)
POLICIES = ("Wikipedia:Verifiability", "Wikipedia:Due weight", "Wikipedia:Lead section")
STANCES = ("ENDORSES", "OPPOSES", "NEUTRAL_ON")
REQUEST_KINDS = ("conflict of interest edit request", "requested move", "protected edit request")


@dataclass
class PageRows:
    """A page in the making: the sentences of each comment, and the rows that quote them once the texts are whole."""

    number: int
    sentences: dict[int, list[str]] = field(default_factory=dict)
    nodes: dict[str, list[Row]] = field(default_factory=dict)
    edges: dict[str, list[Row]] = field(default_factory=dict)
    quoted: list[tuple[int, Row]] = field(default_factory=list)

    @property
    def site(self) -> str:
        return SITES[self.number]

    @property
    def page(self) -> str:
        return f"{self.site}:Talk:{TITLES[self.number]}"

    def comment(self, index: int) -> str:
        return f"{self.page}#c-{index:02}"

    def section(self, index: int) -> str:
        return f"{self.page}#h-{index}"

    def user(self, index: int) -> str:
        return f"{self.site}:User:{PEOPLE[index]}"

    def author(self, index: int) -> int:
        return (index * 3 + index // 4 + self.number) % len(PEOPLE)

    def add_node(self, label: str, row: Row) -> None:
        rows = self.nodes.setdefault(label, [])
        if all(row["id"] != other["id"] for other in rows):
            rows.append(row)

    def add_edge(self, edge_type: str, start: str, end: str, **properties: object) -> Row:
        row: Row = {"_start": start, "_end": end, **properties}  # type: ignore[dict-item]  # all are values of a store
        self.edges.setdefault(edge_type, []).append(row)
        return row

    def add_fact(self, edge_type: str, index: int, end: str, sentence: str, **properties: object) -> None:
        """Add an edge from a comment that rests on a sentence of its own."""
        self.sentences[index].append(sentence)
        count = len(self.quoted)
        confidence = (0.5, 0.75, 0.9, 0.95)[count % 4]
        row = self.add_edge(
            edge_type, self.comment(index), end, rule=f"xx.{edge_type.lower()}", quote=sentence, confidence=confidence
        )
        row.update(properties)  # type: ignore[arg-type]  # as above
        self.quoted.append((index, row))

    def batch(self) -> GraphBatch:
        """Return the rows, with the texts and the places of the quotes in them."""
        texts = {index: " ".join(sentences) for index, sentences in self.sentences.items()}
        for row in self.nodes["Comment"]:
            row["text"] = texts[int(str(row["position"]))]
        for index, row in self.quoted:
            begin = texts[index].index(str(row["quote"]))
            row.update(start=begin, end=begin + len(str(row["quote"])))
        return GraphBatch(self.page, self.nodes, self.edges)


def mixed_batches() -> list[GraphBatch]:
    """Return the four pages."""
    return [mixed_batch(number) for number in range(len(TITLES))]


def mixed_batch(number: int) -> GraphBatch:
    """Return one of the pages, by its number from 0."""
    rows = PageRows(number)
    add_frame(rows)
    for index in range(COMMENTS):
        add_comment(rows, index)
    wordings = add_proposals(rows)
    add_stances(rows, wordings)
    add_references(rows)
    add_requests(rows, wordings)
    for index in range(COMMENTS):
        add_actions(rows, index, moment(number, index))
    add_adoptions(rows, wordings, moment(number, 3))
    return rows.batch()


def moment(number: int, index: int) -> datetime:
    """Return when a comment was signed: every five hours, with two long silences."""
    silence = timedelta(days=100 * (index > 14) + 45 * (index > 24))
    return START + timedelta(days=130 * number, hours=5 * index) + silence


def add_frame(rows: PageRows) -> None:
    """Add page, article, sections and users."""
    title = TITLES[rows.number]
    url = f"https://{rows.site}.example/wiki/Talk:{title}"
    page: Row = {"id": rows.page, "page": rows.page, "site": rows.site, "title": f"Talk:{title}", "namespace": 1}
    rows.add_node("Page", page | {"revision": 100 + rows.number, "url": url, "schema_version": SCHEMA_VERSION})
    rows.add_node("Article", {"id": f"{rows.site}:{title}", "title": title, "site": rows.site})
    rows.add_edge("DISCUSSES", rows.page, f"{rows.site}:{title}")
    for index in range(SECTIONS):
        row: Row = {
            "id": rows.section(index),
            "page": rows.page,
            "heading": f"Topic {index}",
            "level": 2 + (index == 3),
        }
        if index == 1:
            closed: Row = {"closed_by": PEOPLE[2], "closed_at": moment(rows.number, 24), "result": "No consensus."}
            row |= closed
        rows.add_node("Section", row | {"position": index})
        rows.add_edge("ON_PAGE", rows.section(index), rows.page)
    rows.add_edge("SUBSECTION_OF", rows.section(3), rows.section(2))
    for index, name in enumerate(PEOPLE):
        kind = KINDS.get(name, "registered")
        rows.add_node("User", {"id": rows.user(index), "name": name, "kind": kind, "site": rows.site})


def add_comment(rows: PageRows, index: int) -> None:
    """Add a comment with its author, its place and the comment that it answers."""
    signed, section = index != 13, index * index % SECTIONS
    rows.sentences[index] = [f"Remark {index}{', is it so?' if index % 8 == 7 else '.'}"]
    if index == 17:
        rows.sentences[index].append("Well said 🎉.")
    node: Row = {
        "id": rows.comment(index),
        "page": rows.page,
        "name": f"c-{rows.number}-{index:02}",
        "timestamp": moment(rows.number, index) if signed and index != 19 else None,
        "level": 1 + index % 3,
        "position": index,
        "signature": "signed" if signed else "none",
        "url": f"https://{rows.site}.example/wiki/Talk:{TITLES[rows.number]}#c-{index:02}" if signed else None,
    }
    rows.add_node("Comment", node)
    rows.add_edge("IN_SECTION", rows.comment(index), rows.section(section))
    if signed:
        rows.add_edge("WROTE", rows.user(rows.author(index)), rows.comment(index), role="author")
    if index == 21:
        rows.add_edge("WROTE", rows.user((rows.author(index) + 1) % 8), rows.comment(index), role="cosigner")
    earlier = [other for other in range(index) if other * other % SECTIONS == section]
    if earlier and index % 6:
        parent = earlier[-1 - index % min(3, len(earlier))]
        guess = index % 10 == 9
        rows.add_edge(
            "REPLIES_TO",
            rows.comment(index),
            rows.comment(parent),
            rule="turns" if guess else "indentation",
            confidence=0.6 if guess else 1.0,
        )


def add_proposals(rows: PageRows) -> dict[int, str]:
    """Add a proposal to every fourth comment, each a version of the one before it in its section; return their ids."""
    made: dict[int, str] = {}
    for index in range(1, COMMENTS, 4):
        proposal, words = f"{rows.comment(index)}/p1", 4 + index % 5
        text = f"The mill has {index} wheels" + " and more" * (index % 3) + "."
        status = STATUSES[(index // 4 + rows.number) % len(STATUSES)]
        kind = ("wording", "wording", "edit")[index % 3]
        earlier = [other for other in made if other * other % SECTIONS == index * index % SECTIONS]
        node: Row = {
            "id": proposal,
            "page": rows.page,
            "kind": kind,
            "name": f"Option {index}" if index % 5 == 0 else None,
        }
        node |= {"text": text, "status": status, "rule": "xx.proposal", "confidence": 0.6 + index / 100}
        if kind == "wording":
            node |= {"words": words, "new_words": 2, "article_words": 1}
            rows.add_edge("WORDED", rows.user(rows.author(index)), proposal, words=2, share=0.5, runs=["The mill"])
        rows.add_node("Proposal", node)
        rows.add_fact("PROPOSES", index, proposal, text)
        if earlier:
            rows.add_edge("AMENDS", proposal, made[earlier[-1]], **change(index))
        if status not in {"open", "superseded"}:
            rows.add_fact("DECIDES", min(index + 2, COMMENTS - 1), proposal, f"Decided on {index}.", status=status)
        made[index] = proposal
    return made


def change(index: int) -> dict[str, object]:
    """Return the properties of an edge between two versions."""
    counts = {"words_kept": 3, "words_added": 1, "words_removed": 1, "words_moved": 0}
    runs = {"added": [f"{index}"], "removed": ["some"], "moved": []}
    return {"similarity": 0.5 + index / 100, "rule": "amends.similar", "confidence": 0.8, **counts, **runs}


def add_stances(rows: PageRows, made: dict[int, str]) -> None:
    """Add two stances to most comments: users come back to a proposal and change sides."""
    for index in range(2, COMMENTS):
        known = [other for other in made if other < index]
        for turn in range(2 if index % 3 else 1):
            target = known[(index * (turn + 2) // 3) % len(known)]
            kind = STANCES[(index * 2 + turn * 5 + index // 7) % 3]
            taken = [row for row in rows.edges.get(kind, []) if row["_start"] == rows.comment(index)]
            if target % 12 == 9 or any(row["_end"] == made[target] for row in taken):
                continue  # nobody takes a side on these, and nobody takes the same side twice in a comment
            rows.add_fact(
                kind,
                index,
                made[target],
                f"{kind.capitalize().replace('_', ' ')} {target}, {turn}.",
                with_changes=kind == "ENDORSES" and index % 5 == 0,
                strength=("weak", "plain", "strong")[index % 3],
                struck=index % 9 == 4,
            )


def add_references(rows: PageRows) -> None:
    """Add what comments cite, invoke, mention and link to, and the interest of one user."""
    for index in range(COMMENTS):
        for turn in range(1 + (index % 6 == 0)) if index % 3 == 0 else ():
            source = SOURCES[(index // 3 + rows.number + turn * 2) % len(SOURCES)]
            add_source(rows, source)
            rows.add_fact("CITES", index, source, f"As in {source}.", text=f"Reference {source}")
        if index % 4 == 2:
            policy = POLICIES[(index // 4 + rows.number) % len(POLICIES)]
            rows.add_node("Policy", {"id": f"{rows.site}:{policy}", "title": policy, "site": rows.site})
            rows.add_fact("INVOKES", index, f"{rows.site}:{policy}", f"Per {policy}.", shortcut=policy)
        if index % 5 == 3:
            other = (rows.author(index) + index) % len(PEOPLE)
            rows.add_fact("MENTIONS", index, rows.user(other), f"@{PEOPLE[other]}!", kind="ping", count=1)
        if index % 7 == 2:
            article = TITLES[(index + rows.number) % 3]
            rows.add_node("Article", {"id": f"{rows.site}:{article}", "title": article, "site": rows.site})
            rows.add_fact(
                "LINKS_TO", index, f"{rows.site}:{article}", f"See {article}.", kind="link", count=1 + index % 2
            )
    for index in (8, 10, 11, 14):  # both sides cite this one
        add_source(rows, SOURCES[4])
        rows.add_fact("CITES", index, SOURCES[4], "As the atlas shows.", text="The atlas")
    for index in (1, 12):
        sentence = f"I work for firm {index}."
        rows.sentences[index].append(sentence)
        user, article = rows.user(rows.author(index)), f"{rows.site}:{TITLES[rows.number]}"
        row = rows.add_edge("DECLARES_INTEREST_IN", user, article, party=f"Firm {index}", comment=rows.comment(index))
        row |= {"rule": "xx.interest", "quote": sentence, "confidence": 0.85}
        rows.quoted.append((index, row))


def add_source(rows: PageRows, source: str) -> None:
    """Add a source; what it is follows from its id."""
    kind, _, rest = source.partition(":")
    domain = rest.partition("/")[0] if kind == "url" else None
    node: Row = {"id": source, "title": f"On {rest}", "authors": ["Reed, A."], "date": "2011", "work": "Annals"}
    rows.add_node("Source", node | {"url": f"https://{rest}" if domain else None, "kind": kind, "domain": domain})


def add_requests(rows: PageRows, made: dict[int, str]) -> None:
    """Add three requests, the middle one answered, the last one for a proposal of another comment."""
    for number, index in enumerate((1, 5, 9)):
        request = f"{rows.section(index * index % SECTIONS)}/r{number}"
        answered = moment(rows.number, index + 3) if number == 1 else None
        node: Row = {"id": request, "page": rows.page, "kind": REQUEST_KINDS[(number + rows.number) % 3]}
        node |= {"outcome": "declined" if answered else "open", "opened": moment(rows.number, index)}
        rows.add_node("Request", node | {"answered": answered})
        rows.add_fact("OPENS", index, request, f"Please do {number}.")
        rows.add_edge("ASKS_FOR", request, made[index])
        if answered:
            rows.add_fact("ANSWERS", index + 3, request, f"Not done {number}.", outcome="declined")
