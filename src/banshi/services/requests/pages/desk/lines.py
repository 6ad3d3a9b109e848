"""A line of the queue: in the words that staff read, and drawn."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from banshi.services.requests.pages import shown as pages
from banshi.services.requests.pages.desk.told import WAITS, clock_of, short, urgency_words
from banshi.services.requests.queries.desk import DeskRow
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import KIND_TITLES, Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue: the clock, who waits for whom, and the row itself."""

    row: DeskRow
    tone: str
    clock: str
    where: str
    whom: str
    waits: str
    marks: tuple[str, ...]


def drawn(rows: tuple[DeskRow, ...], now: datetime, *, ticks: bool) -> list[str]:
    """The rows of the table, with a box to tick where something can be done to many."""
    return [_drawn(line_of(row, now), ticks, get_language() or "") for row in rows]


@lru_cache(4096)
def _drawn(line: Line, ticks: bool, _language: str) -> str:
    """Drawn once until something in it changes: a queue is looked at far more often than its lines change."""
    return render_to_string("requests/desk/line.html", {"line": line, "ticks": ticks})


def line_of(row: DeskRow, now: datetime) -> Line:
    """The row in words, as they are at `now`."""
    tone, clock = clock_of(row.stage, row.due_at, row.answered_at, row.closed_at, now)
    return Line(
        row=row,
        tone=tone,
        clock=clock,
        where=pages.place_words(row.area, row.place, below=row.county),
        whom=_("诉求人") if row.stage == Stage.ANSWERED else short(row.holder_unit, row.county) or _("还没有单位"),
        waits=str(WAITS[row.stage]),
        marks=tuple(_marks(row)),
    )


def _marks(row: DeskRow) -> list[str]:
    found = [] if row.kind == Kind.APPEAL else [pgettext("kind", KIND_TITLES[Kind(row.kind)])]
    if row.urgency:
        found.append(urgency_words(row.urgency))
    if row.reopened:
        found.append(_("重新办理"))
    if row.passes:
        found.append(_("退转 %(n)s 次") % {"n": row.passes})
    if row.leader:
        found.append(_("包案：%(leader)s") % {"leader": row.leader})
    return [*found, _("回避")] if row.accusing else found
