"""graphtalk turns wiki talk pages into a graph that can be asked."""

__version__ = "0.1.0"
