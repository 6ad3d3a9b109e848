"""What commands answer. `entry` is the act's own entry: position and fingerprint make the receipt."""

from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.ledger.record import Recorded


@dataclass(frozen=True, slots=True)
class Held:
    """Places are kept until `until`, while a form is filled."""

    booking: str
    seats: int
    until: datetime
    entry: Recorded


@dataclass(frozen=True, slots=True)
class Booked:
    """Places are the party's own."""

    booking: str
    seats: int
    entry: Recorded


@dataclass(frozen=True, slots=True)
class Queued:
    """The party stands in line: `position` counts parties, 1 first; before a draw it says nothing and is 0."""

    booking: str
    seats: int
    position: int
    entry: Recorded


@dataclass(frozen=True, slots=True)
class Seen:
    """Who was seen at the door."""

    booking: str
    present: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkTaken:
    """What came of one mark of a device. For a replay, where and when the ticket was first used."""

    sequence: int
    outcome: str
    booking: str = ""
    first_device: str = ""
    first_at: datetime | None = None
