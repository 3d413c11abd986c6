"""Work under way, as those who wait for it may look at it."""

from dataclasses import dataclass, field

__all__ = ["Watch"]


@dataclass(slots=True)
class Watch:
    """Work under way, told by the work itself; another thread may look at it meanwhile.

    Attributes:
        done: Titles of the pages that are done, in order.
        now: What is being done now: reading Talk:Earth.
        waiting: Number of pages that are read and go into the store together with the next ones.

    >>> watch = Watch()
    >>> watch.at("reading Talk:Earth")
    >>> watch("Talk:Earth")
    >>> watch.done, watch.now
    (['Talk:Earth'], 'reading Talk:Earth')
    """

    @property
    def count(self) -> int:
        """Return how many pages are done or wait to be written, which takes the least of the time."""
        return len(self.done) + self.waiting

    done: list[str] = field(default_factory=list)
    now: str = ""
    waiting: int = 0

    def __call__(self, title: str) -> None:
        """Tell that a page is done."""
        self.done.append(title)

    def at(self, what: str) -> None:
        """Tell what is being done now."""
        self.now = what
