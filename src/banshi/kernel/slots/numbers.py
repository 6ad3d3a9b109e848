"""The numbers of sessions and bookings: a letter, a day and 40 random bits, "B210526-7KX4QM2A"."""

import re
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, as in the numbers of matters."""
SESSION, BOOKING = "S", "B"
FORM = re.compile(rf"([SB])(\d{{6}})-([{ALPHABET}]{{8}})")
WORD, BYTES = 8, 7
FIRST = date(2000, 1, 1)
_SHANGHAI = ZoneInfo("Asia/Shanghai")
Chance = Callable[[int], int]
"""A random whole number below the given one."""


def fresh(letter: str, now: datetime, chance: Chance = secrets.randbelow) -> str:
    """A new number; its gaps tell nothing."""
    drawn = chance(1 << 5 * WORD)
    return f"{letter}{now.astimezone(_SHANGHAI):%y%m%d}-{''.join(ALPHABET[drawn >> 5 * at & 31] for at in range(WORD))}"


def packed(number: str) -> bytes:
    """A number without its letter in seven bytes, for tickets.

    Raises:
        ValueError: it has not the form of a number.
    """
    form = FORM.fullmatch(number)
    if form is None:
        raise ValueError(f"not a number of a session or booking: {number[:20]!r}")
    day = datetime.strptime(form[2], "%y%m%d").date()  # noqa: DTZ007  # a day, no instant
    word = 0
    for letter in form[3]:
        word = word << 5 | ALPHABET.index(letter)
    return (day - FIRST).days.to_bytes(2, "big") + word.to_bytes(BYTES - 2, "big")


def unpacked(letter: str, data: bytes) -> str:
    """The number that was packed into seven bytes."""
    day, word = FIRST + timedelta(days=int.from_bytes(data[:2], "big")), int.from_bytes(data[2:], "big")
    return f"{letter}{day:%y%m%d}-{''.join(ALPHABET[word >> 5 * at & 31] for at in reversed(range(WORD)))}"
