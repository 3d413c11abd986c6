"""Single timestamps, single lines and pairs of revisions: what structure.py scores beside whole pages."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import TypedDict, cast

from graphtalk.language import load_language
from graphtalk.model import Page, RawPage
from graphtalk.parse import parse
from graphtalk.parse.signatures import find_timestamps
from graphtalk.site import Site, build_site, load_site


class Case(TypedDict, total=False):
    """A timestamp in the date format or language of a wiki; a line of a wiki; or two revisions of a page."""

    language: str
    date_format: str
    timezone: str
    timezone_names: dict[str, str]
    text: str
    expected: str | None
    line: str
    author: str | None
    old: str
    new: str
    editor: str
    new_comments: list[dict[str, str]]


def score_cases(folder: Path) -> dict[str, tuple[int, int]]:
    """Return how many cases of each kind that a folder has are read right, and how many there are."""
    scores = {}
    for name, right in KINDS.items():
        path = folder / f"{name}.json"
        if path.is_file():
            cases = cast("list[Case]", json.loads(path.read_text(encoding="utf-8")))
            scores[name] = (sum(map(right, cases)), len(cases))
    return scores


def timestamp_right(case: Case) -> bool:
    """Tell whether the time that a text says is read, or rightly none."""
    site = site_of(case)
    moments = [site.moment(stamp.match, stamp.format) for stamp in find_timestamps(case["text"], site)]
    expected = datetime.fromisoformat(case["expected"]) if case["expected"] else None
    return expected == next(iter(moments), None)


def site_of(case: Case) -> Site:
    """Return the wiki in a case's language, in its time zone, with its date format where it has one."""
    language = case.get("language", "en")
    file = resources.files("graphtalk") / "sites" / f"{language}wiki.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    if "date_format" in case:
        own = {"date_format": case["date_format"], "timezone_names": case["timezone_names"]}
        data["formats"] = {language: {**data["formats"][language], **own}}
    return build_site({**data, "timezone": case["timezone"]}, file.name)


def signature_right(case: Case) -> bool:
    """Tell whether a line is the comment of the right author, or rightly no one's."""
    page = parse_wikitext(case["line"], f"{case['language']}wiki")
    return [case["author"]] == [comment.author for comment in page.comments]


def revision_right(case: Case) -> bool:
    """Tell whether the comments that an editor added under a heading are those expected, by DiscussionTools' ids."""
    old, new = (parse_wikitext(text, "enwiki") for text in (case["old"], case["new"]))
    known = {comment.id for comment in old.comments}
    headed = {section.id for section in new.sections if section.level}
    added = [
        comment.id
        for comment in new.comments
        if comment.author == case["editor"] and comment.section in headed and comment.id not in known
    ]
    return added == [comment["dt_id"] for comment in case["new_comments"]]


def parse_wikitext(text: str, wiki: str) -> Page:
    """Return a page of a shipped wiki."""
    return parse(RawPage(text, "wikitext", title="Talk:Lake"), load_language(None, load_site(wiki)))


KINDS: Mapping[str, Callable[[Case], bool]] = {
    "timestamps": timestamp_right,
    "signatures": signature_right,
    "revision_pairs": revision_right,
}
