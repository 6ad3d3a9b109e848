"""When a failed job is tried again, and when a periodic job is due. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=6)
DAY = timedelta(days=1)
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def wait_before(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th failure (1, 2, …): 10 s, 40 s, 160 s … at most 6 h.

    The eight tries of a job span about half a day: a night's outage of a gateway is survived.
    """
    growth: int = 4 ** (min(attempt, MAX_ATTEMPTS) - 1)
    return min(FIRST_WAIT * growth, LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that runs by itself: every so often, or every day at a local time."""

    name: str
    task: str
    """Dotted path of the task; the kernel never imports a service."""
    every: timedelta
    at: time = time(0)
    """Of a daily job: the time of day in Asia/Shanghai."""

    def due_after(self, now: datetime) -> datetime:
        """The first due time later than `now`; the grid is fixed, so it does not drift."""
        anchor = datetime.combine(date(2020, 1, 1), self.at, tzinfo=_SHANGHAI)
        return anchor + ((now - anchor) // self.every + 1) * self.every

    def first_due(self, now: datetime) -> datetime:
        """At a new site frequent jobs start at once, daily ones at their hour."""
        return now if self.every < DAY else self.due_after(now)
