"""A session is over: those who did not come are counted, and nothing is live any more."""

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import record
from banshi.kernel.slots.commands.lapsing import end
from banshi.kernel.slots.models import KEPT, LINED, Booking, Seat, Session, State, Status
from banshi.kernel.slots.record import subject_of
from banshi.kernel.slots.rows import locked
from banshi.kernel.slots.rules.absence import Past, counts
from banshi.kernel.slots.rules.times import DOOR_SHUTS


@command
def settle(ctx: Context, /, *, session_id: int) -> None:
    """Close the books of a session a day after its end. For the job, which asks `queries.to_settle`.

    Raises:
        Conflict: it is not over yet, or was closed before.
    """
    row = locked(session_id)
    if row.state != State.OPEN or ctx.now < row.ends + DOOR_SHUTS:
        raise Conflict()
    bookings = list(Booking.objects.select_for_update().filter(session=row).order_by("id"))
    open_still = [each for each in bookings if each.status in {*KEPT, *LINED}]
    missed = [each for each in bookings if each.status == Status.BOOKED]
    came = sum(each.present or 0 for each in bookings)
    if open_still:
        end(ctx, row, open_still, Status.LAPSED)
    Booking.objects.filter(pk__in=[each.pk for each in missed]).update(status=Status.MISSED)
    Seat.objects.filter(booking__session=row, live=True).update(live=False)
    Session.objects.filter(pk=row.pk).update(state=State.OVER)
    for each in missed:
        record(ctx, subject_of(each), "slots.missed", {"counts": counts(past_of(each, row))})
    record(ctx, subject_of(row), "slots.session_over", {"came": came, "missed": sum(each.seats for each in missed)})


def past_of(booking: Booking, session: Session) -> Past:
    """What the rule of absences asks of a booking."""
    return Past(
        booked_at=booking.booked_at or booking.made_at,
        arrived=booking.arrived_at is not None,
        ended=session.ends,
        moved_at=session.moved_at,
    )
