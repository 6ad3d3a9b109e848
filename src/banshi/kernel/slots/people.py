"""What stands for a booking or a person outside the database: signed links, and keys for guests."""

import hmac
import unicodedata

from banshi.kernel.directory.personal import keyed_index, keyed_indexes
from banshi.kernel.slots.refusals import LinkRefused

CANCEL, GUEST, NAME = "slots.cancel", "slots.guest", "slots.name"
"""What links are signed for, guests are found by, and names are sealed for."""
SIGNED = 32
"""Hex digits, 128 bits."""


def link_of(booking: str) -> str:
    """What a link carries so that whoever has it may see and cancel this booking, without signing in."""
    return f"{booking}.{keyed_index(booking, CANCEL)[:SIGNED]}"


def booking_of(link: str) -> str:
    """The booking that a link was made for. Links stay good when the keys are rotated.

    Raises:
        LinkRefused: damaged, or not made here.
    """
    booking, _dot, signature = link.partition(".")
    known = [index[:SIGNED] for index in keyed_indexes(booking, CANCEL)]
    if not any(hmac.compare_digest(signature.encode(), each.encode()) for each in known):
        raise LinkRefused()
    return booking


def guest(booker: str, name: str) -> str:
    """The key of somebody who is in no directory, e.g. a child: the same booker's same name is the same person."""
    plain = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return f"guest:{keyed_index(f'{booker}{chr(0)}{plain}', GUEST)[:40]}"
