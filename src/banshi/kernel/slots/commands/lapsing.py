"""Bookings that end: places go back, and the line is served."""

from collections.abc import Mapping, Sequence

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import Json, record
from banshi.kernel.slots.affected import Told, affected, tell_room, told
from banshi.kernel.slots.capacity import adjust
from banshi.kernel.slots.commands.offering import offer
from banshi.kernel.slots.models import TAKING, Booking, Seat, Session, Status
from banshi.kernel.slots.record import subject_of
from banshi.kernel.slots.rows import locked


def end(
    ctx: Context,
    session: Session,
    bookings: Sequence[Booking],
    status: Status,
    body: Mapping[str, Json] | None = None,
    *,
    sealed: Mapping[str, str] | None = None,
) -> int:
    """End bookings as they were read, and give back what they took. How many parties wait for it.

    Raises:
        Conflict: one of them has moved on since it was read.
    """
    ids = [each.pk for each in bookings]
    waiting = adjust(
        session.pk,
        taken=-sum(each.seats for each in bookings if each.status in TAKING),
        waiting=-sum(each.status == Status.WAITING for each in bookings),
    )
    as_read = Booking.objects.filter(pk__in=ids, status__in={each.status for each in bookings})
    if as_read.update(status=status, expires=None, ended_at=ctx.now) != len(ids):
        raise Conflict()
    Seat.objects.filter(booking_id__in=ids, live=True).update(live=False)
    for each in bookings:
        record(ctx, subject_of(each), f"slots.{status}", {"was": each.status, **(body or {})}, sealed=sealed)
    return waiting


def lapse(ctx: Context, session: Session) -> list[Booking]:
    """End the holds and offers of a locked session whose time has run out."""
    kept = Booking.objects.filter(session=session, expires__lte=ctx.now)
    over = list(kept.select_for_update().order_by("id"))  # one that is confirmed meanwhile drops out
    if over:
        end(ctx, session, over, Status.LAPSED)
    return over


def told_of(over: Sequence[Booking]) -> list[Told]:
    """Whoever let an offer go is told; whoever held places knows."""
    return [told("lapsed", each) for each in over if each.status == Status.OFFERED]


@command
def tidy(ctx: Context, /, *, session_id: int) -> None:
    """Let go what ran out in a session, and offer it to those who wait. For the job, which asks `queries.to_tidy`.

    Raises:
        Conflict: there is nothing to do any more.
    """
    row = locked(session_id)
    over = lapse(ctx, row)
    row.refresh_from_db()
    offered = offer(ctx, row)
    if not over and not offered:
        raise Conflict()
    tell_room(ctx, affected(row, *told_of(over), *offered))
