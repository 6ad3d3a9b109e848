"""Finds hot issues: many messages about one matter at one place, how far they are liked and how fast they grow.

Messages are compared by their topic words and places (tf-idf, the title counting three times). Two belong together when
they are alike on average over the whole cluster (average linkage), so that a chain of half-alike messages does not run
from one matter into the next; a silence of more than `SILENCE` splits a cluster in two. The same rows give the same clusters.

Heat = 10·log2(1 + people) + 5·log2(1 + likes - dislikes, never below 0) + 5·log2(growth), where people are different
writers, and growth = (messages of the last 30 days + 1) / (messages of the 30 days before + 1), counted from `as_of`.
Doubling the writers adds 10, doubling the likes 5, doubling the pace 5.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import log2

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from banshi.services.requests.triage.features import Block
from banshi.services.requests.triage.places import EXACT, find_places, without_areas
from banshi.services.requests.triage.readers import Message
from banshi.services.requests.triage.text import normalise, topic_words

SEEN_IN = 2
VOICES = 3
ALIKE = 0.26
LINKED = 0.22
LARGEST_DENSE = 1500
STEP = 0.04
AGREED = 0.08
AGREED_SHARE = 0.4
AT_A_TIME = 512
TITLE_WEIGHT = 3
PLACE_WEIGHT = 2
NAME_WEIGHT = 8
SILENCE = timedelta(days=120)
PACE = timedelta(days=30)
KEYWORDS = 6
PLACE_SHARE = 0.3
READ = 400
MARK = "@"
_NUMBERED = re.compile(r"\d+(?![号路年月日万元亿岁层楼栋期米多个天次人户名小分点省市])[\u4e00-\u9fff]{2}")

Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HotIssue:
    """One matter that many wrote about. `title` is that of the message most like all the others; `ids` are in the order of time."""

    title: str
    place: str
    keywords: tuple[str, ...]
    first: datetime
    last: datetime
    size: int
    people: int
    likes: int
    dislikes: int
    growth: float
    heat: float
    ids: tuple[str, ...]


def hot_issues(
    messages: Sequence[Message], *, as_of: datetime | None = None, least: int = VOICES
) -> tuple[HotIssue, ...]:
    """The matters with `least` voices or more, hottest first; a voice is a writer or a like that no dislike outweighs.

    `as_of`: the moment from which growth counts, else that of the last message. Later messages are left out.
    """
    rows = sorted(
        (message for message in messages if as_of is None or message.at <= as_of),
        key=lambda message: (message.at, message.id),
    )
    if not rows:
        return ()
    now = as_of or rows[-1].at
    named = [_places(row) for row in rows]
    texts, matters = zip(*(_topics(row, places) for row, places in zip(rows, named, strict=True)), strict=True)
    block = Block.learned(texts, SEEN_IN)
    matrix = block.matrix(texts)
    matter = Block.learned(matters, SEEN_IN).matrix(matters)
    parts = [
        part
        for members in _one_by_name(_clusters(matrix), rows)
        for part in _episodes(_agreeing(members, matter), rows)
    ]
    found = [
        _issue([rows[at] for at in part], [named[at] for at in part], _Words(matrix[part], block.grams), now)
        for part in parts
    ]
    found = [issue for issue in found if issue.people + max(0, issue.likes - issue.dislikes) >= least]
    return tuple(sorted(found, key=lambda issue: (-issue.heat, issue.first, issue.ids)))


def heat(people: int, likes: int, dislikes: int, growth: float) -> float:
    """The heat of an issue; the formula stands at the head of this file."""
    return 10 * log2(1 + people) + 5 * log2(1 + max(0, likes - dislikes)) + 5 * log2(growth)


def _places(row: Message) -> Named:
    """(kind, name) of the places of a message, each once."""
    return tuple(dict.fromkeys((place.kind, place.name) for place in find_places(f"{row.title}。{row.detail}")))


def _topics(row: Message, places: Named) -> tuple[list[str], list[str]]:
    """What a message is about: its words, places and proper names; and its words alone, without those that are part of a place."""
    marks = sorted({name for kind, name in places if kind in EXACT})
    names = _names(row)
    title, detail = (topic_words(without_areas(normalise(text))) for text in (row.title, row.detail[:READ]))
    said = title * TITLE_WEIGHT + detail
    named = " ".join(marks)
    everything = said + [MARK + name for name in marks] * PLACE_WEIGHT + [MARK + name for name in names] * NAME_WEIGHT
    return everything, [word for word in said if word not in named]


def _clusters(matrix: csr_matrix) -> Iterator[list[int]]:
    """Rows that belong together, as lists of row numbers in increasing order."""
    alike = vstack([_near(matrix[at : at + AT_A_TIME], matrix) for at in range(0, matrix.shape[0], AT_A_TIME)]).tocsr()
    waiting = [(np.arange(matrix.shape[0]), LINKED)]
    while waiting:
        members, floor = waiting.pop()
        part = alike[members][:, members]
        part.data[part.data < floor] = 0
        part.eliminate_zeros()
        for piece in _pieces(part):
            if len(piece) > LARGEST_DENSE and floor < 1:
                waiting.append((members[piece], floor + STEP))
            elif len(piece) == 1:
                yield members[piece].tolist()
            else:
                yield from _averaged(members[piece], matrix)


def _near(some: csr_matrix, matrix: csr_matrix) -> csr_matrix:
    product = (some @ matrix.T).tocsr()
    product.data[product.data < LINKED] = 0
    product.eliminate_zeros()
    return product


def _pieces(linked: csr_matrix) -> Iterator[NDArray[np.intp]]:
    _, number = connected_components(linked, directed=False)
    order = np.argsort(number, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(number[order])) + 1)


def _averaged(members: NDArray[np.intp], matrix: csr_matrix) -> Iterator[list[int]]:
    """The members split so that within each part they are alike on average."""
    inside = matrix[members]
    apart = np.clip(1 - (inside @ inside.T).toarray().astype(np.float64), 0, None)
    np.fill_diagonal(apart, 0)
    number = fcluster(linkage(squareform(apart, checks=False), "average"), 1 - ALIKE, "distance")
    for each in range(1, int(number.max()) + 1):
        yield members[number == each].tolist()


def _one_by_name(clusters: Iterable[list[int]], rows: Sequence[Message]) -> Iterator[list[int]]:
    """Clusters in which at least half of the titles carry the same proper name, such as 88易贷, are one."""
    together: dict[str, list[int]] = {}
    for members in clusters:
        counted = Counter(name for at in members for name in _names(rows[at]))
        name, times = min(counted.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
        if 2 * times >= len(members):
            together.setdefault(name, []).extend(members)
        else:
            yield members
    yield from (sorted(members) for members in together.values())


def _names(row: Message) -> list[str]:
    return sorted(set(_NUMBERED.findall(without_areas(normalise(row.title)))))


def _agreeing(members: list[int], matter: csr_matrix) -> list[int]:
    """Those whose words agree with the words of the others: a place in common alone does not make one matter."""
    if len(members) < SEEN_IN:
        return members
    inside = matter[members]
    alike = (inside @ inside.T).toarray()
    mean = (alike.sum(axis=1) - alike.diagonal()) / (len(members) - 1)
    return [
        at
        for at, value in zip(members, mean.tolist(), strict=True)
        if value >= max(AGREED, AGREED_SHARE * float(mean.mean()))
    ]


def _episodes(members: Sequence[int], rows: Sequence[Message]) -> Iterator[list[int]]:
    """The members, parted where nobody wrote for longer than `SILENCE`."""
    if not members:
        return
    part = [members[0]]
    for before, after in pairwise(members):
        if rows[after].at - rows[before].at > SILENCE:
            yield part
            part = []
        part.append(after)
    yield part


@dataclass(frozen=True, slots=True)
class _Words:
    """The messages of one issue by their words."""

    inside: csr_matrix
    grams: tuple[str, ...]


def _issue(rows: Sequence[Message], named: Sequence[Named], words: _Words, now: datetime) -> HotIssue:
    total = np.asarray(words.inside.sum(axis=0)).ravel()
    middle = rows[int(np.argmax(words.inside @ total))]
    people = len({row.author or row.id for row in rows})
    likes, dislikes = sum(row.likes for row in rows), sum(row.dislikes for row in rows)
    growth = (_within(rows, now - PACE, now) + 1) / (_within(rows, now - 2 * PACE, now - PACE) + 1)
    strong = (words.grams[at] for at in np.argsort(-total, kind="stable").tolist() if total[at] > 0)
    return HotIssue(
        title=middle.title,
        place=_place(named, " ".join(normalise(row.title) for row in rows)),
        keywords=tuple([word for word in strong if not word.startswith(MARK)][:KEYWORDS]),
        first=rows[0].at,
        last=rows[-1].at,
        size=len(rows),
        people=people,
        likes=likes,
        dislikes=dislikes,
        growth=growth,
        heat=heat(people, likes, dislikes, growth),
        ids=tuple(row.id for row in rows),
    )


def _within(rows: Sequence[Message], start: datetime, end: datetime) -> int:
    return sum(start < row.at <= end for row in rows)


def _place(named: Sequence[Named], titles: str) -> str:
    """The area, town and most exact place that enough of the messages name; one named only once must stand in a title."""
    counted = Counter(place for places in named for place in places)
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
