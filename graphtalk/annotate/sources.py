"""Which works a comment cites: one source for each work, whatever the form of its reference."""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlunsplit

from graphtalk.annotate.cues import evidence
from graphtalk.language import Language
from graphtalk.model import Citation, Mark, Page, Source
from graphtalk.parse.addresses import split_address
from graphtalk.parse.citations import WORK_FIELDS, field_authors

__all__ = ["find_citations", "normal_url", "reference_fields"]

TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|ref|ref_src|cmp|ns_\w+|at_\w+)$", re.IGNORECASE)
ARCHIVE = re.compile(r"^https?://(?:web\.)?archive\.(?:org|today|is|ph)/(?:web/)?\d+\w*/(?=https?:)", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>\]|]+")
IDENTIFIERS = ("doi", "isbn", "pmid", "arxiv")
# "Surname, Given; Surname, Given (1 July 2016). "Title". Work. …" and "Title". Work. Publisher. 11 August 2016.
RENDERED = re.compile(
    r"^(?:(?P<authors>[^\"“(]{2,200}?)\s*\((?P<date>[^()\n]{4,30})\)\.?\s*)?[\"“](?P<title>[^\n]+?)[\"”](?=[.,]|\s|$)"
    r"[.,]?\s*(?P<rest>.*)$"
)
UNTITLED = re.compile(
    r"^(?P<authors>[^\"“(]{2,200}?)\s*\((?P<date>[^()\n]{4,30})\)\.?\s*(?P<title>[^.]{3,200})\.\s*(?P<rest>.*)$"
)
RETRIEVED = re.compile(r"\b(?:retrieved|accessed|archived)\b.*$", re.IGNORECASE)
YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
DATE_FORMATS = (("%Y-%m-%d", 10), ("%d %B %Y", 10), ("%B %d, %Y", 10), ("%d %b %Y", 10), ("%b %d, %Y", 10),
                ("%Y-%m", 7), ("%B %Y", 7), ("%b %Y", 7), ("%Y", 4))  # fmt: skip


def find_citations(page: Page, language: Language) -> tuple[list[Source], list[Citation]]:
    """Return the works that a page's comments cite, by first appearance, and each once for every comment that cites it.

    References come by template, rendered list or COinS data; an address outside a reference is a source by itself.
    """
    hosts = {language.site.host}
    sources: dict[str, Source] = {}
    citations: list[Citation] = []
    for comment in page.comments:
        cited: set[str] = set()
        references = [(m, dict(m.fields), "citation.reference", 0.98) for m in comment.marks if m.kind == "citation"]
        addresses = [
            (m, {"url": m.target or ""}, "citation.address", 0.9) for m in bare_addresses(comment.marks, hosts)
        ]
        for mark, fields, rule, confidence in references + addresses:
            source = as_source(fields)
            if source is None or source.id in cited:
                continue
            cited.add(source.id)
            sources.setdefault(source.id, source)
            quote = evidence(comment, (mark.start, mark.end), rule, confidence)
            citations.append(Citation(source.id, fields.get("text", quote.quote), quote))
    return list(sources.values()), citations


def bare_addresses(marks: Sequence[Mark], hosts: Container[str]) -> list[Mark]:
    """Return the outside links that stand in no reference; a page of a wiki among these hosts is no source."""
    cited = [(m.start, m.end) for m in marks if m.kind == "citation"]
    return [
        m for m in marks
        if m.kind == "url"
        and split_address(m.target or "").netloc.lower() not in hosts
        and not any(a <= m.start and m.end <= b for a, b in cited)
    ]  # fmt: skip


def as_source(fields: Mapping[str, str]) -> Source | None:
    """Return the work that a reference's fields describe, None where they say too little to know it again."""
    known = dict(fields)
    if "title" not in known and known.get("text"):
        known |= reference_fields(known["text"])
    title = known.get("title")
    address = known.get("url")
    identifiers = tuple((name, value) for name in IDENTIFIERS if (value := identifier(name, known)))
    date = normal_date(known.get("date") or known.get("year") or "")
    if identifiers:
        source_id = f"{identifiers[0][0]}:{identifiers[0][1].lower()}"
    elif address:
        source_id = f"url:{normal_url(address)}"
    elif title:
        source_id = "work:" + "-".join([*re.findall(r"\w+", title.lower()), *([date[:4]] if date else [])])
    else:
        return None
    return Source(
        id=source_id,
        title=title,
        authors=tuple(field_authors(known)),
        date=date,
        work=next((known[name] for name in WORK_FIELDS if known.get(name)), None),
        url=address,
        identifiers=identifiers,
    )


def identifier(name: str, fields: Mapping[str, str]) -> str | None:
    """Return a work's identifier of one scheme, from its own field or from its address."""
    value = fields.get(name, "").strip()
    if name == "doi":
        found = DOI.search(value or fields.get("url", ""))
        return found[0].rstrip(".,;)") if found else None
    if name == "isbn":
        return re.sub(r"[^\dXx]", "", value) or None
    if name == "arxiv":
        return (value or fields.get("eprint", "")).removeprefix("arXiv:") or None
    return value or None


def normal_url(url: str) -> str:
    """Return an address without its scheme, `www.`, tracking parameters, fragment and archive wrapper.

    >>> normal_url("https://web.archive.org/web/2020/https://www.lakes.example/a/?utm_source=x&id=2#top")
    'lakes.example/a?id=2'
    """
    parts = split_address(ARCHIVE.sub("", url.strip()))
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(key)]
    host = parts.netloc.lower().removeprefix("www.")
    return urlunsplit(("", "", host + parts.path.rstrip("/"), urlencode(kept), "")).lstrip("/")


def normal_date(text: str) -> str | None:
    """Return a date as `2011-11-21`, `2011-11` or `2011`, as precise as it is given; None for no date.

    >>> normal_date("November 21, 2011"), normal_date("July 2016"), normal_date("c. 1911")
    ('2011-11-21', '2016-07', '1911')
    """
    clean = " ".join(text.replace(".", "").split())
    for pattern, length in DATE_FORMATS:
        try:
            return datetime.strptime(clean, pattern).strftime("%Y-%m-%d")[:length]  # noqa: DTZ007  a date has no zone
        except ValueError:
            continue
    year = YEAR.search(clean)
    return year[0] if year else None


def reference_fields(text: str) -> dict[str, str]:
    """Return the fields of a rendered reference.

    >>> reference_fields('Drew, Helen (1 May 2011). "Waters". Skiddaw Books. pp. 3-4.')["work"]
    'Skiddaw Books'
    """
    clean = text.strip()
    found = RENDERED.match(clean) or UNTITLED.match(clean)
    if found is None:
        return {}
    part = found.groupdict()
    rest = RETRIEVED.sub("", part["rest"]).strip()
    pieces = [piece.strip(" .") for piece in re.split(r"\.\s+|\.$", rest) if piece.strip(" .")]
    fields = {"title": part["title"].strip(" .")}
    if part["authors"]:
        fields |= {f"author{n}": a.strip() for n, a in enumerate(re.split(r";\s*", part["authors"].strip()), start=1)}
    date = part["date"] or next((p for p in reversed(pieces) if normal_date(p) and len(p) <= 20), "")
    works = [piece for piece in pieces if piece != date]
    if date:
        fields["date"] = date
    if works:
        fields["work"] = works[0]
    return fields
