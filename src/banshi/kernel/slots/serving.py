"""Whom the free places of a session go to now: the published rule (rules/line.py) over the line as it stands."""

from collections.abc import Iterator
from datetime import datetime

from banshi.kernel.slots.admission import phase_of
from banshi.kernel.slots.models import Booking, Session, State, Status
from banshi.kernel.slots.rules.line import Plan, Waiting, plan, saves
from banshi.kernel.slots.rules.times import Phase


def planned(session: Session, now: datetime) -> Plan:
    """Who in line is to be offered places. SQL: 1, or 0 where nobody waits or nothing is free."""
    free = session.capacity - session.taken
    able = session.waiting and free > 0 and session.state == State.OPEN and phase_of(session, now) is Phase.BOOKABLE
    return plan(line_of(session) if able else (), free, saving=saves(now, session.opens, session.closes))


def line_of(session: Session) -> Iterator[Waiting]:
    """Who waits, in order, read as far as the rule needs. A party that never fits keeps nobody waiting."""
    waiting = Booking.objects.filter(session=session, status=Status.WAITING, seats__lte=session.capacity)
    rows = waiting.order_by("turn", "id").values_list("pk", "seats", "passed")
    for booking, seats, passed in rows.iterator(chunk_size=100):
        yield Waiting(booking, seats, passed)
