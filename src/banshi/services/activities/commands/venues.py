"""A venue by the hour: ask, approve, refuse, cancel, keep for internal use. The table has one use for one hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks.calendar import BeyondCalendar
from banshi.kernel.clocks.current import calendar
from banshi.kernel.clocks.office import local
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.personal import seal
from banshi.kernel.directory.queries.people import staff_of
from banshi.kernel.errors import Conflict, Forbidden
from banshi.kernel.ledger.record import Json
from banshi.kernel.notices import outbox
from banshi.kernel.places.hours import parse
from banshi.kernel.slots.numbers import fresh
from banshi.kernel.slots.people import booking_of as number_in
from banshi.kernel.slots.refusals import shown
from banshi.kernel.slots.rules.times import SHANGHAI
from banshi.services.activities.commands.parties import Who, party_of, phone_index
from banshi.services.activities.commands.row import (
    Done,
    NoSuchOffering,
    OfferingClosed,
    Unfit,
    enter,
    enter_own,
    offering_of,
    refuse,
    run_by,
)
from banshi.services.activities.commands.telling import tell_use
from banshi.services.activities.models import Hour, Offering, Use, UseStatus
from banshi.services.activities.queries.guard import guarded
from banshi.services.activities.queries.open_hours import open_hours
from banshi.services.activities.rules.hours import Asked, problems
from banshi.services.activities.rules.offering import VENUE
from banshi.services.activities.rules.purposes import NAME, PHONE
from banshi.services.activities.rules.recurrence import BadRule, Holidays, plan

LETTER = "U"


class HourTaken(Conflict):
    """Somebody else has one of the hours."""

    code = "venue_hour_taken"
    message = _("这段时间刚刚被别人约了。请看看空着的时间。")


class NotAVenue(Conflict):
    """It has sessions, not hours."""

    code = "not_a_venue"
    message = _("“%(title)s”不是按小时预约的场地。")


class UseDecided(Conflict):
    """The use is decided, cancelled or over."""

    code = "venue_use_decided"
    message = _("这个场地预约已经办过了，请刷新后再看。")


class NoSuchUse(NoSuchOffering):
    """No use of a venue has this number."""

    code = "no_such_use"
    message = _("没有编号为 %(number)s 的场地预约。请核对编号。")


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was kept for internal use: the uses, and the days on which the hours were taken already."""

    uses: tuple[str, ...]
    taken: tuple[date, ...]


@command
def ask_venue(ctx: Context, /, *, code: str, asked: Asked, who: Who) -> Done:
    """Ask for a venue; where no approval is needed it is had at once.

    Raises:
        NoSuchOffering, OfferingClosed, NotAVenue; SignInNeeded: it asks for an account.
        Forbidden: it is not for the public.
        Unfit: hours in which it is not open, too many, too soon, too many people, no purpose.
        HourTaken: somebody else has one of the hours.
    """
    row = _venue(offering_of(code))
    if row.internal:
        raise Forbidden(action="activities.own")
    _check(ctx, row, asked)
    party = party_of(ctx.actor, row, who)
    use = Use(
        **_columns(ctx, row, asked),
        booker=party.booker,
        owner_id=party.owner,
        status=UseStatus.ASKED if row.approval else UseStatus.APPROVED,
        name_sealed=seal(party.name, NAME) if party.name else b"",
        phone_sealed=seal(party.phone, PHONE) if party.phone else b"",
        phone_index=phone_index(party.phone) if party.phone else "",
    )
    _take(use, asked.each)
    body: dict[str, Json] = {"approval": row.approval, "hours": asked.hours, "starts": shown(use.starts)}
    done = enter_own(ctx, row, use.number, "activities.venue_asked", body, sealed={"booker": party.booker})
    tell_use(ctx, use, "activities.venue_asked" if row.approval else "activities.venue_approved")
    if row.approval:
        _tell_wardens(ctx, use)
    return done


@command
def cancel_use(ctx: Context, /, *, link: str) -> Done:
    """Give the hours back; whoever has the link may, until they begin.

    Raises:
        LinkRefused, NoSuchUse.
        UseDecided: refused or cancelled before, or it has begun.
    """
    use = use_of(number_in(link))
    if use.status not in {UseStatus.ASKED, UseStatus.APPROVED} or use.starts <= ctx.now:
        raise UseDecided()
    end_use(ctx, use, UseStatus.CANCELLED, "")
    return enter_own(ctx, use.offering, use.number, "activities.venue_cancelled")


@command
def reserve(
    ctx: Context,
    /,
    *,
    code: str,
    asked: Asked,
    rule: str = "",
    until: date | None = None,
    holidays: str = Holidays.SKIP,
) -> Reserved:
    """Keep a venue for its own unit, once or by an RFC 5545 rule. Days on which residents were first are left to them.

    Raises:
        NoSuchOffering, OfferingClosed, NotFound, Forbidden: see `run_by`; NotAVenue.
        Unfit: hours that cannot be, or a rule that cannot be read.
        HourTaken: none of the hours is free.
    """
    row = _venue(run_by(ctx, code))
    _check(ctx, row, asked, days_ahead=366)
    kept, lost = [], []
    for starts in _starts(asked.starts, rule, until, Holidays(holidays)):
        each = Asked(starts, asked.hours, asked.purpose, asked.people)
        use = Use(**_columns(ctx, row, each), booker=f"unit:{row.unit_id}", status=UseStatus.APPROVED, internal=True)
        try:
            _take(use, each.each)
        except HourTaken:
            lost.append(local(starts).date())
        else:
            kept.append(use.number)
    if not kept:
        raise HourTaken()
    body: dict[str, Json] = {"first": kept[0], "hours": asked.hours, "rule": rule.strip().upper(), "uses": len(kept)}
    enter(ctx, row, "activities.venue_reserved", body, number=kept[0])
    return Reserved(tuple(kept), tuple(lost))


def _venue(row: Offering) -> Offering:
    if row.closed_at is not None:
        raise OfferingClosed(title=row.title)
    if row.form != VENUE:
        raise NotAVenue(title=row.title)
    return row


def _check(ctx: Context, row: Offering, asked: Asked, *, days_ahead: int | None = None) -> None:
    day = local(asked.starts).date()
    try:
        hours = open_hours(parse(row.hours), day)
    except BeyondCalendar:
        hours = ()
    refuse(
        problems(
            asked,
            ctx.now,
            open_hours=hours,
            most_hours=row.most_hours,
            days_ahead=days_ahead or row.opens_days,
            capacity=row.capacity,
        )
    )


def _columns(ctx: Context, row: Offering, asked: Asked) -> dict[str, object]:
    return {
        "number": fresh(LETTER, ctx.now),
        "county": row.county,
        "offering": row,
        "starts": asked.starts,
        "ends": asked.ends,
        "people": asked.people,
        "purpose": asked.purpose.strip(),
        "made_at": ctx.now,
    }


def _take(use: Use, hours: Sequence[datetime]) -> None:
    """The race: two ask for the same hour at once. The table's uniqueness lets one through; nothing of the other stays."""
    try:
        with transaction.atomic():
            use.save(force_insert=True)
            Hour.objects.bulk_create([Hour(use=use, offering_id=use.offering_id, hour=each) for each in hours])
    except IntegrityError:
        raise HourTaken() from None


def end_use(ctx: Context, use: Use, status: UseStatus, reason: str) -> None:
    use.status, use.reason, use.decided_at = status, reason, ctx.now
    use.save(update_fields=["status", "reason", "decided_at"])
    Hour.objects.filter(use=use).update(live=False)


def use_of(number: str) -> Use:
    """The use, locked, with its venue.

    Raises:
        NoSuchUse: there is none.
    """
    rows = Use.objects.select_related("offering__unit").select_for_update(of=("self",))
    found = rows.filter(number=number[:20]).first()
    if found is None:
        raise NoSuchUse(number=number[:20])
    return found


def _starts(first: datetime, rule: str, until: date | None, holidays: Holidays) -> list[datetime]:
    if not rule.strip():
        return [first]
    start = local(first)
    try:
        found = plan(rule, start.replace(tzinfo=None), until or start.date(), holidays, calendar().is_working_day)
    except (BadRule, BeyondCalendar):
        raise Unfit({"rule": [_("看不懂这条重复规则，或者它在这段时间里没有、或有超过 400 场。")]}) from None
    return [each.starts.replace(tzinfo=SHANGHAI) for each in found.sessions]


def _tell_wardens(ctx: Context, use: Use) -> None:
    """Those who work at the unit today."""
    people = [post.person_id for post in staff_of(use.offering.unit_id, timezone.localdate(ctx.now))]
    said = {"title": use.offering.title, "when": shown(use.starts)}
    if people:
        outbox.send(
            ctx,
            about=guarded(use.offering, key=use.number),
            to=sorted(set(people)),
            template="activities.venue_to_decide",
            data=said,
            link="/activities/desk/uses/",
            once=use.number,
        )
