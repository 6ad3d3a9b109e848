"""Count one thing, inside the command that made it happen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from banshi.kernel.commands import Context, OutsideCommand, in_command
from banshi.kernel.commands.bulk import insert_new, insert_values
from banshi.kernel.publication.figures.measures import measures
from banshi.kernel.publication.models import FigureEvent, FigurePending

_Cell = tuple[str, str, int, str, str, str, date]
COLUMNS = ("room", "known", "measure", "county", "unit", "area", "category", "channel", "day", "value")
"""Those of a cell stand between what all of a command share and how many."""


class UnknownMeasure(LookupError):
    """A measure that no room declares. A defect of the code, so not a BanshiError."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing to count. Names nobody; an accused party's matter is never tallied."""

    measure: str
    county: str
    unit: int = 0
    area: str = ""
    """GB/T 2260 code."""
    category: str = ""
    """Path from the top class, "/" between levels."""
    channel: str = ""
    value: int = 1
    day: date | None = None
    """The day it counts for; today unless an import brings the past."""


def count(
    ctx: Context,
    room: str,
    measure: str,
    *,
    county: str,
    unit: int | None = None,
    area: str = "",
    category: str = "",
    channel: str = "",
    value: int = 1,
    day: date | None = None,
) -> None:
    """Add `value` (-1 takes one back) to a measure, on the day of `ctx.now`.

    Raises:
        UnknownMeasure: the room's hook "figures" does not declare it.
        OutsideCommand: no command is running.
    """
    count_many(ctx, room, [Tally(measure, county, unit or 0, area, category, channel, value, day)])


def count_many(ctx: Context, room: str, tallies: Sequence[Tally]) -> None:
    """`count` for many things at once, in two statements. What counts in the same place becomes one event."""
    if not in_command():
        raise OutsideCommand("a figure may only be counted inside a @command")
    known = timezone.localdate(ctx.now)
    added: dict[_Cell, int] = defaultdict(int)
    for each in tallies:
        cell = (each.measure, each.county, each.unit, each.area, each.category, each.channel, each.day or known)
        added[cell] += each.value
    if unknown := {cell[0] for cell in added} - {measure for of, measure in measures() if of == room}:
        raise UnknownMeasure(f"{room} counts {sorted(unknown)}, which its hook 'figures' does not declare")
    events = [(room, known, *cell, value) for cell, value in added.items() if value]
    insert_values(FigurePending, ("event_id",), [(key,) for key in insert_new(FigureEvent, COLUMNS, events)])
