"""A venue by the hour: which hours somebody may ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from banshi.services.activities.rules.offering import Problem
from banshi.services.activities.rules.words import gettext_noop as _

HOUR = timedelta(hours=1)
PURPOSE = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A venue from a full hour on, for so many hours; what for, and how many people come."""

    starts: datetime
    hours: int
    purpose: str
    people: int

    @property
    def ends(self) -> datetime:
        return self.starts + self.hours * HOUR

    @property
    def each(self) -> tuple[datetime, ...]:
        """The start of each hour."""
        return tuple(self.starts + n * HOUR for n in range(self.hours))


def problems(
    asked: Asked, now: datetime, *, open_hours: Sequence[datetime], most_hours: int, days_ahead: int, capacity: int
) -> dict[str, Problem]:
    """What is wrong with what was asked. `open_hours`: the hours in which the venue is open on that day."""
    found: dict[str, Problem] = {}
    if not 1 <= asked.hours <= most_hours:
        found["hours"] = (_("一次最多 %(most)s 小时。"), {"most": most_hours})
    elif asked.starts <= now:
        found["starts"] = (_("这个时间已经过了，请选以后的时间。"), {})
    elif asked.starts > now + timedelta(days=days_ahead):
        found["starts"] = (_("最早只能提前 %(days)s 天预约。"), {"days": days_ahead})
    elif not set(asked.each) <= set(open_hours):
        found["starts"] = (_("这段时间场地不开放，请换一个时间。"), {})
    if not 1 <= asked.people <= capacity:
        found["people"] = (_("这里最多容纳 %(most)s 人。"), {"most": capacity})
    if not asked.purpose.strip():
        found["purpose"] = (_("请写做什么用。"), {})
    elif len(asked.purpose) > PURPOSE:
        found["purpose"] = (_("最多 %(most)s 个字。"), {"most": PURPOSE})
    return found
