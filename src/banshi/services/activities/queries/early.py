"""Refusing before the lock: those who come too late cost nothing."""

from collections.abc import Callable

from banshi.kernel.commands import Context, repeated
from banshi.kernel.errors import BanshiError
from banshi.kernel.slots import queries as taken


def admit(ctx: Context, command: Callable[..., object], session: str, seats: int) -> None:
    """Refuse what `command` would refuse now; an attempt that was answered before is let through to its answer.

    Somebody whose answer was lost on the way sends the same again, and by then their own places make the session full.

    Raises:
        As `hold` and `book`, but for the party.
    """
    try:
        taken.admit(session, max(seats, 1), ctx.now)
    except BanshiError:
        if not repeated(ctx, command):
            raise
