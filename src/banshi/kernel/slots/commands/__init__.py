"""Everything that changes a session or a booking. Rooms call these inside their own commands; who may is theirs to decide."""

from banshi.kernel.slots.commands.answers import Booked, Held, MarkTaken, Queued, Seen
from banshi.kernel.slots.commands.bookings import book, confirm, hold, join
from banshi.kernel.slots.commands.door import check_in, check_out
from banshi.kernel.slots.commands.endings import cancel, release
from banshi.kernel.slots.commands.forgetting import forget, forget_guest
from banshi.kernel.slots.commands.sessions import cancel_session, change_session, open_session, open_sessions
from banshi.kernel.slots.commands.sheets import SheetRow, enter_sheet
from banshi.kernel.slots.commands.syncing import DoorMark, sync

__all__ = [
    "Booked",
    "DoorMark",
    "Held",
    "MarkTaken",
    "Queued",
    "Seen",
    "SheetRow",
    "book",
    "cancel",
    "cancel_session",
    "change_session",
    "check_in",
    "check_out",
    "confirm",
    "enter_sheet",
    "forget",
    "forget_guest",
    "hold",
    "join",
    "open_session",
    "open_sessions",
    "release",
    "sync",
]
