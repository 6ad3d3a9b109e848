"""What follows from a clock's rule, start, extensions and pauses, set on its row."""

from typing import Any

from banshi.kernel.clocks import current, rules
from banshi.kernel.clocks.models import Clock, ClockKind, Pause
from banshi.kernel.clocks.office import local
from banshi.kernel.clocks.remaining import next_alert
from banshi.kernel.clocks.rules import Rule

STOPPED: dict[str, Any] = {"paused_at": None, "running_due": None, "alert_at": None, "alert_hours": None}
"""What a clock that is met or cancelled no longer has."""

RECKONED = ("due", "running_due", "calendar_version", "provisional", "alert_at", "alert_hours")
"""The columns that follow from a clock's rule, start, extensions and pauses."""


def reckon(clock: Clock, rule: Rule | None = None) -> None:
    """Set what follows from the rule and today's calendar; the caller saves RECKONED.

    A new deadline gets its own warnings; an unchanged one keeps those it has had.
    """
    before = clock.due
    version = rule or current.rules().version(clock.rule, clock.rule_from)
    calendar, office = current.calendar(), current.office()
    pauses = _pauses(clock) if clock.kind == ClockKind.UNIT and not clock._state.adding else []
    clock.due = rules.due_of(version, clock.started, calendar, office, extra=clock.extended_by, pauses=pauses)
    first, last = local(clock.started).date(), rules.last_day(clock.due)
    clock.calendar_version = calendar.version(first, last)
    clock.provisional = calendar.provisional(first, last)
    clock.running_due = clock.due if clock.paused_at is None else None
    if clock.due == before:
        return
    alert = next_alert(version, clock.started, clock.due, calendar, office)
    clock.alert_at, clock.alert_hours = (alert.at, alert.hours) if alert else (None, None)


def _pauses(clock: Clock) -> list[rules.Pause]:
    ended = Pause.objects.filter(clock=clock, ended__isnull=False).order_by("started", "id")
    return [rules.Pause(started, end) for started, end in ended.values_list("started", "ended") if end is not None]
