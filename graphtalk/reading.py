"""From a raw page to the rows that go into a store: parsed, annotated, corrected, projected."""

from collections import Counter

from graphtalk.annotate import annotate
from graphtalk.archives import row_counts
from graphtalk.corrections import NO_CORRECTIONS, Corrections, correct_annotations, correct_page, texts_of
from graphtalk.fingerprint import Fingerprint, fingerprint
from graphtalk.language import Language, load_language
from graphtalk.loading import ReadyPage
from graphtalk.look_back import look_back
from graphtalk.model import Annotations, Page, RawPage
from graphtalk.parse import page_title, parse
from graphtalk.project import project
from graphtalk.schema import GraphBatch
from graphtalk.site import load_site

__all__ = ["read_page", "ready_page", "size_of", "spoken_on", "to_batch"]


def spoken_on(raw: RawPage, language: Language) -> Language:
    """Return the language that a page is read in: that of the wiki that it tells."""
    if raw.site and raw.site != language.site.name:
        return load_language(None, load_site(raw.site))
    return language


def parse_page(raw: RawPage, language: Language, corrections: Corrections) -> tuple[Page, Language]:
    """Return a raw page parsed, its structure corrected, and the language of the wiki that it tells."""
    language = spoken_on(raw, language)
    return correct_page(parse(raw, language), corrections, language), language


def read_page(raw: RawPage, language: Language, corrections: Corrections = NO_CORRECTIONS) -> tuple[Page, Annotations]:
    """Return a raw page parsed, annotated and corrected; a page that tells its wiki is read by that wiki's data.

    Raises:
        CorrectionError: A correction does not fit the page.
    """
    page, language = parse_page(raw, language, corrections)
    return page, correct_annotations(page, annotate(page, language), corrections)


def ready_page(raw: RawPage, language: Language, corrections: Corrections, read_from: Fingerprint) -> ReadyPage:
    """Return a raw page as it goes into a store.

    Args:
        raw: The page as read.
        language: Language of the pages; one that tells its wiki is read by that wiki's data.
        corrections: What people have corrected, on this page or others.
        read_from: The page's fingerprint.

    Raises:
        CorrectionError: A correction does not fit the page.
        WikiError: Its history is a live wiki's, and that is away.
    """
    page, annotations = read_page(raw, language, corrections)
    warnings = codes(page, annotations)
    batch = project(page, annotations, look_back(raw, page, annotations, spoken_on(raw, language)))
    return ReadyPage(page.title, mark(batch, raw, read_from, corrections, warnings), warnings)


def to_batch(raw: RawPage, language: Language, corrections: Corrections = NO_CORRECTIONS) -> GraphBatch:
    """Return a raw page as graph rows, without any store."""
    page, annotations = read_page(raw, language, corrections)
    read_from = fingerprint(raw, spoken_on(raw, language), corrections)
    return mark(project(page, annotations), raw, read_from, corrections, codes(page, annotations))


def codes(page: Page, annotations: Annotations) -> Counter[str]:
    """Return the number of warnings by code."""
    return Counter(warning.code for warning in (*page.warnings, *annotations.warnings))


def mark(
    batch: GraphBatch, raw: RawPage, read_from: Fingerprint, corrections: Corrections, warnings: Counter[str]
) -> GraphBatch:
    """Write on a batch's page what it was read from and with, and what that gave.

    So the next import can leave it alone, and `sync` reads it again as it was read.
    """
    [row] = batch.nodes["Page"]
    row["content_hash"], row["rules_version"] = read_from.content_hash, read_from.rules_version
    row["read_from"], row["site_data"] = list(raw.read_from) or None, raw.site_data
    row["corrections"] = texts_of(corrections, batch.page, {batch.page, page_title(raw)}) or None
    row["row_counts"] = row_counts(batch)
    row["warning_counts"] = [f"{count} {code}" for code, count in sorted(warnings.items())]
    return batch


def size_of(page: RawPage) -> int:
    """Return the characters of a page that are held in memory."""
    kept = page.history if isinstance(page.history, tuple) else ()
    return len(page.text) + sum(len(revision.text or "") for revision in kept)
