"""Who answered whom in a whole store, as columns of numbers; no graph is made."""

import json
from collections import Counter
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphtalk.schema import EDGES, NODES
from graphtalk.stores import Store
from graphtalk.stores.export import uncollected
from graphtalk.stores.scans import properties_of

__all__ = ["reply_columns"]

Places: TypeAlias = NDArray[np.int32]
NUMBER = np.dtype("<i4")


def reply_columns(store: Store) -> tuple[list[str], Places, Places]:
    """Return who answered whom, as columns for `analytics.network.from_columns`; the embedded store keeps them.

    Returns:
        Ids of all who are the author of a comment, those with the most replies to and by them first, then by id; for each reply
        the place of its author among them, and the place of the author of the comment that it answers, answers to oneself
        included. Cosigners are no authors.
    """
    with uncollected():
        kept = store.remember("replies", lambda: packed(*read_replies(store)))
    size = int.from_bytes(kept[:8], "little")
    starts, ends = np.frombuffer(kept, NUMBER, offset=8 + size).reshape(2, -1)
    return json.loads(kept[8 : 8 + size]), starts, ends


def packed(ids: list[str], starts: list[int], ends: list[int]) -> bytes:
    """Return columns as bytes: the length of the ids, the ids, and both columns."""
    names = json.dumps(ids, ensure_ascii=False).encode()
    return len(names).to_bytes(8, "little") + names + np.array([starts, ends], dtype=NUMBER).tobytes()


def read_replies(store: Store) -> tuple[list[str], list[int], list[int]]:
    """Return the columns as the store tells them.

    The busiest come first, which makes measures of large networks faster: what is used the most lies together in memory.
    """
    users = {mark: str(user) for mark, user in store.scan(NODES["User"], properties_of(NODES["User"], ()))}
    author: dict[object, str] = {}
    for user, comment, role in store.scan(EDGES["WROTE"], properties_of(EDGES["WROTE"])):
        if role != "cosigner":
            author[comment] = min(users[user], author.get(comment, users[user]))
    pairs = [
        (author[reply], author[comment])
        for reply, comment in store.scan(EDGES["REPLIES_TO"], ())
        if reply in author and comment in author
    ]
    ties = Counter(chain.from_iterable(pairs))
    ids = sorted(set(author.values()), key=lambda user: (-ties[user], user))
    places = {user: place for place, user in enumerate(ids)}
    return ids, [places[start] for start, _ in pairs], [places[end] for _, end in pairs]
