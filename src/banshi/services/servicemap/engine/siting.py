"""Where the next sites should be: maximal covering, solved exactly, with the greedy choice beside it.

Chosen are `k` of the candidates so that as many people as possible who are not served yet come to
be served. The greedy choice (always the one that serves most of those left) is quick and never
worse than 63 % of the best. A Lagrangian bound then leaves the few candidates that can be in a
better choice, and HiGHS decides among these: what it finds, or that there is nothing, is a proof.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, identity, vstack

from banshi.services.servicemap.engine.covering import SLACK, Choice, Question, choice_of, greedy, reduced
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.geo import Floats, Longs
from banshi.services.servicemap.engine.narrowing import narrowed

MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The best choice, what is proven about it, and the greedy one."""

    best: Choice
    greedy: Choice
    bound: float
    """No choice serves more people than this."""
    proven: bool
    """Whether the bound is reached: then nobody can do better."""
    seconds: float
    points: int
    """How many points and how many candidates were left for the solver."""
    candidates: int


def choose(asked: Question, k: int, seconds: float = MOST_SECONDS) -> Answer:
    """The `k` candidates that serve most people, proven within the time given or said not to be.

    Raises:
        MapFailure: more sites wanted than there are candidates, or the solver failed.
    """
    _possible(asked, k)
    began = time.monotonic()
    first = greedy(asked, k)
    small, numbers = reduced(asked)
    if small.serves.shape[1] <= k:
        every = choice_of(asked, tuple(numbers.tolist()))
        return _answer(every, first, every.people, True, began, small)
    left = narrowed(small, k, first.people)
    best = choice_of(asked, tuple(numbers[list(left.sites)].tolist())) if left.sites else first
    if not len(left.kept):
        return _answer(best, first, best.people, True, began, small)
    rest = Question(small.people, csc_array(small.serves[:, left.kept]))
    found, bound, proven = _better(rest, k, left.people, seconds)
    if found is not None:
        best = choice_of(asked, tuple(numbers[left.kept[found]].tolist()))
    bound = best.people if proven else min(left.bound, max(bound, best.people))
    return _answer(best, first, bound, proven, began, rest)


def _better(asked: Question, k: int, people: float, seconds: float) -> tuple[Longs | None, float, bool]:
    """A best choice that serves more than `people`, None where there is none; what bounds it; whether that is proven.

    Variables: whether a site is open, and how far each point is served, which is wholly or not at
    all once the sites are whole.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to load, and seldom asked for

    small, numbers = reduced(asked)
    points, sites = small.serves.shape
    objective = np.concatenate([np.zeros(sites), -small.people])
    cover = hstack([-small.serves, identity(points, format="csc")], format="csc")
    count = csr_array(np.concatenate([np.ones(sites), np.zeros(points)])[None, :])
    rules = [LinearConstraint(cover, ub=0.0), LinearConstraint(count, ub=min(k, sites))]
    whole = np.concatenate([np.ones(sites), np.zeros(points)])
    solved = milp(objective, constraints=rules, integrality=whole, bounds=Bounds(0, 1), options=_options(seconds))
    bound = _bound(solved, float(small.people.sum()))
    if solved.x is None:
        return None, bound, False
    value = -float(solved.fun)
    chosen: Longs = numbers[np.flatnonzero(solved.x[:sites] > 0.5)]
    return (chosen if value > people + SLACK else None), bound, _reached(max(value, people), bound)


def choose_with_capacity(
    asked: Question, k: int, capacity: Floats, standing: tuple[int, ...] = (), seconds: float = MOST_SECONDS
) -> Answer:
    """The same where a site serves no more people than it holds.

    `standing` are candidates that are there already: they serve too, and do not count among the `k`.
    The points' people may be parted among several sites.

    Raises:
        MapFailure: as `choose`, or a capacity that is no positive number.
    """
    _possible(asked, k + len(standing))
    if not (np.isfinite(capacity).all() and (capacity > 0).all()):
        raise MapFailure("capacity")
    began = time.monotonic()
    now = _with_capacity(asked, 0, capacity, standing, seconds)[1].sum() if standing else 0.0
    first = greedy(asked, k, standing, capacity)
    opened, load, bound = _with_capacity(asked, k, capacity, standing, seconds)
    new = [int(each) for each in opened[np.argsort(-load[opened], kind="stable")] if each not in standing]
    best = Choice(tuple(new), float(load.sum() - now), tuple(float(load[each]) for each in new))
    return _answer(best, first, bound - float(now), _reached(float(load.sum()), bound), began, asked)


def _with_capacity(
    asked: Question, k: int, capacity: Floats, standing: tuple[int, ...], seconds: float
) -> tuple[Longs, Floats, float]:
    """The sites opened, how many people each serves, and what no choice surpasses.

    Variables: whether a site is open, and for each pair of point and site how many people go there.

    Raises:
        MapFailure: the solver found nothing in the time given.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # slow to load, and seldom asked for

    pairs = csr_array(asked.serves).tocoo()
    points, sites, count = len(asked.people), asked.serves.shape[1], pairs.nnz
    at, site = np.arange(count), np.arange(sites)
    per_point = csr_array((np.ones(count), (pairs.row, at)), shape=(points, count))
    per_site = csr_array((np.ones(count), (pairs.col, at)), shape=(sites, count))
    holds = hstack([csr_array((-capacity, (site, site))), per_site], format="csr")
    most = asked.people[pairs.row]
    closed = hstack([csr_array((-most, (at, pairs.col)), shape=(count, sites)), identity(count, format="csr")])
    number = csr_array(np.concatenate([np.ones(sites), np.zeros(count)])[None, :])
    rules = [
        LinearConstraint(hstack([csr_array((points, sites)), per_point], format="csr"), ub=asked.people),
        LinearConstraint(vstack([holds, closed], format="csr"), ub=0.0),
        LinearConstraint(number, ub=k + len(standing)),
    ]
    floor = np.zeros(sites + count)
    floor[list(standing)] = 1.0
    edges = Bounds(floor, np.concatenate([np.ones(sites), most]))
    objective = np.concatenate([np.zeros(sites), -np.ones(count)])
    whole = np.concatenate([np.ones(sites), np.zeros(count)])
    solved = milp(objective, constraints=rules, integrality=whole, bounds=edges, options=_options(seconds))
    if solved.x is None:
        raise MapFailure("no_solver", detail=solved.message)
    load = np.bincount(pairs.col, solved.x[sites:], minlength=sites).astype(np.float64)
    opened: Longs = np.flatnonzero(solved.x[:sites] > 0.5)
    return opened, load, _bound(solved, float(asked.people.sum()))


def _possible(asked: Question, k: int) -> None:
    if not 1 <= k <= asked.serves.shape[1]:
        raise MapFailure("how_many", most=asked.serves.shape[1])


def _options(seconds: float) -> dict[str, float | bool]:
    return {"mip_rel_gap": 0.0, "time_limit": seconds, "presolve": True, "disp": False}


def _bound(solved: object, everybody: float) -> float:
    """What no choice surpasses, as the solver proved it."""
    dual = getattr(solved, "mip_dual_bound", None)
    return min(-float(dual), everybody) if dual is not None and np.isfinite(dual) else everybody


def _reached(people: float, bound: float) -> bool:
    return people >= bound - max(SLACK * abs(bound), SLACK)


def _answer(best: Choice, first: Choice, bound: float, proven: bool, began: float, small: Question) -> Answer:
    points, candidates = small.serves.shape
    return Answer(best, first, max(bound, best.people), proven, time.monotonic() - began, points, candidates)
