"""Find a session or a booking by its number."""

from datetime import UTC
from typing import Any

from django.db import connection, models

from banshi.kernel.commands.planned import planned
from banshi.kernel.slots.models import Booking, Session
from banshi.kernel.slots.refusals import NoSuchBooking, NoSuchSession

NAMES = [field.attname for field in Session._meta.concrete_fields]
INSTANTS = [at for at, field in enumerate(Session._meta.concrete_fields) if isinstance(field, models.DateTimeField)]
BY_NUMBER = f"SELECT {', '.join(NAMES)} FROM slots_session WHERE number = %s"  # noqa: S608  # names come from the model


def session_of(number: str) -> Session:
    """The session as it was last committed, not locked. In plain SQL: every attempt of a rush reads it first.

    Raises:
        NoSuchSession: there is none.
    """
    with planned() as cursor:
        cursor.execute(BY_NUMBER, [number])
        values = cursor.fetchone()
    if values is None:
        raise NoSuchSession(number=number[:20])
    return Session.from_db(connection.alias, NAMES, _read(values))


def booking_of(number: str) -> Booking:
    """The booking with its session, not locked.

    Raises:
        NoSuchBooking: there is none.
    """
    found = Booking.objects.select_related("session").filter(number=number).first()
    if found is None:
        raise NoSuchBooking(number=number[:20])
    return found


def locked(session_id: int) -> Session:
    """The session as it is now, locked to the end of the transaction."""
    return Session.objects.select_for_update().get(pk=session_id)


def _read(values: tuple[Any, ...]) -> list[Any]:
    """SQLite gives out instants without their zone, which is UTC."""
    read = list(values)
    if connection.vendor == "sqlite":
        for at in INSTANTS:
            read[at] = read[at].replace(tzinfo=UTC) if read[at] is not None else None
    return read
