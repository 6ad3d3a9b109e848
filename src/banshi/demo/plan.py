"""What happens in the demonstration, decided before anything is written: pure, and the same at every build.

The figures of the region's news are targets for counts over rows: the plan decides how many matters come and how many are
solved by which day; the commands make the rows; the pages count them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from random import Random
from zoneinfo import ZoneInfo

from banshi.demo.texts import Topic, Written, compose, topics
from banshi.services.requests.rules.answers import Outcome

ZONE = ZoneInfo("Asia/Shanghai")
NEWS_DAY = date(2021, 5, 26)
YEAR_BEFORE = date(2020, 5, 27)
SEED = 20210526
LAST = datetime(2021, 5, 26, 17, 0, tzinfo=ZONE)
"""Until when the figures of the news were counted."""
OPENS, CLOSES, FRIDAY = 9, 18, 4
POOR = 2
ESTATE, MEASURED = "锦绣苑", "入户测温"
"""Where many are cold at once, and how the answer to that begins."""
HAPPY = ("", "", "办得很快，谢谢。", "说到做到。", "上门看了，态度好。", "比以前快多了。")
UNHAPPY = ("只来看了看，没有办。", "修好第二天又坏了。", "电话里说办了，实际没有动。")
UNHEARD = ("说来说去还是那几句。", "等了这么久，没有一个准日子。", "规定我懂，难处没有人管。")
"""What is said of an answer that solved nothing."""
REDONE = ("接到差评后再次上门，当面核对了没有办好的地方。", "已返工处理，诉求人在场看过，当场试用正常。")
RETOLD = ("接到差评后再次上门，对照规定和计划逐项说明。", "能提前的部分已提前安排，办到哪一步每半月告知一次。")
"""What was found and done the second time."""


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
class Reply:
    """One answer of the unit, and what the resident thinks of it. A rating of 1 or 2 asks for another."""

    at: datetime
    outcome: Outcome = Outcome.SOLVED
    rating: int | None = None
    comment: str = ""
    said: tuple[str, str] | None = None
    """What was found and done, where it is not what the matter's own text says."""

    @property
    def poor(self) -> bool:
        return self.rating is not None and self.rating <= POOR


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
    replies: tuple[Reply, ...] = ()
    returned: bool = False
    """The first unit asked sends it back before the right one accepts."""

    @property
    def owned(self) -> bool:
        """Whether somebody with an account must have brought it, to rate it poorly."""
        return any(reply.poor for reply in self.replies)

    @property
    def unsatisfied(self) -> bool:
        """Whether the last thing that its resident said of an answer was poor."""
        rated = [reply for reply in self.replies if reply.rating is not None]
        return bool(rated) and rated[-1].poor


class Fate(Enum):
    """How a matter of the season ends."""

    SOLVED = "by the day of the news"
    ANSWERED = "answered in words: partly, promised or explained"
    LATE = "solved after the day of the news"


def season(plan: Season, places: Sequence[Place]) -> list[Matter]:
    """A county's year of requests, oldest first."""
    rng, told = Random(f"{SEED}/{plan.county}"), Unrepeated(plan, places)
    arrivals = sorted(moment(rng, YEAR_BEFORE, NEWS_DAY) for _ in range(plan.collected))
    solved = _chosen(rng, [n for n, at in enumerate(arrivals) if at < LAST - timedelta(days=21)], plan)
    matters = []
    for number, arrived in enumerate(arrivals):
        fate = Fate.SOLVED if number in solved else Fate.ANSWERED if rng.random() < 0.75 else Fate.LATE
        matters.append(_matter(rng, told, min(arrived, LAST - timedelta(days=2)), fate))
    return sorted(matters, key=lambda matter: matter.submitted)


def _chosen(rng: Random, old_enough: Sequence[int], plan: Season) -> frozenset[int]:
    """Which matters are solved by the day of the news."""
    if plan.solved == plan.collected:
        return frozenset(range(plan.collected))
    return frozenset(rng.sample(old_enough, plan.solved))


class Unrepeated:
    """What is brought, each matter at its own place: the same again would count as not solved."""

    def __init__(self, plan: Season, places: Sequence[Place]) -> None:
        self.plan = plan
        self._places = places
        self._told: set[tuple[tuple[str, ...], str, str]] = set()

    def next(self, rng: Random) -> tuple[Written, Place, str]:
        """A text, where it is about, and its local theme."""
        while True:
            topic, theme = _topic(rng, self.plan)
            place = rng.choice(self._places)
            written = compose(rng, topic, place.name)
            key = (topic.category, place.code, written.place)
            if key not in self._told:
                self._told.add(key)
                return written, place, theme


def _matter(rng: Random, told: Unrepeated, at: datetime, fate: Fate, *, until: datetime = LAST) -> Matter:
    """One request and its way; `until` is when those that are solved are solved by."""
    written, place, theme = told.next(rng)
    triaged = _at_work(rng, at + timedelta(hours=rng.uniform(0.2, 4)), written)
    accepted = _at_work(rng, triaged + timedelta(hours=rng.uniform(0.5, 5)), written)
    answered = _answered(rng, accepted, written)
    if fate is Fate.SOLVED:
        answered = min(answered, until - timedelta(minutes=rng.randint(5, 300)))
        accepted = min(accepted, answered - timedelta(minutes=20))
        triaged = min(triaged, accepted - timedelta(minutes=10))
    elif fate is Fate.LATE:
        answered = max(answered, LAST + timedelta(days=rng.uniform(1, 60)))
    return Matter(
        written=written,
        place=place,
        county=told.plan.county,
        channel=rng.choices(*zip(*told.plan.channels, strict=True))[0],
        theme=theme,
        submitted=at,
        triaged=triaged,
        accepted=accepted,
        replies=_replies(rng, answered, fate, until),
        returned=rng.random() < 0.06,
    )


def _replies(rng: Random, answered: datetime, fate: Fate, until: datetime) -> tuple[Reply, ...]:
    """One answer; or, after a poor rating, a second one, which about half of the residents do not rate any more."""
    again, poor = answered + timedelta(days=rng.uniform(1.2, 4)), rng.choice((1, 2, 2))
    if fate is Fate.ANSWERED:
        outcome = rng.choices((Outcome.PARTLY, Outcome.PROMISED, Outcome.EXPLAINED), (30, 30, 40))[0]
        if rng.random() < 0.05:
            first = Reply(answered, outcome, poor, rng.choice(UNHEARD))
            return first, Reply(again, outcome, rng.choices((None, 3), (60, 40))[0], said=RETOLD)
        return (Reply(answered, outcome, rng.choices((None, 4, 3), (60, 22, 18))[0]),)
    if rng.random() < 0.07 and (again < until or fate is Fate.LATE):
        first = Reply(answered, Outcome.SOLVED, poor, rng.choice(UNHAPPY))
        rating, comment = rng.choices(((None, ""), (4, "这回办好了。"), (5, "这回办好了。")), (45, 30, 25))[0]
        return first, Reply(again, Outcome.SOLVED, rating, comment, said=REDONE)
    return (Reply(answered, Outcome.SOLVED, rng.choices((None, 5, 4, 3), (45, 32, 18, 5))[0], rng.choice(HAPPY)),)


def _answered(rng: Random, accepted: datetime, written: Written) -> datetime:
    """What is urgent within the day, as a rule; the rest within the working week."""
    if written.urgent:
        return accepted + timedelta(hours=rng.uniform(2, 12 if rng.random() < 0.85 else 60))
    return _at_work(rng, accepted + timedelta(days=min(rng.gammavariate(2.6, 1.5), 24)), written)


def _at_work(rng: Random, at: datetime, written: Written) -> datetime:
    """The moment itself, or the next in office hours where the matter can wait."""
    if written.urgent:
        return at
    if at.hour >= CLOSES:
        at = at.replace(hour=0) + timedelta(days=1)
    if at.hour < OPENS:
        at = at.replace(hour=OPENS, minute=rng.randint(0, 59))
    return at + timedelta(days=(7 - at.weekday()) if at.weekday() > FRIDAY else 0)


def _topic(rng: Random, plan: Season) -> tuple[Topic, str]:
    if plan.themes:
        theme, keys = rng.choice(plan.themes)
        return topics()[rng.choice(keys)], theme
    return topics()[rng.choice(plan.topics)], ""


def recent(plan: Season, places: Sequence[Place], now: datetime) -> Iterator[Matter]:
    """What came in over the last six weeks, as far as it has got; a few wait longer than they should.

    Who rated the answer poorly in these weeks is still waiting for the second one, as often as not.
    """
    rng, told = Random(f"{SEED}/recent/{plan.county}"), Unrepeated(plan, places)
    for age in sorted((rng.expovariate(1 / 10) for _ in range(plan.collected // 11)), reverse=True):
        at = now - timedelta(days=min(age, 44), minutes=rng.randint(20, 600))
        fate = Fate.SOLVED if rng.random() < 0.7 else Fate.ANSWERED
        full = _matter(rng, told, at, fate, until=now + timedelta(days=90))
        signed, dealt_with, put_right = rng.random() < 0.97, rng.random() < 0.95, rng.random() < 0.5
        yield replace(
            full,
            accepted=full.accepted if signed else None,
            replies=full.replies[: None if put_right else 1] if signed and dealt_with else (),
        )


def gathering(plan: Season, places: Sequence[Place], now: datetime) -> Iterator[Matter]:
    """A matter that many bring at once, each in their own words: the heating of one estate, these last days."""
    rng = Random(f"{SEED}/gathering/{plan.county}")
    place, heating = rng.choice(places), topics()["heating"]
    for _each in range(max(3, plan.collected // 180)):
        at = now - timedelta(days=rng.uniform(0.2, 9))
        written = compose(rng, heating, place.name)
        while not (written.place.endswith(ESTATE) and written.found.startswith(MEASURED)):
            written = compose(rng, heating, place.name)
        triaged = _at_work(rng, at + timedelta(hours=rng.uniform(0.2, 4)), written)
        accepted = _at_work(rng, triaged + timedelta(hours=rng.uniform(0.5, 8)), written)
        yield Matter(written, place, plan.county, "web", "", at, triaged, accepted)


def moment(rng: Random, first: date, last: date) -> datetime:
    """A moment between two days, more often in waking hours and later in the period."""
    span = (last - first).days
    day = first + timedelta(days=int(span * rng.betavariate(1.6, 1.1)))
    hour = min(23, max(6, int(rng.gauss(13.5, 4))))
    return _at(day, hour, rng.randint(0, 59))


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
