"""The calls of a draw: taken by somebody who had no part in the matter, tried, answered; or the matter moves on first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import operations
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict, Forbidden, NotFound
from banshi.kernel.ledger.record import Json, Recorded, record
from banshi.services.requests.commands.answer import reopen_row
from banshi.services.requests.commands.callbacks import call_subject
from banshi.services.requests.commands.row import Done, enter, keep, locked, refuse, tell_unit
from banshi.services.requests.models import CallBack, Request
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.callbacks import CALL, callable_by, handled_by, taken
from banshi.services.requests.rules import callbacks as rules
from banshi.services.requests.rules.callbacks import Said, Told
from banshi.services.requests.rules.deadlines import HOTLINE, Clock

RULE = HOTLINE[Clock.CALL_BACK]
LIST = "/requests/desk/callbacks/"


class CallTaken(Conflict):
    """Somebody else is calling just now."""

    code = "call_taken"
    message = _("别人正在打这个电话。过一小时还没有结果，才能由您来打。")


class CallNotTaken(Conflict):
    """The call was not taken by this post, or was let go since."""

    code = "call_not_taken"
    message = _("请先领取这个电话；领取满一小时没有记结果的，要重新领取。")


class StillToCall(Conflict):
    """The matter stands as it was closed, so the call is still to be made; or it is over."""

    code = "still_to_call"
    message = _("这个回访还应当打，或者已经结束，不能取消。")


class NothingToRemind(Conflict):
    """The warning was given before, or the call is over."""

    code = "nothing_to_remind"
    message = _("这次回访提醒已经发过，或回访已经结束。")


@dataclass(frozen=True, slots=True)
class CallDone:
    """What happened to a call, and the entry that proves it. `left` says whether the call is still to be made."""

    id: int
    number: str
    left: bool
    at: datetime
    entry_id: int
    entry_hash: str


@command
def take_call(ctx: Context, /, *, callback_id: int) -> CallDone:
    """Take a call for an hour; only then are name and phone shown.

    The race: two callers take the same call. The row's lock makes the second wait and see the first; without it the
    conditional update would still let one of them through.

    Raises:
        NotFound: there is no such call for this actor: they or their unit had a part in the matter, it has moved on.
        CallTaken.
    """
    row, call = _to_make(ctx, callback_id)
    if ctx.actor.post is None:
        raise Forbidden(action=CALL)
    if taken(call, ctx.actor, ctx.now) == "other":
        raise CallTaken()
    free = CallBack.objects.filter(pk=call.pk, caller=call.caller_id, taken_at=call.taken_at)
    if not free.update(caller=ctx.actor.post.id, taken_at=ctx.now):
        raise CallTaken()
    return _done(row, call, record(ctx, call_subject(call, row.county), "requests.call_taken"))


@command
def log_try(ctx: Context, /, *, callback_id: int) -> CallDone:
    """Nobody answered. After as many tries on as many days as the rules ask for the call is given up.

    Raises:
        NotFound: as `take_call`.
        CallNotTaken.
    """
    row, call = _in_hand(ctx, callback_id)
    call.tries = [*call.tries, ctx.now.isoformat()]
    days = [timezone.localdate(datetime.fromisoformat(at)) for at in call.tries]
    CallBack.objects.filter(pk=call.pk).update(tries=call.tries, caller=None, taken_at=None)
    entry = record(ctx, call_subject(call, row.county), "requests.call_tried", {"tries": len(days)})
    if not rules.given_up(days, policy.call_rules(days[-1])):
        return _done(row, call, entry)
    CallBack.objects.filter(pk=call.pk).update(said=Said.MISSED, ended_at=ctx.now)
    ended = _ended(ctx, row, call, Said.MISSED, {"tries": len(days)})
    return CallDone(call.pk, row.number, False, ended.at, ended.entry_id, ended.entry_hash)


@command
def answer_call(ctx: Context, /, *, callback_id: int, told: Told) -> Done:
    """Put down what the resident said. Where it is not solved the matter goes back to the unit, which is told why.

    Raises:
        NotFound: as `take_call`.
        CallNotTaken.
        Unfit: an answer is missing, or why it is not solved.
    """
    row, call = _in_hand(ctx, callback_id)
    refuse(rules.told_problems(told))
    said, words = Said.SOLVED if told.solved else Said.UNSOLVED, told.words.strip()
    scores = {"satisfied": told.satisfied, "attitude": told.attitude}
    CallBack.objects.filter(pk=call.pk).update(said=said.value, ended_at=ctx.now, words=words, **scores)
    entry = _ended(ctx, row, call, said, scores, words)
    return entry if told.solved else reopen_row(ctx, row, words, cause="called_back")


@command
def lapse_call(ctx: Context, /, *, callback_id: int) -> CallDone:
    """Drop a call whose matter has moved on: taken up again, under review, erased, or accusing somebody now.

    Raises:
        NotFound: there is no such call.
        StillToCall: the matter stands as it was closed, or the call is over.
    """
    row, call = _locked(callback_id)
    if ctx.actor.kind != "system":
        raise Forbidden(action=CALL)
    if call.ended_at is not None or call.due_at is None or callable_by(ctx.actor).filter(pk=call.pk).exists():
        raise StillToCall()
    subject = call_subject(call, row.county)
    operations.cancel(ctx, subject)
    CallBack.objects.filter(pk=call.pk).update(said=Said.LAPSED, ended_at=ctx.now)
    return _done(row, call, record(ctx, subject, "requests.call_lapsed"), left=False)


@command
def warn_call(ctx: Context, /, *, callback_id: int, clock_id: int, hours: int) -> CallDone:
    """Remind the supervising unit of a call that is due so many hours from now, or overdue; unless it handled the matter.

    Raises:
        NotFound: there is no such call.
        NothingToRemind: it was done before, or there is nothing to remind of.
    """
    row, call = _locked(callback_id)
    if ctx.actor.kind != "system":
        raise Forbidden(action=CALL)
    if call.ended_at is not None or not operations.alerted(ctx, clock_id, hours):
        raise NothingToRemind()
    unit = call.round.unit_id
    if unit is not None and CallBack.objects.filter(pk=call.pk).exclude(handled_by([unit])).exists():
        template = "requests.callback_due" if hours else "requests.callback_overdue"
        tell_unit(ctx, row, unit, template, link=LIST, hours=hours)
    return _done(row, call, record(ctx, call_subject(call, row.county), "requests.call_warned", {"hours": hours}))


def _locked(callback_id: int) -> tuple[Request, CallBack]:
    """The request first, then the call: as whoever moves the request would lock them."""
    number = CallBack.objects.filter(pk=callback_id).values_list("request__number", flat=True).first()
    if number is None:
        raise NotFound()
    row = locked(number)
    rows = CallBack.objects.select_for_update(of=("self",)).select_related("round")
    return row, rows.get(pk=callback_id)


def _to_make(ctx: Context, callback_id: int) -> tuple[Request, CallBack]:
    row, call = _locked(callback_id)
    if not callable_by(ctx.actor).filter(pk=call.pk).exists():
        raise NotFound()
    return row, call


def _in_hand(ctx: Context, callback_id: int) -> tuple[Request, CallBack]:
    row, call = _to_make(ctx, callback_id)
    if taken(call, ctx.actor, ctx.now) != "mine":
        raise CallNotTaken()
    return row, call


def _ended(ctx: Context, row: Request, call: CallBack, said: Said, body: Mapping[str, Json], words: str = "") -> Done:
    """From now on the figures count it, and the matter's own chain tells of it."""
    operations.meet(ctx, call_subject(call, row.county), RULE)
    row.called_back, row.called_by_rule = said.value, call.must
    keep(ctx, row, "called_back", "called_by_rule")
    unit = ctx.actor.post.unit_id if ctx.actor.post else None
    told = {**body, "draw": call.round.draw, "said": said.value, "unit": unit}
    return enter(ctx, row, "requests.called_back", told, sealed={"comment": words})


def _done(row: Request, call: CallBack, entry: Recorded, *, left: bool = True) -> CallDone:
    return CallDone(call.pk, row.number, left, entry.at, entry.id, entry.hash)
