"""A piece of wikitext to plain text with marks: by a scan where it holds little, by mwparserfromhell where it does not.

Most comments hold nothing but words, links, bold and an address by template; a scan reads those several times as fast
as the parser. Both give the same, which a property test holds.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape

import mwparserfromhell
from mwparserfromhell.nodes import Argument, ExternalLink, Heading, HTMLEntity, Node, Tag, Template, Text, Wikilink
from mwparserfromhell.wikicode import Wikicode

from graphtalk.language import Language
from graphtalk.language import Template as Known
from graphtalk.parse.addresses import page_title
from graphtalk.parse.blocks import OUTDENT, PARSER_LIMIT, SUBPAGE, TextBuilder
from graphtalk.parse.calls import COMMENT, Call, call_of, template_name
from graphtalk.parse.citations import citation_text
from graphtalk.parse.inline import (
    STYLES,
    TOKEN,
    Style,
    add_words,
    close_style,
    close_tag,
    plain_text,
    scannable,
    without_comments,
)
from graphtalk.parse.limits import too_much
from graphtalk.parse.signatures import find_timestamps
from graphtalk.parse.tables import table_cells

__all__ = ["Renderer"]

INTERWIKI = re.compile(r"^(?:[a-z][a-z-]{0,11}:){1,2}")  # a link to another wiki, whose people sign here too
QUOTES = ("blockquote", "q")
STYLE_TAG = re.compile(
    r"</?(?:span|sup|sub|font|small|big|div|center|p|section|onlyinclude|noinclude|includeonly)\b[^<>]*>", re.IGNORECASE
)
LITERAL = re.compile(r"<(?:nowiki|pre|source|syntaxhighlight|code|tt|math)\b", re.IGNORECASE)
HIDDEN = ("gallery", "references", "math", "templatestyles", "section")


@dataclass(slots=True)
class Renderer:
    """Renders wikitext to text and marks.

    Attributes:
        language: Templates and namespaces.
        references: Content of named references on the page.
        numbers: Number that each reference has been given, by name or content.
        citing: True inside a reference; one within another stands for nothing.
        addresses: Number of outside links that show nothing but their number.
    """

    language: Language
    references: dict[str, str]
    numbers: dict[str, int] = field(default_factory=dict)
    citing: bool = False
    addresses: int = 0

    def render(self, wikitext: str) -> TextBuilder:
        """Return the visible text of a piece of wikitext."""
        clean = wikitext
        # Comments, and tags that only style, closed or not, are no concern of the parser.
        if "<" in wikitext and not LITERAL.search(wikitext):
            clean = STYLE_TAG.sub("", without_comments(wikitext))
        addresses = self.addresses
        if scanned := self.scan_table(clean) if clean.startswith("{|") else self.scan(clean):
            return scanned
        self.addresses = addresses
        if too_much(clean):
            return self.rough(clean)
        out = TextBuilder()
        self.nodes(mwparserfromhell.parse(clean).nodes, out)
        return out

    def rough(self, wikitext: str) -> TextBuilder:
        """Return wikitext as it is written but for its plain links, so that who signs it is still known."""
        out = TextBuilder()
        place = 0
        for token in TOKEN.finditer(wikitext):
            if token["title"] is not None:
                out.add(wikitext[place : token.start()])
                if not self.scan_link(token, out):
                    out.add(token[0])
                place = token.end()
        out.add(wikitext[place:])
        out.mark("template", 0, PARSER_LIMIT)
        return out

    def scan(self, wikitext: str) -> TextBuilder | None:
        """Return the visible text of wikitext without tags that holds words, links, styles and plain templates.

        None for wikitext that holds anything else, or holds one of these in an odd way.
        """
        if not scannable(wikitext):
            return None
        out = TextBuilder()
        styles: list[Style] = []
        place = 0
        for token in TOKEN.finditer(wikitext):
            if not add_words(wikitext[place : token.start()], out):
                return None
            kind = token.lastgroup
            if kind == "style":
                read = close_style(token, styles, out)
            elif kind == "tag":
                read = close_tag(token, styles, out)
            elif kind == "call":
                read = self.scan_call(token, out)
            elif kind == "literal":
                read = True
                out.add(plain_text(token["literal"]))
            elif kind == "bare":
                read = True
                self.address(token[0], partial(out.add, token[0]), out)
            else:
                read = self.scan_link(token, out)
            if not read:
                return None
            place = token.end()
        return out if not styles and add_words(wikitext[place:], out) else None

    def scan_table(self, wikitext: str) -> TextBuilder | None:
        """Return the visible text of a plain table; None for any other."""
        cells = table_cells(wikitext)
        if cells is None:
            return None
        out = TextBuilder()
        for cell in cells:
            scanned = self.scan(cell)
            if scanned is None or ("://" in cell and not cell[-1:].isspace()):
                return None
            out.extend(scanned)
        return out

    def scan_link(self, token: re.Match[str], out: TextBuilder) -> bool:
        """Append a link within the wiki or to an address outside; tell whether its text can be read."""
        written = token["shown"] if token["url"] is None else token["label"]
        if written is not None and ("//" in written or (token["url"] and not written.strip())):
            return False
        markup = written and ("''" in written or "<" in written)
        shown = self.scan(written) if written and markup else plain_text(written or "")
        if shown is None:
            return False
        show = partial(out.extend, shown) if isinstance(shown, TextBuilder) else partial(out.add, shown)
        if token["url"] is None:
            self.link_to(token["title"].strip(), None if written is None else show, out)
        else:
            self.address(token["url"], None if written is None else show, out)
        return True

    def scan_call(self, token: re.Match[str], out: TextBuilder) -> bool:
        """Append what a template with plain parameters shows; tell whether they are plain."""
        name, *parameters = token["call"].split("|")
        if not name.strip() or "://" in token[0] or "''" in token[0]:
            return False
        values: dict[str, Wikicode | str] = {}
        number = 0
        for parameter in parameters:
            key, equals, value = parameter.partition("=")
            number += not equals
            values[key.strip() if equals else str(number)] = value if equals else key
        self.call(Call(template_name(name), name, token[0], values), out)
        return True

    def text_of(self, value: Wikicode | str) -> str:
        """Return the visible text of a template's parameter alone."""
        out = TextBuilder()
        self.show(value, out)
        return out.text().strip()

    def show(self, value: Wikicode | str, out: TextBuilder) -> None:
        """Append what a template's parameter shows."""
        if isinstance(value, str):
            out.add(value)
        else:
            self.nodes(value.nodes, out)

    def nodes(self, nodes: Iterable[Node], out: TextBuilder) -> None:
        """Append nodes one after the other."""
        for node in nodes:
            if isinstance(node, Text):
                out.add(str(node.value))
            elif isinstance(node, HTMLEntity):
                out.add(plain_text(str(node)))
            elif isinstance(node, Wikilink):
                self.link(node, out)
            elif isinstance(node, ExternalLink):
                self.external(node, out)
            elif isinstance(node, Tag):
                self.tag(node, out)
            elif isinstance(node, Template):
                self.call(call_of(node), out)
            elif isinstance(node, Argument | Heading):  # headings have lines of their own, this only looks like one
                out.add(str(node))

    def link(self, node: Wikilink, out: TextBuilder) -> None:
        """Append a link's text and mark where it leads; files and categories show nothing."""
        text = node.text
        self.link_to(str(node.title).strip(), None if text is None else partial(self.nodes, text.nodes, out), out)

    def link_to(self, title: str, show: Callable[[], None] | None, out: TextBuilder) -> None:
        """Append what a link shows, its title unless `show` appends something else, and mark where it leads."""
        title = unescape(title) if "&" in title else title  # so do wikis write the tilde of a temporary account
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
            out.mark("user", start, user, SUBPAGE if self.language.site.is_user_subpage(target) else ())
        else:
            out.mark("link", start, target)

    def external(self, node: ExternalLink, out: TextBuilder) -> None:
        """Append an outside link; one without brackets shows its address."""
        title, url = node.title, str(node.url)
        if not node.brackets:
            self.address(url, partial(out.add, url), out)
        else:
            self.address(url, None if title is None else partial(self.nodes, title.nodes, out), out)

    def address(self, url: str, show: Callable[[], None] | None, out: TextBuilder) -> None:
        """Append what an outside link shows, its number unless `show` appends something else, and mark the address."""
        start = out.length
        if show is None:
            self.addresses += 1
            out.add(f"[{self.addresses}]")
        else:
            show()
        # Whoever signs with the address of their own page, here or on another wiki, signs.
        title = (page_title(url) if "/wiki/" in url or "title=" in url else None) or ""
        user = self.language.site.user_of(title)
        if user and not self.language.site.is_user_subpage(title):
            out.mark("user", start, user)
        else:
            out.mark("url", start, url)

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
            if out.length > start and (name in STYLES or name in QUOTES):
                out.mark(STYLES.get(name, "quote"), start)

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
        if too_much(content):
            yield [("text", content)]
            return
        parsed = mwparserfromhell.parse(content)
        calls = [call for call in map(call_of, parsed.filter_templates()) if self.meaning(call) == "citation"]
        for call in calls:
            yield self.citation_fields(call)
        if not calls and content:
            urls = [("url", str(link.url)) for link in parsed.filter_external_links()][:1]
            yield [("text", self.text_of(parsed)), *urls]

    def citation_fields(self, call: Call) -> list[tuple[str, str]]:
        """Return a citation template's parameters and the whole as written."""
        common = self.language.citation_fields
        pairs = [(name.lower(), self.text_of(value)) for name, value in call.values.items()]
        return [("text", call.markup), *((common.get(name, name), value) for name, value in pairs if value)]

    def meaning(self, call: Call) -> str | None:
        """Return what the language's data say of a template, None for one they do not know."""
        found = self.language.templates.get(call.name)
        return found.meaning if found else None

    def call(self, call: Call, out: TextBuilder) -> None:
        """Append what a template shows, by its meaning in the language's data."""
        name = call.name
        known = self.language.templates.get(name)
        start = out.length
        # These two render their parameters themselves: doing it twice for templates in templates takes for ever.
        if known and known.meaning in {"quote", "show"}:
            out.add(known.text)
            # With parameters and without this one: the parser gave up on it.
            shown = next((call.values[p] for p in known.parameters if p in call.values), None)
            self.show((call.markup if "|" in call.markup else "") if shown is None else shown, out)
            out.add(known.after)
            out.mark("quote" if known.meaning == "quote" else "template", start, name)
            return
        if known and known.meaning == "citation":
            cited = self.citation_fields(call)
            out.add(citation_text(dict(cited)))
            out.mark("citation", start, None, cited)
            return
        values = {key: self.text_of(value) for key, value in call.values.items()}
        if known is None:
            self.page(call.title, out)
            out.mark("template", start, name, values.items())
        elif known.meaning in {"user", "diff", "link", "unsigned"}:
            self.rewritten(name, known, values, out)
        elif known.meaning == "closing":
            out.mark("template", start, name, values.items())
            said = next((p for p in known.parameters if values.get(p)), None)
            # Signed words of a closing are a comment of who closes.
            if said and find_timestamps(values[said], self.language.site):
                self.show(call.values[said], out)
        else:
            answer = known.answers.get(values.get("1", "").lower(), known.text)
            out.add(answer if known.meaning == "text" else "")
            if known.bold:
                out.mark("bold", start)
            out.mark("template", start, OUTDENT if known.meaning == "outdent" else name, values.items())

    def rewritten(self, name: str, known: Known, values: Mapping[str, str], out: TextBuilder) -> None:
        """Append what a template makes of its parameters: addressed users, a difference, a link, an unsigned notice."""
        start = out.length
        given = [values.get(p, "") for p in known.parameters]
        if known.meaning == "user":
            self.users([user for user in given if user], known, out)
        elif known.meaning == "diff":
            self.difference(given, name, out)
        elif known.meaning == "link":
            out.add(values.get("2") or given[0])
            out.mark("link", start, given[0])
        else:
            self.unsigned(given, known.text, out)

    def page(self, title: str, out: TextBuilder) -> None:
        """Mark what a page stands for that is shown in another: someone's own stands for them, as signatures do."""
        if user := self.language.site.user_of(COMMENT.sub("", title).strip()):
            out.mark("user", out.length, user)

    def users(self, names: Sequence[str], known: Known, out: TextBuilder) -> None:
        """Append the users that a template such as `{{ping}}` addresses."""
        out.add(known.text)
        for i, name in enumerate(names):
            joint = known.last_joint if i == len(names) - 1 else ", "
            out.add(joint if i else "")
            start = out.length
            out.add(name)
            out.mark("user", start, self.language.site.user_of(f"User:{name}") or name, [("via", "ping")])
        out.add(known.after if names else "")

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
