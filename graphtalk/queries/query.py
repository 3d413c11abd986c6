"""What a query file says of itself, as frozen dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphtalk.queries.values import shown
from graphtalk.table import Value

__all__ = ["COSTS", "ENGINES", "Column", "Parameter", "Picture", "Query"]

ENGINES = ("embedded", "neo4j")
COSTS: Mapping[str, str] = {
    "cheap": "looks at little, however large the store is",
    "page": "looks at the comments of a page, and of all pages where none is named",
    "store": "follows paths or compares across pages: name a page, or give it time on a large store",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query can be given.

    Attributes:
        name: Its name in the Cypher, without the dollar sign.
        type: `string`, `int`, `float`, `bool` or `datetime`.
        doc: What it means, with its unit.
        required: True where it must be given.
        default: Its value where it is not given; a time is ISO text.
        bounds: Least and greatest value of a number, both allowed; None where any will do.
    """

    name: str
    type: str
    doc: str
    required: bool
    default: Value = None
    bounds: tuple[float, float] | None = None

    @property
    def range(self) -> str:
        """Return the bounds as a header writes them: `1..1000`; an empty text where there are none."""
        return "..".join(f"{bound:g}" for bound in self.bounds) if self.bounds else ""

    @property
    def signature(self) -> str:
        """Return name, type, range and default: `limit int 1..1000 = 20`."""
        kind = f"{self.name} {self.type} {self.range}".rstrip()
        return kind if self.required else f"{kind} = {shown(self.default)}"

    def holds(self, value: Value) -> bool:
        """Return whether a value of the parameter's type is within its bounds."""
        if self.bounds is None or not isinstance(value, int | float):
            return True
        return self.bounds[0] <= value <= self.bounds[1]


@dataclass(frozen=True, slots=True)
class Column:
    """What a query returns: a column's name, type (`string[]` for a list of strings) and meaning with its unit."""

    name: str
    type: str
    doc: str


@dataclass(frozen=True, slots=True)
class Picture:
    """How rows are drawn: each is an edge from the node that one column names to the one that another names.

    Attributes:
        start: Column that names the start.
        start_label: Label of the start in the graph's schema.
        edge: Column whose value is shown beside the edge; empty for none.
        edge_type: Edge type of the schema, for its look.
        end: Column that names the end.
        end_label: Label of the end.
    """

    start: str
    start_label: str
    edge: str
    edge_type: str
    end: str
    end_label: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question of the catalogue.

    Attributes:
        name: Stem of its file.
        question: What it asks, one sentence.
        parameters: In the order of the header.
        columns: In the order in which they are returned.
        cypher: The file's whole text, without the closing semicolon.
        file: Where it was read from, for messages.
        theme: Name of the folder that its file is in.
        engines: Names of the stores that can run it.
        tags: Words to group questions by, beside the theme.
        example: Values of parameters as text, which ask something of the bundled sample page.
        caveats: What to mind when reading the rows, one sentence each.
        cost: `cheap`, `page` or `store`, see `COSTS`; empty where the file does not say.
        picture: How the rows are drawn; None where a picture tells nothing.
        since: The first version of graphtalk that has it; empty where the file does not say.
    """

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    cypher: str
    file: str
    theme: str = ""
    engines: tuple[str, ...] = ENGINES
    tags: tuple[str, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    cost: str = ""
    picture: Picture | None = None
    since: str = ""

    @property
    def usage(self) -> str:
        """Return one line that says what the query takes."""
        return f"it takes {', '.join(p.signature for p in self.parameters)}" if self.parameters else "it takes nothing"

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what the query is listed under: its theme, then its tags."""
        return tuple(dict.fromkeys(word for word in (self.theme, *self.tags) if word))
