"""Score the actions that are found in talk pages' histories: `history_scoring.py FOLDER [FLOOR]`.

The folder has `dumps/*-actions.json`, WikiConv's actions, each beside the export of the same name (`*-history.xml`), and
`discussiontools/revision_pairs.json`, revisions in pairs with the comments that are new in the second.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypedDict

from graphtalk.history import find_actions
from graphtalk.language import Language, load_language
from graphtalk.parse.threads import comment_name
from graphtalk.readers.dump import PageHistory, read_dump
from graphtalk.revisions import Action, Revision
from graphtalk.site import load_site, site_names

PREFIX = 30  # letters and digits of a text's begin that are compared


class Signed(TypedDict):
    author: str
    timestamp: str


class New(Signed):
    reply_to: Signed | None


class Pair(TypedDict):
    case: str
    editor: str
    old: str
    new: str
    new_comments: list[New]


class Score(NamedTuple):
    """How many of the expected things were found.

    Attributes:
        total: How many are expected.
        found: How many of them were found.
        text: How many were found with the same begin of their text.
        actual: How many things of their kinds were found in all.
        missed: What was not found or has another text.
    """

    total: int
    found: int
    text: int
    actual: int
    missed: tuple[str, ...]


def language_of(site: str | None) -> Language:
    return load_language(None, load_site(site) if site in site_names() and site else None)


def actions_of(history: PageHistory) -> list[Action]:
    return find_actions(history.revisions, history.title, language_of(history.site))


def letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())[:PREFIX]


def corresponds(expected: str, found: str) -> bool:
    size = min(len(letters(expected)), len(letters(found)))
    return letters(expected)[:size] == letters(found)[:size] and bool(size or expected == found)


def score_actions(expected: list[dict[str, str]], histories: list[PageHistory]) -> Score:
    """Compare type, revision and user of each expected action, and the begin of its text."""
    free = [action for history in histories for action in actions_of(history)]
    kinds = {entry["type"] for entry in expected}
    actual = sum(action.kind in kinds for action in free)
    found = text = 0
    missed = []
    for entry in expected:
        key = (entry["type"], int(entry["revision"]), entry["user"])
        same = [action for action in free if (action.kind, action.revision, action.user) == key]
        best = next((action for action in same if corresponds(entry["text"], action.text or action.before)), None)
        found += bool(same)
        text += bool(best)
        if not best:
            told = f", found {same[0].text[:50]!r}" if same else ""
            missed.append(f"{' '.join(map(str, key))} {entry['text'][:50]!r}{told}")
        if same:
            free.remove(best or same[0])
    return Score(len(expected), found, text, actual, tuple(missed))


def score_pairs(pairs: list[Pair]) -> Score:
    """Compare author, time and the comment answered of the comments that each second revision adds."""
    expected: Counter[tuple[str, ...]] = Counter()
    actual: Counter[tuple[str, ...]] = Counter()
    for pair in pairs:
        old, new = (Revision(number, moment, pair["editor"], text) for number, moment, text in numbered(pair))
        for entry in pair["new_comments"]:
            expected[pair["case"], signed_name(entry), signed_name(entry["reply_to"])] += 1
        for action in find_actions([old, new], "Talk:Pair", language_of("enwiki")):
            if action.kind == "addition" and action.revision == new.id and action.user == action.author:
                actual[pair["case"], unnumbered(action.comment), unnumbered(action.reply_to or "")] += 1
    found = (expected & actual).total()
    return Score(expected.total(), found, found, actual.total(), tuple(map(str, expected - actual)))


def numbered(pair: Pair) -> Iterator[tuple[int, datetime, str]]:
    for number, text in enumerate((pair["old"], pair["new"]), 1):
        yield number, datetime(2020, 1, number, tzinfo=UTC), text


def signed_name(entry: Signed | None) -> str:
    return f"c-{comment_name(entry['author'], datetime.fromisoformat(entry['timestamp']))}" if entry else ""


def unnumbered(name: str) -> str:
    """Return a comment's name without the number that tells it from others of the same author and minute."""
    return re.sub(r"(?<=Z)-\d+$|(?<=-\d{14})-\d+$", "", name)


def show(name: str, score: Score) -> None:
    share, text = score.found / max(1, score.total), score.text / max(1, score.total)
    sys.stdout.write(
        f"{name}: {score.found} of {score.total} ({share:.3f}), with the text {text:.3f}; {score.actual} in all\n"
    )
    for line in score.missed:
        sys.stdout.write(f"  {line}\n")


def main(folder: Path, floor: float) -> None:
    shares = []
    for path in sorted(folder.glob("dumps/*-actions.json")):
        dump = path.with_name(path.name.replace("-actions.json", "-history.xml"))
        score = score_actions(json.loads(path.read_text(encoding="utf-8")), list(read_dump(dump)))
        show(path.name, score)
        shares.append(score.found / score.total)
    pairs = folder / "discussiontools" / "revision_pairs.json"
    if pairs.exists():
        score = score_pairs(json.loads(pairs.read_text(encoding="utf-8")))
        show(pairs.name, score)
        shares.append(score.found / score.total)
    if min(shares, default=1.0) < floor:
        sys.exit(f"fewer than {floor:.0%} of what is expected in histories was found")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
