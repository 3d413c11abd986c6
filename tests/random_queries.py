"""Random read queries in the portable subset (docs/CYPHER.md), made from the schema and the values of a graph.

A query is told by its seed and number alone, so that one that fails can be made again. Its rows are ordered by all
single values that it returns, so that any two rows that tie are the same.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from graphtalk.schema import EDGES, NODES, EdgeType, GraphBatch, Property
from graphtalk.table import Value

Values = Mapping[tuple[str, str], Sequence[Value]]
SINGLE = ("string", "int", "float", "bool", "datetime")


def values_of(batches: Iterable[GraphBatch]) -> Values:
    """Return the values that each property of each label and type has, each once, in the order in which they come."""
    found: dict[tuple[str, str], dict[str, Value]] = {}
    for batch in batches:
        for kind, rows in (*batch.nodes.items(), *batch.edges.items()):
            for row in rows:
                for name, value in row.items():
                    if value is not None and not isinstance(value, list):
                        found.setdefault((kind, name), {})[str(value)] = value
    return {key: list(values.values()) for key, values in found.items()}


@dataclass(frozen=True)
class RandomQuery:
    """A query and the parameters that it takes."""

    cypher: str
    parameters: dict[str, Value]

    def __str__(self) -> str:
        return f"{self.cypher}\n{json.dumps(self.parameters, ensure_ascii=False)}"


def random_query(seed: int, number: int, values: Values) -> RandomQuery:
    """Return the query of this seed and number."""
    return Maker(Random(f"{seed} {number}"), values).query()  # noqa: S311 - no secret is made here


@dataclass
class Maker:
    """A query in the making: its variables with the labels or types that they stand for, and its parameters."""

    random: Random
    values: Values
    nodes: dict[str, str] = field(default_factory=dict)
    edges: dict[str, str] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    parameters: dict[str, Value] = field(default_factory=dict)

    def query(self) -> RandomQuery:
        lines = [f"MATCH {self.path()}", *self.where(2)]
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            keyword = self.random.choice(("MATCH", "OPTIONAL MATCH", "OPTIONAL MATCH"))
            known = self.nodes.keys() | self.edges.keys()
            lines += [f"{keyword} {self.step(self.random.choice(list(self.nodes)))}", *self.where(1)]
            if keyword == "OPTIONAL MATCH":
                self.optional |= (self.nodes.keys() | self.edges.keys()) - known
        lines += self.random.choice((self.plain, self.plain, self.grouped, self.collected, self.unwound))()
        return RandomQuery("\n".join(lines), self.parameters)

    # Patterns

    def new_node(self, label: str) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes[name] = label
        return name

    def path(self) -> str:
        label = self.random.choice(list(NODES))
        text = f"({self.new_node(label)}:{label})"
        for _ in range(self.random.choice((0, 1, 1, 2, 2, 3))):
            text += self.hop(list(self.nodes)[-1])
        return text

    def step(self, start: str) -> str:
        """Return a pattern that goes on from a node that is known."""
        return f"({start}:{self.nodes[start]})" + self.hop(start)

    def ways(self, label: str) -> list[tuple[EdgeType, bool]]:
        """Return the edge types at a label, each with whether they go away from it."""
        return [(e, True) for e in EDGES.values() if e.start == label] + [
            (e, False) for e in EDGES.values() if e.end == label
        ]

    def hop(self, start: str) -> str:
        edge, away = self.random.choice(self.ways(self.nodes[start]))
        types, length = [edge.type], ""
        alike = [e.type for e in EDGES.values() if (e.start, e.end) == (edge.start, edge.end) and e.type != edge.type]
        if alike and self.random.random() < 0.3:
            types.append(self.random.choice(alike))
        if edge.start == edge.end and self.random.random() < 0.5:
            length = self.random.choice(("*1..", "*1..2", "*0..3", "*2"))
        name = ""
        if not length and len(types) == 1:
            name = f"e{len(self.edges)}"
            self.edges[name] = edge.type
        inside = f"[{name}:{'|'.join(types)}{length}]"
        end = edge.end if away else edge.start
        node = f"({self.new_node(end)}:{end})"
        return f"-{inside}->{node}" if away else f"<-{inside}-{node}"

    # Conditions

    def where(self, most: int) -> list[str]:
        conditions = [self.condition(counts=False) for _ in range(self.random.randint(0, most))]
        sought = any("EXISTS {" in condition for condition in conditions)
        joint = self.random.choice((" AND ", " AND " if sought else " OR "))
        return [f"WHERE {joint.join(conditions)}"] if conditions else []

    def condition(self, *, counts: bool) -> str:
        kind = self.random.random()
        if kind < 0.25:
            return self.subquery_condition(counts=counts)
        name, found = self.property(SINGLE)
        value = self.parameter(name, found)
        if kind < 0.35 or value is None:
            return f"{name}.{found.name} IS {self.random.choice(('', 'NOT '))}NULL"
        if found.type == "string" and kind < 0.6 and not (found.index or found.name == "id"):
            return f"{name}.{found.name} {self.random.choice(('CONTAINS', 'STARTS WITH', 'ENDS WITH'))} {value}"
        if found.type == "bool":
            return f"coalesce({name}.{found.name}, false) = {self.random.choice(('true', 'false'))}"
        sign = self.random.choice(("=", "<>", "<", "<=", ">", ">="))
        negation = self.random.choice(("", "", "NOT "))
        return f"{negation}{name}.{found.name} {sign} {value}"

    def subquery_condition(self, *, counts: bool) -> str:
        start = self.random.choice(list(self.nodes))
        edge, away = self.random.choice(self.ways(self.nodes[start]))
        end = edge.end if away else edge.start
        way = f"-[:{edge.type}]->(:{end})" if away else f"<-[:{edge.type}]-(:{end})"
        inside = f"{{ MATCH ({start}:{self.nodes[start]}){way} }}"
        if not counts or self.random.random() < 0.5:
            return f"{self.random.choice(('', 'NOT '))}EXISTS {inside}"
        return f"COUNT {inside} {self.random.choice(('=', '>', '<'))} {self.random.randint(0, 3)}"

    def property(self, types: Sequence[str], *, nodes_only: bool = False) -> tuple[str, Property]:
        """Return a variable and one of its properties of these types, of which some variable must have one."""
        name = self.random.choice([*self.nodes, *(() if nodes_only else self.edges)])
        known = NODES[self.nodes[name]].all_properties if name in self.nodes else EDGES[self.edges[name]].properties
        fitting = [p for p in known if p.type in types]
        return (name, self.random.choice(fitting)) if fitting else self.property(types, nodes_only=nodes_only)

    def parameter(self, name: str, found: Property) -> str | None:
        """Return what stands for a value that the property has somewhere, or None where it has none."""
        kind = self.nodes.get(name) or self.edges[name]
        known = self.values.get((kind, found.name))
        if not known:
            return None
        value, key = self.random.choice(known), f"p{len(self.parameters)}"
        if isinstance(value, datetime):
            self.parameters[key] = value.isoformat()
            return f"datetime(${key})"
        if isinstance(value, str) and self.random.random() < 0.5:
            value = value[: self.random.randint(1, 12)]
        self.parameters[key] = value
        return f"${key}"

    # Rows

    def value(self) -> str:
        """Return an expression for a single value."""
        kind = self.random.random()
        name, found = self.property(SINGLE)
        plain = f"{name}.{found.name}"
        if found.type == "string" and kind < 0.4:
            return self.random.choice(
                (f"size({plain})", f"toLower({plain})", f"coalesce({plain}, '-')", f"substring({plain}, 1, 3)")
            )
        if found.type == "datetime" and kind < 0.5:
            return self.random.choice((f"{plain}.year", f"{plain}.epochSeconds"))
        if found.type == "int" and kind < 0.5:
            return self.random.choice((f"{plain} + 1", f"{plain} % 3", f"abs({plain} - 5)", f"toFloat({plain}) / 4"))
        if kind > 0.9:
            return f"CASE WHEN {self.condition(counts=True)} THEN 'yes' ELSE 'no' END"
        return plain

    def ordered(self, columns: Sequence[str], keys: Sequence[str]) -> list[str]:
        ways = [f"{key}{self.random.choice(('', ' DESC'))}" for key in keys]
        return [f"RETURN {', '.join(columns)}", f"ORDER BY {', '.join(ways)}", *self.random.choice(([], ["LIMIT 50"]))]

    def plain(self) -> list[str]:
        columns = [f"{self.value()} AS c{i}" for i in range(self.random.randint(1, 3))]
        columns += [f"{name}.id AS i{i}" for i, name in enumerate(self.nodes)]
        keys = [column.rpartition(" AS ")[2] for column in columns]
        distinct = self.random.choice(("", "", "DISTINCT "))
        lines = self.ordered([distinct + columns[0], *columns[1:]], keys)
        return lines[:2] if self.optional & {*re.findall(r"\w+", columns[0])} else lines  # no LIMIT: `optional-order`

    def grouped(self) -> list[str]:
        keys = [f"{self.value()} AS k{i}" for i in range(self.random.randint(0, 2))]
        names = [f"k{i}" for i in range(len(keys))]
        counted = [f"{self.aggregate()} AS a{i}" for i in range(self.random.randint(1, 3))]
        found = [f"a{i}" for i in range(len(counted))]
        most = [f"WHERE a0 IS NOT NULL{self.random.choice(('', ' AND a0 = a0'))}"] if self.random.random() < 0.3 else []
        return [f"WITH {', '.join(keys + counted)}", *most, *self.ordered([*names, *found], [*names, *found])]

    def aggregate(self) -> str:
        node = self.random.choice(list(self.nodes))
        number, whole = self.property(("int",), nodes_only=True) if self.has_int() else (node, None)
        choices = ["count(*)", f"count({node})", f"count(DISTINCT {node})", f"min({node}.id)", f"max({node}.id)"]
        if whole is not None:
            plain = f"{number}.{whole.name}"
            choices += [
                f"sum({plain})",
                f"min({plain})",
                f"sum({plain}) / toFloat(count({plain}) + 1)",
                f"percentileCont({plain}, 0.5)",
            ]
        return self.random.choice(choices)

    def has_int(self) -> bool:
        return any(p.type == "int" for label in self.nodes.values() for p in NODES[label].properties)

    def collected(self) -> list[str]:
        key, other = self.random.choice(list(self.nodes)), self.random.choice(list(self.nodes))
        distinct = self.random.choice(("", "DISTINCT "))
        order = f"WITH {', '.join(self.nodes)}\nORDER BY {', '.join(f'{name}.id' for name in self.nodes)}"
        lists = [f"collect({distinct}{other}.id) AS found", f"{key}.id AS k"]
        return [order, f"WITH {', '.join(lists)}", *self.ordered(["k", "size(found) AS s", "found"], ["k", "s"])]

    def unwound(self) -> list[str]:
        start = self.random.choice(list(self.nodes))
        edge, away = self.random.choice(self.ways(self.nodes[start]))
        end = edge.end if away else edge.start
        way = f"-[:{edge.type}]->(w:{end})" if away else f"<-[:{edge.type}]-(w:{end})"
        found = f"COLLECT {{ MATCH ({start}:{self.nodes[start]}){way} RETURN w.id ORDER BY w.id }}"
        lines = [f"WITH DISTINCT {start}", f"WITH {start}, {found} AS found", "UNWIND found AS one"]
        return [*lines, *self.ordered([f"{start}.id AS k", "one"], ["k", "one"])]
