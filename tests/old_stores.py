"""Stores as released versions left them, from the files that tests/stores/README.md tells of."""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import ROOT, driver

from graphtalk.demo import sample_page
from graphtalk.language import load_language
from graphtalk.model import RawPage
from graphtalk.pipeline import import_pages
from graphtalk.stores import Store

PLACE = ROOT / "tests" / "stores"
VERSIONS = sorted(int(file.stem.partition("-")[2]) for file in PLACE.glob("version-*.cypher"))
TITLES = ["Talk:Corran Head Light", "Talk:Merrow Bay Seal Hospital"]  # of the pages in each


def unpack(version: int, folder: Path) -> str:
    """Put the embedded store of a version into a folder, and return its address."""
    with tarfile.open(PLACE / f"version-{version}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return str(folder)


@contextmanager
def on_server(version: int, address: str) -> Iterator[str]:
    """Give the address of an empty server with the store of a version; leave nothing of it."""
    with driver(address) as server:
        server.execute_query("MATCH (n) DETACH DELETE n")
        for kind, made in (("CONSTRAINT", "CONSTRAINTS"), ("INDEX", "INDEXES YIELD name, type WHERE type <> 'LOOKUP'")):
            for row in server.execute_query(f"SHOW {made}").records:
                server.execute_query(f"DROP {kind} {row['name']} IF EXISTS")
        for statement in (PLACE / f"version-{version}.cypher").read_text(encoding="utf-8").split(";\n")[:-1]:
            server.execute_query(statement)
        yield address
        server.execute_query("MATCH (n) DETACH DELETE n")


def import_again(store: Store) -> None:
    """Import the pages that are in each of the stores."""
    survey = RawPage((ROOT / "tests/gold/survey.wikitext").read_text(encoding="utf-8"), "wikitext", title=TITLES[0])
    import_pages([sample_page(), survey], store, load_language("en"))
