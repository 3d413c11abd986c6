"""Pass 1 for wikitext: lines are grouped to blocks, each block is rendered to plain text with marks.

Headings, indentation and what spans several lines are found by a scan over the lines; only the blocks are rendered, one
by one, so that unclosed markup in one of them cannot swallow the rest of the page. All of it takes time in proportion
to the page, whatever is on it.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from graphtalk.language import Language
from graphtalk.parse.blocks import Block, shift_marks, strip_block
from graphtalk.parse.calls import COMMENT, template_name
from graphtalk.parse.rendering import Renderer
from graphtalk.parse.signatures import find_timestamps
from graphtalk.site import Site

__all__ = ["parse_wikitext"]

HEADING_SIGNS = ("=", "<!--")  # that a heading begins with; a comment may stand before it
MAX_HEADING = 6  # levels of headings
# Lines that no paragraph goes on to: lists, headings, tables, rules, indented code, block elements.
STANDING_ALONE = re.compile(
    r"[:*#;= ]|\{\||\|\}|----|</?(?:blockquote|div|table|center|p|pre|ul|ol|dl|li|h[1-6]|hr|section|poem|gallery|references)\b",
    re.IGNORECASE,
)
CLOSING_BLOCK = re.compile(r"</(?:blockquote|div|table|center|p|section)\s*>\s*$", re.IGNORECASE)
OPENING_TEMPLATE = re.compile(r"\{\{\s*([^|}\n]+)")
PREFIX = re.compile(r"^[:*#;]+\s*")
DEEPER = re.compile("[:*#]")  # a term, `;`, stands no deeper than what is around its list, as DiscussionTools has it
OPAQUE_TAGS = ("nowiki", "pre", "syntaxhighlight", "source")
OPAQUE = re.compile(rf"<!--|<({'|'.join(OPAQUE_TAGS)})\b[^<>/]*>", re.IGNORECASE)
CLOSING_OPAQUE = {"": re.compile("-->"), **{tag: re.compile(f"</{tag}>", re.IGNORECASE) for tag in OPAQUE_TAGS}}
SPANNING = ("blockquote", "ref", "table", "poem")  # others may enclose a whole discussion
OPENING = re.compile(rf"<(?:{'|'.join(SPANNING)})\b[^<>]*(?<!/)>", re.IGNORECASE)
CLOSING = re.compile(rf"</(?:{'|'.join(SPANNING)})\s*>", re.IGNORECASE)
NAMED_REFERENCE = re.compile(r"<ref\s+name\s*=\s*[\"']?([^\"'<>/\n]+)[\"']?\s*>", re.IGNORECASE)
ELEMENT = re.compile(r"<(?P<close>/?)(?P<name>div|span|p|table|section)\b(?P<rest>[^<>]*)(?<!/)>", re.IGNORECASE)
NOTALK = re.compile(r"class\s*=[^<>]*(?<![\w-])mw-notalk(?![\w-])", re.IGNORECASE)
CLOSING_REFERENCE = re.compile("</ref>", re.IGNORECASE)


def parse_wikitext(text: str, language: Language) -> list[Block]:
    """Return the blocks of a page in wikitext."""
    text = without_notalk(text)
    renderer = Renderer(language, named_references(text))
    blocks = []
    gap = False
    for markup in paragraphs(unfolded(grouped(text), language), language):
        if not markup.strip():
            gap = True
            continue
        level, heading = read_heading(COMMENT.sub("", markup)) if markup.startswith(HEADING_SIGNS) else (0, "")
        if level:
            title = renderer.render(heading)
            blocks.append(Block(title.text().strip(), tuple(title.marks), markup, 1, heading=level))
        else:
            prefix = PREFIX.match(markup)
            level = len(DEEPER.findall(prefix[0])) + 1 if prefix else 1
            rendered = renderer.render(markup[prefix.end() :] if prefix else markup)
            shown, marks = strip_block(rendered.text(), rendered.marks)
            if shown or marks:
                block = Block(shown, marks, markup, level, gap=gap and not prefix)
                blocks += at_colon(block, language.site) if prefix and ";" in prefix[0] else [block]
        gap = False
    return blocks


def at_colon(block: Block, site: Site) -> list[Block]:
    """Return a line that begins with `;` as the two lines that a wiki makes of it, where that parts a timestamp.

    A wiki parts a term and its meaning at the first colon outside links and styles. A time that it is in signs nothing.
    """
    place = 0
    colon = -1
    for mark in sorted(block.marks, key=lambda mark: mark.start):
        if (colon := block.text.find(":", place, mark.start)) >= 0:
            break
        place = max(place, mark.end)
    colon = colon if colon >= 0 else block.text.find(":", place)
    if not any(stamp.match.start() < colon < stamp.match.end() for stamp in find_timestamps(block.text, site)):
        return [block]
    parts = []
    for start, end in ((0, colon), (colon + 1, len(block.text))):
        text, marks = strip_block(block.text[start:end], shift_marks(block.marks, start, end, 0))
        parts.append(block._replace(text=text, marks=marks))
    return [parts[0], parts[1]._replace(markup="", level=(block.level or 1) + 1, gap=False)]


def paragraphs(groups: Iterable[list[str]], language: Language) -> Iterator[str]:
    """Yield groups of lines as text, those together that a wiki shows as one paragraph.

    Lines without a blank one between them run on, unless one begins a list, a heading, a table or a block, closes a
    discussion, or an outdent starts a comment of its own.
    """
    open_lines: list[str] = []
    for lines in groups:
        template = OPENING_TEMPLATE.match(lines[0])
        known = language.templates.get(template_name(template[1])) if template else None
        closing = known is not None and known.meaning == "closing"
        alone = closing or not lines[0].strip() or bool(STANDING_ALONE.match(lines[0]))
        if open_lines and (alone or (known and known.meaning == "outdent")):
            yield "\n".join(open_lines)
            open_lines = []
        if alone:
            yield "\n".join(lines)
            continue
        open_lines += lines
        if CLOSING_BLOCK.search(lines[-1]):
            yield "\n".join(open_lines)
            open_lines = []
    if open_lines:
        yield "\n".join(open_lines)


def unfolded(groups: Iterable[list[str]], language: Language) -> Iterator[list[str]]:
    """Yield groups of lines, those of a table that a discussion stands in line by line, without the table's markup."""
    for lines in groups:
        folded = len(lines) > 1 and lines[0].lstrip(" :*").startswith("{|")
        if folded and len(find_timestamps("\n".join(lines), language.site)) > 1:
            yield from ([cell_text(line)] for line in lines)
        else:
            yield lines


def cell_text(line: str) -> str:
    """Return a line of a table without what makes it one.

    >>> cell_text("{| class=box"), cell_text("|-"), cell_text('| style="a:b" | Deep.'), cell_text(":Deep.")
    ('', '', 'Deep.', ':Deep.')
    """
    shown = line.lstrip(" :*")
    if shown.startswith(("{|", "|}", "|-")):
        return ""
    if not shown.startswith(("|", "!")):
        return line
    attributes, bar, rest = shown.lstrip("|!+").partition("|")
    return (rest if bar and "[[" not in attributes and "{{" not in attributes else shown.lstrip("|!+")).strip()


def read_heading(line: str) -> tuple[int, str]:
    """Return the level of a heading and its text; level 0 for any other line.

    >>> read_heading("== Depth =="), read_heading("=== Depth =="), read_heading("= Depth"), read_heading("=====")
    ((2, 'Depth'), (2, '= Depth'), (0, ''), (2, '='))
    """
    line = line.rstrip()
    if "\n" in line or not line.startswith("="):
        return 0, ""
    before, after = len(line) - len(line.lstrip("=")), len(line) - len(line.rstrip("="))
    for level in range(min(before, after, MAX_HEADING), 0, -1):
        if text := line[level : len(line) - level].strip():
            return level, text
    return 0, ""


def named_references(text: str) -> dict[str, str]:
    """Return the content of a page's references by their names."""
    found: dict[str, str] = {}
    place = 0
    for opening in NAMED_REFERENCE.finditer(text):
        if opening.start() < place:
            continue
        closing = CLOSING_REFERENCE.search(text, opening.end())
        if not closing:
            break
        found[opening[1].strip()] = text[opening.end() : closing.start()].strip()
        place = closing.end()
    return found


def grouped(text: str) -> Iterator[list[str]]:
    """Yield the lines of a page, those together that one template, tag, table, comment or `<pre>` spans.

    What is opened and never closed before the next heading spans nothing: its lines stand alone.
    """
    lines = text.split("\n")
    opaque = opaque_spans(text)
    inner = inner_lines(text, opaque)
    ends = span_ends(masked_text(text, opaque).split("\n"), inner)
    place = 0
    while place < len(lines):
        yield lines[place : ends[place]]
        place = ends[place]


def opaque_spans(text: str) -> list[tuple[int, int, bool]]:
    """Return where text stands that is no markup, and whether it is closed: comments, `<nowiki>`, `<pre>`, source code.

    A comment that is never closed goes on to the end; a tag that is never closed is none.
    """
    spans: list[tuple[int, int, bool]] = []
    unclosed: set[str] = set()
    place = 0
    for opening in OPAQUE.finditer(text):
        name = (opening[1] or "").lower()
        if opening.start() < place or name in unclosed:
            continue
        if closing := CLOSING_OPAQUE[name].search(text, opening.end()):
            place = closing.end()
            spans.append((opening.start(), place, True))
        elif name:
            unclosed.add(name)
        else:
            place = len(text)
            spans.append((opening.start(), place, False))
    return spans


def without_notalk(text: str) -> str:
    """Return a page without the elements of which the wiki says that nobody talks in them, as their HTML has it."""
    if "mw-notalk" not in text:
        return text
    opened: defaultdict[str, list[int]] = defaultdict(list)  # where those open that are not closed, -1 for others
    spans: list[tuple[int, int]] = []
    for tag in ELEMENT.finditer(masked_text(text, opaque_spans(text))):
        places = opened[tag["name"].lower()]
        if not tag["close"]:
            places.append(tag.start() if NOTALK.search(tag["rest"]) else -1)
        elif places and (start := places.pop()) >= 0:
            spans.append((start, tag.end()))
    parts, place = [], 0
    for start, end in sorted(spans):
        if start >= place:
            parts.append(text[place:start])
            place = end
    return "".join([*parts, text[place:]])


def masked_text(text: str, spans: Iterable[tuple[int, int, bool]]) -> str:
    """Return text with blanks for all but the line ends in these stretches."""
    parts, place = [], 0
    for start, end, _ in spans:
        parts += [text[place:start], re.sub(r"[^\n]", " ", text[start:end])]
        place = end
    return "".join([*parts, text[place:]])


def inner_lines(text: str, spans: Iterable[tuple[int, int, bool]]) -> set[int]:
    """Return the numbers of the lines that begin inside such a stretch that closes."""
    inner: set[int] = set()
    line = place = 0
    for start, end, closed in spans:
        line += text.count("\n", place, start)
        last = line + text.count("\n", start, end)
        if closed:
            inner.update(range(line + 1, last + 1))
        line, place = last, end
    return inner


def span_ends(lines: Sequence[str], inner: set[int]) -> list[int]:
    """Return for each line one past the last line of what opens in it; the next line where it never closes.

    That is the first line below at which no more is open than before it. Candidates are kept in a stack from the page's
    end upwards: a line below which less is open, or as much, is shadowed by one that stands higher.
    """
    depths = [0]
    for line in lines:
        depth = line.count("{{") - line.count("}}") + line.count("{|") - line.count("|}")
        if "<" in line:
            depth += len(OPENING.findall(line)) - len(CLOSING.findall(line))
        depths.append(depths[-1] + depth)
    ends = [0] * len(lines)
    stack: list[tuple[int, int]] = []  # depth after a line and its number, deepest and nearest last
    following = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        if i + 1 not in inner:
            following = i + 1
            while stack and stack[-1][0] >= depths[i + 1]:
                stack.pop()
            stack.append((depths[i + 1], i))
        # The stack falls in depth from its end to its beginning: the nearest line that is shallow enough comes last.
        found = bisect_left(stack, (depths[i] + 1, -1)) - 1
        ends[i] = stack[found][1] + 1 if found >= 0 else following
        if lines[i].startswith("=") and read_heading(lines[i])[0]:
            stack.clear()
    return ends
