"""Which candidates can be in a better choice at all: a Lagrangian bound leaves a dozen of thousands.

Each point is served once however many sites reach it. Put a price on being reached instead (a
multiplier for each point), and the best choice for these prices is simply the k dearest
candidates: a bound from above, made as low as possible by moving the prices. A candidate whose
forced entry would push the bound below the best choice known cannot be in a better one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from banshi.services.servicemap.engine.covering import SLACK, Question
from banshi.services.servicemap.engine.geo import Floats, Longs

ROUNDS, PATIENCE = 600, 15
"""Rounds of moving the prices, and how many without gain before smaller steps are taken."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the bound left over."""

    sites: tuple[int, ...]
    """A choice better than the one given, if one was met on the way; else empty."""
    people: float
    """Served by the best choice known."""
    bound: float
    """No choice serves more."""
    kept: Longs
    """Candidates that may be in a better choice."""


def narrowed(asked: Question, k: int, people: float) -> Narrowed:
    """Bound the question from above and leave out what cannot better a choice that serves so many people."""
    reached, reaches, weight = csr_array(asked.serves), csr_array(asked.serves.T), asked.people
    grain = 1.0 if np.array_equal(weight, np.rint(weight)) else SLACK
    price = weight * 0.5
    best, values, sites = np.inf, np.zeros(reaches.shape[0]), np.empty(0, np.int64)
    at_best, step, stale = price, 1.0, 0
    for _round in range(ROUNDS):
        value = reaches @ price
        dearest = np.argpartition(-value, k - 1)[:k]
        bound = float(np.maximum(weight - price, 0).sum() + value[dearest].sum())
        chosen = np.zeros(len(value))
        chosen[dearest] = 1.0
        times = reached @ chosen
        served = float(weight[times > 0].sum())
        if served > people + SLACK:
            people, sites = served, dearest
        if bound < best - SLACK:
            best, values, at_best, stale = bound, value, price, 0
        else:
            stale += 1
        if best < people + grain - SLACK:
            break
        if stale >= PATIENCE:
            step, stale, price = step / 2, 0, at_best
            continue
        uphill = times - (weight > price)
        price = np.clip(price - step * (bound - people) / max(float(uphill @ uphill), SLACK) * uphill, 0, weight)
    return Narrowed(tuple(sites.tolist()), people, best, _possible(values, k, best, people + grain - SLACK))


def _possible(values: Floats, k: int, bound: float, needed: float) -> Longs:
    """Candidates with which the bound stays at what a better choice needs."""
    threshold = np.partition(values, -k)[-k]
    found: Longs = np.flatnonzero(bound - np.maximum(threshold - values, 0) >= needed)
    return found
