"""What a room may tell the pages that belong to no room: the home page and its search.

A room names a dotted path in `Service.hooks`:

    "home":   f(ctx) -> Sequence[Sentence]        this week's true figures, one sentence each
    "ask":    f(ctx, words) -> Sequence[Found]    services, places, past answers for these words
    "bookable":     f(ctx, codes) -> Mapping[str, Sequence[Bookable]]   what can be booked at each of these places
    "bookable_at":  f(ctx, code) -> Sequence[Bookable]                  the next sessions at one place
    "quick":        f() -> Sequence[QuickPage]   pages that can be answered from memory (`kernel.web.quick`)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from banshi.kernel.commands import Context
from banshi.kernel.rooms import services


@dataclass(frozen=True, slots=True)
class Sentence:
    """A figure in a sentence, e.g. figure "1,795", before "本周收到", after "件诉求"."""

    before: str | Promise
    figure: str
    after: str | Promise
    url: str
    """The entries it was counted from."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: `kind` groups them under a heading such as 办过的事."""

    kind: str | Promise
    title: str
    url: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bookable:
    """Something that can be booked at a place of the map."""

    title: str
    url: str
    words: str = ""
    """When it is, how many places are free."""


def sentences(ctx: Context) -> list[Sentence]:
    """This week's figures of all rooms, in the order of the rooms."""
    return [sentence for answer in _answers("home", ctx) for sentence in answer]


def found(ctx: Context, words: str) -> dict[str, list[Found]]:
    """What the rooms know about `words`, grouped by kind."""
    groups: dict[str, list[Found]] = {}
    for answer in _answers("ask", ctx, words):
        for each in answer:
            groups.setdefault(str(each.kind), []).append(each)
    return groups


def bookable(ctx: Context, codes: Sequence[str]) -> Mapping[str, Sequence[Bookable]]:
    """What can be booked at each of these places, over all rooms; places with nothing are left out."""
    at: dict[str, list[Bookable]] = {}
    for answer in _answers("bookable", ctx, codes):
        for code, offered in answer.items():
            at.setdefault(code, []).extend(offered)
    return at


def bookable_at(ctx: Context, code: str) -> list[Bookable]:
    """What comes next at one place: sessions with their free places, venues by the hour."""
    return [each for answer in _answers("bookable_at", ctx, code) for each in answer]


def _answers(hook: str, *args: Any) -> Iterator[Any]:
    for room in services():
        if hook in room.hooks:
            yield import_string(room.hooks[hook])(*args)
