"""The bundled sample page as a graph, as an import of it from a known wiki gives it."""

from dataclasses import replace
from functools import cache

from graphs import Graph

from graphtalk.demo import sample_page
from graphtalk.language import load_language
from graphtalk.pipeline import to_batch
from graphtalk.stores.export import batch_to_networkx


@cache
def sample_graph() -> Graph:
    """Return the sample; who changes it must copy it first."""
    return batch_to_networkx(to_batch(replace(sample_page(), site="enwiki"), load_language("en")))
