"""The list that a device carries to the door, so that it can let people in without signal. Pure: no Django.

    {"format":"banshi-doors/1","session","title","place","starts","ends","opens","made","state","salt",
     "keys":[vkey …],"parties":[{"hash","seats","in","names":[…]} …],"signature"}

`hash` is SHA-256 of salt and booking number, `names` of salt and name, each cut to 16 bytes: a lost device tells
neither to whoever does not know them already. Instants are UTC with "Z". The signature is Ed25519 over
"banshi doors/1\\n" and the canonical text (RFC 8785) of everything else, in hex, by a key of the ledger.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from banshi.kernel.ledger.canonical import canonical_json
from banshi.kernel.ledger.notes import PublicKey, SigningKey

FORMAT = "banshi-doors/1"
SIGNED = "banshi doors/1\n"
CUT = 32
"""Hex digits of a hash."""


class BadList(ValueError):
    """Not a door list, changed since it was signed, or signed by a key that is not trusted."""


@dataclass(frozen=True, slots=True)
class Party:
    """A booking on the list: whether it was in when the list was made, and who is in it."""

    booking: str
    seats: int
    arrived: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A party as a device finds it."""

    seats: int
    arrived: bool


@dataclass(frozen=True, slots=True)
class Doors:
    """A door list that was read and whose signature holds."""

    session: str
    state: str
    opens: datetime
    ends: datetime
    made: datetime
    salt: str
    parties: dict[str, Listed]
    by_name: dict[str, tuple[str, ...]]

    def party(self, booking: str) -> Listed | None:
        return self.parties.get(hashed(self.salt, booking))

    def named(self, name: str) -> tuple[str, ...]:
        """The hashes of the bookings in which somebody of this name is; a device marks them as "#" and the hash."""
        return self.by_name.get(hashed(self.salt, plain_name(name)), ())


def hashed(salt: str, value: str) -> str:
    """How a booking number or a name stands on the list of this salt."""
    return sha256(f"{salt}\n{value}".encode()).hexdigest()[:CUT]


def plain_name(name: str) -> str:
    """A name as it is compared: without blanks and differences of form."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def build(head: dict[str, Any], salt: str, parties: Iterable[Party], keys: Sequence[PublicKey], key: SigningKey) -> str:
    """The text of a door list. `head` has everything up to "state"."""
    rows = [
        {
            "hash": hashed(salt, each.booking),
            "in": each.arrived,
            "names": sorted({hashed(salt, plain_name(name)) for name in each.names if name}),
            "seats": each.seats,
        }
        for each in parties
    ]
    rows.sort(key=lambda row: str(row["hash"]))  # the order tells nothing
    content = {**head, "format": FORMAT, "keys": [each.vkey for each in keys], "parties": rows, "salt": salt}
    signature = key.private.sign((SIGNED + canonical_json(content)).encode())
    return canonical_json({**content, "signature": signature.hex()})


def read(content: dict[str, Any], keys: Sequence[PublicKey]) -> Doors:
    """Check a door list and read it.

    Raises:
        BadList: not one, changed, or not signed by one of `keys`.
    """
    try:
        unsigned = {name: value for name, value in content.items() if name != "signature"}
        text, signature = SIGNED + canonical_json(unsigned), bytes.fromhex(content["signature"])
        if content["format"] != FORMAT or not any(key.signed(text, signature) for key in keys):
            raise BadList("not signed by a key that you trust")
        by_name: dict[str, tuple[str, ...]] = {}
        for row in content["parties"]:
            for name in row["names"]:
                by_name[name] = (*by_name.get(name, ()), row["hash"])
        return Doors(
            session=content["session"],
            state=content["state"],
            opens=_instant(content["opens"]),
            ends=_instant(content["ends"]),
            made=_instant(content["made"]),
            salt=content["salt"],
            parties={row["hash"]: Listed(row["seats"], row["in"]) for row in content["parties"]},
            by_name=by_name,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise error if isinstance(error, BadList) else BadList(f"not a door list: {error}") from error


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
