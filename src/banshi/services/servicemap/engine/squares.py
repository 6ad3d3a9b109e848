"""Squares are crossed, not walked around: the straight lines between their entrances that stay inside."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from banshi.services.servicemap.engine.geo import Floats

MOST_ENTRANCES = 40
"""Of a larger square every so-many-th entrance is taken: the lines grow with the square of their number."""
SAMPLES = np.linspace(0.02, 0.98, 25)


def chords(lon: Floats, lat: Floats, entrances: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of entrances, as places on the ring, between which one can walk straight across.

    `lon` and `lat` are the ring without its repeated first point. Neighbours on the ring are
    left out: the ring joins them.
    """
    count = len(lon)
    step = -(-len(entrances) // MOST_ENTRANCES)
    for one, other in combinations(entrances[:: max(step, 1)], 2):
        if other - one in (1, count - 1):
            continue
        x = lon[one] + (lon[other] - lon[one]) * SAMPLES
        y = lat[one] + (lat[other] - lat[one]) * SAMPLES
        if inside(lon, lat, x, y).all():
            yield one, other


def inside(ring_x: Floats, ring_y: Floats, x: Floats, y: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which points lie inside a ring (even-odd rule)."""
    found = np.zeros(len(x), bool)
    previous = len(ring_x) - 1
    for at in range(len(ring_x)):
        above, below = ring_y[at] > y, ring_y[previous] > y
        rise = ring_y[previous] - ring_y[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            cut = (ring_x[previous] - ring_x[at]) * (y - ring_y[at]) / rise + ring_x[at]
        found ^= (above != below) & (x < cut)
        previous = at
    return found
