"""Put a notice into the outbox, in the transaction of the command now running."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from banshi.kernel.access.actions import Guarded
from banshi.kernel.commands import Context


@dataclass(frozen=True, slots=True)
class Address:
    """Where to reach somebody of whom no person is known: their own channel and address."""

    channel: str
    value: str
    language: str = "zh-hans"


@dataclass(frozen=True, slots=True)
class Sent:
    """How many recipients will be told, and how many may not know of the matter."""

    told: int
    withheld: int


def send(
    ctx: Context,
    *,
    about: Guarded,
    to: Iterable[int | Address],
    template: str,
    data: Mapping[str, str | int] | None = None,
    link: str = "",
    once: str = "",
) -> Sent:
    """Tell each recipient (a person's id, or an address) what `template` says about the matter."""
    raise NotImplementedError
