"""The guard of every session: places are taken by one conditional UPDATE, and freeing them needs no lock.

The UPDATE comes last in a transaction that takes places, so that the row which everybody wants is
locked for as short as can be; the table's own constraint (slot_never_oversold) stands behind it.
Whoever touches rows of bookings that exist touches the session's row first: nobody waits in a circle.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from banshi.kernel.commands.planned import planned
from banshi.kernel.errors import Conflict

TAKE = """UPDATE slots_session SET taken = taken + %s
          WHERE id = %s AND state = 'open' AND closes > %s AND waiting = 0 AND taken + %s <= capacity"""
ADJUST = """UPDATE slots_session SET taken = taken + %s, waiting = waiting + %s
            WHERE id = %s AND taken + %s >= 0 AND waiting + %s >= 0 RETURNING waiting"""
OVER = "SELECT COALESCE(SUM(seats), 0) FROM slots_booking WHERE session_id = %s AND expires <= %s"
_LIST_OPEN = "SELECT 1 FROM slots_session WHERE id = %s AND draw = '' AND drawn_at IS NULL"
IN_TIME = {"sqlite": _LIST_OPEN, "postgresql": f"{_LIST_OPEN} FOR SHARE"}


def take(session_id: int, seats: int, now: datetime) -> bool:
    """Take places for somebody new; whether they were there, and nobody waits for them.

    The race: two read the same last place as free. Only one UPDATE finds it so; on PostgreSQL the
    second waits for the first's commit and looks again.
    """
    at: Any = connection.ops.adapt_datetimefield_value(now)
    with planned() as cursor:
        cursor.execute(TAKE, [seats, session_id, at, seats])
        return int(cursor.rowcount) == 1


def adjust(session_id: int, *, taken: int = 0, waiting: int = 0) -> int:
    """Change the session's counts and hold its row until the end of the transaction. How many parties wait now.

    Raises:
        Conflict: somebody else, e.g. who cancelled the session, has given back these places already.
    """
    with planned() as cursor:
        cursor.execute(ADJUST, [taken, waiting, session_id, taken, waiting])
        found = cursor.fetchone()
    if found is None:
        raise Conflict()
    return int(found[0])


def in_time(session_id: int) -> bool:
    """Whether the list of the draw is still open, and stays so until the end of the transaction.

    The race: somebody applies in time and commits after the list was fixed. On PostgreSQL those who
    apply share the row, which whoever fixes the list must have alone; SQLite has one writer.
    """
    with planned() as cursor:
        cursor.execute(IN_TIME[connection.vendor], [session_id])
        return cursor.fetchone() is not None


def over(session_id: int, now: datetime) -> int:
    """Places of holds and offers whose time has run out: they count as free, whether or not a job came by."""
    at: Any = connection.ops.adapt_datetimefield_value(now)
    with planned() as cursor:
        cursor.execute(OVER, [session_id, at])
        return int(cursor.fetchone()[0])
