"""Sessions whose places go by a public draw: fix the list, and give out the places in the order drawn."""

from collections.abc import Mapping, Sequence

from banshi.kernel.commands import Context, command
from banshi.kernel.draws import commands as draws
from banshi.kernel.draws import queries as drawn
from banshi.kernel.draws.models import Status as DrawStatus
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import Json, record
from banshi.kernel.slots.affected import Told, What, affected, tell_room, told
from banshi.kernel.slots.capacity import adjust
from banshi.kernel.slots.models import Booking, Seat, Session, State, Status
from banshi.kernel.slots.record import ROOM, subject_of
from banshi.kernel.slots.rows import locked
from banshi.kernel.slots.rules.line import Waiting, plan, saves

TITLE = 100
ENDS: Mapping[str, What] = {Status.BOOKED: "placed", Status.WAITING: "queued", Status.UNLUCKY: "unlucky"}
"""How an application ends, and how the ledger and those who are told call it."""


@command
def fix_draw(ctx: Context, /, *, session_id: int) -> None:
    """Fix the list of those who applied. Where nobody did there is nothing to draw, and places are free to book.

    For the job, which asks `queries.to_draw`.

    Raises:
        Conflict: the list is fixed already, or there is no draw to come.
    """
    row = locked(session_id)
    early = row.draw_at is None or ctx.now < row.draw_at
    if early or row.state != State.OPEN or row.drawn_at is not None or drawn.of_matter(ROOM, row.number) is not None:
        raise Conflict()
    applied = list(Booking.objects.filter(session=row, status=Status.APPLIED).order_by("id"))
    if not applied:
        Session.objects.filter(pk=row.pk).update(drawn_at=ctx.now)
        record(ctx, subject_of(row), "slots.drawn", {"applications": 0})
        return
    fixed = draws.commit(
        ctx,
        about=subject_of(row),
        title=f"{row.title[:TITLE]} 名额抽签",
        entrants=[Entrant(each.number) for each in applied],
        spec=Spec.of(len(applied)),
    )
    Session.objects.filter(pk=row.pk).update(draw=fixed.number)
    record(ctx, subject_of(row), "slots.draw_fixed", {"applications": len(applied), "draw": fixed.number})


@command
def finish_draw(ctx: Context, /, *, session_id: int) -> None:
    """Give out the places in the order drawn, by the rule of the waiting list; the rest wait in that order.

    For the job, which asks `queries.to_draw`.

    Raises:
        Conflict: the draw is not opened yet, or the places are given out.
    """
    row = locked(session_id)
    able = row.draw and row.drawn_at is None and row.state == State.OPEN and ctx.now < row.ends
    order = drawn.result(row.draw) if able else ()
    if not order:
        raise Conflict()
    places = {each.token: place for place, each in enumerate(order, 1)}
    applied = list(Booking.objects.select_for_update().filter(session=row, status=Status.APPLIED))
    for each in applied:
        each.turn = places[each.number]
    applied.sort(key=lambda each: each.turn)
    told_of = _give_out(ctx, row, applied)
    body: dict[str, Json] = {"applications": len(applied), "draw": row.draw}
    record(ctx, subject_of(row), "slots.drawn", body | {kind: _count(told_of, kind) for kind in ENDS.values()})
    tell_room(ctx, affected(row, *told_of))


def give_up_draw(ctx: Context, session: Session, reason: str) -> None:
    """A cancelled session is not drawn: the draw says so in public, with the reason."""
    fixed = drawn.of_matter(ROOM, session.number)
    if fixed is not None and fixed.status == DrawStatus.COMMITTED:
        draws.cancel(ctx, number=fixed.number, reason=reason)


def _give_out(ctx: Context, row: Session, applied: Sequence[Booking]) -> list[Told]:
    """A place of its own, a place in line, or, without a waiting list, the end."""
    line = (Waiting(each.pk, each.seats) for each in applied if each.seats <= row.capacity)
    planned = plan(line, row.capacity - row.taken, saving=saves(ctx.now, row.opens, row.closes))
    served = frozenset(planned.served)
    for each in applied:
        each.passed = planned.passed.get(each.pk, 0)
        each.status = Status.BOOKED if each.pk in served else Status.WAITING if row.waiting_list else Status.UNLUCKY
        each.booked_at = ctx.now if each.status == Status.BOOKED else None
        each.ended_at = ctx.now if each.status == Status.UNLUCKY else None
    Booking.objects.bulk_update(applied, ["turn", "passed", "status", "booked_at", "ended_at"], batch_size=500)
    unlucky = [each.pk for each in applied if each.status == Status.UNLUCKY]
    Seat.objects.filter(booking_id__in=unlucky).update(live=False)
    Session.objects.filter(pk=row.pk).update(drawn_at=ctx.now)
    waiting = sum(each.status == Status.WAITING for each in applied)
    adjust(row.pk, taken=sum(each.seats for each in applied if each.pk in served), waiting=waiting)
    for each in applied:
        record(ctx, subject_of(each), f"slots.{ENDS[each.status]}", {"place": each.turn})
    return [told(ENDS[each.status], each) for each in applied]


def _count(found: Sequence[Told], what: What) -> int:
    return sum(each.what == what for each in found)
