"""Maximal covering: the question, the greedy choice, and the question with less in it."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from banshi.services.servicemap.engine.geo import Floats, Longs

SLACK = 1e-6


@dataclass(frozen=True)
class Question:
    """Who could be served by which candidate."""

    people: Floats
    """Of each point that is not served yet."""
    serves: csc_array
    """Points × candidates: one where the candidate is reached from the point in time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: which candidates, and how many people they serve."""

    sites: tuple[int, ...]
    """In the order in which each serves most of those left."""
    people: float
    gains: tuple[float, ...]
    """What each adds to those before it."""


def greedy(asked: Question, k: int, standing: tuple[int, ...] = (), capacity: Floats | None = None) -> Choice:
    """Always the candidate that serves most people of those left; each up to its capacity where that is given."""
    left = asked.people.copy()
    most = capacity if capacity is not None else np.full(asked.serves.shape[1], np.inf)
    for site in standing:
        _serve(left, _served(asked.serves, site), float(most[site]))
    sites: list[int] = []
    gains: list[float] = []
    for _turn in range(min(k, asked.serves.shape[1] - len(standing))):
        gain = np.minimum(asked.serves.T @ left, most)
        gain[[*sites, *standing]] = -1
        best = int(gain.argmax())
        sites.append(best)
        gains.append(max(float(gain[best]), 0.0))
        _serve(left, _served(asked.serves, best), float(most[best]))
    return Choice(tuple(sites), sum(gains), tuple(gains))


def _serve(left: Floats, points: Longs, most: float) -> None:
    """Take people off `left`, point by point, until the site is full."""
    taken = np.minimum(np.cumsum(left[points]), most)
    left[points] -= np.diff(taken, prepend=0.0)


def choice_of(asked: Question, sites: tuple[int, ...]) -> Choice:
    """The sites in the order in which each serves most of those left."""
    only = Question(asked.people, csc_array(asked.serves[:, list(sites)]))
    ordered = greedy(only, len(sites))
    kept = [at for at, gain in zip(ordered.sites, ordered.gains, strict=True) if gain > 0]
    gains = tuple(gain for gain in ordered.gains if gain > 0)
    return Choice(tuple(sites[at] for at in kept), sum(gains), gains)


def reduced(asked: Question) -> tuple[Question, Longs]:
    """The same question with less in it: points that the same candidates serve are one, and a
    candidate that serves nobody whom another does not serve as well is left out.

    Returns the candidates kept, by their number in `asked`.
    """
    by_point = csr_array(asked.serves)
    by_point.sort_indices()
    joined: dict[bytes, int] = {}
    group = np.full(by_point.shape[0], -1, np.int64)
    for point in range(by_point.shape[0]):
        those = by_point.indices[by_point.indptr[point] : by_point.indptr[point + 1]]
        if len(those) and asked.people[point] > 0:
            group[point] = joined.setdefault(those.tobytes(), len(joined))
    first = np.unique(group[group >= 0], return_index=True)[1]
    rows = np.flatnonzero(group >= 0)[first]
    people = np.bincount(group[group >= 0], asked.people[group >= 0], minlength=len(joined)).astype(np.float64)
    serves = csc_array(by_point[rows])
    kept = _not_surpassed(serves)
    return Question(people, csc_array(serves[:, kept])), kept


def _not_surpassed(serves: csc_array) -> Longs:
    """Candidates that serve somebody whom no other candidate serves along with all the rest of theirs."""
    sizes = np.diff(serves.indptr)
    common = csr_array(serves.T @ serves)
    surpassed = sizes == 0
    for site in range(serves.shape[1]):
        part = slice(common.indptr[site], common.indptr[site + 1])
        others = common.indices[part][common.data[part] >= sizes[site] - SLACK]
        larger = (sizes[others] > sizes[site]) | ((sizes[others] == sizes[site]) & (others < site))
        surpassed[site] |= bool(larger.any())
    return np.flatnonzero(~surpassed)


def _served(serves: csc_array, site: int) -> Longs:
    found: Longs = serves.indices[serves.indptr[site] : serves.indptr[site + 1]]
    return found
