"""What happens in the demonstration, decided before anything is written: pure, and the same at every build.

The figures of the region's news are targets for counts over rows: the plan decides how many matters come and how many are
solved by which day; the commands make the rows; the pages count them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from banshi.demo.texts import Topic, Written, compose, topics

ZONE = ZoneInfo("Asia/Shanghai")
NEWS_DAY = date(2021, 5, 26)
YEAR_BEFORE = date(2020, 5, 27)
SEED = 20210526


@dataclass(frozen=True, slots=True)
class Season:
    """A county's share of the story. Figures: the region's news of 2021-05-26."""

    county: str
    collected: int
    solved: int
    topics: tuple[str, ...]
    channels: tuple[tuple[str, int], ...]
    themes: tuple[tuple[str, tuple[str, ...]], ...] = ()


IJINHOLOO = Season(
    county="150627",
    collected=1795,
    solved=663,
    topics=tuple(topics()),
    channels=(("web", 30), ("phone", 30), ("leaders", 12), ("members", 18), ("looking", 10)),
)
TUQUAN = Season(
    county="152224",
    collected=951,
    solved=951,
    topics=("livestock", "skills", "well", "subsidy", "culture", "legal", "hardship", "minimum"),
    channels=(("members", 40), ("looking", 25), ("phone", 20), ("web", 15)),
    themes=(
        ("skills", ("livestock", "skills", "well", "subsidy")),
        ("culture", ("culture",)),
        ("legal", ("legal",)),
        ("hardship", ("hardship", "minimum")),
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A village or community: its code and the short name people use."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Matter:
    """One request of the story and how far it gets, each step with its time."""

    written: Written
    place: Place
    county: str
    channel: str
    theme: str
    submitted: datetime
    triaged: datetime | None = None
    accepted: datetime | None = None
    answered: datetime | None = None
    rating: int | None = None
    comment: str = ""
    returned: bool = False
    """The first unit asked sends it back before the right one accepts."""


def season(plan: Season, places: Sequence[Place]) -> list[Matter]:
    """A county's year of requests, oldest first."""
    rng = Random(f"{SEED}/{plan.county}")
    arrivals = sorted(moment(rng, YEAR_BEFORE, NEWS_DAY) for _ in range(plan.collected))
    last = _at(NEWS_DAY, 17, 0)
    in_time = _chosen(rng, [n for n, at in enumerate(arrivals) if at < last - timedelta(days=21)], plan)
    matters = []
    for number, at in enumerate(arrivals):
        solved_by = last if number in in_time or plan.solved == plan.collected else None
        matters.append(_matter(rng, plan, rng.choice(places), min(at, last - timedelta(days=2)), solved_by))
    return sorted(matters, key=lambda matter: matter.submitted)


def _chosen(rng: Random, old_enough: Sequence[int], plan: Season) -> frozenset[int]:
    """Which matters are solved by the day of the news."""
    return frozenset(rng.sample(old_enough, min(plan.solved, len(old_enough))))


def _matter(rng: Random, plan: Season, place: Place, at: datetime, solved_by: datetime | None) -> Matter:
    topic, theme = _topic(rng, plan)
    written = compose(rng, topic, place.name)
    triaged = at + timedelta(hours=rng.uniform(0.2, 5))
    accepted = triaged + timedelta(hours=rng.uniform(1, 30))
    if solved_by is None:
        answered = max(accepted, _at(NEWS_DAY, 18, 0)) + timedelta(days=rng.uniform(2, 200))
    else:
        answered = min(
            accepted + timedelta(days=min(rng.gammavariate(2.2, 3.2), 24)),
            solved_by - timedelta(minutes=rng.randint(5, 300)),
        )
        accepted = min(accepted, answered - timedelta(minutes=20))
        triaged = min(triaged, accepted - timedelta(minutes=10))
    return Matter(
        written=written,
        place=place,
        county=plan.county,
        channel=rng.choices([name for name, _ in plan.channels], [weight for _, weight in plan.channels])[0],
        theme=theme,
        submitted=at,
        triaged=triaged,
        accepted=accepted,
        answered=answered,
        rating=rng.choices((None, 5, 4, 3), (45, 32, 18, 5))[0],
        comment=rng.choice(("", "", "办得很快，谢谢。", "说到做到。", "上门看了，态度好。", "比以前快多了。")),
        returned=rng.random() < 0.06,
    )


def _topic(rng: Random, plan: Season) -> tuple[Topic, str]:
    if plan.themes:
        theme, keys = rng.choice(plan.themes)
        return topics()[rng.choice(keys)], theme
    return topics()[rng.choice(plan.topics)], ""


def recent(plan: Season, places: Sequence[Place], now: datetime, count: int = 160) -> Iterator[Matter]:
    """What came in over the last six weeks and stands at every stage today."""
    rng = Random(f"{SEED}/recent/{plan.county}")
    for age in sorted((rng.expovariate(1 / 10) for _ in range(count)), reverse=True):
        at = now - timedelta(days=min(age, 44), minutes=rng.randint(20, 600))
        full = _matter(rng, plan, rng.choice(places), at, None)
        triaged = at + timedelta(hours=rng.uniform(0.2, 6))
        accepted = triaged + timedelta(hours=rng.uniform(1, 36))
        answered = accepted + timedelta(days=rng.gammavariate(2.5, 3))
        yield Matter(
            written=full.written,
            place=full.place,
            county=full.county,
            channel=full.channel,
            theme=full.theme,
            submitted=at,
            triaged=triaged if triaged < now else None,
            accepted=accepted if accepted < now and rng.random() < 0.93 else None,
            answered=answered if answered < now and rng.random() < 0.9 else None,
            rating=full.rating,
            comment=full.comment,
            returned=full.returned,
        )


def moment(rng: Random, first: date, last: date) -> datetime:
    """A moment between two days, more often in waking hours and later in the period."""
    span = (last - first).days
    day = first + timedelta(days=int(span * rng.betavariate(1.6, 1.1)))
    hour = min(23, max(6, int(rng.gauss(13.5, 4))))
    return _at(day, hour, rng.randint(0, 59))


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
