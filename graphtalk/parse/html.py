"""Pass 1 for rendered HTML: the legacy parser's, Parsoid's, and whole pages saved from a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, unquote

from lxml import etree
from lxml.etree import _Element as Element

from graphtalk.language import Language
from graphtalk.model import MarkKind
from graphtalk.parse.addresses import page_title, split_address
from graphtalk.parse.blocks import NOTICE, OUTDENT, PARSER_LIMIT, SUBPAGE, Block, TextBuilder, strip_block
from graphtalk.parse.transclusions import Transclusion, transclusions
from graphtalk.site import Site

__all__ = ["parse_html"]

BREAKING = frozenset([
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])  # fmt: skip
HEADINGS = {f"h{n}": n for n in range(1, 7)}
LIST_ITEMS = frozenset({"li", "dd"})  # a term, as DiscussionTools has it, stands no deeper than what is around its list
SKIPPED = frozenset(
    {"script", "style", "meta", "link", "noscript", "head", "img", "input", "button", "svg", "template"}
)
SKIPPED_CLASSES = frozenset([
    "mw-editsection", "toc", "mw-notalk", "references", "reflist", "mw-references-wrap", "mw-cite-backlink", "mw-empty-elt",
    "navbox", "catlinks", "printfooter", "mw-jump-link", "mw-trackedTemplate",
])  # fmt: skip
# Buttons and counts of the reply tool; a timestamp that it made a link of is text.
TOOL_CLASS = re.compile(r"ext-discussiontools-init-(?:replylink|section-|timestamplink-)")
# All tags but of elements that cannot stand in one another, or show nothing.
NESTING_TAG = re.compile(r"</?(?!(?:a|p|br|h[1-6]|script|style|head|title)\b)[a-z][^<>]*>", re.IGNORECASE)
BLANK = " \t\r\n"
BLANKS = re.compile(f"[{BLANK}]+")
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
STYLES: dict[str, MarkKind] = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strike", "strike": "strike", "del": "strike",
    "ins": "insert", "u": "insert", "code": "code", "tt": "code", "kbd": "code", "q": "quote",
}  # fmt: skip
BOX_CLASSES = frozenset({"mbox", "tmbox", "ambox", "cmbox", "ombox", "fmbox", "messagebox", "mbox-small"})
QUOTE_CLASSES = frozenset({"inline-quote-talk", "inline-quote", "talkquote", "tq", "quotebox"})
PING = (("via", "ping"),)  # fields of the mark on a link that addresses a user
CONTENT = "mw-parser-output"
# COinS keys (https://en.wikipedia.org/wiki/COinS) by the name that a citation template has for the same thing.
COINS = {
    "rft.title": "title", "rft.btitle": "title", "rft.atitle": "title", "rft.jtitle": "work", "rft.pub": "publisher",
    "rft.date": "date", "rft.au": "author",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """What elements of one tag, class and style are to a reader.

    Attributes:
        skipped: Nothing in them is of the discussion.
        box: They are a box that a template shows.
        breaking: A block of text ends where they begin and where they end.
        lists: 1 for an item of a list, else 0.
        quotes: 1 for a block quote, else 0.
        heading: 1-6 for a heading, else 0.
        gap: Whether they are a paragraph, with an edge above.
        style: What their text is marked as, None for nothing.
        outdent: Whether a comment that they begin answers the one above.
        ping: Whether a link to a user in them addresses that user.
        citation: Whether they are a rendered citation.
        line: Whether they break the line.
        link: Whether they are links.
        outside: Whether they are links out of the wiki.
        wiki: Whether they are links to another wiki.
        opens: Whether more than their text counts where they begin.
        closes: Whether more than that is to be done where they end.
    """

    skipped: bool
    box: bool
    breaking: bool
    lists: int
    quotes: int
    heading: int
    gap: bool
    style: MarkKind | None
    outdent: bool
    ping: bool
    citation: bool
    line: bool
    link: bool
    outside: bool
    wiki: bool
    opens: bool
    closes: bool


@lru_cache(maxsize=10_000)
def kind_of(tag: str, classes: str | None, style: str | None) -> Kind:
    """Return what an element with such attributes is."""
    names = class_names(classes)
    box = bool(names & BOX_CLASSES)
    tool = any(TOOL_CLASS.match(name) for name in names)
    hidden = bool(style and HIDDEN.search(style))
    skipped = tag in SKIPPED or box or bool(names & SKIPPED_CLASSES) or tool or hidden
    breaking = tag in BREAKING or tag in HEADINGS
    marked = STYLES.get(tag, "quote" if names & QUOTE_CLASSES else None)
    outdent, citation = "outdent-template" in names, tag == "cite" or "citation" in names
    return Kind(
        skipped=skipped,
        box=box,
        breaking=breaking,
        lists=int(tag in LIST_ITEMS),
        quotes=int(tag == "blockquote"),
        heading=HEADINGS.get(tag, 0),
        gap=tag in {"p", "blockquote", "pre", "div"},
        style=marked,
        outdent=outdent,
        ping="template-ping" in names,
        citation=citation,
        line=tag == "br",
        link=tag == "a",
        outside="external" in names,
        wiki="extiw" in names,
        opens=breaking or outdent or citation or tag == "br",
        closes=not skipped and (breaking or outdent or citation or marked is not None or tag == "a"),
    )


@dataclass(slots=True)
class Walk:
    """The state of one pass over the document: the block being built and the elements that are open.

    Attributes:
        language: Namespaces, for links.
        notes: The element of each reference, by its id.
        works: The fields of those that have been cited.
        templates: What the templates that an element stands for say beyond what it shows.
        citing: Number of rendered citations that are open; one within another is a part of it.
        out: Text and marks of the open block.
        level: Number of items of lists that are open.
        quotes: Number of block quotes that are open.
        heading: Level of the heading that is open, else 0.
        anchor: Its fragment in links.
        gap: True where a paragraph's edge was passed since the last block.
        ended: Number of blocks that have ended.
        open: What each open element is, the place in the text where it began, and `ended` at that time.
    """

    language: Language
    notes: dict[str, Element]
    works: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    templates: dict[Element, Transclusion] = field(default_factory=dict)
    citing: int = 0
    out: TextBuilder = field(default_factory=TextBuilder)
    level: int = 0
    quotes: int = 0
    heading: int = 0
    anchor: str | None = None
    gap: bool = False
    ended: int = 0
    open: list[tuple[Kind, int, int]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def flush(self) -> None:
        """End the open block."""
        out = self.out
        if not (out.length or out.marks):
            return
        text, marks = strip_block(out.text().replace("\u00a0", " "), out.marks)
        if self.quotes and text:
            whole = TextBuilder([text], list(marks), len(text))
            whole.mark("quote", 0)
            marks = tuple(whole.marks)
        if text or any(mark.kind == "template" for mark in marks):
            anchor = self.anchor if self.heading else None
            self.blocks.append(Block(text, marks, text, self.level + 1, self.heading, self.gap, anchor))
            self.gap = False
        self.out = TextBuilder()
        self.ended += 1

    def text(self, value: str) -> None:
        """Append text with its white space folded."""
        out = self.out
        if not out.length:
            value = value.lstrip(BLANK)  # often all of it: a line end between two elements
        # Most texts have nothing to fold, and to see that is ten times as fast as the expression.
        if "\n" in value or "  " in value or "\t" in value:
            value = BLANKS.sub(" ", value)
        if out.length and value[0] == " " and out.parts[-1][-1] in " \n\u00a0":
            value = value[1:]
        out.add(value)

    def read(self, root: Element) -> None:
        """Read an element and all that is in it."""
        open_elements, add_text = self.open, self.text  # looked up once: pages have ten thousands of elements
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "start":
                kind = kind_of(element.tag, element.get("class"), element.get("style"))
                used = self.templates.get(element) if self.templates else None
                if used:
                    self.out.extend(used.said)
                    kind = kind_of("template", None, None) if used.instead else kind  # passed over
                if kind.skipped:
                    events.skip_subtree()
                    text = None
                    if kind.box:
                        self.box(element)
                else:
                    text = element.text
                    if kind.opens:
                        self.start(element, kind)
                open_elements.append((kind, self.out.length, self.ended))
            else:
                kind, start, ended = open_elements.pop()
                text = element.tail
                if kind.closes:
                    self.end(element, kind, start if ended == self.ended else 0)  # it began in an earlier block
            if text:
                add_text(text)

    def start(self, element: Element, kind: Kind) -> None:
        """Enter an element."""
        if kind.breaking or kind.outdent:
            self.flush()
            self.level += kind.lists
            self.quotes += kind.quotes
            if kind.heading:
                self.heading = kind.heading
                self.anchor = heading_anchor(element)
            self.gap = self.gap or kind.gap
        elif kind.line:
            self.out.add("\n")
        self.citing += kind.citation

    def end(self, element: Element, kind: Kind, start: int) -> None:
        """Leave an element: mark what it enclosed from `start` on."""
        self.citing -= kind.citation
        if kind.link:
            self.link(element, kind, start)
        elif kind.citation and not self.citing:
            self.out.mark("citation", start, None, work_fields(element))
        elif kind.outdent:
            self.out.mark("template", self.out.length, OUTDENT)
        elif kind.style and self.out.length > start:
            self.out.mark(kind.style, start)
        if kind.breaking:
            self.flush()
            self.level -= kind.lists
            self.quotes -= kind.quotes
            self.heading = 0 if kind.heading else self.heading

    def box(self, element: Element) -> None:
        """Mark the box that a template shows, without its text."""
        self.out.mark("template", self.out.length, NOTICE, [("text", shown_text(element))])

    def given(self, note: Element) -> list[tuple[str, str]]:
        """Return the fields that a reference's template was given where the wiki lacks it; none where it has it."""
        used = (self.templates.get(element) for element in note.iter("a")) if self.templates else ()
        marks = (mark for known in used if known for mark in known.said.marks)
        return next((list(mark.fields) for mark in marks if mark.kind == "citation"), [])

    def link(self, element: Element, kind: Kind, start: int) -> None:
        """Mark what a link leads to, whose text begins at `start`: a reference, a user, a page, an address outside."""
        address = element.get("href") or ""
        if address.startswith("#") or "#cite_note" in address:
            name = unquote(address.rpartition("#")[2])
            if name in self.notes:
                if name not in self.works:
                    self.works[name] = self.given(self.notes[name]) or work_fields(self.notes[name])
                self.out.mark("citation", start, None, self.works[name])
            return
        marked, target, below = link_target(self.language.site, address, outside=kind.outside)
        if marked == "user":
            pinged = kind.ping or (self.open and self.open[-1][0].ping)
            self.out.mark("user", start, target, PING if pinged else SUBPAGE if below else ())
        elif marked:
            named = element.get("title") if marked == "link" and kind.wiki else None
            self.out.mark(marked, start, named or target)


# People link to the same few users and pages over and over; 50,000 comments have 35,000 addresses.
@lru_cache(maxsize=50_000)
def link_target(site: Site, address: str, *, outside: bool) -> tuple[MarkKind | None, str, bool]:
    """Return what a link with such an address is marked as, what it leads to, and whether below a user's page.

    Args:
        site: The wiki.
        address: The address.
        outside: Whether it is written as one of another site.
    """
    title = page_title(address)
    user = site.user_of(title) if title else None
    below = bool(user and title and site.is_user_subpage(title))
    outside = outside and split_address(address).netloc.lower() not in {"", site.host}
    if user and not (outside and below):  # people of other wikis sign here too
        return "user", user, below
    if title and not outside:
        return "link", title, False
    return ("url" if address.startswith(("http:", "https:", "//")) else None), address, False


def shown_text(element: Element) -> str:
    """Return an element's text with its white space folded."""
    return " ".join("".join(map(str, element.itertext())).split())


def heading_anchor(element: Element) -> str | None:
    """Return the fragment of links to a heading: the id of its headline, else its own."""
    headline = next((e for e in element.iter("span") if "mw-headline" in element_classes(e)), element)
    anchor: str | None = headline.get("id")
    return anchor


def element_classes(element: Element) -> frozenset[str]:
    """Return the classes of an element."""
    return class_names(element.get("class"))


@lru_cache(maxsize=1_000)
def class_names(value: str | None) -> frozenset[str]:
    """Return the names in a class attribute."""
    return frozenset((value or "").split())


def work_fields(element: Element) -> list[tuple[str, str]]:
    """Return the fields of a rendered citation: its text, its first outside link, and COinS data where it has them."""
    note = next((e for e in element.iter() if "reference-text" in element_classes(e)), element)
    fields = [("text", shown_text(note))]
    for link in element.iter("a"):
        address = link.get("href") or ""
        if address.startswith(("http:", "https:", "//")):
            fields.append(("url", address))
            break
    data = element.find(".//span[@class='Z3988']")
    after = element.getnext()
    if data is None and after is not None and "Z3988" in element_classes(after):
        data = after
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


def content_root(document: Element) -> Element:
    """Return the element that holds the page's content, without the skin around it; one that users wrote in it is none."""
    found: list[Element] = []
    events = etree.iterwalk(document, events=("start",), tag=("div", "body"))
    for _, element in events:
        if CONTENT in element_classes(element):
            found.append(element)
            events.skip_subtree()
    return max(found, key=len, default=document)


def parse_html(text: str, language: Language) -> list[Block]:
    """Return the blocks of a rendered page."""
    document, whole = read_document(text)
    if document is None:
        return []
    notes = {str(e.get("id")): e for e in document.iter("li") if (e.get("id") or "").startswith("cite_note")}
    walk = Walk(language, notes, templates=dict(transclusions(document, language)))
    if not whole:
        walk.out.mark("template", 0, PARSER_LIMIT)
    walk.read(content_root(document))
    walk.flush()
    return walk.blocks


def read_document(text: str) -> tuple[Element | None, bool]:
    """Return the root element of a page, None for one with nothing on it, and whether it has all that the page has.

    The library drops what stands after 2,048 elements one in another; such a page is read without those that can nest.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        # Bytes: lxml refuses text that declares an encoding of its own.
        document = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:  # nothing but comments
        return None, True
    if not any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        return document, True
    flat = NESTING_TAG.sub(" ", text)
    return (document if flat == text else read_document(flat)[0]), False
