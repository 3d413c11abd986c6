"""Corrections by hand: a file that sets, adds or removes facts, and is applied anew whenever its pages are read.

The file is the reviewer's own, in TOML (docs/CORRECTIONS.md). Comments and sections are corrected before the rules read
them, all other facts afterwards. Ids stay those that the page itself gives.
"""

from graphtalk.corrections.entries import (
    KINDS,
    NO_CORRECTIONS,
    RULE,
    Correction,
    Corrections,
    counts_line,
    read_corrections,
)
from graphtalk.corrections.facts import correct_annotations
from graphtalk.corrections.kept import kept_corrections, texts_of, together
from graphtalk.corrections.structure import correct_page

__all__ = [
    "KINDS",
    "NO_CORRECTIONS",
    "RULE",
    "Correction",
    "Corrections",
    "correct_annotations",
    "correct_page",
    "counts_line",
    "kept_corrections",
    "read_corrections",
    "texts_of",
    "together",
]
