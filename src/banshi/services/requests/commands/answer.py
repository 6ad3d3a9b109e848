"""The answer, how the resident judges it, and the end of the matter."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import holds, operations
from banshi.kernel.clocks.models import ClockKind, HoldKind
from banshi.kernel.clocks.queries import of as clocks_of
from banshi.kernel.clocks.rules import last_day
from banshi.kernel.clocks.views import State
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict, Invalid
from banshi.services.requests.commands.dispatch import as_holder
from banshi.services.requests.commands.row import (
    Done,
    enter,
    keep,
    locked,
    meet,
    move,
    note,
    refuse,
    reply_rule,
    stop_clocks,
    tell_resident,
    tell_unit,
)
from banshi.services.requests.models import Answer, Rating, Request
from banshi.services.requests.queries.guard import require, subject
from banshi.services.requests.rules import answers, oversight
from banshi.services.requests.rules.answers import Outcome, Reply
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import WITH_UNIT, Act, Stage


class NoSuchScore(Invalid):
    """A rating outside 1 to 5."""

    code = "no_such_score"
    message = _("评价分五级：1 很不满意、2 不满意、3 基本满意、4 满意、5 非常满意。您给的是 %(given)s。")


class TooEarlyToClose(Conflict):
    """The resident may still rate the answer."""

    code = "too_early_to_close"
    message = _("诉求人还可以评价到 %(until)s，之后才能办结。")


@command
def answer(ctx: Context, /, *, number: str, reply: Reply) -> Done:
    """Answer the resident: what was found, what was done, the rest by when, how to appeal.

    The unit that has the request answers; a desk may answer a registered question itself.

    Raises:
        MoveRefused, NotHolder.
        Unfit: a part is missing, or a point of the request has not been dealt with.
    """
    row = locked(number)
    if row.stage in WITH_UNIT:
        as_holder(ctx, row)
    else:
        require(ctx.actor, "requests.answer", row)
    move(row, Act.ANSWER)
    refuse(answers.problems(reply, answers.points_of(row.text), timezone.localdate(ctx.now)))
    unit_id = ctx.actor.post.unit_id if ctx.actor.post else row.holder_unit_id
    _write(ctx, row, reply, unit_id)
    _answered(ctx, row, solved=reply.outcome == Outcome.SOLVED)
    row.lead_unit_id = row.lead_unit_id or unit_id
    keep(ctx, row, "lead_unit", "answered_at", "in_time", "solved_at")
    tell_resident(ctx, row, "requests.answered")
    body = {"outcome": reply.outcome, "in_time": row.in_time, "unit": unit_id, "points": len(reply.points)}
    return enter(
        ctx,
        row,
        "requests.answered",
        body,
        sealed={"found": reply.found, "done": reply.done, "rest": reply.rest, "appeal": reply.appeal},
    )


def _write(ctx: Context, row: Request, reply: Reply, unit_id: int | None) -> Answer:
    return Answer.objects.create(
        request=row,
        unit_id=unit_id,
        outcome=reply.outcome,
        found=reply.found.strip(),
        done=reply.done.strip(),
        rest=reply.rest.strip(),
        rest_by=reply.rest_by,
        appeal=reply.appeal.strip(),
        points=[{"point": point.point, "answered_in": point.answered_in} for point in reply.points],
        at=ctx.now,
    )


def _answered(ctx: Context, row: Request, *, solved: bool) -> None:
    """Nothing is owed any more until the resident has judged it."""
    meet(ctx, row, reply_rule(row))
    stop_clocks(ctx, row)
    start_rating(ctx, row)
    row.in_time = ctx.now < row.due_at if row.in_time is None else row.in_time
    row.answered_at = ctx.now
    row.solved_at = ctx.now if solved else None


def start_rating(ctx: Context, row: Request) -> None:
    """Give the resident time to judge the answer; when it is over the matter closes by itself."""
    operations.start(ctx, subject(row), rule_of(Clock.RATING, row.kind, row.urgency), kind=ClockKind.UNIT)


@command
def rate(ctx: Context, /, *, number: str, score: int, comment: str = "", secret: str = "") -> Done:
    """Judge the answer from 1 to 5. The two lowest send it back to be put right.

    Raises:
        MoveRefused: there is no answer to judge.
        NoSuchScore.
    """
    row = locked(number)
    require(ctx.actor, "requests.own", row, secret=secret)
    move(row, Act.RATE)
    if score not in range(1, 6):
        raise NoSuchScore(given=score)
    last = Answer.objects.filter(request=row).latest("id")
    Rating.objects.create(request=row, answer=last, score=score, comment=comment.strip()[:2000], at=ctx.now)
    row.rating = score
    operations.cancel(ctx, subject(row), rule_of(Clock.RATING, row.kind, row.urgency))
    keep(ctx, row, "rating")
    entry = enter(ctx, row, "requests.rated", {"score": score}, sealed={"comment": comment.strip()})
    return reopen_row(ctx, row, "", cause="rated") if oversight.reopens(score) else entry


@command
def reopen(ctx: Context, /, *, number: str, reason: str, secret: str = "") -> Done:
    """Take the matter up again and take back the "solved": the resident, or the supervisor.

    Raises:
        MoveRefused: it is not answered, or over.
        ReasonNeeded.
    """
    row = locked(number)
    as_owner_or(ctx, row, "requests.supervise", secret)
    if not reason.strip():
        raise operations.ReasonNeeded(fields={"reason": [_("请写明为什么要重新办理。")]})
    return reopen_row(ctx, row, reason, cause="asked")


def as_owner_or(ctx: Context, row: Request, action: str, secret: str) -> None:
    """Let the resident act, or staff to whom `action` is granted."""
    owner = bool(secret) or (ctx.actor.person_id is not None and ctx.actor.person_id == row.resident_id)
    require(ctx.actor, "requests.own" if owner else action, row, secret=secret)


def reopen_row(
    ctx: Context, row: Request, reason: str, *, cause: str, act: Act = Act.REOPEN, kind: str = "requests.reopened"
) -> Done:
    """Give a locked request back to the unit responsible, with a new deadline to put it right."""
    move(row, act)
    row.reopened += 1
    row.solved_at = row.closed_at = None
    row.holder_unit_id = row.lead_unit_id or row.holder_unit_id
    operations.cancel(ctx, subject(row))
    row.due_at = operations.start(ctx, subject(row), reply_rule(row), holder_id=row.holder_unit_id).due
    if row.holder_unit_id is not None:
        operations.start(ctx, subject(row), reply_rule(row), kind=ClockKind.UNIT, holder_id=row.holder_unit_id)
        holds.hand_over(
            ctx, subject(row), to_unit_id=row.holder_unit_id, kind=HoldKind.HANDLING, post_id=row.handler_id
        )
        tell_unit(ctx, row, row.holder_unit_id, "requests.reopened_for_unit")
    keep(ctx, row, "reopened", "solved_at", "answered_at", "closed_at", "holder_unit", "due_at")
    entry = enter(
        ctx,
        row,
        kind,
        {"cause": cause, "unit": row.holder_unit_id, "due": row.due_at.isoformat()},
        sealed={"reason": reason},
    )
    note(ctx, row, kind, reason, entry, shown=True)
    tell_resident(ctx, row, "requests.reopened", due=last_day(row.due_at).isoformat())
    return entry


@command
def close(ctx: Context, /, *, number: str) -> Done:
    """End the matter: rated, or answered and not rated in time. The clock of the house does it by itself.

    Raises:
        MoveRefused: it is not answered.
        TooEarlyToClose: the resident may still rate it.
    """
    row = locked(number)
    require(ctx.actor, "requests.close", row)
    until = rating_ends(row)
    if row.stage == Stage.ANSWERED and until is not None and ctx.now < until:
        raise TooEarlyToClose(until=last_day(until).isoformat())
    move(row, Act.CLOSE)
    stop_clocks(ctx, row)
    row.closed_at = ctx.now
    keep(ctx, row, "closed_at")
    tell_resident(ctx, row, "requests.closed")
    return enter(ctx, row, "requests.closed", {"rating": row.rating, "solved": row.solved_at is not None})


def rating_ends(row: Request) -> datetime | None:
    """Until when the resident may rate; None when nothing waits for that."""
    rule = rule_of(Clock.RATING, row.kind, row.urgency)
    running = [
        clock.due for clock in clocks_of(str(subject(row))) if clock.rule.code == rule and clock.state is State.RUNNING
    ]
    return max(running, default=None)
