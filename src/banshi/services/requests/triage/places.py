"""Finds areas, units and places in a message.

Two ways: names that are given (the directory's areas and units) are found by an Aho–Corasick automaton, the longest name
first; places that no list holds are found by their endings (路, 小区, 村, 镇, 学校 …). Codes that stand for a name, such as
A市, A5区 or 西地省, as in published data sets, are read like names.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from banshi.services.requests.triage.language import words_policy
from banshi.services.requests.triage.text import normalise

EXACT = ("estate", "site", "road", "village")
SHORTEST = 2
LONGEST = 6
_CODE = r"(?:西地省|(?<![a-z])[a-z]\d{0,2}[市县区])"
_KNOWN = words_policy()["places"]
_APART = re.compile(rf"[^\w]+|{_CODE}")
_BOUNDS = frozenset([*_KNOWN["bounds"], *_KNOWN["bounding_characters"]])
_ENDINGS: dict[str, str] = {ending: kind for kind, endings in _KNOWN["endings"].items() for ending in endings}
_ENDS = re.compile("|".join(sorted(_ENDINGS)))
_NAMED = re.compile(
    rf"(\w{{{SHORTEST},{LONGEST}}}?)({'|'.join(sorted(_ENDINGS, key=lambda ending: (-len(ending), ending)))})"
    rf"(?!{'|'.join(_KNOWN['not_followed_by'])})"
)
_COMMON = re.compile(rf"(?:{'|'.join(_KNOWN['common_ends'])})$|^(?:{'|'.join(_KNOWN['common_starts'])})|^\d+$|\d路")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text, [start, end) in its characters. `key` names the entry of the list it was found in."""

    name: str
    kind: str
    start: int
    end: int
    key: str = ""


@dataclass
class _Step:
    onward: dict[str, int] = field(default_factory=dict)
    fall: int = 0
    ends: str = ""
    shorter: int = 0


class Gazetteer:
    """Names to look for. Built once; a search takes time by the length of the text, however many names there are."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: each name with the key of what it names; names of one character are left out, they would be found everywhere."""
        self._keys = {name: key for name, key in names.items() if len(name) > 1}
        self._steps = [_Step()]
        for name in self._keys:
            self._add(name)
        self._join()

    def find(self, text: str) -> tuple[Place, ...]:
        """The names in the text, in its order; where two overlap, the longer one, then the earlier one."""
        found: list[Place] = []
        at = 0
        for number, letter in enumerate(text, 1):
            while at and letter not in self._steps[at].onward:
                at = self._steps[at].fall
            at = self._steps[at].onward.get(letter, 0)
            ending = at
            while ending:
                name = self._steps[ending].ends
                if name:
                    found.append(Place(name, "named", number - len(name), number, self._keys[name]))
                ending = self._steps[ending].shorter
        return longest(found)

    def _add(self, name: str) -> None:
        at = 0
        for letter in name:
            onward = self._steps[at].onward
            if letter not in onward:
                onward[letter] = len(self._steps)
                self._steps.append(_Step())
            at = onward[letter]
        self._steps[at].ends = name

    def _join(self) -> None:
        """Where to go on when the next letter does not fit: the longest ending that begins another name."""
        waiting = deque(self._steps[0].onward.values())
        while waiting:
            at = waiting.popleft()
            for letter, onward in self._steps[at].onward.items():
                fall = self._steps[at].fall
                while fall and letter not in self._steps[fall].onward:
                    fall = self._steps[fall].fall
                target = self._steps[fall].onward.get(letter, 0)
                step = self._steps[onward]
                step.fall = target
                step.shorter = target if self._steps[target].ends else self._steps[target].shorter
                waiting.append(onward)


def longest(found: Iterable[Place]) -> tuple[Place, ...]:
    """Those that do not overlap, the longer before the earlier, in the order of the text."""
    kept: list[Place] = []
    taken = bytearray(max((place.end for place in found), default=0)) if (found := list(found)) else bytearray()
    for place in sorted(found, key=lambda place: (place.start - place.end, place.start)):
        if not any(taken[place.start : place.end]):
            taken[place.start : place.end] = b"\1" * (place.end - place.start)
            kept.append(place)
    return tuple(sorted(kept, key=lambda place: place.start))


def find_places(text: str) -> tuple[Place, ...]:
    """The coded areas and the places known by their endings in the normalised text, in its order."""
    normal = normalise(text)
    found = [Place(code.group(), "area", *code.span()) for code in re.finditer(_CODE, normal)]
    for start, end in _stretches(normal):
        found += [
            Place(named.group(), _ENDINGS[named[2]], *named.span())
            for named in _NAMED.finditer(normal, start, end)
            if not _COMMON.search(named[1])
        ]
    return tuple(sorted(found, key=lambda place: place.start))


def _stretches(normal: str) -> Iterator[tuple[int, int]]:
    """Where a name can stand: between marks, codes and the words that no name goes across.

    A stretch without an ending holds no name, so the slow search for words leaves it out.
    """
    import rjieba  # its dictionary takes a fifth of a second that most commands do not need

    apart = [0, *(edge for mark in _APART.finditer(normal) for edge in mark.span()), len(normal)]
    for start, end in zip(apart[::2], apart[1::2], strict=True):
        if not _ENDS.search(normal, start + SHORTEST, end):
            continue
        begun = at = start
        for word in rjieba.cut(normal[start:end]):
            if word in _BOUNDS:
                yield begun, at
                begun = at + len(word)
            at += len(word)
        yield begun, end


def exact_places(text: str) -> tuple[str, ...]:
    """The places in a text that tell one corner of a town from another, the most exact kind first, each once."""
    kinds = sorted(
        (place for place in find_places(text) if place.kind in EXACT), key=lambda place: EXACT.index(place.kind)
    )
    return tuple(dict.fromkeys(place.name for place in kinds))


def without_areas(normal: str) -> str:
    """A normalised text with a comma for every coded area, so that words beside a code are read the same everywhere."""
    return re.sub(_CODE, ",", normal)
