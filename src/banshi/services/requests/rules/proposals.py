"""What the machine proposes for one field of a request; a person decides."""

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What can be proposed."""

    CATEGORY = "category"
    URGENCY = "urgency"
    PLACE = "place"
    DUPLICATE = "duplicate"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one field, how sure the machine is (0 to 1), and what that rests on."""

    field: str
    value: str
    confidence: float
    basis: tuple[str, ...] = ()
    model: str = ""
