"""Put down sessions, one or many by a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks.calendar import BeyondCalendar
from banshi.kernel.clocks.current import calendar
from banshi.kernel.clocks.office import local
from banshi.kernel.commands import Context, command
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.ledger.record import Json
from banshi.kernel.slots import commands as slots
from banshi.kernel.slots.rules.terms import Terms
from banshi.kernel.slots.rules.times import SHANGHAI
from banshi.services.activities.commands.row import Done, Unfit, enter, refuse, run_by
from banshi.services.activities.models import Occasion, Offering, Series
from banshi.services.activities.queries.guard import subject
from banshi.services.activities.rules.offering import MOST_CAPACITY, MOST_MINUTES, RECEPTION, VENUE, Draft, window
from banshi.services.activities.rules.recurrence import BadRule, Holidays, Planned, plan
from banshi.services.activities.rules.words import gettext_noop

AREA_OF_SCOPE = "activities:"
HOLD_MINUTES, OFFER_MINUTES = 10, 120


@dataclass(frozen=True, slots=True)
class Season:
    """Sessions that were put down, the days that fell out, and the entry that proves it."""

    sessions: tuple[str, ...]
    skipped: tuple[date, ...]
    done: Done


@command
def add_sessions(
    ctx: Context,
    /,
    *,
    code: str,
    first: datetime,
    rule: str = "",
    until: date | None = None,
    holidays: str = Holidays.SKIP,
    minutes: int | None = None,
    capacity: int | None = None,
) -> Season:
    """Put down one session, or all that an RFC 5545 rule gives from `first` to the day `until`.

    Raises:
        NoSuchOffering, OfferingClosed, NotFound, Forbidden: see `run_by`.
        Unfit: a venue, a rule that cannot be read or gives nothing, days beyond the calendar.
        TermsRefused: of kernel.slots.
    """
    row = run_by(ctx, code)
    fit(row, minutes, capacity)
    start, last = local(first).replace(tzinfo=None), until or local(first).date()
    planned, skipped = _planned(rule, start, last, Holidays(holidays))
    length = timedelta(minutes=minutes or row.minutes)
    series = Series.objects.create(
        offering=row,
        rule=rule.strip().upper().removeprefix("RRULE:"),
        first=first,
        until=last,
        minutes=minutes or row.minutes,
        holidays=holidays,
        skipped=[day.isoformat() for day in skipped],
        made_at=ctx.now,
    )
    starts = [each.starts.replace(tzinfo=SHANGHAI) for each in planned]
    terms = [_terms(ctx, row, at, length, capacity or row.capacity) for at in starts]
    numbers = slots.open_sessions(ctx, sessions=[(subject(row), each) for each in terms])
    insert_all(
        [
            _occasion(row, series, number, each.day, at, length)
            for number, each, at in zip(numbers, planned, starts, strict=True)
        ]
    )
    body: dict[str, Json] = {"first": numbers[0], "holidays": holidays, "rule": series.rule, "sessions": len(numbers)}
    return Season(numbers, skipped, enter(ctx, row, "activities.sessions_added", {**body, "until": last.isoformat()}))


@dataclass(frozen=True, slots=True)
class Dated:
    """A session of another ledger: when it was, and how many could come."""

    starts: datetime
    capacity: int


@command
def take_over_sessions(ctx: Context, /, *, code: str, sessions: Sequence[Dated]) -> tuple[str, ...]:
    """Put down the sessions of another ledger at once, each with its own time; their numbers in the order given.

    Raises:
        NoSuchOffering, OfferingClosed, NotFound, Forbidden: see `run_by`.
        Unfit: a venue, or none at all.
        TermsRefused: of kernel.slots.
    """
    row = run_by(ctx, code)
    fit(row, None, None)
    if not sessions:
        raise Unfit({"first": [_("请选日期。")]})
    length, days = timedelta(minutes=row.minutes), [local(each.starts).date() for each in sessions]
    series = Series.objects.create(
        offering=row,
        rule="",
        first=min(each.starts for each in sessions),
        until=max(days),
        minutes=row.minutes,
        holidays=Holidays.KEEP,
        made_at=ctx.now,
    )
    terms = [_terms(ctx, row, each.starts, length, each.capacity) for each in sessions]
    numbers = slots.open_sessions(ctx, sessions=[(subject(row), each) for each in terms])
    rows = zip(numbers, days, sessions, strict=True)
    insert_all([_occasion(row, series, number, day, each.starts, length) for number, day, each in rows])
    body: dict[str, Json] = {"first": numbers[0], "rule": "", "sessions": len(numbers), "until": max(days).isoformat()}
    enter(ctx, row, "activities.sessions_added", body)
    return numbers


def fit(row: Offering, minutes: int | None, capacity: int | None) -> None:
    if row.form == VENUE:
        raise Unfit({"first": [_("场地按小时预约，不排场次。")]})
    words = gettext_noop("应是 %(least)s 到 %(most)s 的整数。")
    wrong = {}
    if minutes is not None and not 5 <= minutes <= MOST_MINUTES:  # as of an offering
        wrong["minutes"] = (words, {"least": 5, "most": MOST_MINUTES})
    if capacity is not None and not 1 <= capacity <= MOST_CAPACITY:
        wrong["capacity"] = (words, {"least": 1, "most": MOST_CAPACITY})
    refuse(wrong)


def _planned(rule: str, start: datetime, last: date, holidays: Holidays) -> tuple[Sequence[Planned], tuple[date, ...]]:
    if not rule.strip():
        return [Planned(start.date(), start)], ()
    try:
        found = plan(rule, start, last, holidays, calendar().is_working_day)
    except BadRule:
        raise Unfit({"rule": [_("看不懂这条重复规则，或者它在这段时间里没有、或有超过 400 场。")]}) from None
    except BeyondCalendar:
        raise Unfit({"until": [_("日历还没有排到这一天，请选早一些的日子。")]}) from None
    return found.sessions, found.skipped


def draft_of(row: Offering) -> Draft:
    """What the times of a session are reckoned from."""
    names = ("title", "kind", "unit_id", "by_draw", "opens_days", "draw_hours", "closes_minutes", "cancel_hours")
    return Draft(**{name: getattr(row, name) for name in names})


def _terms(ctx: Context, row: Offering, starts: datetime, length: timedelta, capacity: int) -> Terms:
    when = window(draft_of(row), ctx.now, starts)
    return Terms(
        title=row.title,
        starts=starts,
        ends=starts + length,
        capacity=capacity,
        opens=when.opens,
        closes=when.closes,
        cancel_until=when.cancel_until,
        draw_at=when.draw_at,
        most_seats=row.most_seats,
        once_in=f"{AREA_OF_SCOPE}{row.code}" if row.form == RECEPTION else "",
        hold_minutes=HOLD_MINUTES,
        offer_minutes=OFFER_MINUTES,
        waiting_list=row.waiting_list,
        place=row.place and f"place:{row.place}",
        unit_id=row.unit_id,
    )


def _occasion(row: Offering, series: Series, number: str, day: date, starts: datetime, length: timedelta) -> Occasion:
    return Occasion(
        number=number,
        county=row.county,
        offering_id=row.pk,
        series_id=series.pk,
        day=day,
        starts=starts,
        ends=starts + length,
        kind=row.kind,
        area=row.area,
        place=row.place,
        internal=row.internal,
    )
