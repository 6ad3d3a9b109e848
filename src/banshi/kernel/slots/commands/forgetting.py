"""Forget a person: places to come are given up, names and keys go, every proof still holds."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from banshi.kernel.commands import Context
from banshi.kernel.ledger.record import Subject, erase_openings, record
from banshi.kernel.slots.affected import affected, tell_room
from banshi.kernel.slots.commands.lapsing import end
from banshi.kernel.slots.commands.offering import offer
from banshi.kernel.slots.models import KEPT, LINED, Booking, Seat, Status
from banshi.kernel.slots.record import ROOM, subject_of
from banshi.kernel.slots.rows import locked

ERASED = "erased"


def forget(ctx: Context, *, person_id: int) -> None:
    """Erase what the slots hold of a person, inside the command that erases the person.

    What they answer for and has not come yet is cancelled; guests whom they named are forgotten with them.
    """
    touched = _forget(ctx, f"person:{person_id}")
    if touched:
        county = touched[0].county or settings.BANSHI_COUNTY
        record(ctx, Subject(ROOM, f"person-{person_id}", county), "slots.forgotten", {"bookings": len(touched)})


def forget_guest(ctx: Context, *, bookings: Sequence[str]) -> None:
    """The same for whoever made these bookings without an account, inside the command of the room that knows them.

    Each booking notes it on its own chain: a chain of the guest's would lead from one booking to the others for ever.
    """
    made = Booking.objects.filter(number__in=bookings, booker__startswith="guest:")
    for booker in made.order_by().values_list("booker", flat=True).distinct():
        for booking in _forget(ctx, booker):
            record(ctx, subject_of(booking), "slots.forgotten", {"bookings": 1})


def _forget(ctx: Context, key: str) -> list[Booking]:
    """Give up what is to come, and take names and keys away. The bookings that were touched."""
    mine = Booking.objects.filter(booker=key)
    for session_id in (
        mine.filter(status__in=(*LINED, *KEPT, Status.BOOKED)).values_list("session_id", flat=True).distinct()
    ):
        _give_up(ctx, int(session_id), key)
    touched = list(Booking.objects.filter(Q(booker=key) | Q(party__person=key)).distinct().order_by("id"))
    own = Q(person=key) | Q(booking__booker=key, person__startswith="guest:")
    seats = list(Seat.objects.filter(own).values_list("pk", flat=True))
    Seat.objects.filter(pk__in=seats).update(
        name_sealed=b"", person=Concat(Value(f"{ERASED}:"), Cast(F("pk"), CharField()))
    )
    mine.update(booker=ERASED)
    for booking in touched:
        erase_openings(subject_of(booking), ["people"])
    return touched


def _give_up(ctx: Context, session_id: int, key: str) -> None:
    row = locked(session_id)
    live = Booking.objects.select_for_update().filter(
        session=row, booker=key, status__in=(*LINED, *KEPT, Status.BOOKED)
    )
    ending = list(live.order_by("id"))
    if not ending:
        return
    end(ctx, row, ending, Status.CANCELLED, {"by": "erasure"})
    row.refresh_from_db()
    tell_room(ctx, affected(row, *offer(ctx, row)))
