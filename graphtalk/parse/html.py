"""Pass 1 for rendered HTML: the legacy parser's, Parsoid's, and whole pages saved from a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, unquote

from lxml import etree, html

from graphtalk.language import Language
from graphtalk.model import MarkKind
from graphtalk.parse.addresses import split_address
from graphtalk.parse.blocks import NOTICE, Block, TextBuilder, strip_block

__all__ = ["parse_html"]

BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
LISTS = frozenset({"ul", "ol", "dl"})
SKIPPED = frozenset(
    {"script", "style", "meta", "link", "noscript", "head", "img", "input", "button", "svg", "template"}
)
SKIPPED_CLASSES = frozenset(
    [
        "mw-editsection",
        "toc",
        "mw-notalk",
        "references",
        "reflist",
        "mw-references-wrap",
        "mw-cite-backlink",
        "mw-empty-elt",
        "navbox",
        "catlinks",
        "printfooter",
        "mw-jump-link",
        "mw-trackedTemplate",
    ]
)
# Buttons and counts of the reply tool; a timestamp that it made a link of is text.
TOOL_CLASS = re.compile(r"ext-discussiontools-init-(?:replylink|section-|timestamplink-)")
BLANKS = re.compile(r"[ \t\r\n]+")
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
STYLES: dict[str, MarkKind] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strike", "strike": "strike", "del": "strike",
    "ins": "insert", "u": "insert", "code": "code", "tt": "code", "kbd": "code", "q": "quote",
}  # fmt: skip
BOX_CLASSES = frozenset({"mbox", "tmbox", "ambox", "cmbox", "ombox", "fmbox", "messagebox", "mbox-small"})
QUOTE_CLASSES = frozenset({"inline-quote-talk", "inline-quote", "talkquote", "tq", "quotebox"})
CONTENT = "mw-parser-output"
# COinS keys (https://en.wikipedia.org/wiki/COinS) by the name that a citation template has for the same thing.
COINS = {
    "rft.title": "title", "rft.btitle": "title", "rft.atitle": "title", "rft.jtitle": "work", "rft.pub": "publisher",
    "rft.date": "date", "rft.au": "author",
}  # fmt: skip


@dataclass(slots=True)
class Walk:
    """The state of one pass over the document: the block being built and the elements that are open.

    Attributes:
        language: Namespaces, for links.
        notes: The element of each reference, by its id.
        out: Text and marks of the open block.
        level: Number of lists that are open.
        quotes: Number of block quotes that are open.
        heading: Level of the heading that is open, else 0.
        anchor: Its fragment in links.
        gap: True where a paragraph's edge was passed since the last block.
        starts: Place in the text where each open element began.
    """

    language: Language
    notes: dict[str, html.HtmlElement]
    out: TextBuilder = field(default_factory=TextBuilder)
    level: int = 0
    quotes: int = 0
    heading: int = 0
    anchor: str | None = None
    gap: bool = False
    starts: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def flush(self) -> None:
        """End the open block."""
        text, marks = strip_block(self.out.text(), self.out.marks)
        if self.quotes and text:
            whole = TextBuilder([text], list(marks), len(text))
            whole.mark("quote", 0)
            marks = tuple(whole.marks)
        if text or any(mark.kind == "template" for mark in marks):
            anchor = self.anchor if self.heading else None
            self.blocks.append(Block(text, marks, text, self.level + 1, self.heading, self.gap, anchor))
            self.gap = False
        self.out = TextBuilder()
        self.starts = [0] * len(self.starts)

    def text(self, value: str | None) -> None:
        """Append text with its white space folded."""
        if not value:
            return
        folded = BLANKS.sub(" ", value)
        if not self.out.length or self.out.parts[-1].endswith((" ", "\n")):
            folded = folded.lstrip(" ")
        self.out.add(folded.replace("\u00a0", " "))

    def start(self, element: html.HtmlElement) -> None:
        """Enter an element."""
        tag = element.tag
        if "outdent-template" in element_classes(element):
            self.flush()
        if tag in BREAKING or tag in HEADINGS:
            self.flush()
            self.level += tag in LISTS
            self.quotes += tag == "blockquote"
            self.heading = HEADINGS.get(tag, self.heading)
            if tag in HEADINGS:
                self.anchor = heading_anchor(element)
            self.gap = self.gap or tag in {"p", "blockquote", "pre", "div"}
        elif tag == "br":
            self.out.add("\n")
        self.starts.append(self.out.length)
        self.text(element.text)

    def end(self, element: html.HtmlElement) -> None:
        """Leave an element: mark what it enclosed."""
        tag, start = element.tag, self.starts.pop()
        classes = element_classes(element)
        if tag == "a":
            self.link(element, start)
        elif tag == "cite" or classes & {"citation"}:
            self.out.mark("citation", start, None, work_fields(element))
        elif tag in STYLES and self.out.length > start:
            self.out.mark(STYLES[tag], start)
        elif classes & QUOTE_CLASSES and self.out.length > start:
            self.out.mark("quote", start)
        elif "outdent-template" in classes:
            self.out.mark("template", self.out.length, "outdent")
        if tag in BREAKING or tag in HEADINGS:
            self.flush()
            self.level -= tag in LISTS
            self.quotes -= tag == "blockquote"
            self.heading = 0 if tag in HEADINGS else self.heading

    def box(self, element: html.HtmlElement) -> None:
        """Mark the box that a template shows, without its text."""
        shown = " ".join("".join(map(str, element.itertext())).split())
        self.out.mark("template", self.out.length, NOTICE, [("text", shown)])

    def link(self, element: html.HtmlElement, start: int) -> None:
        """Mark what a link leads to: a reference, a user, a page, an address outside."""
        address = element.get("href") or ""
        if address.startswith("#") or "#cite_note" in address:
            note = self.notes.get(unquote(address.rpartition("#")[2]))
            if note is not None:
                self.out.mark("citation", start, None, work_fields(note))
            return
        classes = element_classes(element)
        hosts = {"", self.language.site.host}
        outside = "external" in classes and split_address(address).netloc.lower() not in hosts
        title = None if outside else page_title(address)
        user = self.language.site.user_of(title) if title else None
        if title is None:
            if address.startswith(("http:", "https:", "//")):
                self.out.mark("url", start, address)
        elif user:  # people of other wikis sign here too
            pinged = any("template-ping" in element_classes(e) for e in (element, element.getparent()) if e is not None)
            self.out.mark("user", start, user, [("via", "ping")] if pinged else [])
        else:
            self.out.mark("link", start, element.get("title") or title if "extiw" in classes else title)


def heading_anchor(element: html.HtmlElement) -> str | None:
    """Return the fragment of links to a heading: the id of its headline, else its own."""
    headline = next((e for e in element.iter("span") if "mw-headline" in element_classes(e)), element)
    anchor: str | None = headline.get("id")
    return anchor


def element_classes(element: html.HtmlElement) -> frozenset[str]:
    """Return the classes of an element."""
    return class_names(element.get("class") or "")


@lru_cache(maxsize=1_000)
def class_names(value: str) -> frozenset[str]:
    """Return the names in a class attribute."""
    return frozenset(value.split())


@lru_cache(maxsize=1_000)
def hidden_classes(names: frozenset[str]) -> bool:
    """Tell whether elements of these classes show nothing of the discussion."""
    return bool(names & (SKIPPED_CLASSES | BOX_CLASSES)) or any(TOOL_CLASS.match(name) for name in names)


@lru_cache(maxsize=10_000)
def page_title(address: str) -> str | None:
    """Return the title of the wiki page that an address leads to, None for one that is no wiki page.

    >>> page_title("/wiki/User_talk:Ana#top"), page_title("/w/index.php?title=User:Bo&action=edit&redlink=1")
    ('User talk:Ana#top', 'User:Bo')
    >>> page_title("./Help:Contents"), page_title("https://lakes.example/a")
    ('Help:Contents', None)
    """
    parts = split_address(address)
    if named := parse_qs(parts.query).get("title"):
        title = named[0]
    elif address.startswith("./"):
        title = unquote(parts.path[2:])
    elif parts.path.startswith("/wiki/"):
        title = unquote(parts.path.removeprefix("/wiki/"))
    else:
        return None
    return (title + (f"#{unquote(parts.fragment)}" if parts.fragment else "")).replace("_", " ")


def work_fields(element: html.HtmlElement) -> list[tuple[str, str]]:
    """Return the fields of a rendered citation: its text, its first outside link, and COinS data where it has them."""
    shown = [part for part in element.itertext() if part]
    clean = " ".join("".join(shown).split())
    note = next((e for e in element.iter() if "reference-text" in element_classes(e)), None)
    if note is not None:
        clean = " ".join("".join(note.itertext()).split())
    fields = [("text", clean)]
    for link in element.iter("a"):
        address = link.get("href") or ""
        if address.startswith(("http:", "https:", "//")):
            fields.append(("url", address))
            break
    data = element.find(".//span[@class='Z3988']")
    if data is None and element.getnext() is not None and "Z3988" in element_classes(element.getnext()):
        data = element.getnext()
    if data is not None:
        fields += coins_fields(data.get("title") or "")
    return fields


def coins_fields(title: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a COinS title attribute."""
    authors = 0
    for key, values in parse_qs(title).items():
        for value in values:
            if key == "rft.au":
                authors += 1
                yield f"author{authors}", value
            elif key in COINS:
                yield COINS[key], value
            elif key == "rft_id" and value.startswith("info:"):
                scheme, _, identifier = value.removeprefix("info:").partition("/")
                yield scheme, identifier


def content_root(document: html.HtmlElement) -> html.HtmlElement:
    """Return the element that holds the page's content, without the skin around it."""
    found = [e for e in document.iter("div") if CONTENT in element_classes(e)]
    return max(found, key=len, default=document)


def skipped(element: html.HtmlElement) -> bool:
    """Tell whether an element shows nothing of the discussion."""
    if not isinstance(element.tag, str) or element.tag in SKIPPED:
        return True
    style = element.get("style")
    return hidden_classes(element_classes(element)) or bool(style and HIDDEN.search(style))


def parse_html(text: str, language: Language) -> list[Block]:
    """Return the blocks of a rendered page."""
    if not text.strip():
        return []
    try:
        # Bytes: lxml refuses text that declares an encoding of its own.
        document = html.fromstring(
            text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=True)
        )
    except etree.ParserError:  # nothing but comments
        return []
    notes = {str(e.get("id")): e for e in document.iter("li") if (e.get("id") or "").startswith("cite_note")}
    walk = Walk(language, notes)
    events = etree.iterwalk(content_root(document), events=("start", "end"))
    dropped: list[html.HtmlElement] = []
    for event, element in events:
        if event == "start":
            if skipped(element):
                if isinstance(element.tag, str) and element_classes(element) & BOX_CLASSES:
                    walk.box(element)
                events.skip_subtree()
                dropped.append(element)
            else:
                walk.start(element)
            continue
        if dropped and dropped[-1] is element:
            dropped.pop()
        else:
            walk.end(element)
        walk.text(element.tail)
    walk.flush()
    return walk.blocks
