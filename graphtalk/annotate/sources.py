"""Which works a comment cites: one source for each work, whatever the form of its reference."""

import re
from collections.abc import Container, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlunsplit

from graphtalk.annotate.cues import Span, covers, evidence, marked, merged
from graphtalk.annotate.days import normal_date
from graphtalk.annotate.written import linked_fields, written_works
from graphtalk.language import Language
from graphtalk.model import Citation, Mark, Page, Proposal, Source
from graphtalk.parse.addresses import split_address
from graphtalk.parse.citations import WORK_FIELDS, field_authors

__all__ = ["find_citations", "normal_url", "reference_fields"]

# Pages of the wiki itself and of its makers, tools, and lists of search results: where people work, not what they cite.
WORKPLACE = re.compile(
    r"(?:^|\.)(?:(?:wikimedia|wikipedia|mediawiki|wikidata|wiktionary|wikisource|wikiquote|wikivoyage|wikibooks|toolforge|wmflabs"
    r"|wmcloud|wikiedu)\.(?:org|de)|ramselehof\.de|toolserver\.org|github\.(?:com|io)|gitlab\.com|pastebin\.com|regex101\.com"
    r"|jsfiddle\.net|xkcd\.com|timeanddate\.com|imgur\.com|(?:dnswatch|ipinfo|robtex|dnsbl|whois|spur|stopforumspam|spamhaus)\.\w+)$"
)
SEARCH = re.compile(
    r"^(?:[\w-]+\.)?(?:google|bing|duckduckgo|yahoo)\.[a-z.]+/(?:search|scholar|news|images|imgres|custom)?(?:/search)?\?"
    r"|^[^/]+/(?:[\w/-]*/)?(?:search|doBasicSearch|results)(?:[/?]|$)",
    re.IGNORECASE,
)
TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|ref|ref_src|cmp|ns_\w+|at_\w+)$", re.IGNORECASE)
ARCHIVE = re.compile(r"^https?://(?:web\.)?archive\.(?:org|today|is|ph)/(?:web/)?\d+\w*/(?=https?:)", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>\]|]+")
IDENTIFIERS = ("doi", "isbn", "pmid", "arxiv")
# "Surname, Given; Surname, Given (1 July 2016). "Title". Work. …" and "Title". Work. Publisher. 11 August 2016.
RENDERED = re.compile(
    r"^(?:(?P<authors>[^\"“(]{2,200}?)\s*\((?P<date>[^()\n]{4,30})\)\.?\s*)?[\"“](?P<title>[^\n]+?)[\"”](?=[.,]|\s|$)"
    r"[.,]?\s*(?P<rest>.*)$"
)
# The title in italics, which a copy has lost: a stop after a single capital is an initial's.
PLAIN_TITLE = r"(?P<title>(?>\([^()\n]{1,20}\)|[^.\"“]|(?<=\b[A-Z])\.){3,200})"
UNTITLED = re.compile(
    rf"^(?P<authors>[^\"“(]{{2,200}}?)\s*\((?P<date>[^()\n]*\d{{4}}[^()\n]{{0,20}})\)\.?\s*{PLAIN_TITLE}\.\s*(?P<rest>.*)$"
)
MEDIUM = re.compile(
    r"(?:\s*\((?:Report|Thesis|(?:PhD|MA) thesis|Press release|PDF|Video|Map|Speech|Podcast|in \w+|[\w.]{2,8} ed\.?)\))+$"
)
UNSIGNED = re.compile(rf"^{PLAIN_TITLE}(?:{MEDIUM.pattern.removesuffix('$')})\.\s*(?P<rest>\S.*)$")
# Without authors: the name of a report or a page, then who made it, in words with a capital.
NAMED = re.compile(rf"^{PLAIN_TITLE}\.\s+(?P<rest>(?!p+\.)[A-Z][\w’'&-]*(?: (?:[A-Z][\w’'&-]*|\w{{1,3}}|&))*\..*)$")


def find_citations(
    page: Page, proposals: Sequence[Proposal], language: Language
) -> tuple[list[Source], list[Citation]]:
    """Return the works that a page's comments cite, by first appearance, and each once for every comment that cites it.

    References come by template, rendered list or COinS data; an address outside a reference is a source by itself,
    unless it is part of a change that is described ("point the link to https://…").
    """
    hosts = {language.site.host}
    described: dict[str, list[Span]] = {}
    for proposal in proposals:
        if proposal.kind == "edit":
            quote = proposal.evidence
            described.setdefault(quote.comment, []).append((quote.start, quote.end))
    sources: dict[str, Source] = {}
    citations: list[Citation] = []
    for comment in page.comments:
        cited: set[str] = set()
        references = [(m, dict(m.fields), "citation.reference", 0.98) for m in comment.marks if m.kind == "citation"]
        changed = merged([*described.get(comment.id, ()), *marked(comment, "code")])
        addresses = [
            (m, linked_fields(comment, m, language.site), "citation.address", 0.9)
            for m in bare_addresses(comment.marks, hosts)
            if not covers(changed, m.start)
        ]
        found = [((m.start, m.end), fields, rule, sure) for m, fields, rule, sure in references + addresses]
        covered = merged([*changed, *(span for span, *_ in found), *marked(comment, "url", "user", "citation")])
        for work in written_works(comment, language.site):
            if not covers(covered, work[0][0]) and is_outside(work[1].get("url", ""), hosts):
                found.append(work)
                covered = merged([*covered, work[0]])
        for span, fields, rule, confidence in found:
            source = as_source(fields, language)
            if source is None or source.id in cited:
                continue
            cited.add(source.id)
            known = sources.get(source.id)
            # A number alone tells less of a work than a reference to it.
            sources[source.id] = source if known is None or (known.title is None and source.title) else known
            quote = evidence(comment, span, rule, confidence)
            citations.append(Citation(source.id, fields.get("text", quote.quote), quote))
    return list(sources.values()), citations


def bare_addresses(marks: Sequence[Mark], hosts: Container[str]) -> list[Mark]:
    """Return the outside links that stand in no reference; a page of a wiki among these hosts is no source."""
    cited = [(m.start, m.end) for m in marks if m.kind == "citation"]
    return [
        m for m in marks
        if m.kind == "url"
        and is_outside(m.target or "", hosts)
        and not any(a <= m.start and m.end <= b for a, b in cited)
    ]  # fmt: skip


def is_outside(address: str, hosts: Container[str]) -> bool:
    """Tell whether an address leads to something that can be cited: no page of a wiki, no list of search results."""
    parts = split_address(ARCHIVE.sub("", address))
    host = parts.netloc.lower()
    found = f"{host}{parts.path}?{parts.query}"
    numbers = re.fullmatch(r"[\d.:]+|\[.*", host)  # a machine, not a publisher
    return host not in hosts and not numbers and not WORKPLACE.search(host) and not SEARCH.match(found)


def as_source(fields: Mapping[str, str], language: Language) -> Source | None:
    """Return the work that a reference's fields describe, None where they say too little to know it again."""
    known = dict(fields)
    if "title" not in known and known.get("text"):
        known |= reference_fields(known["text"], language)
    title = known.get("title")
    address = known.get("url")
    identifiers = tuple((name, value) for name in IDENTIFIERS if (value := identifier(name, known)))
    date = normal_date(known.get("date") or known.get("year") or "", language.site)
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


def reference_fields(text: str, language: Language) -> dict[str, str]:
    """Return the fields of a rendered reference.

    >>> from graphtalk.language import load_language
    >>> reference_fields('Drew, Helen (1 May 2011). "Waters". Skiddaw Books. pp. 3-4.', load_language("en"))["work"]
    'Skiddaw Books'
    """
    clean = text.strip()
    found = RENDERED.match(clean) or UNTITLED.match(clean) or UNSIGNED.match(clean) or NAMED.match(clean)
    if found is None:
        return {}
    part: dict[str, str | None] = {"authors": None, "date": None, **found.groupdict()}
    rest = language.markers["retrieved"].sub("", part["rest"] or "").strip()
    pieces = [piece.strip(" .") for piece in re.split(r"\.\s+|\.$", rest) if piece.strip(" .")]
    fields = {"title": MEDIUM.sub("", (part["title"] or "").strip(" .")).strip(" .")}
    if part["authors"]:
        fields |= {f"author{n}": a.strip() for n, a in enumerate(re.split(r";\s*", part["authors"].strip()), start=1)}
    date = part["date"] or next((p for p in reversed(pieces) if normal_date(p, language.site) and len(p) <= 20), "")
    works = [piece for piece in pieces if piece != date]
    if date:
        fields["date"] = date
    if works:
        fields["work"] = works[0]
    return fields
