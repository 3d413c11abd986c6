"""Many pages at once: a manifest names page files with their titles and wikis, and each gives one document."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from graphtalk.corrections import NO_CORRECTIONS, Corrections
from graphtalk.document import to_document
from graphtalk.errors import ReadError
from graphtalk.language import load_language
from graphtalk.model import Annotations, Markup, Page, RawPage
from graphtalk.pipeline import read_page
from graphtalk.readers.files import decode
from graphtalk.site import load_site, read_site

__all__ = ["check_manifest", "parse_manifest"]

# How a markup that says more, such as which parser made the HTML, is read.
MARKUPS: Mapping[str, Markup] = {
    "wikitext": "wikitext",
    "plain": "plain",
    "html": "html",
    "oldparser": "html",
    "parsoid": "html",
}


def parse_manifest(manifest: Path, target: Path, corrections: Corrections = NO_CORRECTIONS) -> Iterator[str]:
    """Write the discussion document of each page that a manifest names, and yield the names as they come.

    Args:
        manifest: A JSON object with a list `pages`; each has `name`, `page` (path beside the manifest), and may have `title`,
            `wiki` (name of a shipped site), `locale` (path of a file of site data) and `markup`.
        target: Folder for one `NAME.json` each; it is made.
        corrections: What people have corrected, on these pages or others; `check_manifest` tells whether it fits.

    Raises:
        ReadError: The manifest or a page cannot be read; the documents before it are written.
        UsageError: There are no data for a wiki.
        CorrectionError: A correction does not fit its page; the documents before it are written.
    """
    entries = read_manifest(manifest)
    target.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        name, page, annotations = read_entry(entry, manifest, corrections)
        text = json.dumps(to_document(page, annotations), ensure_ascii=False, indent=1)
        (target / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
        yield name


def check_manifest(manifest: Path, corrections: Corrections) -> Counter[str]:
    """Return the counts of what corrections do on the pages of a manifest, once it is sure that they fit.

    Cost: all pages are read once more than without corrections.

    Raises:
        ReadError: The manifest or a page cannot be read.
        UsageError: There are no data for a wiki.
        CorrectionError: A correction does not fit its page.
    """
    if corrections is NO_CORRECTIONS:
        return Counter()
    pages = [read_entry(entry, manifest, corrections)[1] for entry in read_manifest(manifest)]
    return corrections.counts({name for page in pages for name in (page.id, page.title)})


def read_manifest(manifest: Path) -> list[object]:
    """Return the entries of a manifest as they stand in it."""
    try:
        return list(json.loads(manifest.read_text(encoding="utf-8"))["pages"])
    except OSError as cause:
        raise ReadError(f"{manifest}: cannot be read ({cause.strerror}); check the path") from cause
    except (ValueError, KeyError, TypeError) as cause:
        raise ReadError(f"{manifest}: no manifest; give a JSON object with a list `pages`") from cause


def read_entry(given: object, manifest: Path, corrections: Corrections) -> tuple[str, Page, Annotations]:
    """Return the name of one page of a manifest, and the page, read and corrected."""
    if not isinstance(given, dict):
        raise ReadError(f"{manifest}: a page is no object; give each a name and a page")
    entry = cast("Mapping[str, str | None]", given)
    missing = [key for key in ("name", "page") if not entry.get(key)]
    if missing:
        raise ReadError(f"{manifest}: a page has no {missing[0]}; give each a name and a page")
    if Path(str(entry["name"])).name != entry["name"]:
        raise ReadError(f"{manifest}: {entry['name']!r} is no name of a file; give each page one without a folder")
    path = manifest.parent / str(entry["page"])
    locale, wiki = entry.get("locale"), entry.get("wiki")
    site = read_site(str(manifest.parent / locale)) if locale else load_site(wiki) if wiki else None
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as cause:
        raise ReadError(f"{path}: cannot be read ({cause.strerror}); check the manifest") from cause
    kind = str(entry.get("markup") or "").partition("-")[0]
    if kind not in MARKUPS:
        raise ReadError(f"{manifest}: {entry['name']} has markup {kind!r}; there is {', '.join(MARKUPS)}")
    # The name is not given on, so that the page is read by the very data that the manifest names.
    raw = RawPage(text, MARKUPS[kind], title=entry.get("title"), source=str(path))
    return str(entry["name"]), *read_page(raw, load_language(None, site), corrections)
