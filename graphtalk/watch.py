"""Work under way, as those who wait for it may look at it."""

from dataclasses import dataclass, field

__all__ = ["Watch"]


@dataclass(slots=True)
class Watch:
    """Work under way, told by the work itself; another thread may look at it meanwhile.

    Attributes:
        done: Titles of the pages that are done, in order.
        now: What is being done now: reading Talk:Earth.

    >>> watch = Watch()
    >>> watch.at("reading Talk:Earth")
    >>> watch("Talk:Earth")
    >>> watch.done, watch.now
    (['Talk:Earth'], 'reading Talk:Earth')
    """

    done: list[str] = field(default_factory=list)
    now: str = ""

    def __call__(self, title: str) -> None:
        """Tell that a page is done."""
        self.done.append(title)

    def at(self, what: str) -> None:
        """Tell what is being done now."""
        self.now = what
