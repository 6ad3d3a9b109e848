"""What a hot issue comes to, from what each of its messages gives: where, in which words, at what pace, how hot.

Heat = 10·log2(1 + people) + 5·log2(1 + likes - dislikes, never below 0) + 5·log2(growth), where people are different
writers, and growth = (messages of the last 30 days + 1) / (messages of the 30 days before + 1). Doubling the writers
adds 10, doubling the likes 5, doubling the pace 5. Whoever shows an issue to somebody counts with this over what that
reader may read, and so tells nothing of the rest.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log2

from banshi.services.requests.triage.places import EXACT

VOICES = 3
PACE = timedelta(days=30)
KEYWORDS = 6
PLACE_SHARE = 0.3
RISING = 1.5

Named = tuple[tuple[str, str], ...]
"""(kind, name) of the places of a message."""


class Trend(StrEnum):
    """How an issue moves, in a word."""

    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Member:
    """One message of an issue, and what it alone gives to it: telling words, strongest first, and (kind, name) of places."""

    id: str
    words: tuple[str, ...]
    places: Named


@dataclass(frozen=True, slots=True)
class Pace:
    """Messages of the last thirty days, and of the thirty before."""

    recent: int
    before: int

    @property
    def growth(self) -> float:
        return (self.recent + 1) / (self.before + 1)


@dataclass(frozen=True, slots=True)
class Heat:
    """The heat of an issue and the three parts it is the sum of."""

    people: float
    likes: float
    growth: float

    @property
    def total(self) -> float:
        return self.people + self.likes + self.growth


def heat_of(people: int, likes: int, dislikes: int, growth: float) -> Heat:
    """The heat by its parts; the formula stands at the head of this file."""
    return Heat(10 * log2(1 + people), 5 * log2(1 + max(0, likes - dislikes)), 5 * log2(growth))


def heat(people: int, likes: int, dislikes: int, growth: float) -> float:
    """The heat of an issue as one figure."""
    return heat_of(people, likes, dislikes, growth).total


def pace(moments: Sequence[datetime], now: datetime) -> Pace:
    """How many came in (now - 30 days, now] and in the thirty days before."""
    return Pace(sum(now - PACE < at <= now for at in moments), sum(now - 2 * PACE < at <= now - PACE for at in moments))


def trend(found: Pace, first: datetime, now: datetime) -> Trend:
    """The word for a pace: new if all of it came within thirty days, quiet if nothing did."""
    if not found.recent:
        return Trend.QUIET
    if first > now - PACE:
        return Trend.NEW
    if found.growth >= RISING:
        return Trend.RISING
    return Trend.FALLING if found.growth <= 1 / RISING else Trend.STEADY


def common_place(named: Sequence[Named], titles: str) -> str:
    """The area, town and most exact place that enough of the messages name; one named only once must stand in a title."""
    counted = Counter(place for places in named for place in dict.fromkeys(places))
    common = {
        place: number
        for place, number in counted.items()
        if number >= PLACE_SHARE * len(named) and (number > 1 or place[1] in titles)
    }
    chosen = []
    for kinds in (("area",), ("town",), EXACT):
        some = [(-number, kinds.index(kind), name) for (kind, name), number in common.items() if kind in kinds]
        if some:
            chosen.append(min(some)[2])
    return " ".join(chosen)


def common_words(said: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The words that most of the messages share, each message's telling words given strongest first."""
    counted: Counter[str] = Counter()
    for words in said:
        counted.update(words)
    return tuple(word for word, _times in counted.most_common(KEYWORDS))
