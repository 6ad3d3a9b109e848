"""What may be done with a session now, how long places are kept for somebody, when the door is open. Pure."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING, MORNING = time(21), time(8)
DOOR_OPENS = timedelta(hours=2)
"""Before a session starts."""
DOOR_SHUTS = timedelta(hours=24)
"""After a session ends, those who did not come are counted; what devices bring later still counts."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a device's clock may be ahead of ours."""


class Phase(StrEnum):
    """What may be done with a session."""

    SOON = "soon"
    APPLYING = "applying"
    DRAWING = "drawing"
    BOOKABLE = "bookable"
    CLOSED = "closed"
    OVER = "over"


def phase(
    now: datetime, *, opens: datetime, draw_at: datetime | None, drawn: bool, closes: datetime, ends: datetime
) -> Phase:
    """Where a session that was not cancelled stands at `now`."""
    if now >= ends:
        return Phase.OVER
    if now < opens:
        return Phase.SOON
    if draw_at is not None and not drawn:
        return Phase.APPLYING if now < draw_at else Phase.DRAWING
    return Phase.BOOKABLE if now < closes else Phase.CLOSED


def hold_until(now: datetime, minutes: int, closes: datetime) -> datetime:
    """When a hold lapses: never later than booking closes."""
    return min(now + timedelta(minutes=minutes), closes)


def offer_until(now: datetime, minutes: int, closes: datetime) -> datetime:
    """When an offer lapses: one made at night (21:00–8:00 in Asia/Shanghai) counts from the morning."""
    local = now.astimezone(SHANGHAI)
    morning = datetime.combine(local.date(), MORNING, tzinfo=SHANGHAI)
    if local.time() >= EVENING:
        morning += timedelta(days=1)
    counts_from = morning if local.time() >= EVENING or local.time() < MORNING else now
    return min(counts_from.astimezone(now.tzinfo) + timedelta(minutes=minutes), closes)


def door_open(at: datetime, starts: datetime, ends: datetime) -> bool:
    """Whether somebody may be let in at `at`: from two hours before the start to the end."""
    return starts - DOOR_OPENS <= at < ends
