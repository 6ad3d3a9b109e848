"""Call-backs of closed requests: how many of which group, who must be in, when a call is given up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from banshi.services.requests.rules.submission import Problem, Problems, needed
from banshi.services.requests.rules.words import gettext_noop as _

FIRST = date(1990, 1, 1)
DAY = timedelta(days=1)
HELD_FOR = timedelta(hours=1)
"""How long a call that somebody has taken is left to them."""
SCORES = range(1, 6)
"""From 1, very dissatisfied, to 5, very satisfied."""


class By(StrEnum):
    """Into which groups closed requests are put; a part of each is drawn."""

    UNIT = "unit"
    TOWN = "town"


class Must(StrEnum):
    """What brings a request into every draw."""

    REOPENED = "reopened"
    SUPERVISED = "supervised"


class Said(StrEnum):
    """How a call ended."""

    SOLVED = "solved"
    UNSOLVED = "unsolved"
    MISSED = "missed"
    LAPSED = "lapsed"
    """The matter moved on before anybody called."""


REACHED = (Said.SOLVED.value, Said.UNSOLVED.value)
"""Ends of a call in which somebody answered."""


@dataclass(frozen=True, slots=True)
class CallRules:
    """What is in force from a day on. Units: `share` in hundredths of those that need not be in anyway."""

    valid_from: date
    monthly: bool
    """Whether the house draws last month's by itself."""
    share: int
    must: frozenset[str]
    tries: int
    days: int
    """A call is given up after so many tries on so many different days."""
    document: str
    article: str
    standing: str


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing of a request that may be drawn."""

    request_id: int
    number: str
    closed_at: datetime
    group: str
    must: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the resident said on the telephone."""

    solved: bool
    satisfied: int
    attitude: int
    words: str = ""


def in_force(versions: Sequence[CallRules], day: date) -> CallRules:
    """The rules of that day."""
    return max((each for each in versions if each.valid_from <= day), key=lambda each: each.valid_from)


def wanted(closings: Sequence[Closing], share: int) -> dict[str, int]:
    """How many of each group are in: all that must be, and of the others the share, rounded up."""
    sizes = Counter(each.group for each in closings)
    musts = Counter(each.group for each in closings if each.must)
    return {group: musts[group] + ceil((size - musts[group]) * share / 100) for group, size in sizes.items()}


def draw_problems(since: date, until: date, share: int, rules: CallRules, today: date) -> Problems:
    """Why the closings of days [since, until) cannot be drawn so, by field; empty if they can."""
    found: dict[str, Problem] = {}
    if not FIRST <= since < until:
        found["since"] = Problem(_("起始日要在 1990 年以后，并且不晚于截止日。"))
    if until > today + DAY:
        found["until"] = Problem(_("截止日还没有到。请选今天或以前的日子。"))
    if not rules.share <= share <= 100:
        found["share"] = Problem(_("抽的比例是 %(least)s 到 100 的整数。"), {"least": rules.share})
    return found


def told_problems(told: Told) -> Problems:
    """What is missing in what the resident said; a matter not solved goes back with their words."""
    scored = {"satisfied": told.satisfied, "attitude": told.attitude}
    wrong = {name: Problem(_("请选 1 到 5 中的一项。")) for name, score in scored.items() if score not in SCORES}
    spoken = {} if told.solved and not told.words.strip() else needed("words", told.words)
    return {**wrong, **spoken}


def given_up(tries: Sequence[date], rules: CallRules) -> bool:
    """Whether nobody need call again, after tries on these days."""
    return len(tries) >= rules.tries and len(set(tries)) >= rules.days


def month_before(day: date) -> tuple[date, date]:
    """The days [first, last) of the calendar month before."""
    first = day.replace(day=1)
    return (first - DAY).replace(day=1), first


def title_of(county: str, since: date, until: date) -> str:
    """What the draw is called in public, in the language of the county."""
    last = until - DAY
    whole = since.day == 1 and until.day == 1 and (since.year, since.month) == (last.year, last.month)
    days = f"{since:%Y}年{since.month}月" if whole else f"{_day(since)}至{_day(last)}"
    return f"{county}{days}办结诉求回访抽样"


def _day(day: date) -> str:
    return f"{day:%Y}年{day.month}月{day.day}日"
