"""A leader in charge of a hard case: takes it, meets the resident, keeps promises, hands it on, settles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Post
from banshi.kernel.errors import Conflict, Forbidden, Invalid
from banshi.kernel.ledger.record import Json
from banshi.kernel.rooms import Role
from banshi.services.requests.commands.row import Done, enter, keep, locked, refuse, tell_resident
from banshi.services.requests.models import AccusedParty, LeaderCharge, Promise, Request, Visit
from banshi.services.requests.queries.guard import require
from banshi.services.requests.queries.units import tainted
from banshi.services.requests.rules.submission import needed


class NoLeader(Conflict):
    """Nobody is in charge, or somebody is already."""

    code = "no_leader"
    message = _("%(number)s 现在没有这样的包案领导，或已有领导包案。请刷新后再办。")


class NotALeader(Forbidden):
    """The post is not a leader's, is over, or its holder is complained of."""

    code = "not_a_leader"
    message = _("只能由在任的领导岗位包案，而且与被反映的单位、人员无关。请另选一位。")


class PromisesFirst(Invalid):
    """A visit begins with what was promised before."""

    code = "promises_first"
    message = _("上次的承诺还有 %(count)s 项没有说明。请先逐项写明：兑现了，还是为什么还没有。")


@dataclass(frozen=True, slots=True)
class Given:
    """A promise made on a visit."""

    text: str
    due: date


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an earlier promise: kept, or why not yet."""

    promise_id: int
    kept: bool
    outcome: str


@command
def take_charge(ctx: Context, /, *, number: str, post_id: int | None = None) -> Done:
    """A leader takes the case personally; a supervisor may name the leader's post.

    Raises:
        NoLeader: somebody is in charge already.
        NotALeader.
    """
    row = locked(number)
    if post_id is None:
        require(ctx.actor, "requests.take_charge", row)
        post_id = ctx.actor.post.id if ctx.actor.post else None
    else:
        require(ctx.actor, "requests.appoint", row)
    post = _leader(ctx, row, post_id)
    if row.leader_id is not None:
        raise NoLeader(number=row.number)
    _begin(ctx, row, post)
    keep(ctx, row, "leader")
    tell_resident(ctx, row, "requests.charge_taken", leader=f"{post.title}{post.person.name}")
    return enter(ctx, row, "requests.charge_taken", {"post": post.pk})


@command
def change_leader(ctx: Context, /, *, number: str, post_id: int, reason: str) -> Done:
    """Another leader takes the case over; who had it, until when and why stays to be seen.

    Raises:
        NoLeader: nobody is in charge.
        NotALeader.
        Unfit: no reason is given.
    """
    row = locked(number)
    require(ctx.actor, "requests.appoint", row)
    refuse(needed("reason", reason))
    post = _leader(ctx, row, post_id)
    before = row.leader_id
    if before is None or before == post.person_id:
        raise NoLeader(number=row.number)
    end_charge(ctx, row, reason)
    _begin(ctx, row, post)
    keep(ctx, row, "leader")
    tell_resident(ctx, row, "requests.charge_taken", leader=f"{post.title}{post.person.name}")
    return enter(ctx, row, "requests.charge_changed", {"post": post.pk}, sealed={"reason": reason})


@command
def log_visit(
    ctx: Context, /, *, number: str, place: str, heard: str, told: Sequence[Told] = (), given: Sequence[Given] = ()
) -> Done:
    """The leader met the resident: first what became of earlier promises, then what was heard and promised.

    Raises:
        NoLeader: nobody is in charge.
        PromisesFirst: an earlier promise is not spoken to.
        Unfit: place, what was heard, or a promise with a day to come is missing.
    """
    row = locked(number)
    require(ctx.actor, "requests.lead", row)
    charge = _charge(row)
    problems = {**needed("place", place), **needed("heard", heard)}
    today = timezone.localdate(ctx.now)
    for promise in given:
        problems |= needed("given", promise.text if promise.due >= today else "")
    refuse(problems)
    open_ones = {one.pk: one for one in Promise.objects.filter(charge__request=row, kept_at=None)}
    unsaid = set(open_ones) - {each.promise_id for each in told if each.outcome.strip()}
    if unsaid:
        raise PromisesFirst({"told": []}, count=len(unsaid))
    for each in told:
        if each.promise_id in open_ones:
            _tell_promise(ctx, open_ones[each.promise_id], each)
    visit = Visit.objects.create(charge=charge, at=ctx.now, place=place.strip()[:200], heard=heard.strip())
    Promise.objects.bulk_create(
        [Promise(charge=charge, visit=visit, text=each.text.strip()[:400], due=each.due) for each in given]
    )
    keep(ctx, row)
    body: dict[str, Json] = {
        "kept": sum(each.kept for each in told),
        "spoken_to": len(told),
        "promises": [each.due.isoformat() for each in given],
    }
    return enter(ctx, row, "requests.visited", body, sealed={"place": place, "heard": heard})


@command
def keep_promise(ctx: Context, /, *, number: str, promise_id: int, outcome: str) -> Done:
    """A promise was kept; how is said.

    Raises:
        NoLeader: nobody is in charge, or there is no such open promise.
        Unfit: it is not said how.
    """
    row = locked(number)
    require(ctx.actor, "requests.lead", row)
    refuse(needed("outcome", outcome))
    promise = Promise.objects.filter(pk=promise_id, charge__request=row, kept_at=None).first()
    if promise is None:
        raise NoLeader(number=row.number)
    _tell_promise(ctx, promise, Told(promise_id, True, outcome))
    keep(ctx, row)
    return enter(ctx, row, "requests.promise_kept", {"promise": promise_id}, sealed={"outcome": outcome})


@command
def settle(ctx: Context, /, *, number: str, outcome: str) -> Done:
    """The case is settled to the end: every promise kept, and the leader's charge ends with it.

    Raises:
        NoLeader: nobody is in charge.
        PromisesFirst: a promise is still open.
        Unfit: the outcome is not said.
    """
    row = locked(number)
    require(ctx.actor, "requests.lead", row)
    charge = _charge(row)
    refuse(needed("outcome", outcome))
    still = Promise.objects.filter(charge__request=row, kept_at=None).count()
    if still:
        raise PromisesFirst({"told": []}, count=still)
    LeaderCharge.objects.filter(pk=charge.pk).update(settled_at=ctx.now, ends=ctx.now, why_ended=outcome.strip()[:400])
    row.leader = None
    keep(ctx, row, "leader")
    return enter(ctx, row, "requests.settled", {"post": charge.post_id}, sealed={"outcome": outcome})


def end_charge(ctx: Context, row: Request, reason: str) -> None:
    """The leader of a locked row is no longer in charge; the caller keeps and records it."""
    LeaderCharge.objects.filter(request=row, ends=None).update(ends=ctx.now, why_ended=reason.strip()[:400])
    row.leader = None


def _begin(ctx: Context, row: Request, post: Post) -> None:
    row.leader_id = post.person_id
    LeaderCharge.objects.create(request=row, county=row.county, person_id=post.person_id, post=post, starts=ctx.now)


def _charge(row: Request) -> LeaderCharge:
    charge = LeaderCharge.objects.filter(request=row, ends=None).first()
    if charge is None:
        raise NoLeader(number=row.number)
    return charge


def _leader(ctx: Context, row: Request, post_id: int | None) -> Post:
    """The leader's post, if it is in force and clean, and its area holds the matter."""
    today = timezone.localdate(ctx.now)
    post = (
        Post.objects.select_related("person", "unit")
        .filter(pk=post_id or 0, role=Role.LEADER, starts__lte=today)
        .first()
    )
    if post is None or (post.ends is not None and post.ends <= today) or not row.area.startswith(post.area_id):
        raise NotALeader()
    line = {int(part) for part in post.unit.path.split("/") if part}
    if line & tainted(row) or AccusedParty.objects.filter(request=row, person_id=post.person_id).exists():
        raise NotALeader()
    return post


def _tell_promise(ctx: Context, promise: Promise, told: Told) -> None:
    promise.outcome = told.outcome.strip()[:400]
    promise.kept_at = ctx.now if told.kept else None
    promise.save(update_fields=["outcome", "kept_at"])
