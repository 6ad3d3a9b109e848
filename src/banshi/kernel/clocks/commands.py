"""Commands of the clocks themselves: deadlines change when a year's holiday notice appears."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import current, rules
from banshi.kernel.clocks.models import Clock
from banshi.kernel.clocks.office import local, midnight
from banshi.kernel.clocks.reckoning import RECKONED, reckon
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import Json, Subject, record

OPEN = Q(met_at__isnull=True, cancelled_at__isnull=True)
SLACK = timedelta(days=31)
"""A notice may also move days at the end of the year before (2022-12-31 in the notice for 2023)."""


class NothingToRecompute(Conflict):
    """Every deadline of the matter already follows today's calendar."""

    code = "nothing_to_recompute"
    message = _("%(subject)s 的时限已经按最新日历计算，不需要重算。")


@dataclass(frozen=True, slots=True)
class Change:
    """A deadline that today's calendar sets anew, or only confirms (`due` unchanged)."""

    clock_id: int
    subject: str
    county: str
    rule: str
    due_before: datetime
    due: datetime
    calendar_before: str
    calendar: str
    provisional: bool


def changes(year: int) -> Iterator[Change]:
    """The open clocks reaching into `year` that were reckoned by another calendar than today's."""
    since = midnight(date(year, 1, 1)) - SLACK
    for clock in Clock.objects.filter(OPEN, due__gte=since).order_by("subject", "id").iterator(2000):
        change = _reckoned(clock)
        if change is not None:
            yield change


@command
def recompute(ctx: Context, /, *, subject: str, county: str) -> list[Change]:
    """Set the deadlines of one matter anew by today's calendar, on the record.

    Raises:
        NothingToRecompute: they follow it already.
    """
    clocks = list(Clock.objects.filter(OPEN, subject=subject).select_for_update().order_by("id"))
    found = [(clock, change) for clock in clocks if (change := _reckoned(clock)) is not None]
    if not found:
        raise NothingToRecompute(subject=subject)
    for clock, _change in found:
        clock.save(update_fields=RECKONED)
    room, _colon, key = subject.partition(":")
    body: dict[str, Json] = {"deadlines": [_told(change) for _clock, change in found]}
    record(ctx, Subject(room=room, key=key, county=county), "clocks.recomputed", body)
    return [change for _clock, change in found]


def _reckoned(clock: Clock) -> Change | None:
    """Reckon the row in memory; None when today's calendar is the one it was reckoned by."""
    first, last = local(clock.started).date(), rules.last_day(clock.due)
    if current.calendar().version(first, last) == clock.calendar_version:
        return None
    before, calendar = clock.due, clock.calendar_version
    reckon(clock)
    return Change(
        clock_id=clock.pk,
        subject=clock.subject,
        county=clock.county,
        rule=clock.rule,
        due_before=before,
        due=clock.due,
        calendar_before=calendar,
        calendar=clock.calendar_version,
        provisional=clock.provisional,
    )


def _told(change: Change) -> Json:
    return {
        "rule": change.rule,
        "due_before": local(change.due_before).isoformat(),
        "due": local(change.due).isoformat(),
        "calendar_before": change.calendar_before,
        "calendar": change.calendar,
        "provisional": change.provisional,
    }
