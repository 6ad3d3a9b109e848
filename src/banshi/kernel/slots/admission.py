"""Whether somebody may book, wait or apply now. Asked before anything is written."""

from datetime import datetime

from banshi.kernel.errors import BanshiError
from banshi.kernel.slots.capacity import over
from banshi.kernel.slots.models import Session, State
from banshi.kernel.slots.refusals import (
    BookingClosed,
    DrawFirst,
    DrawRunning,
    Full,
    NeverFits,
    NotOpenYet,
    NoWaitingList,
    OthersWait,
    PlacesFree,
    SessionCancelled,
    SessionOver,
    shown,
)
from banshi.kernel.slots.rules.times import Phase, phase


def phase_of(session: Session, now: datetime) -> Phase:
    """Where a session that was not cancelled stands."""
    return phase(
        now,
        opens=session.opens,
        draw_at=session.draw_at,
        drawn=session.drawn_at is not None,
        closes=session.closes,
        ends=session.ends,
    )


def free(session: Session, now: datetime) -> int:
    """Places that nobody has, those of holds and offers that ran out among them."""
    return session.capacity - session.taken + over(session.pk, now)


def ended(session: Session, now: datetime) -> BanshiError | None:
    """Why nothing at all can be done with the session any more; None where something can."""
    if session.state == State.CANCELLED:
        return SessionCancelled()
    over_now = session.state == State.OVER or phase_of(session, now) is Phase.OVER
    return SessionOver(ends=shown(session.ends)) if over_now else None


def no_place(session: Session, seats: int, now: datetime) -> BanshiError | None:
    """Why so many places cannot be taken now; None where they can. SQL: 1 where it looks full, else 0."""
    refused = ended(session, now) or _not_bookable(session, now)
    if refused is not None:
        return refused
    if session.waiting:
        return OthersWait(waiting=session.waiting)
    if session.capacity - session.taken >= seats:
        return None
    left = free(session, now)
    return None if left >= seats else Full(seats=seats, free=left)


def no_line(session: Session, seats: int, now: datetime) -> BanshiError | None:
    """Why nobody can stand in line now; None where one can, to wait or to apply."""
    if seats > session.capacity:
        return NeverFits(seats=seats, capacity=session.capacity)
    if session.state == State.OPEN and phase_of(session, now) is Phase.APPLYING:
        return None
    refused = no_place(session, seats, now)
    if refused is None:
        return PlacesFree(free=free(session, now))
    if not isinstance(refused, Full | OthersWait):
        return refused
    return None if session.waiting_list else NoWaitingList()


def _not_bookable(session: Session, now: datetime) -> BanshiError | None:
    """Why it is not the time to book."""
    match phase_of(session, now):
        case Phase.SOON:
            return NotOpenYet(opens=shown(session.opens))
        case Phase.APPLYING:
            return DrawFirst(draw_at=shown(session.draw_at or session.opens))
        case Phase.DRAWING:
            return DrawRunning()
        case Phase.CLOSED:
            return BookingClosed(closes=shown(session.closes))
        case _:
            return None
