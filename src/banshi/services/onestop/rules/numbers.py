"""Numbers of cases and codes of consent: chance comes in as an argument."""

import secrets
from collections.abc import Callable
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number survives the telephone."""
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
LENGTH = 6

Chance = Callable[[int], int]
"""A random whole number below the given one."""


def new_number(day: date, chance: Chance = secrets.randbelow) -> str:
    """A case's number, "C210526-9KX4QM": a day and 30 random bits, so its gaps tell nothing."""
    drawn = chance(len(ALPHABET) ** LENGTH)
    return f"C{day:%y%m%d}-" + "".join(ALPHABET[drawn >> 5 * place & 31] for place in range(LENGTH))


def tidy_number(written: str) -> str:
    """A number as people write it, in its one form; what cannot be one is returned as it came."""
    word = "".join(c for c in written.upper().translate(LOOKALIKES) if c in ALPHABET)
    return f"{word[:7]}-{word[7:]}" if len(word) == 7 + LENGTH else written.strip()[:40]


def new_code(chance: Chance = secrets.randbelow) -> str:
    """A code of six digits that is sent to a telephone."""
    return f"{chance(1_000_000):06d}"
