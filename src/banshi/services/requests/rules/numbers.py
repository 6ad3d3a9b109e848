"""Numbers and secrets: chance comes in as an argument."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number survives the telephone."""
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})

Chance = Callable[[int], int]
"""A random whole number below the given one."""


def new_number(day: date, chance: Chance = secrets.randbelow) -> str:
    """A request's number, "210526-9KX4QM": a day and 30 random bits, so its gaps tell nothing."""
    return f"{day:%y%m%d}-{_word(6, chance)}"


def new_secret(chance: Chance = secrets.randbelow) -> str:
    """A tracking secret of 60 bits, "7GQ2-M4KW-9TRP", that can be read out on the telephone."""
    return "-".join(_word(4, chance) for _part in range(3))


def fingerprint(secret: str) -> str:
    """What is kept of a secret. It has 60 random bits, so a plain hash is enough."""
    return hashlib.sha256(plain(secret).encode()).hexdigest()


def matches(secret: str, kept: str) -> bool:
    """Whether `secret` is the one kept, in constant time; nothing matches an empty one."""
    return bool(secret and kept) and hmac.compare_digest(fingerprint(secret), kept)


def plain(written: str) -> str:
    """A secret as people write it, with blanks, dashes and lookalikes put right."""
    return "".join(c for c in written.upper().translate(LOOKALIKES) if c in ALPHABET)


def tidy_number(written: str) -> str:
    """A number as people write it, in its one form; what cannot be one is returned as it came."""
    word = plain(written)
    return f"{word[:6]}-{word[6:]}" if len(word) == 12 else written.strip()


def _word(length: int, chance: Chance) -> str:
    drawn = chance(len(ALPHABET) ** length)
    return "".join([ALPHABET[drawn >> 5 * place & 31] for place in range(length)])
