"""Signed networks of the literature whose frustration index is known."""

import networkx as nx

# Alliances and enmities of the sub-tribes of the Gahuku-Gama in the highlands of New Guinea: Read 1954, "Cultures of the
# Central Highlands", as the data set `gama` that comes with UCINET and with Pajek tells them. Facts of a publication.
GAHUKU_GAMA = """
Gaveve Kotuni + Gaveve Ove - Kotuni Ove - Gaveve Alikadzuha - Ove Alikadzuha + Gaveve Nagamiza - Kotuni Nagamiza -
Gaveve Gahuku - Kotuni Gahuku - Ove Gahuku + Ove Masilakidzuha + Nagamiza Masilakidzuha + Gahuku Masilakidzuha +
Ove Ukudzuha + Alikadzuha Ukudzuha + Gahuku Ukudzuha + Masilakidzuha Ukudzuha + Kotuni Notohana - Nagamiza Notohana +
Gahuku Notohana - Kotuni Kohika - Notohana Kohika + Gahuku Gehamo + Masilakidzuha Gehamo + Ukudzuha Gehamo +
Notohana Gehamo - Kohika Gehamo - Gaveve Asarodzuha - Gahuku Asarodzuha + Masilakidzuha Asarodzuha + Ukudzuha Asarodzuha +
Gehamo Asarodzuha + Gahuku Uheto - Masilakidzuha Uheto + Notohana Uheto + Kohika Uheto + Gehamo Uheto - Nagamiza Seuve +
Ukudzuha Seuve - Asarodzuha Seuve - Uheto Seuve + Gaveve Nagamidzuha + Kotuni Nagamidzuha + Nagamiza Nagamidzuha -
Notohana Nagamidzuha - Kohika Nagamidzuha - Gehamo Nagamidzuha - Asarodzuha Nagamidzuha - Uheto Nagamidzuha - Gaveve Gama +
Kotuni Gama + Nagamiza Gama - Gahuku Gama - Gehamo Gama - Asarodzuha Gama - Uheto Gama - Seuve Gama - Nagamidzuha Gama +
"""

# Likes and dislikes of the novices of a monastery, made undirected: Sampson 1968, "A Novitiate in a Period of Change", in the form
# that Aref and Wilson 2019 measured: "Monastery interactions" of their data, doi:10.6084/m9.figshare.5700832.
MONASTERY = """
0 1 + 0 2 + 0 4 + 0 7 + 0 11 + 0 13 + 1 2 + 1 5 + 1 6 + 1 9 + 1 11 + 1 13 + 1 14 + 2 6 + 4 3 + 4 5 + 7 8 + 7 9 + 7 12 +
11 6 + 11 8 + 11 10 + 11 12 + 11 13 + 13 9 + 13 10 + 13 12 + 13 15 - 5 3 + 5 6 + 5 10 - 5 17 - 6 8 + 6 10 - 6 16 - 9 12 +
9 14 - 9 15 - 14 3 - 3 10 + 3 12 - 3 15 - 3 16 - 3 17 - 10 8 + 12 17 + 15 16 + 15 17 + 16 17 +
"""


def odd_rings(graph: "nx.Graph[int]") -> dict[tuple[str, str], int]:
    """Return a graph all of whose ties are conflicts: its index is the fewest edges that keep it from being bipartite."""
    return {(min(pair), max(pair)): -1 for pair in ((f"{one:02}", f"{other:02}") for one, other in graph.edges)}


def buckminsterfullerene() -> "nx.Graph[int]":
    """Return the bonds of C60: an icosahedron whose corners are cut off, an atom for each direction of each of its edges."""
    _, corners = nx.check_planarity(nx.icosahedral_graph())
    atoms = {edge: number for number, edge in enumerate(sorted(corners.edges))}
    bonds: nx.Graph[int] = nx.Graph()
    for (one, other), atom in atoms.items():
        bonds.add_edge(atom, atoms[other, one])
        bonds.add_edge(atom, atoms[one, corners[one][other]["cw"]])
    return bonds


def read_ties(text: str) -> dict[tuple[str, str], int]:
    """Return the ties of a network: two names and a sign each."""
    words = text.split()
    triples = zip(words[::3], words[1::3], words[2::3], strict=True)
    return {(min(one, other), max(one, other)): 1 if sign == "+" else -1 for one, other, sign in triples}
