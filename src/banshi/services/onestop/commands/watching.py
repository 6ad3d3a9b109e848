"""A step that is late is escalated: its unit and the supervisor are told, once."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.record import Json
from banshi.services.onestop.commands.row import Done, done, enter, locked, own, tell_supervisors, tell_unit
from banshi.services.onestop.models import CaseStep
from banshi.services.onestop.queries.guard import SUPERVISE


class NothingLate(Conflict):
    """The step is not late, or was escalated before."""

    code = "nothing_late"
    message = _("这一步没有超期，或已经报过督办。")


@command
def escalate(ctx: Context, /, *, step_id: int) -> Done:
    """Tell the unit and the supervisor that the step is late.

    Raises:
        NotFound, Forbidden: the actor does not supervise there.
        NothingLate: it is in time, its clock stands still, or it was escalated before.
    """
    number = CaseStep.objects.filter(pk=step_id).values_list("case__number", flat=True).first()
    if number is None:
        raise NothingLate()
    row = locked(number)
    own(ctx, row, SUPERVISE)
    step = CaseStep.objects.filter(pk=step_id, watch__lt=timezone.localdate(ctx.now)).first()
    if step is None or step.last_day is None:
        raise NothingLate()
    CaseStep.objects.filter(pk=step_id).update(watch=None)
    what = row.procedure.steps[step.place]
    body: dict[str, Json] = {"step": what.code, "unit": step.unit_id, "last_day": step.last_day.isoformat()}
    entry = enter(ctx, row, "onestop.escalated", body)
    said = {"step": what.title.zh, "last_day": step.last_day.isoformat()}
    tell_unit(ctx, row, step.unit_id, "onestop.late", once=f"late-{entry.id}", **said)
    tell_supervisors(ctx, row, "onestop.escalated", once=f"escalated-{entry.id}", **said)
    return done(row, entry)
