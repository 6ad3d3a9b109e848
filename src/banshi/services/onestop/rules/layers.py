"""Where the nodes of a graph without cycles stand when it is drawn: layer by layer, with few crossings.

The drawing on the page and the diagram in the BPMN file are laid out by this one function.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 6
"""How often the order within the layers is improved from both sides."""

Edge = tuple[str, str]
Graph = Mapping[str, Sequence[str]]
"""Node → the nodes before it. Each node stands as a key, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node stands. Units: `layer` counts steps of the way, `row` places beside each other, from 0."""

    layer: int
    row: float


@dataclass(frozen=True, slots=True)
class Layout:
    """All spots, and by which spots between its ends an edge that is longer than one layer passes."""

    spots: Mapping[str, Spot]
    bends: Mapping[Edge, tuple[Spot, ...]]
    layers: int
    rows: int


def layered(graph: Graph) -> Layout:
    """Lay a graph out: each node one layer after the last of those before it.

    Raises:
        ValueError: the graph has a cycle.
    """
    depth = _depths(graph)
    before, bends = _bent(graph, depth)
    layers = _ordered(before, depth)
    rows = max((len(layer) for layer in layers), default=0)
    spots = {
        node: Spot(number, index + (rows - len(layer)) / 2)
        for number, layer in enumerate(layers)
        for index, node in enumerate(layer)
    }
    return Layout(
        spots={node: spots[node] for node in graph},
        bends={edge: tuple(spots[bend] for bend in passed) for edge, passed in bends.items()},
        layers=len(layers),
        rows=rows,
    )


def in_order(graph: Graph) -> list[str]:
    """Every node after all that come before it; otherwise as in the file.

    Raises:
        ValueError: the graph has a cycle.
    """
    depth = _depths(graph)
    return sorted(graph, key=lambda node: (depth[node], list(graph).index(node)))


def reduced(graph: Graph) -> dict[str, tuple[str, ...]]:
    """What comes directly first: without those that come before another one that comes first.

    Raises:
        ValueError: the graph has a cycle.
    """
    above: dict[str, set[str]] = {}

    def all_above(code: str) -> set[str]:
        if code not in above:
            above[code] = set(graph[code]).union(*(all_above(each) for each in graph[code]))
        return above[code]

    _depths(graph)  # refuses a circle before the way up is followed
    return {
        code: tuple(each for each in first if not any(each in all_above(other) for other in first if other != each))
        for code, first in graph.items()
    }


def _depths(graph: Graph) -> dict[str, int]:
    """The layer of each node: the length of the longest way to it."""
    depth: dict[str, int] = {}
    left = dict(graph)
    while left:
        ready = [node for node, before in left.items() if all(each in depth for each in before)]
        if not ready:
            raise ValueError(f"the steps {', '.join(sorted(left))} wait for each other in a circle")
        for node in ready:
            depth[node] = max((depth[each] + 1 for each in left.pop(node)), default=0)
    return depth


def _bent(graph: Graph, depth: dict[str, int]) -> tuple[dict[str, list[str]], dict[Edge, list[str]]]:
    """The graph with a nameless node in every layer that an edge passes; `depth` learns of them."""
    before: dict[str, list[str]] = {node: [] for node in graph}
    bends: dict[Edge, list[str]] = {}
    for node, wanted in graph.items():
        for first in wanted:
            last, passed = first, []
            for layer in range(depth[first] + 1, depth[node]):
                bend = f"{first}\0{node}\0{layer}"
                depth[bend] = layer
                before[bend] = [last]
                passed.append(bend)
                last = bend
            before[node].append(last)
            if passed:
                bends[first, node] = passed
    return before, bends


def _ordered(before: dict[str, list[str]], depth: dict[str, int]) -> list[list[str]]:
    """The layers, each in an order in which edges seldom cross: by the middle of the neighbours, from both sides."""
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    after: dict[str, list[str]] = {node: [] for node in before}
    for node, wanted in before.items():
        layers[depth[node]].append(node)
        for each in wanted:
            after[each].append(node)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, before)
    for _sweep in range(SWEEPS):
        for above, layer in pairwise(layers):
            _sort(layer, above, before)
        for below, layer in pairwise(layers[::-1]):
            _sort(layer, below, after)
        crossings = _crossings(layers, before)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return best


def _sort(layer: list[str], beside: Sequence[str], joined: Mapping[str, Sequence[str]]) -> None:
    at = {node: index for index, node in enumerate(beside)}
    own = {node: index for index, node in enumerate(layer)}

    def middle(node: str) -> float:
        known = [at[each] for each in joined[node] if each in at]
        return sum(known) / len(known) if known else own[node]

    layer.sort(key=middle)


def _crossings(layers: Sequence[Sequence[str]], before: Mapping[str, Sequence[str]]) -> int:
    """How many edges cross. Enough for procedures of some dozen steps."""
    found = 0
    for upper, lower in pairwise(layers):
        at = {node: index for index, node in enumerate(upper)}
        edges = [(at[each], index) for index, node in enumerate(lower) for each in before[node] if each in at]
        found += sum(1 for i, a in enumerate(edges) for b in edges[i + 1 :] if (a[0] - b[0]) * (a[1] - b[1]) < 0)
    return found
