"""A spreadsheet that comes back, in the words of its preview."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from banshi.kernel.directory.queries.areas import area_label, known_areas
from banshi.kernel.sheets.differences import Change
from banshi.services.requests.pages import shown
from banshi.services.requests.rules.differences import State, Verdict
from banshi.services.requests.rules.sheet import HEADINGS
from banshi.services.requests.rules.submission import (
    KIND_TITLES,
    LEVEL_TITLES,
    THEME_TITLES,
    URGENCY_TITLES,
)

Words = str | Promise
MOST_AT_ONCE = 200
"""Changed rows that one page shows and one confirmation takes in."""
MOST_SHOWN = 200
"""Wrong, unknown and repeated rows that are listed; of more the number is said."""
STATE_TITLES: Mapping[State, Words] = {
    State.CHANGED: lazy("有改动"),
    State.CONFLICT: lazy("冲突"),
    State.WRONG: lazy("写错"),
    State.UNKNOWN: lazy("没有找到"),
    State.TWICE: lazy("重复"),
    State.SAME: lazy("没有改动"),
}
TITLES: Mapping[str, Mapping[str, str]] = {
    "kind": {kind.value: title for kind, title in KIND_TITLES.items()},
    "urgency": {str(int(urgency)): title for urgency, title in URGENCY_TITLES.items()},
    "level": {str(int(level)): title for level, title in LEVEL_TITLES.items()},
    "theme": THEME_TITLES,
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field in words."""

    title: str
    was: str
    mine: str
    now: str
    decided: bool


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row in words."""

    verdict: Verdict
    changes: tuple[ChangeLine, ...]
    moved: bool
    """Whether the request went on since, in what the sheet does not touch."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """A wrong cell in words."""

    cell: str
    number: str
    given: str
    allowed: str


def told(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The preview: what would change, what conflicts, what is wrong, and how many rows are none of these."""
    count = Counter(each.state for each in verdicts)
    some = takeable(verdicts)
    wrong = [_cell(each, cell) for each in verdicts if each.state is State.WRONG for cell in each.wrong]
    unknown = [each for each in verdicts if each.state is State.UNKNOWN]
    twice = list({each.rows: each for each in verdicts if each.state is State.TWICE}.values())
    return {
        "total": len(verdicts),
        "counts": [(title, count[state]) for state, title in STATE_TITLES.items() if count[state]],
        "changed": [_row(each) for each in some if each.state is State.CHANGED],
        "conflicts": [_row(each) for each in some if each.state is State.CONFLICT],
        "most": MOST_AT_ONCE,
        "later": count[State.CHANGED] + count[State.CONFLICT] - len(some),
        "wrong": wrong[:MOST_SHOWN],
        "wrong_more": max(0, len(wrong) - MOST_SHOWN),
        "unknown": unknown[:MOST_SHOWN],
        "unknown_more": max(0, len(unknown) - MOST_SHOWN),
        "twice": [(each.number, "、".join(map(str, each.rows))) for each in twice[:MOST_SHOWN]],
        "twice_more": max(0, len(twice) - MOST_SHOWN),
        "some": some,
    }


def takeable(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The first rows that can be taken in, as many as one confirmation takes."""
    return [each for each in verdicts if each.state in (State.CHANGED, State.CONFLICT)][:MOST_AT_ONCE]


def _row(verdict: Verdict) -> RowLine:
    moved = verdict.given_version != verdict.version
    return RowLine(verdict, tuple(_change(each) for each in verdict.changes), moved)


def _change(change: Change) -> ChangeLine:
    def said(value: str | None) -> str:
        return _("不清楚") if value is None else words(change.field, value)

    return ChangeLine(_(HEADINGS[change.field]), said(change.was), said(change.mine), said(change.now), change.decided)


def _cell(verdict: Verdict, wrong: Any) -> CellLine:
    allowed = _(wrong.allowed.message) % wrong.allowed.data
    return CellLine(wrong.cell, verdict.number, wrong.given, allowed)


def words(field: str, value: str) -> str:
    """A value as people read it; a code that is not known any more as it is."""
    if not value:
        return _("（空）")
    if field == "category":
        return shown.category_words(value) or value
    if field == "area":
        known = known_areas([value])
        return (area_label(value, below=value[:6]) or known[value].name) if known else value
    return pgettext(field, TITLES[field][value]) if value in TITLES.get(field, {}) else value
