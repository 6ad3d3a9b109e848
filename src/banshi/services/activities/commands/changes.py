"""Change or cancel a session, or one and all later ones of its series; everybody booked is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks.office import local
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import Json
from banshi.kernel.places.queries import places_named
from banshi.kernel.slots import commands as slots
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.rules.terms import Change
from banshi.services.activities.commands.row import Done, Unfit, enter, occasion_of, reasoned, run_by
from banshi.services.activities.commands.sessions import fit
from banshi.services.activities.commands.telling import slots_affected
from banshi.services.activities.models import Occasion, Offering, Series


class NothingLeft(Conflict):
    """The session is cancelled or over, so there is nothing to change."""

    code = "session_ended"
    message = _("这一场已经取消或结束，不能再改。")


@dataclass(frozen=True, slots=True)
class New:
    """What becomes different about sessions; None stays as it is. `starts` of the first one: later ones shift by as much."""

    starts: datetime | None = None
    minutes: int | None = None
    capacity: int | None = None
    place: str | None = None


@command
def change_session(ctx: Context, /, *, session: str, new: New) -> Done:
    """Move one session or change its length, places or place; everybody booked is told of a move.

    Raises:
        NothingLeft: it is cancelled or over.
        Unfit, NoSuchOffering, OfferingClosed, NotFound, Forbidden: as `add_sessions`.
        TermsRefused, BelowTaken, …: of kernel.slots.
    """
    row, occasion = _mine(ctx, session)
    _change(ctx, occasion, new, new.starts - occasion.starts if new.starts else timedelta(0), apart=True)
    return enter(ctx, row, "activities.sessions_changed", {"from": session, "sessions": 1}, number=session)


@command
def change_following(ctx: Context, /, *, session: str, new: New) -> Done:
    """The same for a session and all later ones of its series, which becomes a series of its own.

    Sessions that were changed by themselves keep their time. All are changed or none.

    Raises:
        As `change_session`.
    """
    row, occasion = _mine(ctx, session)
    shift = new.starts - occasion.starts if new.starts else timedelta(0)
    later = _following(ctx, occasion)
    series = _split(ctx, occasion, shift, new)
    for each in later:
        each.series = series
        _change(ctx, each, new, timedelta(0) if each.apart and each.pk != occasion.pk else shift, apart=each.apart)
    body: dict[str, Json] = {"from": session, "sessions": len(later)}
    return enter(ctx, row, "activities.sessions_changed", body, number=session)


@command
def cancel_session(ctx: Context, /, *, session: str, reason: str) -> Done:
    """Cancel one session; everybody booked, waiting or applying is told, with the reason.

    Raises:
        As `change_session`; Unfit where no reason is given.
    """
    words = reasoned(reason)
    row, occasion = _mine(ctx, session)
    _cancel(ctx, [occasion], words)
    body: dict[str, Json] = {"from": session, "sessions": 1}
    return enter(ctx, row, "activities.sessions_cancelled", body, number=session, sealed={"reason": words})


@command
def cancel_following(ctx: Context, /, *, session: str, reason: str) -> Done:
    """The same for a session and all later ones of its series.

    Raises:
        As `cancel_session`.
    """
    words = reasoned(reason)
    row, occasion = _mine(ctx, session)
    later = _following(ctx, occasion)
    _cancel(ctx, later, words)
    Series.objects.filter(pk=occasion.series_id).update(until=occasion.day - timedelta(days=1))
    body: dict[str, Json] = {"from": session, "sessions": len(later)}
    return enter(ctx, row, "activities.sessions_cancelled", body, number=session, sealed={"reason": words})


def cancel_all(ctx: Context, row: Offering, reason: str) -> int:
    """Cancel every session of an offering that is still to come. How many."""
    coming = list(Occasion.objects.filter(offering=row, cancelled=False, starts__gt=ctx.now).order_by("starts", "id"))
    _cancel(ctx, coming, reason)
    return len(coming)


def _mine(ctx: Context, session: str) -> tuple[Offering, Occasion]:
    """The session and its offering, for whoever runs it, as long as it can be changed."""
    row = run_by(ctx, occasion_of(session).offering.code)
    occasion = occasion_of(session)  # read anew: the offering's row keeps others out from here on
    if occasion.cancelled or occasion.ends <= ctx.now:
        raise NothingLeft()
    return row, occasion


def _following(ctx: Context, occasion: Occasion) -> list[Occasion]:
    """This session and the later ones of its series that are still to come."""
    rows = Occasion.objects.filter(
        series_id=occasion.series_id, day__gte=occasion.day, cancelled=False, ends__gt=ctx.now
    )
    later = rows.exclude(day=occasion.day, starts__lt=occasion.starts)
    return list(later.select_related("offering").order_by("starts", "id"))


def _split(ctx: Context, occasion: Occasion, shift: timedelta, new: New) -> Series:
    """A series of its own from this session on; where the weekday changes, its rule says nothing any more."""
    before = occasion.series
    starts = occasion.starts + shift
    same_day = local(starts).date() == local(occasion.starts).date()
    series = Series.objects.create(
        offering_id=before.offering_id,
        rule=before.rule if same_day else "",
        first=starts,
        until=before.until + timedelta(days=shift.days) if not same_day else before.until,
        minutes=new.minutes or before.minutes,
        holidays=before.holidays,
        skipped=[day for day in before.skipped if day >= occasion.day.isoformat()],
        split_from=before,
        made_at=ctx.now,
    )
    before.until = occasion.day - timedelta(days=1)
    before.save(update_fields=["until"])
    return series


def _change(ctx: Context, occasion: Occasion, new: New, shift: timedelta, *, apart: bool) -> None:
    """One session: its places in the kernel first, which knows what can be done, then how the room lists it."""
    fit(occasion.offering, new.minutes, new.capacity)
    length = timedelta(minutes=new.minutes) if new.minutes else occasion.ends - occasion.starts
    starts = occasion.starts + shift
    place = new.place if new.place is not None and new.place != occasion.place else None
    if place and place not in places_named([place]):
        raise Unfit({"place": [_("请从列表里选一处开放的场所。")]})
    if starts + length <= ctx.now:
        raise Unfit({"starts": [_("这个时间已经过了，请选以后的时间。")]})
    moved = starts != occasion.starts or starts + length != occasion.ends
    view = taken.session(occasion.number, ctx.now)
    change = Change(
        starts=starts if moved else None,
        ends=starts + length if moved else None,
        opens=view.opens + shift if shift and view.opens > ctx.now else None,
        closes=view.closes + shift if shift else None,
        cancel_until=view.cancel_until + shift if shift else None,
        capacity=new.capacity,
        place=f"place:{place}" if place else None,
    )
    slots_affected(ctx, slots.change_session(ctx, session=occasion.number, change=change))
    occasion.starts, occasion.ends, occasion.apart = starts, starts + length, apart
    occasion.place = place or occasion.place
    occasion.reminded_at = None if moved else occasion.reminded_at
    occasion.save(update_fields=["starts", "ends", "place", "apart", "series", "reminded_at"])


def _cancel(ctx: Context, occasions: Sequence[Occasion], reason: str) -> None:
    for each in occasions:
        slots_affected(ctx, slots.cancel_session(ctx, session=each.number, reason=reason))
    Occasion.objects.filter(pk__in=[each.pk for each in occasions]).update(cancelled=True)
