"""Taking handed-back rows in: one command a row, so that one that fails stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from banshi.kernel.commands import Context
from banshi.kernel.errors import BanshiError, Invalid
from banshi.kernel.sheets.handing import Planned
from banshi.services.servicemap import commands
from banshi.services.servicemap.rules.differences import Verdict

REASON = "按表格更正"
"""Why a place is moved, on the record, where a spreadsheet moved it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row; `why` says why the place was left as it was."""

    code: str
    why: str = ""


def planned(verdict: Verdict) -> Planned:
    """What taking this row in would set, against the version that the preview showed."""
    return Planned(verdict.code, verdict.version, verdict.decided)


def take_in(ctx: Context, rows: Iterable[Planned]) -> list[Taken]:
    """Put one place right after another. Safe to repeat under the context's key: each row has a key of its own."""
    return [_one(ctx, row) for row in rows]


def _one(ctx: Context, row: Planned) -> Taken:
    key = f"{ctx.idempotency_key[:40]}-{row.key}"[:80] if ctx.idempotency_key else None
    try:
        commands.correct_place(ctx.keyed(key), code=row.key, seen=row.version, values=dict(row.values), reason=REASON)
    except Invalid as error:
        told = [str(reason) for reasons in error.fields.values() for reason in reasons]
        return Taken(row.key, " ".join(told) or str(error))
    except BanshiError as error:
        return Taken(row.key, str(error))
    return Taken(row.key)
