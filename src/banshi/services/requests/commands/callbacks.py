"""Closed requests are drawn in public, so that their residents are called back: fixed first, taken over when it is opened."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.clocks import operations
from banshi.kernel.clocks.models import ClockKind
from banshi.kernel.clocks.operations import Begin
from banshi.kernel.commands import Context, command
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.draws import commands as draws
from banshi.kernel.draws.queries import decided, result
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.errors import Conflict, Forbidden, NotFound
from banshi.kernel.ledger.canonical import commitment
from banshi.kernel.ledger.record import SALT_BYTES, Json, Subject, record
from banshi.services.requests.commands.row import refuse
from banshi.services.requests.models import CallBack, CallBackRound
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.closings import closings
from banshi.services.requests.queries.guard import ROOM
from banshi.services.requests.queries.units import units_around
from banshi.services.requests.rules import callbacks as rules
from banshi.services.requests.rules import catalogue
from banshi.services.requests.rules.callbacks import By, Closing
from banshi.services.requests.rules.deadlines import HOTLINE, Clock

DRAW = "requests.draw_callbacks"
CALLS = "callback:"
"""How the key of a call begins in the ledger and on its clock; no number of a request does."""


class NothingToDraw(Conflict):
    """Nothing was closed in these days that can be drawn and was not drawn before."""

    code = "nothing_to_draw"
    message = _("这些日子办结的诉求里，没有还没列入过名单、又能打电话回访的。请换一段日子。")


class ListedMeanwhile(Conflict):
    """Somebody else has just drawn from the same closings."""

    code = "listed_meanwhile"
    message = _("这些诉求刚刚被列入另一次抽签。请刷新，看看已有的抽签。")


class NotOpened(Conflict):
    """The draw was not opened yet, or its result was taken over before."""

    code = "callbacks_not_opened"
    message = _("这次回访抽签还没有开签，或者结果已经取过了。")


class TooLateToCancel(Conflict):
    """The result of the draw is fixed, or it was cancelled before."""

    code = "callbacks_fixed"
    message = _("这次抽签的结果已经定了，或者已经取消，不能再取消。")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was fixed: the round of call-backs, its public draw, how many are on the list and how many of them are wanted."""

    round_id: int
    draw: str
    size: int
    wanted: int


@command
def draw_callbacks(
    ctx: Context, /, *, county: str, since: date, until: date, by: str = By.UNIT, share: int | None = None
) -> Drawn:
    """Draw from the requests of a county that were closed on days [since, until) those whose residents are called back.

    The list is fixed in public under tokens that tell nothing; the next checkpoint decides. `share` is more than the
    rules ask for, never less.

    Raises:
        Forbidden: the actor does not draw in this county.
        Unfit: the days or the share cannot be.
        NothingToDraw, ListedMeanwhile.
    """
    if not may(ctx.actor, DRAW, Guarded(subject=f"{ROOM}:callbacks", area=county)):
        raise Forbidden(action=DRAW)
    today = timezone.localdate(ctx.now)
    standing = policy.call_rules(today)
    share = standing.share if share is None else share
    refuse(rules.draw_problems(since, until, share, standing, today))
    found = closings(county, since, until, By(by), standing.must)
    if not found:
        raise NothingToDraw()
    counts, salts = rules.wanted(found, share), [secrets.token_bytes(SALT_BYTES) for _each in found]
    tokens = [commitment(salt, each.number) for salt, each in zip(salts, found, strict=True)]
    about = Subject(ROOM, f"callbacks:{county}:{since}:{until}", county)
    fixed = draws.commit(
        ctx,
        about=about,
        title=rules.title_of(area_label(county, below=county[:4]), since, until),
        entrants=[Entrant(token, each.group, must=each.must) for token, each in zip(tokens, found, strict=True)],
        spec=Spec.of_strata(counts),
    )
    made = CallBackRound.objects.create(
        county=county,
        since=since,
        until=until,
        by=by,
        draw=fixed.number,
        size=len(found),
        wanted=sum(counts.values()),
        unit_id=_watching(county),
        at=ctx.now,
    )
    _list(made, found, salts, tokens)
    body: dict[str, Json] = {"by": by, "draw": fixed.number, "listed": made.size, "share": share, "wanted": made.wanted}
    record(ctx, about, "requests.callbacks_listed", body)
    return Drawn(made.pk, fixed.number, made.size, made.wanted)


def _watching(county: str) -> int | None:
    """The supervising unit, which sees to it that the calls are made."""
    around = units_around([county])
    names = catalogue.overseers(policy.catalogue(), county)
    return next((around[name].id for name in names if name in around), None)


def _list(made: CallBackRound, found: Sequence[Closing], salts: Sequence[bytes], tokens: Sequence[str]) -> None:
    """The race: two draws of days that overlap. The table's uniqueness of a closing lets one through."""
    rows = [
        CallBack(
            round=made, request_id=each.request_id, closed_at=each.closed_at, must=each.must, salt=salt, token=token
        )
        for each, salt, token in zip(found, salts, tokens, strict=True)
    ]
    try:
        with transaction.atomic():
            insert_all(rows)
    except IntegrityError:
        raise ListedMeanwhile() from None


@command
def open_callbacks(ctx: Context, /, *, round_id: int) -> int:
    """Take over the result of a draw that was opened: from now on there is so long to call. Returns how many calls.

    Nothing is noted on the requests themselves, where whoever handled them would read it before the call.

    Raises:
        NotFound: there is no such round.
        Forbidden: the actor does not draw in its county.
        NotOpened: the draw was not opened yet, or the result was taken over before.
    """
    made = _round(ctx, round_id)
    tokens = [each.token for each in result(made.draw)]
    if made.opened_at is not None or made.cancelled_at is not None or not tokens:
        raise NotOpened()
    drawn = list(CallBack.objects.filter(round=made, token__in=tokens).order_by("id"))
    rule = HOTLINE[Clock.CALL_BACK]
    begun = [Begin(call_subject(each, made.county), rule, ClockKind.UNIT, made.unit_id) for each in drawn]
    for each, clock in zip(drawn, operations.start_many(ctx, begun), strict=True):
        each.due_at = clock.due
    CallBack.objects.bulk_update(drawn, ["due_at"], batch_size=500)
    CallBackRound.objects.filter(pk=made.pk).update(opened_at=ctx.now)
    record(ctx, _about(made), "requests.callbacks_drawn", {"calls": len(drawn), "draw": made.draw})
    return len(drawn)


@command
def cancel_callbacks(ctx: Context, /, *, round_id: int, reason: str) -> str:
    """Give a draw up while nobody can know its result, e.g. for wrong days. Its number.

    The reason is public. What was on the list is free for the next draw, so nothing escapes a call by this.

    Raises:
        NotFound: there is no such round.
        Forbidden: the actor does not draw in its county.
        TooLateToCancel: the checkpoint that decides it was signed, or it was cancelled before.
        TermsRefused: no reason, or longer than 500 characters.
    """
    made = _round(ctx, round_id)
    if made.opened_at is not None or made.cancelled_at is not None or decided(made.draw):
        raise TooLateToCancel()
    draws.cancel(ctx, number=made.draw, reason=reason)
    freed, _tables = CallBack.objects.filter(round=made).delete()
    CallBackRound.objects.filter(pk=made.pk).update(cancelled_at=ctx.now)
    record(ctx, _about(made), "requests.callbacks_cancelled", {"draw": made.draw, "listed": freed})
    return made.draw


def _round(ctx: Context, round_id: int) -> CallBackRound:
    """The round, locked, for who draws in its county.

    Raises:
        NotFound, Forbidden: as the commands say.
    """
    made = CallBackRound.objects.select_for_update().filter(pk=round_id).first()
    if made is None:
        raise NotFound()
    if not may(ctx.actor, DRAW, Guarded(subject=f"{ROOM}:callbacks", area=made.county)):
        raise Forbidden(action=DRAW)
    return made


def _about(made: CallBackRound) -> Subject:
    return Subject(ROOM, f"callbacks:{made.county}:{made.since}:{made.until}", made.county)


def call_subject(each: CallBack, county: str) -> Subject:
    """A call has a chain and a clock of its own: on the request's, its handlers would see it coming."""
    return Subject(ROOM, f"{CALLS}{each.pk}", county)
