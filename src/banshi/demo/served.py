"""What 突泉县 counted in the year of the news, decided before anything is written: pure, and the same at every build.

The news gives sessions and attendances; the plan decides when, where and how many came to each, so that they add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from banshi.demo.plan import LAST, NEWS_DAY, SEED, YEAR_BEFORE, moment

FEWEST = 3
LONGEST = timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of the news: so many sessions of a kind, to which so many came."""

    county: str
    kind: str
    title: str
    sessions: int
    people: int


TUQUAN_YEAR = (
    Counted("152224", "guidance", "产业指导到村到户", 547, 31_464),
    Counted("152224", "class", "基层课堂", 563, 47_175),
    Counted("152224", "culture", "文体活动", 1_563, 29_134),
)
"""Source: the region's news of 2021-05-25/26, the 4365 way of working."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One session: in which of the county's towns, when, and how many came."""

    town: int
    starts: datetime
    people: int


def sheets(line: Counted, towns: int) -> list[Sheet]:
    """The sessions of one line, the first first; their people add up to what was counted."""
    rng = Random(f"{SEED}/served/{line.county}/{line.kind}")
    sizes = _sizes(rng, line.sessions, line.people)
    starts = sorted(min(moment(rng, YEAR_BEFORE, NEWS_DAY), LAST - LONGEST - timedelta(hours=1)) for _ in sizes)
    return [
        Sheet(town=rng.randrange(towns), starts=at, people=people) for at, people in zip(starts, sizes, strict=True)
    ]


def _sizes(rng: Random, sessions: int, people: int) -> list[int]:
    """Uneven, as halls and villages are, and exactly so many in all."""
    weights = [rng.uniform(0.4, 1.6) for _ in range(sessions)]
    mean = people / sum(weights)
    sizes = [max(FEWEST, int(weight * mean)) for weight in weights]
    order: Sequence[int] = sorted(range(sessions), key=lambda at: -sizes[at])
    left = people - sum(sizes)
    step = 1 if left > 0 else -1
    for at in range(abs(left)):
        sizes[order[at % sessions]] += step
    return sizes
