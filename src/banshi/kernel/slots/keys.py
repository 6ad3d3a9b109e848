"""The keys of tickets and door lists: the ledger's own, so that whoever can check a receipt can check a ticket.

What is signed begins with words that no checkpoint, hand-over or cosignature begins with, so that none can pass for another.
"""

from banshi.kernel.directory.personal import keyed_index
from banshi.kernel.ledger.keys import key_links
from banshi.kernel.ledger.notes import PublicKey

DOORS = "slots.doors"


def public_keys() -> list[PublicKey]:
    """All keys of the ledger, the one in office last: a ticket outlives a change of keys."""
    return [PublicKey.parse(link.vkey) for link in key_links()]


def door_salt(session: str) -> str:
    """The salt of a session's door lists; it is kept nowhere."""
    return keyed_index(session, DOORS)[:32]
