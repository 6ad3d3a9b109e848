"""Taking handed-back rows into the ledger: one command a row, so that one that fails stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from banshi.kernel.commands import Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.sheets.handing import Planned
from banshi.services.requests import commands
from banshi.services.requests.commands import Sorting
from banshi.services.requests.rules.differences import Verdict
from banshi.services.requests.rules.sheet import FIELDS

NUMBERS = frozenset({"urgency", "level"})
"""Fields that the registration keeps as numbers."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row; `why` says why the request was left as it was."""

    number: str
    why: str = ""


def planned(verdict: Verdict) -> Planned:
    """What taking this row back in would set, against the version that the preview showed."""
    return Planned(verdict.number, verdict.version, verdict.decided)


def take_in(ctx: Context, rows: Iterable[Planned]) -> list[Taken]:
    """Edit one request after another. Safe to repeat under the context's key: each row has a key of its own."""
    return [_one(ctx, row) for row in rows]


def _one(ctx: Context, row: Planned) -> Taken:
    key = f"{ctx.idempotency_key[:50]}-{row.key}"[:80] if ctx.idempotency_key else None
    decided = {name: int(value) if name in NUMBERS else value for name, value in row.values.items() if name in FIELDS}
    try:
        commands.edit(ctx.keyed(key), number=row.key, version=row.version, sorting=Sorting(**decided))  # type: ignore[arg-type]  # by name
    except BanshiError as error:
        return Taken(row.key, str(error))
    return Taken(row.key)
