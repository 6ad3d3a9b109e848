"""Sessions and bookings as the ledger knows them. Bodies name nobody; who comes enters as a commitment."""

from collections.abc import Sequence
from datetime import UTC, datetime

from banshi.kernel.ledger.canonical import canonical_json
from banshi.kernel.ledger.record import Json, Subject
from banshi.kernel.slots.models import Booking, Session
from banshi.kernel.slots.rules.terms import Member

ROOM = "slots"


def subject_of(row: Session | Booking) -> Subject:
    """Sessions and bookings have a chain each, so that no booking waits for another's entry."""
    return Subject(ROOM, row.number, row.county)


def opened_body(session: Session) -> dict[str, Json]:
    """What the first entry of a session says: who offers it and on which terms."""
    return {
        "about": f"{session.room}:{session.reference}",
        "cancel_until": second(session.cancel_until),
        "capacity": session.capacity,
        "closes": second(session.closes),
        "draw_at": second(session.draw_at),
        "ends": second(session.ends),
        "once_in": session.once_in,
        "opens": second(session.opens),
        "starts": second(session.starts),
        "title": session.title,
        "waiting_list": session.waiting_list,
    }


def entered_body(session: Session, seats: int) -> dict[str, Json]:
    """What the first entry of a booking says."""
    return {"seats": seats, "session": session.number}


def people(party: Sequence[Member], booker: str, actor: str) -> dict[str, str]:
    """Who comes, to be sealed; nothing where it is the actor alone, whom the entry names anyway."""
    if booker == actor and [member.person for member in party] == [actor]:
        return {}
    return {"people": canonical_json({"booker": booker, "party": [[each.person, each.name] for each in party]})}


def second(at: datetime | None) -> str:
    """An instant as entries and door lists write it: UTC, whole seconds, "Z"; empty where there is none."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z" if at is not None else ""
