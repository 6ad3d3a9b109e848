"""A small ledger that tests can write to: slips."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from banshi.kernel.commands import Actor, Context, command
from banshi.kernel.ledger.record import Recorded, Subject, record
from banshi.kernel.ledger.service import SERVICE

NOW = datetime(2021, 5, 26, 1, 2, 3, 456789, tzinfo=UTC)
CTX = Context(actor=Actor(kind="resident", person_id=12), now=NOW, request_id="r1")
COUNTY = "150627"


@command
def write_slips(ctx: Context, *, count: int, county: str = COUNTY, subjects: int = 3) -> list[Recorded]:
    """`count` entries spread over some subjects of one county."""
    return [
        record(
            ctx.at(ctx.now + timedelta(microseconds=number)),
            Subject(room="slips", key=f"{county}-{number % subjects}", county=county),
            "slips.written",
            {"number": number, "text": "草场" * (number % 5)},
            sealed={"phone": f"139{number:08d}"} if number % 4 == 0 else None,
        )
        for number in range(count)
    ]


def declare_slips(patch: pytest.MonkeyPatch) -> None:
    declared = {**SERVICE.kinds, "slips.written": "写下"}
    patch.setattr("banshi.kernel.ledger.record.kinds", lambda: MappingProxyType(declared))


@pytest.fixture(autouse=True)
def slips_are_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    declare_slips(monkeypatch)


@pytest.fixture
def written(db: None) -> Callable[..., list[Recorded]]:
    """Write slips inside the test's transaction."""

    def write(count: int, **where: object) -> list[Recorded]:
        return write_slips(CTX, count=count, **where)  # type: ignore[arg-type]

    return write
