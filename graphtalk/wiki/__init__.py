"""Live wikis: a polite client of MediaWiki's interfaces, and what is asked of them."""
