"""Who may write to a store: one at a time. And on a server: when a commit is being stored.

Threads of a process take turns. The embedded engine itself keeps other processes out of its folder. On a server the one
node outside the graph says whose turn it is and until when: whoever writes renews that, and a killed import's turn ends
by itself. Whether a turn is free and the taking of it are one transaction.

A server shows a commit as it stores it, so that a query may find half of it. The same node therefore counts the beginnings
and ends of commits: a reader asks again when the number changed meanwhile. The beginning also takes the turn again, so
that a process that slept through the end of its turn does not commit into another's.
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, RLock, Thread
from uuid import uuid4

from graphtalk.errors import LockedError
from graphtalk.stores.statements import STORE_LABEL
from graphtalk.stores.write import Run

__all__ = ["COMMITS", "LEASE_SECONDS", "Lease", "renewed", "turn"]

LEASE_SECONDS = (
    60.0  # how long a killed import keeps others out; a third of it is a long time for a server not to answer
)
# Two statements, so that the node is locked before the second one reads it. A server's own clock counts, not ours.
LOCK = f"MATCH (store:{STORE_LABEL}) SET store.lock_asked_by = $owner"
TAKE = (
    f"MATCH (store:{STORE_LABEL}) WHERE store.lock_owner = $owner OR coalesce(store.lock_until, 0) < timestamp() "
    "SET store.lock_owner = $owner, store.lock_host = $host, store.lock_process = $process, "
    "store.lock_until = timestamp() + $milliseconds RETURN count(*) AS taken"
)
RELEASE = f"MATCH (store:{STORE_LABEL} {{lock_owner: $owner}}) SET store.lock_until = 0"
HOLDER = (
    f"MATCH (store:{STORE_LABEL}) WHERE store.lock_owner <> $owner AND store.lock_until >= timestamp() "
    "RETURN store.lock_host AS host, store.lock_process AS process"
)
# Odd while a commit is being stored; one whose writer died stays odd until the next.
BEGIN = (
    f"MATCH (store:{STORE_LABEL} {{lock_owner: $owner}}) WITH store, coalesce(store.commits, 0) AS commits "
    "SET store.commits = commits + 1 + commits % 2"
)
END = (
    f"MATCH (store:{STORE_LABEL} {{lock_owner: $owner}}) WITH store, store.commits AS commits "
    "SET store.commits = commits + commits % 2"
)
COMMITS = (
    f"MATCH (store:{STORE_LABEL}) RETURN max(store.commits) AS commits, "
    "max(CASE WHEN store.lock_until >= timestamp() THEN store.commits % 2 ELSE 0 END) AS now"
)


@dataclass(frozen=True, slots=True)
class Lease:
    """The turn of one writer on a server.

    Attributes:
        address: The server's, for messages.
        owner: Tells this writer from all others.
    """

    address: str
    owner: str = field(default_factory=lambda: uuid4().hex)

    def take(self, run: Run) -> None:
        """Take the turn, or renew it, in the open transaction.

        Raises:
            LockedError: Another writer has it.
        """
        self.check(run)
        run(LOCK, {"owner": self.owner})
        host, milliseconds = socket.gethostname(), int(LEASE_SECONDS * 1000)
        [row] = run(TAKE, {"owner": self.owner, "host": host, "process": os.getpid(), "milliseconds": milliseconds})
        if not row["taken"]:
            self.check(run)

    def check(self, run: Run) -> None:
        """Raise if another writer has the turn; this waits for no lock.

        Raises:
            LockedError: Another writer has it; the message says which.
        """
        for row in run(HOLDER, {"owner": self.owner}):
            raise LockedError(
                f"process {row['process']} on {row['host']} is writing to the store at {self.address}: wait until it is "
                f"done (import has --wait SECONDS); if it was killed, its lock ends within {LEASE_SECONDS:.0f} s"
            )

    def release(self, run: Run) -> None:
        """Leave the turn to others."""
        run(RELEASE, {"owner": self.owner})

    def begin_commit(self, run: Run) -> None:
        """Say that a commit begins, and renew the turn, in a transaction of its own.

        Raises:
            LockedError: Another writer has the turn.
        """
        self.take(run)
        run(BEGIN, {"owner": self.owner})

    def end_commit(self, run: Run) -> None:
        """Say that the commit is stored, or was given up."""
        run(END, {"owner": self.owner})


@contextmanager
def renewed(renew: Callable[[], None]) -> Iterator[None]:
    """Renew a lease in good time while the context is open; when that fails, the next write tells."""
    finished = Event()

    def go_on() -> None:
        while not finished.wait(LEASE_SECONDS / 3):
            with suppress(Exception):
                renew()

    thread = Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


@contextmanager
def turn(lock: "RLock", place: str) -> Iterator[None]:
    """Keep other threads of this process from writing while the context is open.

    Raises:
        LockedError: One of them does.
    """
    if not lock.acquire(blocking=False):
        raise LockedError(f"another thread is writing to the store at {place}: wait until it is done")
    try:
        yield
    finally:
        lock.release()
