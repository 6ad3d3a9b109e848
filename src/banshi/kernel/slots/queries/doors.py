"""What people and devices carry to the door: a ticket, a door list. Signed by the ledger's key in office."""

from datetime import datetime

from banshi.kernel.directory.personal import unseal
from banshi.kernel.ledger.keys import signing_key
from banshi.kernel.slots import doors
from banshi.kernel.slots.doors import Party
from banshi.kernel.slots.keys import door_salt, public_keys
from banshi.kernel.slots.models import COMING, Booking, Seat, Session, Status
from banshi.kernel.slots.people import NAME
from banshi.kernel.slots.record import second
from banshi.kernel.slots.refusals import NotBooked
from banshi.kernel.slots.rows import booking_of, session_of
from banshi.kernel.slots.rules.times import DOOR_OPENS
from banshi.kernel.slots.tickets import Ticket, issue


def ticket(number: str) -> str:
    """The text of a booking's ticket, for a QR code; always the same until the session is moved. SQL: 2.

    Raises:
        NoSuchBooking: there is none.
        NotBooked: it has no place of its own.
        KeyMissing, KeyExposed: the signing key is not to be had on this machine.
    """
    row = booking_of(number)
    if row.status not in COMING:
        raise NotBooked(number=row.number)
    since = row.session.starts - DOOR_OPENS
    said = Ticket(row.session.number, row.number, row.seats, since.replace(microsecond=0), row.session.ends)
    return issue(said, signing_key())


def door_list(number: str, now: datetime) -> str:
    """The text of a session's door list as it stands at `now` (see `doors`). SQL: 5.

    Raises:
        NoSuchSession: there is none.
        KeyMissing, KeyExposed: as `ticket`.
    """
    row = session_of(number)
    head = {
        "ends": second(row.ends),
        "made": second(now),
        "opens": second(row.starts - DOOR_OPENS),
        "place": row.place,
        "session": row.number,
        "starts": second(row.starts),
        "state": row.state,
        "title": row.title,
    }
    return doors.build(head, door_salt(row.number), _parties(row), public_keys(), signing_key())


def _parties(session: Session) -> list[Party]:
    """Whoever has a place of their own. The names of a party are those of its people."""
    rows = Booking.objects.filter(session=session, status__in=(*COMING, Status.LEFT)).order_by("id")
    bookings = list(rows.values_list("pk", "number", "seats", "status"))
    names: dict[int, list[str]] = {}
    seats = Seat.objects.filter(booking__in=[each[0] for each in bookings]).values_list("booking_id", "name_sealed")
    for booking_id, sealed in seats:
        names.setdefault(booking_id, []).append(unseal(sealed, NAME))
    return [
        Party(number, seats_, status != Status.BOOKED, tuple(names.get(key, ())))
        for key, number, seats_, status in bookings
    ]
