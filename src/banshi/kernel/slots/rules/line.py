"""The waiting rule, as it is published: whom a free place goes to. Pure.

1. Freed places go to those who wait, in the order of the line; nobody who comes later gets one before them.
2. A party is offered places only when there are enough for all of it.
3. Where the first do not fit, the next who fit are served, but a party may be passed `MOST_PASSES` times only.
   Then free places are saved until there are enough for it.
4. A party larger than the whole session keeps nobody waiting.
5. In the last stretch before booking closes nothing is saved any more, so that no place stays empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_PASSES = 3
LAST_STRETCH = timedelta(hours=24)
LAST_PART = 4
"""The last stretch is no longer than a quarter of the time in which bookings are taken."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party in line: its booking, how many seats it needs, and how often it was passed."""

    booking: int
    seats: int
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is served now, in order, and how often each of those who were not was passed in doing so."""

    served: tuple[int, ...]
    passed: dict[int, int]
    left: int
    """Places that stay free, or are saved."""


def saves(now: datetime, opens: datetime, closes: datetime) -> bool:
    """Whether places are still saved for a party that was passed often enough."""
    return now < closes - min(LAST_STRETCH, (closes - opens) / LAST_PART)


def plan(line: Iterable[Waiting], free: int, *, saving: bool) -> Plan:
    """Whom `free` places go to. `line` is in order, first first, and read no further than needed."""
    served: list[int] = []
    before: dict[int, int] = {}  # those who did not fit so far, and how often they had been passed
    passed: dict[int, int] = {}
    for party in line:
        if free <= 0 or (saving and any(times >= MOST_PASSES for times in passed.values())):
            break
        if party.seats > free:
            before[party.booking] = passed[party.booking] = party.passed
            continue
        served.append(party.booking)
        free -= party.seats
        passed = {booking: times + 1 for booking, times in passed.items()}
    return Plan(tuple(served), {key: times for key, times in passed.items() if times != before[key]}, free)
