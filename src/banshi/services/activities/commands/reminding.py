"""Remind those who booked, once; the job asks `queries.reminders.due` and calls these."""

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.models import Booking, Status
from banshi.services.activities.commands.row import Done, enter, enter_own
from banshi.services.activities.commands.telling import phones_of, said_of, tell, tell_use
from banshi.services.activities.commands.venues import use_of
from banshi.services.activities.models import Occasion, UseStatus
from banshi.services.activities.rules.reminding import still_knows

TEMPLATE = "activities.reminder"


class NothingToRemind(Conflict):
    """It was done, or there is nobody left to be reminded."""

    code = "nothing_to_remind"


@command
def remind(ctx: Context, /, *, session: str) -> Done:
    """Remind everybody who has places of a session, but for those who booked them today.

    Raises:
        NothingToRemind: they were reminded, or the session is cancelled or has begun.
    """
    rows = Occasion.objects.select_for_update(of=("self",)).select_related("offering__unit")
    row = rows.filter(number=session, reminded_at=None, cancelled=False, starts__gt=ctx.now).first()
    if row is None:
        raise NothingToRemind()
    booked = Booking.objects.filter(session__number=session, status=Status.BOOKED).order_by("id")
    found = list(booked.values_list("number", "booker", "booked_at"))
    told = [(number, booker) for number, booker, at in found if at is None or not still_knows(at, ctx.now)]
    phones = phones_of([number for number, _booker in told])
    said, once = said_of(row.offering, taken.session(session, ctx.now)), f"{row.starts:%Y%m%d%H%M}"
    for number, booker in told:
        tell(ctx, row.offering, number, booker, TEMPLATE, said, phone=phones.get(number, ""), once=once)
    row.reminded_at = ctx.now
    row.save(update_fields=["reminded_at"])
    return enter(ctx, row.offering, "activities.reminded", {"bookings": len(told), "session": session}, number=session)


@command
def remind_use(ctx: Context, /, *, number: str) -> Done:
    """The same of a venue by the hour.

    Raises:
        NoSuchUse: there is none.
        NothingToRemind: it was done, or the venue was given back or is in use.
    """
    use = use_of(number)
    if use.reminded_at is not None or use.status != UseStatus.APPROVED or use.starts <= ctx.now:
        raise NothingToRemind()
    knows = still_knows(use.decided_at or use.made_at, ctx.now)
    if not knows:
        tell_use(ctx, use, TEMPLATE, once=f"{use.starts:%Y%m%d%H%M}")
    use.reminded_at = ctx.now
    use.save(update_fields=["reminded_at"])
    return enter_own(ctx, use.offering, use.number, "activities.reminded", {"bookings": 0 if knows else 1})
