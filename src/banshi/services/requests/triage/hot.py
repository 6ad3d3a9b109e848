"""Finds hot issues: many messages about one matter at one place, how far they are liked and how fast they grow.

Messages are compared by their topic words and places (tf-idf, the title counting three times). Two belong together when
they are alike on average over the whole cluster (average linkage), so that a chain of half-alike messages does not run
from one matter into the next; a silence of more than `SILENCE` splits a cluster in two. The same rows give the same clusters.
How hot they are is reckoned in `heat`, from `as_of`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from banshi.services.requests.triage.features import Block
from banshi.services.requests.triage.heat import KEYWORDS, VOICES, Member, Named, common_place, heat, pace
from banshi.services.requests.triage.places import EXACT, find_places, without_areas
from banshi.services.requests.triage.readers import Message
from banshi.services.requests.triage.text import normalise, topic_words

SEEN_IN = 2
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
READ = 400
STRONG = 40
MEMBER_WORDS = 12
MARK = "@"
_NUMBERED = re.compile(r"\d+(?![号路年月日万元亿岁层楼栋期米多个天次人户名小分点省市])[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class HotIssue:
    """One matter that many wrote about. `title` is that of the message most like all the others; `ids` are in the order
    of time, `members` begin with the one most like the others."""

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
    members: tuple[Member, ...]


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
    called = [_names(row) for row in rows]
    said = [_topics(row, places, names) for row, places, names in zip(rows, named, called, strict=True)]
    texts, matters = zip(*said, strict=True)
    block = Block.learned(texts, SEEN_IN)
    matrix = block.matrix(texts)
    matter = Block.learned(matters, SEEN_IN).matrix(matters)
    parts = [
        part
        for members in _one_by_name(_clusters(matrix), called)
        for part in _episodes(_agreeing(members, matter), rows)
        if _voices([rows[at] for at in part]) >= least
    ]
    found = [
        _issue([rows[at] for at in part], [named[at] for at in part], _Words(matrix[part], block.grams), now)
        for part in parts
    ]
    return tuple(sorted(found, key=lambda issue: (-issue.heat, issue.first, issue.ids)))


def _voices(rows: Sequence[Message]) -> int:
    """Writers, and likes that no dislike outweighs."""
    return _people(rows) + max(0, sum(row.likes for row in rows) - sum(row.dislikes for row in rows))


def _people(rows: Sequence[Message]) -> int:
    return len({row.author or row.id for row in rows})


def _places(row: Message) -> Named:
    """(kind, name) of the places of a message, each once."""
    return tuple(dict.fromkeys((place.kind, place.name) for place in find_places(f"{row.title}。{row.detail}")))


def _topics(row: Message, places: Named, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """What a message is about: its words, places and proper names; and its words alone, without those that are part of a place."""
    marks = sorted({name for kind, name in places if kind in EXACT})
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


def _one_by_name(clusters: Iterable[list[int]], called: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Clusters in which at least half of the titles carry the same proper name, such as 88易贷, are one."""
    together: dict[str, list[int]] = {}
    for members in clusters:
        counted = Counter(name for at in members for name in called[at])
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
    nearest = np.argsort(-(words.inside @ total), kind="stable").tolist()
    said = np.flatnonzero(total)
    strong = (words.grams[at] for at in said[np.argsort(-total[said], kind="stable")].tolist())
    telling = list(islice((word for word in strong if not word.startswith(MARK)), STRONG))
    likes, dislikes = sum(row.likes for row in rows), sum(row.dislikes for row in rows)
    people, growth = _people(rows), pace([row.at for row in rows], now).growth
    return HotIssue(
        title=rows[nearest[0]].title,
        place=common_place(named, " ".join(normalise(row.title) for row in rows)),
        keywords=tuple(telling[:KEYWORDS]),
        first=rows[0].at,
        last=rows[-1].at,
        size=len(rows),
        people=people,
        likes=likes,
        dislikes=dislikes,
        growth=growth,
        heat=heat(people, likes, dislikes, growth),
        ids=tuple(row.id for row in rows),
        members=tuple(Member(rows[at].id, _own(words, at, telling), named[at]) for at in nearest),
    )


def _own(words: _Words, at: int, telling: Sequence[str]) -> tuple[str, ...]:
    """Those of the telling words that this one message says."""
    start, end = words.inside.indptr[at : at + 2]
    own = {words.grams[column] for column in words.inside.indices[start:end].tolist()}
    return tuple([word for word in telling if word in own][:MEMBER_WORDS])
