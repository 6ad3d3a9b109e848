"""Tickets: who may come in, in 144 letters that a phone checks without us. Pure: no Django, no clock.

90 bytes in Crockford's base 32 (a QR code of 41 × 41 in alphanumeric mode at level M):

    1  0xB1                        4  the moment from which it is valid, seconds since 1970
    4  the id of the signing key   2  how many minutes it is valid
    7  the session's number        1  how many seats
    7  the booking's number       64  Ed25519 over "banshi ticket/1\\n" and the 26 bytes before, in hex

Numbers are two bytes of days since 2000-01-01 and five bytes that are the eight letters. Integers are big-endian.
Keys are the ledger's: their id, name and hand-overs are those of receipts (docs/ledger.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from banshi.kernel.ledger.notes import PublicKey, SigningKey
from banshi.kernel.slots.numbers import ALPHABET, BOOKING, BYTES, SESSION, packed, unpacked

MAGIC = 0xB1
SIGNED = "banshi ticket/1\n"
HEAD, SIGNATURE = 26, 64
LETTERS = 144
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}


class BadTicket(ValueError):
    """Not a ticket, signed by a key that is not trusted, or changed. `reason` is one of form, key, signature."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says: so many seats of a session for a booking, valid in [since, until). Units: whole seconds, minutes."""

    session: str
    booking: str
    seats: int
    since: datetime
    until: datetime


def issue(ticket: Ticket, key: SigningKey) -> str:
    """The ticket as text. The same ticket under the same key is the same text."""
    minutes = -((ticket.since - ticket.until) // timedelta(minutes=1))  # rounded up
    head = (
        bytes([MAGIC])
        + key.public.id
        + packed(ticket.session)
        + packed(ticket.booking)
        + int(ticket.since.timestamp()).to_bytes(4, "big")
        + minutes.to_bytes(2, "big")
        + bytes([ticket.seats])
    )
    return _written(head + key.private.sign((SIGNED + head.hex()).encode()))


def read(text: str, keys: Sequence[PublicKey]) -> Ticket:
    """The ticket in `text`, signed by one of `keys`.

    Raises:
        BadTicket: anything else; every changed letter is noticed.
    """
    data = _read(text.strip())
    head, signature = data[:HEAD], data[HEAD:]
    if head[0] != MAGIC:
        raise BadTicket("form")
    able = [key for key in keys if key.id == head[1:5]]
    if not able:
        raise BadTicket("key")
    if not any(key.signed(SIGNED + head.hex(), signature) for key in able):
        raise BadTicket("signature")
    middle = 5 + BYTES
    since = datetime.fromtimestamp(int.from_bytes(head[19:23], "big"), UTC)
    return Ticket(
        session=unpacked(SESSION, head[5:middle]),
        booking=unpacked(BOOKING, head[middle : middle + BYTES]),
        seats=head[25],
        since=since,
        until=since + timedelta(minutes=int.from_bytes(head[23:25], "big")),
    )


def _written(data: bytes) -> str:
    value = int.from_bytes(data, "big")
    return "".join(ALPHABET[value >> 5 * at & 31] for at in reversed(range(LETTERS)))


def _read(text: str) -> bytes:
    if len(text) != LETTERS or not all(letter in _VALUES for letter in text):
        raise BadTicket("form")
    value = 0
    for letter in text:
        value = value << 5 | _VALUES[letter]
    return value.to_bytes(HEAD + SIGNATURE, "big")
