"""The portable subset of Cypher: what a query may be made of so that both stores give the same rows.

docs/CYPHER.md tells the rules with their reasons, each under the name that it has in `RULES`. The rules look at the
text, with comments and what stands in quotes left out; they know the schema, and no more of Cypher than they need.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from graphtalk.queries.query import Query
from graphtalk.schema import EDGES, NODES

__all__ = ["RULES", "Fault", "faults"]

NODE = r"\((?P<{0}>\w*):(?P<{0}_label>\w+)(?: \{{[^}}]*\}})?\)"
EDGE = r"(?P<left><?)-\[(?P<edge>\w*):(?P<types>\w+(?:\|\w+)*)(?:\*[0-9.]*)?(?: \{[^}]*\})?\]-(?P<right>>?)"
STEP = re.compile(rf"(?={NODE.format('start')}{EDGE}{NODE.format('end')})")
ANY_NODE = re.compile(
    r"(?:(?<=MATCH )|(?<=- )|(?<=->)|(?<=<-)|(?<=\]-)|(?<== ))\((?P<inside>[^()]*)\)|\((?P<lone>\w*:[^()]*)\)"
)
ANY_EDGE = re.compile(r"-\[[^\]]*\]-|(?<=\))<?-->?(?=\()")
AGGREGATE = re.compile(r"\b(?:count|sum|avg|min|max|collect|stDev|stDevP|percentileCont|percentileDisc)\(")
COUNTED = re.compile(AGGREGATE.pattern + r"|\bCOUNT \{")
WORDS_TO_AVOID = re.compile(
    r"\b(?:CALL|CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|LOAD|USE|UNION|SHORTEST|INSERT|FINISH)\b"
    r"|\b(?:id|elementId|labels|localdatetime|localtime|duration|avg|rand|randomUUID|timestamp)\("
    r"|\b(?:apoc|gds|db|dbms)\.\w+"
    r"|\b(?:date|datetime|time)\(\)"
)
BARE = re.compile(r"(?:NOT )?(?:\w+\.\w+|coalesce…)")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not portable: the rule of `RULES` that a query breaks, and where it does."""

    rule: str
    detail: str


def faults(query: Query) -> list[Fault]:
    """Return what is not portable in a query, in the order of the rules; nothing where all is well."""
    text = body(query)
    return [Fault(rule, detail) for rule, check in RULES.items() for detail in check(query, text)]


def body(query: Query) -> str:
    """Return the Cypher without comments and without what stands in quotes."""
    return re.sub(r"'(?:\\.|[^'\\])*'", "''", re.sub(r"(?m)^\s*//.*$", "", query.cypher))


def variables(text: str) -> dict[str, set[str]]:
    """Return the properties that each node and edge variable of a query can have."""
    found: dict[str, set[str]] = {}
    for match in re.finditer(NODE.format("node"), text):
        if match["node_label"] in NODES:
            found.setdefault(match["node"], set()).update(p.name for p in NODES[match["node_label"]].all_properties)
    for match in re.finditer(EDGE, text):
        for edge_type in match["types"].split("|"):
            if edge_type in EDGES:
                found.setdefault(match["edge"], set()).update(p.name for p in EDGES[edge_type].properties)
    found.pop("", None)
    return found


def last_part(text: str) -> tuple[str, str]:
    """Return what the last RETURN at the beginning of a line returns, and the keys that it is ordered by."""
    returned = text[text.rfind("\nRETURN ") + 1 :].partition("\nLIMIT ")[0].strip().removesuffix(";")
    columns, _, keys = returned.removeprefix("RETURN ").partition("\nORDER BY ")
    return columns, keys


def split_list(text: str) -> list[str]:
    """Return the items of a list, at the commas outside brackets.

    >>> split_list("a, coalesce(b, c) AS d")
    ['a', 'coalesce(b, c) AS d']
    """
    items, depth = [""], 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            items.append("")
        else:
            items[-1] += character
    return [" ".join(item.split()) for item in items if item.strip()]


def node_labels(_: Query, text: str) -> Iterator[str]:
    """Each node has one label of the schema, wherever it stands."""
    for match in ANY_NODE.finditer(text):
        inside = match["inside"] if match["inside"] is not None else match["lone"]
        shape = re.fullmatch(r"\w*:(\w+)(?: \{[^}]*\})?", inside)
        if not shape or shape[1] not in NODES:
            yield f"({inside})"


def schema_steps(_: Query, text: str) -> Iterator[str]:
    """Each edge has a direction, types of the schema, and the ends that these have there."""
    steps = list(STEP.finditer(text))
    for step in steps:
        ends = [step["start_label"], step["end_label"]]
        wanted = ends[::-1] if step["left"] else ends
        for edge_type in step["types"].split("|"):
            edge = EDGES.get(edge_type)
            if bool(step["left"]) == bool(step["right"]) or edge is None or wanted != [edge.start, edge.end]:
                yield f"{wanted[0]} {edge_type} {wanted[1]}"
    if not any(node_labels(_, text)) and len(ANY_EDGE.findall(text)) != len(steps):
        yield "an edge without a type"


def schema_properties(_: Query, text: str) -> Iterator[str]:
    """Each property is one that the schema gives to the label or type."""
    known = variables(text)
    for name, found in re.findall(r"\b(\w+)\.(\w+)", text):
        if name in known and found not in known[name]:
            yield f"{name}.{found}"


def plain_words(_: Query, text: str) -> Iterator[str]:
    """No writing, no procedure, no function whose result differs between stores or from one run to the next."""
    yield from WORDS_TO_AVOID.findall(text)


def scalars(_: Query, text: str) -> Iterator[str]:
    """What is returned are single values and lists of them, never whole nodes, edges or paths."""
    known = variables(text).keys() | set(re.findall(r"\bMATCH (\w+) = ", text))
    for column in split_list(last_part(text)[0]):
        value = column.partition(" AS ")[0].removeprefix("DISTINCT ")
        whole = value in known or any(re.fullmatch(rf"\w+\((?:DISTINCT )?{name}\)", value) for name in known)
        if whole and not value.startswith(("count(", "type(", "length(")):
            yield column


def own_names(query: Query, text: str) -> Iterator[str]:
    """No column has the name of a node or edge."""
    # ArcadeDB takes `ORDER BY x.id` after `RETURN x.id AS x` for a property of the column.
    yield from (column.name for column in query.columns if column.name in variables(text))


def ordered_rows(_: Query, text: str) -> Iterator[str]:
    """Rows are ordered by keys that tell any two of them apart: an id, or all columns that are not counted up."""
    columns, listed = last_part(text)
    keys = [re.sub(r" (?:DESC|ASC)$", "", key) for key in split_list(listed)]
    if not keys:
        yield "no ORDER BY at the end"
        return
    values = meanings(text)
    if any(re.search(r"\.id\b|_ids?\b", key) or any(".id" in value for value in values.get(key, ())) for key in keys):
        return
    names = [column.rpartition(" AS ")[2] for column in split_list(columns)]
    yield from (f"{name} is no key" for name in names if name not in keys and not is_counted(name, values))


def meanings(text: str) -> dict[str, list[str]]:
    """Return what each name is given for in the WITH and RETURN of a query."""
    found: dict[str, list[str]] = {}
    for clause in clauses(text):
        for value, name in named(clause):
            found.setdefault(name, []).append(value)
    return found


def clauses(text: str) -> list[str]:
    """Return the clauses of a query, which begin at the beginning of a line."""
    return re.split(r"\n(?=(?:OPTIONAL |)MATCH |WITH |RETURN |UNWIND |WHERE |ORDER BY |LIMIT )", text)


def named(clause: str) -> Iterator[tuple[str, str]]:
    """Yield what a WITH or RETURN gives names to, each with its name; of another clause nothing.

    >>> list(named("WITH DISTINCT a, b.id AS id"))
    [('b.id', 'id')]
    """
    if clause.startswith(("WITH ", "RETURN ")):
        for item in split_list(clause.partition(" ")[2].removeprefix("DISTINCT ")):
            value, sign, name = item.rpartition(" AS ")
            if sign:
                yield value, name


def is_counted(name: str, values: Mapping[str, list[str]], depth: int = 4) -> bool:
    """Return whether a name stands for an aggregate, or for what is made of aggregates."""
    return any(
        COUNTED.search(value)
        or (
            depth
            and any(is_counted(word, values, depth - 1) for word in re.findall(r"\b[a-z_]+\b", value) if word != name)
        )
        for value in values.get(name, ())
    )


@dataclass(slots=True)
class Doubts:
    """What an OPTIONAL MATCH may have left null, as one goes through the clauses of a query.

    Attributes:
        known: Names of nodes and edges.
        null: Names of what may be null.
        made: Names of what was made of that and need not be null.
    """

    known: set[str] = field(default_factory=set)
    null: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)

    def match(self, clause: str) -> None:
        """Take note of the nodes and edges of a MATCH."""
        names = set(re.findall(r"[(\[](\w+):", clause))
        self.null |= names - self.known if clause.startswith("OPTIONAL ") else set()
        self.known |= names

    def name(self, clause: str) -> None:
        """Take note of the names that a WITH or RETURN gives."""
        for value, name in named(clause):
            if self.is_made(value):
                self.made.add(name)
            elif value.partition(".")[0] in self.null:
                self.null.add(name)

    def is_made(self, value: str) -> bool:
        """Return whether an expression is made of what may be null, other than by counting up."""
        words = set(re.findall(r"\w+", value))
        return bool(
            words & self.made or (words & self.null and not re.fullmatch(r"\w+(?:\.\w+)?", value))
        ) and not AGGREGATE.search(without_subqueries(value))


def optional_order(_: Query, text: str) -> Iterator[str]:
    """Where there is a LIMIT, rows are not first ordered by what is made of what an OPTIONAL MATCH may have left null."""
    # Neo4j 5.26 may sort what the OPTIONAL MATCH found and then add the rows for which it found nothing. To come last is
    # right for nulls, and wrong for `coalesce(n.title, '-')`, `n IS NOT NULL` and `EXISTS {…}`.
    doubts, first, is_new = Doubts(), "", False
    for clause in clauses(text):
        if is_new and not clause.startswith(("ORDER BY ", "LIMIT ")):  # rows that were counted up, or made distinct
            doubts, is_new = Doubts(doubts.known), False
        if clause.startswith(("MATCH ", "OPTIONAL MATCH ")):
            doubts.match(clause)
        elif clause.startswith(("WITH ", "RETURN ")):
            doubts.name(clause)
            first, is_new = "", "WITH DISTINCT " in clause or bool(AGGREGATE.search(without_subqueries(clause)))
        elif clause.startswith("ORDER BY "):
            first = split_list(clause.removeprefix("ORDER BY "))[0]
        elif clause.startswith("LIMIT ") and not first.endswith(" DESC") and doubts.is_made(first.removesuffix(" ASC")):
            yield first


def ordered_lists(_: Query, text: str) -> Iterator[str]:
    """What is collected was put in order before."""
    for match in re.finditer(r"\bcollect\((?:DISTINCT )?([^()]*)", text):
        if "ORDER BY" not in text[: match.start()]:
            yield match[0].strip() + ")"


def counts_first(_: Query, text: str) -> Iterator[str]:
    """What a COUNT {…} gives is compared after the WITH that names it, never in the WHERE of a MATCH."""
    # Neo4j 5.26 drops the rows of `OPTIONAL MATCH … WHERE COUNT {…} < 1` that have nothing to count.
    for clause in re.split(r"\b(?=WHERE |WITH |RETURN |MATCH )", text):
        if clause.startswith("WHERE ") and "COUNT {" in clause:
            yield " ".join(clause.split())


def no_or_exists(_: Query, text: str) -> Iterator[str]:
    """No EXISTS {…} is an alternative to another condition."""
    # ArcadeDB 26.11 seeks `n.id <= $x OR NOT EXISTS {…}` in the index of `n.id` where an OPTIONAL MATCH follows, and loses
    # the rows of the other alternative.
    for clause in re.split(
        r"\b(?=WHERE |WITH |RETURN |MATCH |UNWIND )(?<!STARTS )(?<!ENDS )", without_subqueries(text)
    ):
        if clause.startswith("WHERE "):
            yield from (" ".join(level.split()) for level in levels(clause) if "EXISTS {}" in level and " OR " in level)


def compared_or(_: Query, text: str) -> Iterator[str]:
    """No truth value stands bare as an alternative to another condition: it is compared with one."""
    # ArcadeDB 26.11 loses the rows of `n.x IS NOT NULL OR n.flag` for which only the flag holds, where an OPTIONAL MATCH
    # follows; `n.flag = true` keeps them.
    for clause in re.split(
        r"\b(?=WHERE |WITH |RETURN |MATCH |UNWIND )(?<!STARTS )(?<!ENDS )", without_subqueries(text)
    ):
        for level in levels(clause) if clause.startswith("WHERE ") else ():
            alternatives = re.split(r" (?:OR|AND) ", " ".join(level.removeprefix("WHERE ").split()))
            yield from (one for one in alternatives if " OR " in level and BARE.fullmatch(one))


def without_subqueries(text: str) -> str:
    """Return Cypher with what stands in braces left out, however deep.

    >>> without_subqueries("WHERE EXISTS { MATCH (a {x: 1}) } OR b")
    'WHERE EXISTS {} OR b'
    """
    while (inner := re.sub(r"\{[^{}]+\}", "{}", text)) != text and not re.fullmatch(r"[^{}]*", text):
        text = re.sub(r"\{[^{}]*\{\}[^{}]*\}", "{}", inner)
    return text


def levels(clause: str) -> Iterator[str]:
    """Yield a clause without what stands in brackets, and what stands in each pair of them, likewise.

    >>> list(levels("WHERE (a OR f(b)) AND c"))
    ['b', 'a OR f…', 'WHERE … AND c']
    """
    while found := re.search(r"\(([^()]*)\)", clause):
        yield found[1]
        clause = f"{clause[: found.start()]}…{clause[found.end() :]}"
    yield clause


def no_text_index(_: Query, text: str) -> Iterator[str]:
    """No WHERE looks for a part of a property that has an index; STARTS WITH may."""
    # Neo4j 5.26 plans `OPTIONAL MATCH … WHERE n.name CONTAINS $x` on its range index, which then refuses the search.
    indexed = {
        f"{match['node']}.{known.name}"
        for match in re.finditer(NODE.format("node"), text)
        if match["node_label"] in NODES
        for known in NODES[match["node_label"]].all_properties
        if known.index or known.name == "id"
    }
    for clause in re.split(r"\b(?=WHERE |WITH |RETURN |MATCH )(?<!STARTS )(?<!ENDS )", text):
        if clause.startswith("WHERE "):
            sought = re.findall(r"\b(\w+\.\w+) (?:CONTAINS|ENDS WITH) ", clause)
            yield from (value for value in sought if value in indexed)


def times_as_text(query: Query, text: str) -> Iterator[str]:
    """A time is passed as text and read by `datetime($name)`."""
    for parameter in query.parameters:
        if parameter.type == "datetime":
            yield from re.findall(rf"(?<!datetime\()\${parameter.name}\b(?! IS NULL)", text)


def closed(query: Query, _: str) -> Iterator[str]:
    """The statement ends in a semicolon and a line end, for cypher-shell."""
    if not query.cypher.endswith(";\n") or ";" in body(query).rstrip()[:-1]:
        yield "no single semicolon at the end"


Check = Callable[[Query, str], Iterator[str]]
RULES: Mapping[str, Check] = {
    "node-labels": node_labels,
    "schema-steps": schema_steps,
    "schema-properties": schema_properties,
    "plain-words": plain_words,
    "scalars": scalars,
    "own-names": own_names,
    "ordered-rows": ordered_rows,
    "optional-order": optional_order,
    "ordered-lists": ordered_lists,
    "counts-first": counts_first,
    "no-or-exists": no_or_exists,
    "compared-or": compared_or,
    "no-text-index": no_text_index,
    "times-as-text": times_as_text,
    "closed": closed,
}
