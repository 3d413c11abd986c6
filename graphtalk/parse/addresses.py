"""The parts of an address, whatever somebody typed for one."""

from urllib.parse import SplitResult, urlsplit

__all__ = ["split_address"]


def split_address(address: str) -> SplitResult:
    """Return the parts of an address; one that is none has nothing but a path.

    >>> split_address("https://lakes.example/a").netloc, split_address("http://[a").path
    ('lakes.example', 'http://[a')
    """
    try:
        return urlsplit(address)
    except ValueError:  # an unclosed bracket, or a host name that no server can have
        return SplitResult("", "", address, "", "")
