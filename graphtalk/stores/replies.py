"""Who answered whom in a whole store, as columns of numbers; no graph is made."""

import json
from collections.abc import Iterator
from itertools import chain, count
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphtalk.schema import EDGES, NODES
from graphtalk.stores import Store
from graphtalk.stores.export import uncollected
from graphtalk.stores.page_replies import PageReplies, authors, page_replies
from graphtalk.stores.scans import properties_of

__all__ = ["reply_columns"]

Places: TypeAlias = NDArray[np.int32]
PLACE_SIZE = 4  # bytes


def reply_columns(store: Store) -> tuple[list[str], Places, Places]:
    """Return who answered whom, as columns for `analytics.network.from_columns`; the embedded store has them beside it.

    Returns:
        Ids of all who are the author of a comment, those with the most replies to and by them first, then by id; for each reply
        the place of its author among them, and the place of the author of the comment that it answers, answers to oneself
        included. Cosigners are no authors.

    Cost: proportional to the replies, and authors of pages; from a server, and once from an embedded store that was made by an
        older version or whose last import was killed, what reading all comments takes.
    """
    with uncollected():
        return together(store.replies(lambda: read_replies(store)))


def together(pages: list[PageReplies]) -> tuple[list[str], Places, Places]:
    """Return the replies of pages as columns.

    The busiest come first, which makes measures of large networks faster: what is used the most lies together in memory.
    """
    names = json.loads(f"[{','.join(page.authors for page in pages)}]")
    sizes = np.array([len(some) for some in names], dtype=np.int64)
    before = np.repeat(np.cumsum(sizes) - sizes, [len(page.pairs) // PLACE_SIZE for page in pages])
    first: dict[str, int] = {}  # where each stands first among all names
    firsts = np.fromiter(map(first.setdefault, chain.from_iterable(names), count()), np.int64, sizes.sum())
    ends = firsts[np.frombuffer(b"".join(page.pairs for page in pages), dtype="<i4") + before]
    ids = sorted(first)
    by_id = np.array([first[name] for name in ids], dtype=np.int64)
    busiest = np.argsort(-np.bincount(ends, minlength=len(firsts))[by_id], kind="stable")
    place = np.empty(len(firsts), dtype=np.int32)
    place[by_id[busiest]] = np.arange(len(ids), dtype=np.int32)
    starts, answered = np.ascontiguousarray(place[ends].reshape(-1, 2).T)
    return [ids[one] for one in busiest.tolist()], starts, answered


def read_replies(store: Store) -> Iterator[PageReplies]:
    """Yield the replies of each page as the store tells them."""
    comment = NODES["Comment"]
    pages = store.scan(comment, [prop for prop in comment.all_properties if prop.name == "page"])
    page_of: dict[object, str] = {mark: str(page) for mark, page in pages}
    users: dict[object, str] = {
        mark: str(user) for mark, user in store.scan(NODES["User"], properties_of(NODES["User"], ()))
    }
    wrote = store.scan(EDGES["WROTE"], properties_of(EDGES["WROTE"]))
    author = authors((users[user], written, role) for user, written, role in wrote)
    own: dict[str, dict[object, str]] = {}
    for written, user in author.items():
        own.setdefault(page_of[written], {})[written] = user
    replies: dict[str, list[tuple[object, object]]] = {}
    for reply, answered in store.scan(EDGES["REPLIES_TO"], ()):
        replies.setdefault(page_of[reply], []).append((reply, answered))
    for page, some in own.items():
        yield page_replies(page, some, replies.get(page, ()))
