"""Reads as frozen dataclasses, each in a fixed number of SQL queries however many rows there are."""

from banshi.kernel.slots.queries.bookings import (
    Absences,
    BookingView,
    LineRow,
    MyBooking,
    RollRow,
    absences,
    booking,
    line,
    mine,
    roll,
)
from banshi.kernel.slots.queries.counts import Attendance, attendance
from banshi.kernel.slots.queries.doors import door_list, ticket
from banshi.kernel.slots.queries.due import to_draw, to_settle, to_tidy
from banshi.kernel.slots.queries.sessions import SessionView, admit, of_matter, session, sessions, sessions_of

__all__ = [
    "Absences",
    "Attendance",
    "BookingView",
    "LineRow",
    "MyBooking",
    "RollRow",
    "SessionView",
    "absences",
    "admit",
    "attendance",
    "booking",
    "door_list",
    "line",
    "mine",
    "of_matter",
    "roll",
    "session",
    "sessions",
    "sessions_of",
    "ticket",
    "to_draw",
    "to_settle",
    "to_tidy",
]
