"""Talk pages of any length for the benchmarks: one made-up discussion, written down in each markup.

`python -m benchmarks.pages 5000 legacy > page.html` writes one.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import count
from typing import Literal, cast, get_args

from benchmarks.discussion import Piece, Remark, Topic, make_discussion
from graphtalk.model import Markup

__all__ = ["FORMS", "Form", "make_page", "markup_of"]

Form = Literal["legacy", "parsoid", "wikitext", "plain"]
FORMS: tuple[Form, ...] = get_args(Form)
TAG = re.compile(r"<[^>]*>")
LISTS = {":": ("<dl><dd>", "</dd></dl>", "</dd>\n<dd>"), "*": ("<ul><li>", "</li></ul>", "</li>\n<li>")}

# How each kind of piece is written. Two more kinds stand for what a template shows: who did not sign, and an edit link.
WIKITEXT = {
    "text": "{text}", "bold": "'''{text}'''", "italic": "''{text}''", "code": "<code>{text}</code>",
    "small": "<small>{text}</small>", "strike": "<s>{text}</s>", "link": "[[{target}|{text}]]",
    "ping": "{{{{ping|{text}}}}}", "quote": "{{{{tq|{text}}}}}", "url": "[{target} {text}]", "done": "{{{{done}}}}",
    "unsigned": "{{{{unsigned|{target}|{text}}}}}",
}  # fmt: skip
LEGACY = {
    "text": "{text}", "bold": "<b>{text}</b>", "italic": "<i>{text}</i>", "code": "<code>{text}</code>",
    "small": "<small>{text}</small>", "strike": "<s>{text}</s>", "done": "<b>{text}</b>",
    "link": '<a href="/wiki/{path}" title="{target}">{text}</a>',
    "ping": '<span class="template-ping">@<a href="/wiki/User:{path}" title="User:{target}">{text}</a>:</span>',
    "quote": '<q class="inline-quote-talk" style="font-family: Georgia, serif; color: #006400;">{text}</q>',
    "url": '<a rel="nofollow" class="external text" href="{target}">{text}</a>',
    "unsigned": '<small class="autosigned">—&#160;Preceding <a href="/wiki/Wikipedia:Signatures" '
    'title="Wikipedia:Signatures">unsigned</a> comment added by <a href="/wiki/User:{path}" title="User:{target}">'
    '{target}</a> (<a href="/wiki/User_talk:{path}" title="User talk:{target}">talk</a> • '
    '<a href="/wiki/Special:Contributions/{path}" title="Special:Contributions/{target}">contribs</a>) {text}</small>',
    "heading": '<h{level}><span class="mw-headline" id="{path}">{text}</span><span class="mw-editsection">'
    '<span class="mw-editsection-bracket">[</span><a href="/w/index.php?title=Project:Lakes&amp;action=edit" '
    'title="Edit section: {text}">edit</a><span class="mw-editsection-bracket">]</span></span></h{level}>\n',
    "paragraph": "<p>{text}\n</p>",
}  # fmt: skip
TRANSCLUSION = (
    'about="#mwt{number}" typeof="mw:Transclusion" data-mw=\'{{"parts":[{{"template":{{"target":{{"wt":"ping",'
    '"href":"./Template:Ping"}},"params":{{"1":{{"wt":"{target}"}}}},"i":0}}}}]}}\' id="mw{number}"'
)
PARSOID = LEGACY | {
    "bold": '<b id="mw{number}">{text}</b>', "italic": '<i id="mw{number}">{text}</i>',
    "code": '<code id="mw{number}">{text}</code>',
    "link": '<a rel="mw:WikiLink" href="./{path}" title="{target}" id="mw{number}">{text}</a>',
    "ping": f'<span class="template-ping" {TRANSCLUSION}>@<a rel="mw:WikiLink" href="./User:{{path}}" '
    'title="User:{target}">{text}</a>:</span>',
    "url": '<a rel="mw:ExtLink" href="{target}" class="external text" id="mw{number}">{text}</a>',
    "unsigned": LEGACY["unsigned"].replace('href="/wiki/', 'rel="mw:WikiLink" href="./'),
    "heading": '</section><section data-mw-section-id="{number}" id="mws{number}"><h{level} id="{path}">{text}</h{level}>\n',
    "paragraph": '<p id="mw{number}">{text}</p>\n',
}  # fmt: skip
PLAIN = dict.fromkeys(WIKITEXT, "{text}") | {
    "ping": "@{text}:",
    "unsigned": "— Preceding unsigned comment added by {target} (talk • contribs) {text}",
}


def markup_of(form: Form) -> Markup:
    """Return the markup that a page of this form is in."""
    return "html" if form in {"legacy", "parsoid"} else cast("Markup", form)


def make_page(form: Form, comments: int, seed: int = 1) -> str:
    """Return a page of so many comments; the same seed gives the same discussion in every form."""
    return "".join(WRITERS[form](make_discussion(comments, seed)))


def write_pieces(pieces: Iterable[Piece], forms: Mapping[str, str], numbers: Iterator[int]) -> str:
    """Return pieces as they are written; `numbers` gives ids."""
    return "".join(fill(forms[piece.kind], piece.text, piece.target, numbers) for piece in pieces)


def fill(form: str, text: str, target: str, numbers: Iterator[int], level: int = 0) -> str:
    """Return one form with its text and target filled in."""
    return form.format(text=text, target=target, path=target.replace(" ", "_"), number=next(numbers), level=level)


def signature(remark: Remark, forms: Mapping[str, str], numbers: Iterator[int]) -> str:
    """Return a signature, or what a template says of who did not sign."""
    person = remark.person
    time = f"{remark.moment:%H:%M}, {remark.moment.day} {remark.moment:%B %Y} (UTC)"
    if remark.unsigned:
        return fill(forms["unsigned"], time, person.name, numbers)
    user = fill(forms["link"], person.shown, f"User:{person.name}", numbers)
    talk = fill(forms["link"], person.talk, f"User talk:{person.name}", numbers)
    before, between, after = person.around
    return f"{before}{user}{between}{talk}{after} {time}"


def remark_lines(remark: Remark, forms: Mapping[str, str], numbers: Iterator[int]) -> list[str]:
    """Return the paragraphs of a comment, its signature at the end of the last."""
    lines = [write_pieces(paragraph, forms, numbers) for paragraph in remark.paragraphs]
    lines[-1] += f" {signature(remark, forms, numbers)}"
    return lines


def wikitext_page(topics: Sequence[Topic]) -> Iterator[str]:
    """Yield a page in wikitext."""
    numbers = count(1)
    for topic in topics:
        marks = "=" * topic.level
        yield f"{marks} {topic.heading} {marks}\n"
        if topic.table:
            rows = "".join(f"|-\n| {' || '.join(row)}\n" for row in topic.table)
            yield f'{{| class="wikitable"\n{rows}|}}\n'
        for remark in topic.remarks:
            lines = remark_lines(remark, WIKITEXT, numbers)
            yield "".join(f"{remark.prefix} {line}\n" if remark.prefix else f"{line}\n\n" for line in lines)


def plain_page(topics: Sequence[Topic]) -> Iterator[str]:
    """Yield a plain copy of the rendered page."""
    numbers = count(1)
    for topic in topics:
        yield f"{topic.heading}\n\n"
        yield "".join("\t".join(row) + "\n" for row in topic.table)
        for remark in topic.remarks:
            lines = remark_lines(remark, PLAIN, numbers)
            yield unescape(TAG.sub("", "\n".join(lines))) + "[reply]\n\n"


def html_page(topics: Sequence[Topic], forms: Mapping[str, str], head: str, foot: str) -> Iterator[str]:
    """Yield a rendered page."""
    numbers = count(1)
    yield head
    for topic in topics:
        yield fill(forms["heading"], topic.heading, topic.heading, numbers, topic.level)
        if topic.table:
            rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in topic.table)
            yield f'<table class="wikitable"><tbody>{rows}</tbody></table>\n'
        lines = [(r.prefix, line) for r in topic.remarks for line in remark_lines(r, forms, numbers)]
        yield from html_lines(lines, forms, numbers)
    yield foot


def html_lines(lines: Iterable[tuple[str, str]], forms: Mapping[str, str], numbers: Iterator[int]) -> Iterator[str]:
    """Yield lines as paragraphs and nested lists, by the list marks before each."""
    open_marks = ""
    for marks, line in [*lines, ("", "")]:
        shorter = min(len(open_marks), len(marks))
        kept = next((i for i, pair in enumerate(zip(open_marks, marks, strict=False)) if pair[0] != pair[1]), shorter)
        yield "".join(LISTS[mark][1] for mark in reversed(open_marks[kept:]))
        if marks and kept == len(marks):
            yield LISTS[marks[-1]][2]
        yield "".join(LISTS[mark][0] for mark in marks[kept:])
        yield line if marks else fill(forms["paragraph"], line, "", numbers) if line else "\n"
        open_marks = marks


WRITERS: dict[Form, Callable[[Sequence[Topic]], Iterator[str]]] = {
    "legacy": lambda topics: html_page(topics, LEGACY, '<div class="mw-parser-output">', "</div>"),
    "parsoid": lambda topics: html_page(
        topics,
        PARSOID,
        '<!DOCTYPE html>\n<html prefix="mw: http://mediawiki.org/rdf/"><head><meta charset="utf-8"/>'
        '<meta property="mw:html:version" content="2.8.0"/><title>Project:Lakes</title></head>'
        '<body class="mw-content-ltr mw-body-content parsoid-body mediawiki mw-parser-output"><section data-mw-section-id="0">',
        "</section></body></html>",
    ),
    "wikitext": wikitext_page,
    "plain": plain_page,
}


def main() -> None:
    """Print a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("comments", type=int, help="number of comments")
    parser.add_argument("form", choices=FORMS)
    parser.add_argument("--seed", type=int, default=1, help="another number gives another discussion")
    options = parser.parse_args()
    sys.stdout.write(make_page(options.form, options.comments, options.seed))


if __name__ == "__main__":
    main()
