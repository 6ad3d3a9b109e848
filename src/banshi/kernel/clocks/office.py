"""Office time: how long counters and desks were open between two instants. Pure.

Measured from one running total (working days times their length, plus the part of today), so
that the parts of an interval always add up exactly to the whole.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from banshi.kernel.clocks.calendar import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")

Span = tuple[time, time]


def local(instant: datetime) -> datetime:
    """The instant on the wall clock of the office."""
    return instant.astimezone(SHANGHAI)


def midnight(day: date) -> datetime:
    """The first instant of `day` in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


@dataclass(frozen=True)
class OfficeHours:
    """The spans of a working day in which an office is open, in order, not overlapping."""

    spans: tuple[Span, ...] = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
            raise ValueError(f"office hours must be spans in order that do not overlap; given {self.spans}")

    @cached_property
    def seconds_per_day(self) -> int:
        return sum(_seconds(close) - _seconds(open_) for open_, close in self.spans)

    def opening(self, day: date) -> datetime:
        """When the office opens on `day`."""
        return datetime.combine(day, self.spans[0][0], SHANGHAI)

    def seconds_between(self, calendar: Calendar, start: datetime, end: datetime) -> int:
        """Office seconds in [start, end); negative when `end` comes first."""
        return self._total(calendar, end) - self._total(calendar, start)

    def days_between(self, calendar: Calendar, start: datetime, end: datetime) -> float:
        """The same in working days, e.g. 2.5."""
        return self.seconds_between(calendar, start, end) / self.seconds_per_day

    def add_seconds(self, calendar: Calendar, start: datetime, seconds: int) -> datetime:
        """The first instant by which `seconds` (at least 1) of office time have passed since `start`."""
        wanted = self._total(calendar, start) + seconds
        days, rest = divmod(wanted, self.seconds_per_day)
        if rest == 0:  # the close of a day, not the opening of the next
            days, rest = days - 1, self.seconds_per_day
        day = calendar.working_day(days)
        for open_, close in self.spans:
            length = _seconds(close) - _seconds(open_)
            if rest <= length:
                return datetime.combine(day, open_, SHANGHAI) + timedelta(seconds=rest)
            rest -= length
        raise AssertionError("a day holds no more than its spans")

    def _total(self, calendar: Calendar, instant: datetime) -> int:
        """Whole office seconds from the calendar's beginning to `instant`."""
        there = local(instant)
        day, second = there.date(), _seconds(there.time())
        total = calendar.working_days_before(day) * self.seconds_per_day
        if not calendar.is_working_day(day):
            return total
        return total + sum(max(0, min(second, _seconds(close)) - _seconds(open_)) for open_, close in self.spans)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
