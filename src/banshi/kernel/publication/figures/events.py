"""Count one thing, inside the command that made it happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from banshi.kernel.commands import Context, OutsideCommand, in_command
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.publication.figures.measures import measures
from banshi.kernel.publication.models import FigureEvent, FigurePending


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
    """`count` for many things at once, in two statements."""
    if not in_command():
        raise OutsideCommand("a figure may only be counted inside a @command")
    known = timezone.localdate(ctx.now)
    events = [_event(room, tally, known) for tally in tallies if tally.value]
    insert_all(events)
    insert_all([FigurePending(event_id=event.pk) for event in events])


def _event(room: str, tally: Tally, known: date) -> FigureEvent:
    if (room, tally.measure) not in measures():
        raise UnknownMeasure(f"{room} counts {tally.measure!r}, which its hook 'figures' does not declare")
    return FigureEvent(
        county=tally.county,
        room=room,
        measure=tally.measure,
        day=tally.day or known,
        known=known,
        unit=tally.unit,
        area=tally.area,
        category=tally.category,
        channel=tally.channel,
        value=tally.value,
    )
