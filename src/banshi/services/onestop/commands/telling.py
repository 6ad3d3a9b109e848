"""Residents are told, some seconds after the commit: that something can be received, and that all is done."""

from collections.abc import Sequence

from django.utils.translation import gettext

from banshi.kernel.commands import Context, command
from banshi.kernel.ledger.record import Subject, record
from banshi.services.onestop.commands.row import CASES, Row, case_row, tell_owner
from banshi.services.onestop.commands.sets import among, locking, rows
from banshi.services.onestop.models import Case, Delivery
from banshi.services.onestop.queries.guard import ROOM
from banshi.services.onestop.queries.watching import untold, untold_ends
from banshi.services.onestop.rules.progress import STATUS_TITLES, places


@command
def tell(ctx: Context, /, *, numbers: Sequence[str]) -> int:
    """Tell the residents of these cases what they can receive and how it ended. Returns how many notices."""
    found = Case.objects.filter(number__in=list(numbers)).order_by("id").values_list("id", flat=True)
    where, ids = among("c.id", list(found))
    cases = [case_row(each) for each in rows(f"{CASES.format(where=where)} ORDER BY c.id{locking('c')}", ids)]
    told = sum(_ready(ctx, row) + _over(ctx, row) for row in cases)
    county = cases[0].county if cases else ""
    record(ctx, Subject(ROOM, f"told-{county}", county), "onestop.residents_told", {"cases": len(cases), "told": told})
    return told


def _ready(ctx: Context, row: Row) -> int:
    """What the resident can receive."""
    waiting = list(untold().filter(case_id=row.id).select_related("step").order_by("id"))
    for each in waiting:
        what = row.procedure.steps[each.step.place]
        names = "、".join(row.procedure.materials[code].title.zh for code in what.gives)
        tell_owner(ctx, row, "onestop.ready", once=f"ready-{each.pk}", what=names)
    return Delivery.objects.filter(pk__in=[each.pk for each in waiting]).update(told_at=ctx.now)


def _over(ctx: Context, row: Row) -> int:
    """How the case ended."""
    ended = untold_ends().filter(pk=row.id)
    if not ended.update(told_at=ctx.now):
        return 0
    steps = "、".join(row.procedure.steps[place].title.zh for place in places(row.bits.ended))
    tell_owner(ctx, row, "onestop.over", once="over", status=gettext(STATUS_TITLES[row.status]), steps=steps)
    return 1
