"""Who answered whom on a page, in a form that is small and quick to put together with that of others."""

import json
from collections.abc import Iterable, Mapping
from struct import pack
from typing import NamedTuple

__all__ = ["PageReplies", "authors", "page_replies"]


class PageReplies(NamedTuple):
    """Who answered whom on a page.

    Attributes:
        page: Id of the page.
        authors: Ids of the authors of its comments, as a JSON list.
        pairs: For each reply the place of its author among them and that of the author whom it answers, each as four bytes,
            the lowest first.
    """

    page: str
    authors: str
    pairs: bytes


def authors(wrote: Iterable[tuple[str, object, object]]) -> dict[object, str]:
    """Return the author of each comment: of several the first by id, of cosigners none.

    Args:
        wrote: User, comment and role of each edge `WROTE`.

    >>> authors([("b", 1, "author"), ("a", 1, "author by history"), ("a", 2, "cosigner")])
    {1: 'a'}
    """
    found: dict[object, str] = {}
    for user, comment, role in wrote:
        if role != "cosigner":
            found[comment] = min(user, found.get(comment, user))
    return found


def page_replies(page: str, author: Mapping[object, str], replies: Iterable[tuple[object, object]]) -> PageReplies:
    r"""Return who answered whom on a page.

    Args:
        page: Id of the page.
        author: Author of each of its comments.
        replies: Each reply with the comment that it answers; those without an author do not count.

    >>> page_replies("en:Talk:X", {1: "b", 2: "a"}, [(2, 1)])
    PageReplies(page='en:Talk:X', authors='["a", "b"]', pairs=b'\x00\x00\x00\x00\x01\x00\x00\x00')
    """
    names = sorted(set(author.values()))
    place = {name: number for number, name in enumerate(names)}
    ends = [place[author[end]] for pair in replies if pair[0] in author and pair[1] in author for end in pair]
    return PageReplies(page, json.dumps(names, ensure_ascii=False), pack(f"<{len(ends)}i", *ends))
