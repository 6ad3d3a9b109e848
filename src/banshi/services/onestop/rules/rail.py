"""A procedure as a rail with branches: one station a row, each in a lane, for screens that are narrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from banshi.services.onestop.rules.layers import Graph, in_order

Span = tuple[float, float]
"""Rows from the first to the last that a lane is taken for."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A line that comes to a station: from which, and whether it runs down that one's lane rather than this one's."""

    first: str
    own: bool


@dataclass(frozen=True, slots=True)
class Track:
    """A station: its row, its lane, and the lines that come to it."""

    code: str
    row: int
    lane: int
    edges: tuple[Branch, ...]


def tracks(graph: Graph) -> tuple[Track, ...]:
    """Every step with its place on the rail, in an order in which what belongs together stands together.

    Raises:
        ValueError: the graph has a cycle.
    """
    order = _along(graph)
    row = {code: number for number, code in enumerate(order)}
    nearest = {code: max(before, key=row.__getitem__) for code, before in graph.items() if before}
    last = {
        code: max([row[code], *(row[each] - 1 for each in graph if code in graph[each] and nearest[each] != code)])
        for code in graph
    }
    lanes = _lanes(order, row, nearest, last)
    return tuple(
        Track(code, row[code], lanes[code], tuple(Branch(each, each != nearest[code]) for each in graph[code]))
        for code in order
    )


def _along(graph: Graph) -> list[str]:
    """Follow each branch to its end before the next, short ones first; no station before those it waits for."""
    after: dict[str, list[str]] = {code: [] for code in graph}
    for code in in_order(graph):
        for each in graph[code]:
            after[each].append(code)
    order: list[str] = []

    def visit(code: str) -> None:
        if code in order or any(each not in order for each in graph[code]):
            return
        order.append(code)
        for each in sorted(after[code], key=lambda one: len(after[one])):
            visit(each)

    for code in in_order(graph):
        visit(code)
    return order


def _lanes(
    order: Sequence[str], row: Mapping[str, int], nearest: Mapping[str, str], last: Mapping[str, int]
) -> dict[str, int]:
    """A lane for each station, free from where its line leaves the station before: that one's own if it can be had."""
    taken: list[list[Span]] = []
    found: dict[str, int] = {}
    for code in order:
        begins = row[nearest[code]] + 0.5 if code in nearest else float(row[code])
        span = (begins, float(last[code]))
        wish = found.get(nearest.get(code, ""), 0)
        lane = next(
            each
            for each in [wish, *range(len(taken) + 1)]
            if each >= len(taken) or all(span[1] < start or end < span[0] for start, end in taken[each])
        )
        while lane >= len(taken):
            taken.append([])
        taken[lane].append(span)
        found[code] = lane
    return found
