"""Finds the same text and the same matter again among many, in Chinese.

How it is used: the caller stores the keys of `signature` as rows (key, request) and, for a new text, fetches the requests
that share a key; `likeness` then scores these few candidates. Nothing here needs all texts at once.

Keys: 12 of them come from MinHash over runs of three characters (three hashes a key). Two texts with `similarity` 0.5
share a key with a probability of 0.80, with 0.6 of 0.95, with 0.7 of 0.99; two unrelated texts (0.02) of 0.0001, so that
a new text meets about a hundred strangers among a million. Up to four more keys are the most exact places named in the
text (a housing estate, a road, a village): they find the same matter told in other words.

Thresholds: from `NEAR_DUPLICATE` on it is the same text with small changes. `CHAIN` is the part of the telling words that
two accounts of one matter share; it counts only with a place in common and within `CHAIN_DAYS`. Of public messages about
one matter 72 % of the pairs pass it (docs/decisions/0011-hot-issues.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from banshi.services.requests.triage.places import exact_places
from banshi.services.requests.triage.text import letters, normalise, topic_words

NEAR_DUPLICATE = 0.6
CHAIN = 0.25
CHAIN_DAYS = 90
RUN = 3
BANDS = 12
ROWS = 3
PLACE_KEYS = 4
_KEY_BITS = (1 << 63) - 1
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SALTS = np.arange(1, BANDS * ROWS + 1, dtype=np.uint64) * _MIX[0]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is compared: a text and when it came (aware)."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two matters belong together: `kind` is "duplicate" or "chain", `places` are those named in both."""

    kind: str
    score: float
    places: tuple[str, ...]


def signature(text: str) -> tuple[int, ...]:
    """The keys (0 to 2^63 - 1, without repetition) under which this text is found again; none for a text without a letter."""
    found = letters(text)
    if not found:
        return ()
    return tuple(dict.fromkeys(_bands(found) + [_place_key(place) for place in exact_places(text)[:PLACE_KEYS]]))


def similarity(one: str, other: str) -> float:
    """The part of the runs of three characters that two texts share (Jaccard): 0 none, 1 the same but for blanks and punctuation."""
    return _shared(_run_set(letters(one)), _run_set(letters(other)))


def shared_topics(one: str, other: str) -> float:
    """How much two texts speak of the same things: the words that tell matters apart, in common, against the smaller set; 0 to 1."""
    first, second = (set(topic_words(normalise(text))) for text in (one, other))
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def likeness(one: Matter, other: Matter) -> Likeness | None:
    """What ties two matters together, or None. The order of the two does not matter."""
    score = similarity(one.text, other.text)
    places = tuple(sorted(set(exact_places(one.text)) & set(exact_places(other.text))))
    if score >= NEAR_DUPLICATE:
        return Likeness("duplicate", score, places)
    if not places or abs(one.at - other.at) > timedelta(days=CHAIN_DAYS):
        return None
    topics = shared_topics(*(_without(matter.text, places) for matter in (one, other)))
    return Likeness("chain", topics, places) if topics >= CHAIN else None


def groups(texts: Iterable[str], *, at_least: float = NEAR_DUPLICATE) -> list[int]:
    """A number for every text; texts with the same number are near duplicates of each other, directly or by way of others."""
    parent: list[int] = []
    kept: list[set[str]] = []
    first_with: dict[int, list[int]] = {}

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for at, text in enumerate(texts):
        found = letters(text)
        parent.append(at)
        kept.append(_run_set(found))
        near: set[int] = set()
        for key in _bands(found) if found else ():
            near.update(first_with.setdefault(key, []))
            first_with[key].append(at)
        for other in near:
            if root(at) != root(other) and _shared(kept[at], kept[other]) >= at_least:
                parent[root(at)] = root(other)
    return [root(at) for at in range(len(parent))]


def _without(text: str, places: Iterable[str]) -> str:
    for place in places:
        text = text.replace(place, "")
    return text


def _shared(first: set[str], second: set[str]) -> float:
    both = len(first & second)
    either = len(first) + len(second) - both
    return both / either if either else 0.0


def _bands(found: str) -> list[int]:
    """The keys of MinHash."""
    lowest = _mixed(_run_numbers(found)[None, :] ^ _SALTS[:, None]).min(axis=1).reshape(BANDS, ROWS)
    keys = np.arange(BANDS, dtype=np.uint64)
    for row in range(ROWS):
        keys = _mixed(keys ^ lowest[:, row])
    return [int(key) & _KEY_BITS for key in keys]


def _run_set(found: str) -> set[str]:
    return {found[at : at + RUN] for at in range(max(1, len(found) - RUN + 1))} if found else set()


def _run_numbers(found: str) -> NDArray[np.uint64]:
    points = np.frombuffer(found.ljust(RUN).encode("utf-32-le"), "<u4").astype(np.uint64)
    numbers: NDArray[np.uint64] = points[:-2] | points[1:-1] << np.uint64(21) | points[2:] << np.uint64(42)
    return numbers


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every bit of the input moves every bit of the output."""
    numbers = numbers + _MIX[0]
    numbers = (numbers ^ numbers >> np.uint64(30)) * _MIX[1]
    numbers = (numbers ^ numbers >> np.uint64(27)) * _MIX[2]
    return numbers ^ numbers >> np.uint64(31)


def _place_key(place: str) -> int:
    number = np.uint64(len(place))
    for point in place.encode("utf-32-le"):
        number = _mixed(np.array([number ^ np.uint64(point)], np.uint64))[0]
    return int(number) & _KEY_BITS
