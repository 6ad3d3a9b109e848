"""Review (复查) and re-review (复核) of an answer to a petition by the level above. 信访工作条例 第三十五至三十七条."""

from typing import Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import holds, operations
from banshi.kernel.clocks.models import HoldKind
from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.services.requests.commands.answer import reopen_row, start_rating
from banshi.services.requests.commands.dispatch import NobodyToAsk, NotHolder
from banshi.services.requests.commands.row import (
    Done,
    enter,
    keep,
    locked,
    move,
    refuse,
    stop_clocks,
    tell_resident,
    tell_unit,
)
from banshi.services.requests.models import Request, Review
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import require, subject
from banshi.services.requests.queries.units import tainted, unit_ref, units_above, units_around
from banshi.services.requests.rules import catalogue, oversight
from banshi.services.requests.rules.catalogue import UnitRef
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import Act, Stage
from banshi.services.requests.rules.submission import needed

Decision = Literal["upheld", "changed", "remitted"]
ASK = {1: (Act.REQUEST_REVIEW, "requests.review_requested"), 2: (Act.REQUEST_RE_REVIEW, "requests.re_review_requested")}
UNDER_REVIEW = {1: Stage.REVIEWING, 2: Stage.RE_REVIEWING}
DECIDE = {1: (Act.DECIDE_REVIEW, "requests.review_decided"), 2: (Act.DECIDE_RE_REVIEW, "requests.re_review_decided")}


class ReviewRefused(Conflict):
    """A review cannot be asked for."""

    code = "review_refused"
    message = _("不能申请：%(why)s")


@command
def request_review(ctx: Context, /, *, number: str, reason: str, secret: str = "") -> Done:
    """Ask the level above to look at the answer again (复查).

    Raises:
        MoveRefused: there is no answer.
        ReviewRefused: not a petition, decided already, or more than 30 days after the answer.
        NobodyToAsk: there is no clean unit above.
        Unfit: no reason is given.
    """
    return _ask(ctx, number, reason, secret, round=1)


@command
def request_re_review(ctx: Context, /, *, number: str, reason: str, secret: str = "") -> Done:
    """Ask the level above the reviewer to look at the review (复核). Raises as `request_review`."""
    return _ask(ctx, number, reason, secret, round=2)


@command
def decide_review(ctx: Context, /, *, number: str, decision: Decision, opinion: str) -> Done:
    """The reviewing unit upholds or changes the answer, or sends the matter back (复查意见).

    Raises:
        MoveRefused: nothing is being reviewed.
        NotHolder: another unit reviews.
        Unfit: no opinion is given.
    """
    return _decide(ctx, number, decision, opinion, round=1)


@command
def decide_re_review(ctx: Context, /, *, number: str, decision: Decision, opinion: str) -> Done:
    """The same for a re-review (复核意见), which is final. Raises as `decide_review`."""
    return _decide(ctx, number, decision, opinion, round=2)


def _ask(ctx: Context, number: str, reason: str, secret: str, *, round: int) -> Done:
    row = locked(number)
    require(ctx.actor, "requests.own", row, secret=secret)
    act, kind = ASK[round]
    refuse(needed("reason", reason))
    decided = list(Review.objects.filter(request=row).exclude(decided_at=None).values_list("round", flat=True))
    why = oversight.review_refusal(row.kind, round, row.answered_at, decided, ctx.now)
    if why is not None:
        raise ReviewRefused(why=gettext(why))
    move(row, act)
    unit = _reviewer(row, round)
    Review.objects.create(request=row, round=round, unit_id=unit.id, reason=reason.strip(), asked_at=ctx.now)
    stop_clocks(ctx, row)
    row.holder_unit_id, row.closed_at = unit.id, None
    rule = rule_of(Clock.REVIEW, row.kind, row.urgency, round=round)
    row.due_at = operations.start(ctx, subject(row), rule, holder_id=unit.id).due
    holds.hand_over(ctx, subject(row), to_unit_id=unit.id, kind=HoldKind.HANDLING)
    keep(ctx, row, "holder_unit", "closed_at", "due_at")
    tell_resident(ctx, row, "requests.review_requested", unit=unit.name)
    tell_unit(ctx, row, unit.id, "requests.assigned")
    return enter(ctx, row, kind, {"round": round, "unit": unit.id}, sealed={"reason": reason})


def _reviewer(row: Request, round: int) -> UnitRef:
    """The unit above the one that answered, then the unit above the reviewer; else the supervisors."""
    first = Review.objects.filter(request=row, round=1).order_by("-id").values_list("unit_id", flat=True).first()
    below = unit_ref(first if round == 2 and first is not None else row.lead_unit_id or 0)
    around = units_around([row.area])
    watching = [around[key] for key in catalogue.overseers(policy.catalogue(), row.area) if key in around]
    unfit = {row.lead_unit_id, first if round == 2 else None}
    asked = [unit for unit in (*(units_above(below) if below else []), *watching) if unit.id not in unfit]
    unit = catalogue.receiver([], asked, tainted(row))
    if unit is None:
        raise NobodyToAsk(area=row.area)
    return unit


def _decide(ctx: Context, number: str, decision: Decision, opinion: str, *, round: int) -> Done:
    row = locked(number)
    require(ctx.actor, "requests.review", row)
    if ctx.actor.post is not None and ctx.actor.post.unit_id != row.holder_unit_id:
        raise NotHolder(number=row.number)
    refuse(needed("opinion", opinion))
    act, kind = DECIDE[round]
    sent_back = decision == "remitted" and row.stage == UNDER_REVIEW[round]
    if not sent_back:
        move(row, act)
    Review.objects.filter(request=row, round=round, decided_at=None).update(
        decision=decision, opinion=opinion.strip(), decided_at=ctx.now
    )
    operations.meet(ctx, subject(row), rule_of(Clock.REVIEW, row.kind, row.urgency, round=round))
    row.answered_at, row.holder_unit_id = ctx.now, row.lead_unit_id or row.holder_unit_id
    tell_resident(ctx, row, "requests.review_decided")
    if sent_back:
        return reopen_row(ctx, row, opinion, cause=f"review {round}", act=Act.REMIT, kind="requests.remitted")
    stop_clocks(ctx, row)
    if row.stage == Stage.ANSWERED:
        start_rating(ctx, row)
    else:
        row.closed_at = ctx.now
    keep(ctx, row, "answered_at", "holder_unit", "closed_at")
    return enter(ctx, row, kind, {"round": round, "decision": decision}, sealed={"opinion": opinion})
