"""Everything that changes what is offered and booked."""

from banshi.services.activities.commands.booking import book, cancel, confirm, hold, wait
from banshi.services.activities.commands.changes import (
    New,
    cancel_following,
    cancel_session,
    change_following,
    change_session,
)
from banshi.services.activities.commands.deciding import approve_use, arrive, refuse_use
from banshi.services.activities.commands.door import (
    Came,
    TicketRefused,
    check_in,
    check_out,
    enter_attendance,
    release,
    sync,
    walk_in,
)
from banshi.services.activities.commands.forgetting import Forgotten, forget_guest
from banshi.services.activities.commands.offerings import change_offering, close_offering, open_offering
from banshi.services.activities.commands.parties import Who
from banshi.services.activities.commands.receptions import pass_on, record_talk
from banshi.services.activities.commands.reminding import remind, remind_use
from banshi.services.activities.commands.row import Done, NoSuchOffering, OfferingClosed, OfferingMovedOn, Unfit
from banshi.services.activities.commands.sessions import Dated, Season, add_sessions, take_over_sessions
from banshi.services.activities.commands.venues import (
    HourTaken,
    Reserved,
    UseDecided,
    ask_venue,
    cancel_use,
    reserve,
)

__all__ = [
    "Came",
    "Dated",
    "Done",
    "Forgotten",
    "HourTaken",
    "New",
    "NoSuchOffering",
    "OfferingClosed",
    "OfferingMovedOn",
    "Reserved",
    "Season",
    "TicketRefused",
    "Unfit",
    "UseDecided",
    "Who",
    "add_sessions",
    "approve_use",
    "arrive",
    "ask_venue",
    "book",
    "cancel",
    "cancel_following",
    "cancel_session",
    "cancel_use",
    "change_following",
    "change_offering",
    "change_session",
    "check_in",
    "check_out",
    "close_offering",
    "confirm",
    "enter_attendance",
    "forget_guest",
    "hold",
    "open_offering",
    "pass_on",
    "record_talk",
    "refuse_use",
    "release",
    "remind",
    "remind_use",
    "reserve",
    "sync",
    "take_over_sessions",
    "wait",
    "walk_in",
]
