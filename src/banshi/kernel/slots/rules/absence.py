"""The rule for those who did not come, as it is published. Pure.

1. A booking counts as missed when the session took place, the places were booked when it began, and nobody of
   the party was checked in by its end. A check-in that a device brings later takes it back.
2. It does not count where the session was moved after it was booked.
3. Whoever missed three sessions within 90 days may be asked to wait 30 days from the third. Whether it is asked
   is for the room to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(days=90)
MOST_MISSED = 3
PAUSE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Past:
    """A booking whose places were its own when the session ended."""

    booked_at: datetime
    arrived: bool
    ended: datetime
    moved_at: datetime | None = None


def counts(past: Past) -> bool:
    """Whether the booking counts as missed."""
    return not past.arrived and (past.moved_at is None or past.moved_at <= past.booked_at)


def paused_until(missed: Iterable[datetime], now: datetime) -> datetime | None:
    """Until when somebody who missed sessions that ended at these instants may be asked to wait; None if not at all."""
    ends = sorted(missed)
    runs = [
        ends[at + MOST_MISSED - 1] for at in range(len(ends) - MOST_MISSED + 1) if _close(ends[at : at + MOST_MISSED])
    ]
    until = max(runs, default=None)
    return until + PAUSE if until is not None and now < until + PAUSE else None


def _close(ends: list[datetime]) -> bool:
    return ends[-1] - ends[0] < WITHIN
