"""How fast graphtalk is, how it grows, and what its worst pages cost; not part of the package."""
