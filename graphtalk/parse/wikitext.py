"""Pass 1 for wikitext: lines are grouped to blocks, each block is rendered to plain text with marks.

Headings, indentation and what spans several lines are found by a scan over the lines; only the blocks go through
mwparserfromhell, one by one, so that unclosed markup in one of them cannot swallow the rest of the page.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape

import mwparserfromhell
from mwparserfromhell.nodes import Argument, ExternalLink, HTMLEntity, Node, Tag, Template, Text, Wikilink
from mwparserfromhell.wikicode import Wikicode

from graphtalk.language import Language
from graphtalk.model import MarkKind
from graphtalk.parse.blocks import PARSER_LIMIT, Block, TextBuilder, strip_block
from graphtalk.parse.citations import citation_text
from graphtalk.parse.signatures import find_timestamps

__all__ = ["parse_wikitext"]

HEADING = re.compile(r"^(={1,6})\s*(?P<text>.+?)\s*\1\s*$")
# Lines that no paragraph goes on to: lists, headings, tables, rules, indented code, block elements.
STANDING_ALONE = re.compile(
    r"[:*#;= ]|\{\||\|\}|----|</?(?:blockquote|div|table|center|p|pre|ul|ol|dl|li|h[1-6]|hr|section|poem|gallery|references)\b",
    re.IGNORECASE,
)
INTERWIKI = re.compile(r"^(?:[a-z][a-z-]{0,11}:){1,2}")  # a link to another wiki, whose people sign here too
OPENING_TEMPLATE = re.compile(r"\{\{\s*([^|}\n]+)")
PREFIX = re.compile(r"^[:*#;]+\s*")
OPAQUE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(nowiki|pre|syntaxhighlight|source)\b[^>/]*>.*?</\1>", re.DOTALL | re.IGNORECASE
)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
SPANNING = ("blockquote", "div", "ref", "table", "small", "center", "span", "poem", "onlyinclude")
OPENING = re.compile(rf"<({'|'.join(SPANNING)})\b[^>]*(?<!/)>", re.IGNORECASE)
CLOSING = re.compile(rf"</({'|'.join(SPANNING)})\s*>", re.IGNORECASE)
NAMED_REFERENCE = re.compile(r"<ref\s+name\s*=\s*[\"']?([^\"'/>]+?)[\"']?\s*>(.*?)</ref>", re.DOTALL | re.IGNORECASE)
STYLES: dict[str, MarkKind] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strike", "strike": "strike", "del": "strike",
    "ins": "insert", "u": "insert", "code": "code", "tt": "code", "kbd": "code", "blockquote": "quote", "q": "quote",
}  # fmt: skip
# What the fast scan does not read: templates, tables, addresses, styles by apostrophes, tags that mean something.
NOT_SIMPLE = re.compile(
    r"\{\{|\{\||''|(?<!\[)\[(?!\[)|\]\]\]|https?://|(?://|mailto:|ftp:)\S|__|~~~|-\{|^[:*#;=]|^----|\n[:*#;= ]|<(?!/?(?:span|sup|sub|font|small|big)\b[^<>]*>)",
    re.IGNORECASE,
)
SIMPLE_LINK = re.compile(r"\[\[([^\[\]{}|<>\n]+)(?:\|([^\[\]{}|]*))?\]\]")
STYLE_TAG = re.compile(r"</?(?:span|sup|sub|font|small|big)\b[^<>]*>", re.IGNORECASE)
LITERAL = re.compile(r"<(?:nowiki|pre|source|syntaxhighlight|code|tt|math)\b", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
HIDDEN = ("gallery", "references", "math", "templatestyles", "section")
MAX_BLOCK = 50_000  # characters; a longer block keeps its text by the scan, the parser is quadratic on odd markup


@dataclass(slots=True)
class Renderer:
    """Renders wikitext to text and marks.

    Attributes:
        language: Templates and namespaces.
        references: Content of named references on the page.
        numbers: Number that each reference has been given, by name or content.
        citing: True inside a reference; one within another stands for nothing.
    """

    language: Language
    references: dict[str, str]
    numbers: dict[str, int] = field(default_factory=dict)
    citing: bool = False

    def render(self, wikitext: str) -> TextBuilder:
        """Return the visible text of a piece of wikitext."""
        if simple := self.render_simple(wikitext):
            return simple
        out = TextBuilder()
        if len(wikitext) > MAX_BLOCK:
            out.add(wikitext)
            out.mark("template", 0, PARSER_LIMIT)
        else:
            # Tags that only style, closed or not, are no concern of the parser.
            clean = wikitext if LITERAL.search(wikitext) else STYLE_TAG.sub("", wikitext)
            self.nodes(mwparserfromhell.parse(clean).nodes, out)
        return out

    def render_simple(self, wikitext: str) -> TextBuilder | None:
        """Return the visible text of wikitext with no more in it than links and plain styling, None for any other.

        Most comments are of this kind, and a scan reads them several times as fast as the parser; both give the same,
        which a property test holds.
        """
        if NOT_SIMPLE.search(wikitext):
            return None
        out = TextBuilder()
        pieces = SIMPLE_LINK.split(wikitext)
        for text, title, shown in zip(pieces[::3], [*pieces[1::3], None], [*pieces[2::3], None], strict=True):
            if "[[" in text:
                return None
            out.add(plain_text(text))
            if title is not None:
                self.link_to(title.strip(), None if shown is None else partial(out.add, plain_text(shown)), out)
        return out

    def text_of(self, wikicode: Wikicode) -> str:
        """Return the visible text of parsed wikitext alone."""
        out = TextBuilder()
        self.nodes(wikicode.nodes, out)
        return out.text().strip()

    def nodes(self, nodes: Iterable[Node], out: TextBuilder) -> None:
        """Append nodes one after the other."""
        for node in nodes:
            if isinstance(node, Text):
                out.add(str(node.value))
            elif isinstance(node, HTMLEntity):
                out.add(node.normalize().replace("\u00a0", " "))
            elif isinstance(node, Wikilink):
                self.link(node, out)
            elif isinstance(node, ExternalLink):
                self.external(node, out)
            elif isinstance(node, Tag):
                self.tag(node, out)
            elif isinstance(node, Template):
                self.template(node, out)
            elif isinstance(node, Argument):
                out.add(str(node))

    def link(self, node: Wikilink, out: TextBuilder) -> None:
        """Append a link's text and mark where it leads; files and categories show nothing."""
        text = node.text
        self.link_to(str(node.title).strip(), None if text is None else partial(self.nodes, text.nodes, out), out)

    def link_to(self, title: str, show: Callable[[], None] | None, out: TextBuilder) -> None:
        """Append what a link shows, its title unless `show` appends something else, and mark where it leads."""
        number, _ = self.language.site.split_title(title)
        if number in {6, 14} and not title.startswith(":"):
            return
        start, target = out.length, title.lstrip(":").strip()
        if show is None:
            out.add(target)
        else:
            show()
        if out.length == start and not title.startswith("#"):
            out.add(target)  # [[Page|]] shows its page when not saved through the pipe trick
        if user := self.language.site.user_of(target) or self.language.site.user_of(INTERWIKI.sub("", target)):
            out.mark("user", start, user)
        else:
            out.mark("link", start, target)

    def external(self, node: ExternalLink, out: TextBuilder) -> None:
        """Append an outside link's text and mark its address."""
        start = out.length
        if node.title is None:
            out.add(str(node.url))
        else:
            self.nodes(node.title.nodes, out)
        out.mark("url", start, str(node.url))

    def tag(self, node: Tag, out: TextBuilder) -> None:
        """Append what a tag shows."""
        name = str(node.tag).strip().lower()
        if name == "ref":
            self.reference(node, out)
        elif name == "br":
            out.add("\n")
        elif name in {"li", "dd", "dt"} and node.self_closing:
            out.add("")  # list marks inside a block: the prefix was cut before
        elif name not in HIDDEN and node.contents is not None:
            start = out.length
            self.nodes(node.contents.nodes, out)
            if name in STYLES and out.length > start:
                out.mark(STYLES[name], start)

    def reference(self, node: Tag, out: TextBuilder) -> None:
        """Append a reference's number and mark the work behind it."""
        if self.citing:
            return
        name = str(node.get("name").value).strip("\"' ") if node.has("name") else ""
        content = str(node.contents or "").strip() or self.references.get(name, "")
        key = name or content
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        start = out.length
        out.add(f"[{number}]")
        self.citing = True
        for fields in self.works(content):
            out.mark("citation", start, None, fields)
        self.citing = False

    def works(self, content: str) -> Iterator[list[tuple[str, str]]]:
        """Yield the fields of each work that a reference's content cites; its plain text where no template is used."""
        parsed = mwparserfromhell.parse(content[:MAX_BLOCK])
        templates = [t for t in parsed.filter_templates() if self.meaning(t) == "citation"]
        for template in templates:
            yield self.citation_fields(template)
        if not templates and content:
            urls = [("url", str(link.url)) for link in parsed.filter_external_links()][:1]
            yield [("text", self.text_of(parsed)), *urls]

    def citation_fields(self, template: Template) -> list[tuple[str, str]]:
        """Return a citation template's parameters and the whole as written."""
        pairs = [(str(p.name).strip().lower(), self.text_of(p.value)) for p in template.params]
        return [("text", str(template)), *((name, value) for name, value in pairs if value)]

    def meaning(self, template: Template) -> str | None:
        """Return what the language's data say of a template, None for one they do not know."""
        found = self.language.templates.get(template_name(template))
        return found.meaning if found else None

    def template(self, node: Template, out: TextBuilder) -> None:
        """Append what a template shows, by its meaning in the language's data."""
        name = template_name(node)
        known = self.language.templates.get(name)
        start = out.length
        # These two render their parameters themselves: doing it twice for templates in templates takes for ever.
        if known and known.meaning in {"quote", "show"}:
            if node.has(known.parameters[0]):
                self.nodes(node.get(known.parameters[0]).value.nodes, out)
            out.mark("quote" if known.meaning == "quote" else "template", start, name)
            return
        if known and known.meaning == "citation":
            cited = self.citation_fields(node)
            out.add(citation_text(dict(cited)))
            out.mark("citation", start, None, cited)
            return
        values = {str(p.name).strip(): self.text_of(p.value) for p in node.params}
        fields = tuple(values.items())
        if known is None:
            out.mark("template", start, name, fields)
        elif known.meaning == "user":
            self.users([values[p] for p in known.parameters if values.get(p)], known.text, out)
        elif known.meaning == "diff":
            self.difference([values.get(p, "") for p in known.parameters], name, out)
        elif known.meaning == "link":
            target = values.get(known.parameters[0], "")
            out.add(values.get("2") or target)
            out.mark("link", start, target)
        elif known.meaning == "unsigned":
            self.unsigned([values.get(p, "") for p in known.parameters], known.text, out)
        else:
            out.add(known.text if known.meaning == "text" else "")
            out.mark("template", start, name, fields)

    def users(self, names: Sequence[str], before: str, out: TextBuilder) -> None:
        """Append the users that a template such as `{{ping}}` addresses."""
        out.add(before)
        for i, name in enumerate(names):
            out.add(", " if i else "")
            start = out.length
            out.add(name)
            out.mark("user", start, self.language.site.user_of(f"User:{name}") or name, [("via", "ping")])
        out.add(":" if before and names else "")

    def difference(self, texts: Sequence[str], name: str, out: TextBuilder) -> None:
        """Append an old and a new text, one a line, struck and inserted."""
        old, new = texts
        start = out.length
        out.add(old)
        out.mark("strike", start)
        out.add("\n")
        middle = out.length
        out.add(new)
        out.mark("insert", middle)
        out.mark("template", start, name, (("old", old), ("new", new)))

    def unsigned(self, values: Sequence[str], notice: str, out: TextBuilder) -> None:
        """Append the words by which a template names who forgot to sign."""
        name, time = values
        if find_timestamps(name, self.language.site, loose=True):
            name, time = time, name
        out.add(f" {notice} ")
        start = out.length
        out.add(name)
        out.mark("user", start, self.language.site.user_of(f"User:{name}") or name)
        zone = "" if find_timestamps(time, self.language.site) else " (UTC)"
        out.add(f" {time}{zone}" if time else "")


def plain_text(text: str) -> str:
    """Return text without tags that only style it, and with HTML entities as characters."""
    if "<" in text:
        text = STYLE_TAG.sub("", text)
    return ENTITY.sub(lambda found: unescape(found[0]).replace("\u00a0", " "), text) if "&" in text else text


def template_name(template: Template) -> str:
    """Return a template's name in lower case, without comments, namespace or substitution."""
    name = " ".join(COMMENT.sub("", str(template.name)).replace("_", " ").split()).lower()
    return name.removeprefix("subst:").removeprefix("template:")


def parse_wikitext(text: str, language: Language) -> list[Block]:
    """Return the blocks of a page in wikitext."""
    references = {name.strip(): content.strip() for name, content in NAMED_REFERENCE.findall(text)}
    renderer = Renderer(language, references)
    blocks = []
    gap = False
    for markup in paragraphs(grouped(text), language):
        if not markup.strip():
            gap = True
            continue
        heading = HEADING.match(COMMENT.sub("", markup))
        if heading:
            title = renderer.render(heading["text"])
            blocks.append(Block(title.text().strip(), tuple(title.marks), markup, 1, heading=len(heading[1])))
        else:
            prefix = PREFIX.match(markup)
            level = len(re.sub(r"\s", "", prefix[0])) + 1 if prefix else 1
            rendered = renderer.render(markup[prefix.end() :] if prefix else markup)
            shown, marks = strip_block(rendered.text(), rendered.marks)
            if shown or marks:
                blocks.append(Block(shown, marks, markup, level, gap=gap and not prefix))
        gap = False
    return blocks


def paragraphs(groups: Iterable[list[str]], language: Language) -> Iterator[str]:
    """Yield groups of lines as text, those together that a wiki shows as one paragraph.

    Lines without a blank one between them run on, unless one begins a list, a heading, a table or a block, or an
    outdent starts a comment of its own.
    """
    open_lines: list[str] = []
    for lines in groups:
        alone = not lines[0].strip() or bool(STANDING_ALONE.match(lines[0]))
        outdent = OPENING_TEMPLATE.match(lines[0])
        known = language.templates.get(outdent[1].strip().lower()) if outdent else None
        if open_lines and (alone or (known and known.meaning == "outdent")):
            yield "\n".join(open_lines)
            open_lines = []
        if alone:
            yield "\n".join(lines)
        else:
            open_lines += lines
    if open_lines:
        yield "\n".join(open_lines)


def grouped(text: str) -> Iterator[list[str]]:
    """Yield the lines of a page, those together that one template, tag, table, comment or `<pre>` spans.

    What is opened and never closed before the next heading spans nothing: its lines stand alone.
    """
    mask = OPAQUE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    lines, masked, inner = text.split("\n"), mask.split("\n"), inner_lines(text)
    place = 0
    while place < len(lines):
        end = span_end(masked, place, inner)
        yield lines[place:end]
        place = end


def inner_lines(text: str) -> set[int]:
    """Return the numbers of the lines that begin inside a comment, `<nowiki>` or `<pre>` that closes."""
    inner: set[int] = set()
    line = place = 0
    for found in OPAQUE.finditer(text):
        line += text.count("\n", place, found.start())
        last = line + found[0].count("\n")
        if found[1] or found[0].endswith("-->"):
            inner.update(range(line + 1, last + 1))
        line, place = last, found.end()
    return inner


def span_end(masked: Sequence[str], start: int, inner: set[int]) -> int:
    """Return one past the last line of what opens in line `start`; the next line if it never closes."""
    depth = 0
    for i in range(start, len(masked)):
        line = masked[i]
        if i > start and HEADING.match(line):
            break
        depth += line.count("{{") - line.count("}}") + line.count("{|") - line.count("|}")
        depth += len(OPENING.findall(line)) - len(CLOSING.findall(line))
        if depth <= 0 and i + 1 not in inner:
            return i + 1
    return next(i for i in range(start + 1, len(masked) + 1) if i not in inner)
