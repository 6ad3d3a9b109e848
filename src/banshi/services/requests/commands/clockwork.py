"""What a clock brings about: warnings, supervision of what is late, closing of what nobody rates."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import operations
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.services.requests.commands.answer import close
from banshi.services.requests.commands.row import Done, enter, locked, tell_resident, tell_unit
from banshi.services.requests.commands.supervision import demand_of
from banshi.services.requests.models import Request, Supervision
from banshi.services.requests.queries.guard import require
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.oversight import Cause
from banshi.services.requests.rules.words import gettext_noop

OVERDUE = gettext_noop("已超过答复期限，请说明原因并尽快答复。")


class NothingToWarn(Conflict):
    """The warning was given before, or the clock stands still or is over."""

    code = "nothing_to_warn"
    message = _("%(number)s 的这次提醒已经发过，或时限已经结束。")


@command
def warn(ctx: Context, /, *, number: str, clock_id: int, hours: int) -> Done:
    """Give the warning for `hours` before a deadline; at the deadline itself act on it.

    What the resident waits for is then supervised; what waits for the resident's rating is closed.

    Raises:
        NothingToWarn: it was given before, or there is nothing to warn of.
    """
    row = locked(number)
    require(ctx.actor, "requests.supervise", row)
    if not operations.alerted(ctx, clock_id, hours):
        raise NothingToWarn(number=row.number)
    rating = row.stage == Stage.ANSWERED
    if rating and hours == 0:
        return close(ctx, number=row.number)
    if rating:
        tell_resident(ctx, row, "requests.please_rate")
    elif row.holder_unit_id is not None:
        tell_unit(ctx, row, row.holder_unit_id, "requests.overdue" if hours == 0 else "requests.due_soon", hours=hours)
    entry = enter(ctx, row, "requests.warned", {"clock": clock_id, "hours": hours, "unit": row.holder_unit_id})
    return demand_of(ctx, row, Cause.OVERDUE, gettext(OVERDUE)) if hours == 0 and _late(ctx, row) else entry


def _late(ctx: Context, row: Request) -> bool:
    """The resident's day is over, somebody has the matter, and it is not demanded of them already."""
    if not row.open or row.holder_unit_id is None or ctx.now < row.due_at:
        return False
    demanded = Supervision.objects.filter(request=row, unit_id=row.holder_unit_id, cause=Cause.OVERDUE, lifted_at=None)
    return not demanded.exists()
