"""Gives `server.py` here another module name than that of `../neo4j`: mypy wants them apart."""
