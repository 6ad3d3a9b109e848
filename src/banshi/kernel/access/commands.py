"""Open a matter in an emergency, delay what a person is shown, issue and revoke tokens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import may
from banshi.kernel.access.matters import guarded, subject_of
from banshi.kernel.access.messages import announce
from banshi.kernel.access.models import ApiToken, BreakGlass, Look, LookDelay
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.areas import county_of
from banshi.kernel.directory.authority import may_in
from banshi.kernel.directory.models import Post
from banshi.kernel.directory.queries import holders, person
from banshi.kernel.errors import Forbidden, Invalid, NotFound
from banshi.kernel.ledger.record import Json, Subject, record
from banshi.kernel.rooms import Role

OPEN_FOR = timedelta(hours=1)
LONGEST_DELAY = timedelta(days=180)
LONGEST_TOKEN_DAYS = 366
SHORTEST_REASON, LONGEST_REASON = 10, 400
SCOPES = frozenset({"read", "write"})


class ReasonNeeded(Invalid):
    """The reason says too little, or too much."""

    code = "reason_needed"
    message = _("请写明原因，%(least)s 到 %(most)s 个字。原因会记录在案，并告知当事人和督办单位。")


class DelayTooLong(Invalid):
    """Looks are not kept from a person for longer."""

    code = "delay_too_long"
    message = _("推迟显示最长 %(days)s 天，并且要晚于现在。")


class BadToken(Invalid):
    """The token cannot be issued as described."""

    code = "bad_token"


class NotYourToken(Forbidden):
    """A token is issued for oneself, in the post one acts in."""

    code = "not_your_token"
    message = _("只能为自己、按当前岗位签发令牌。")


@dataclass(frozen=True, slots=True)
class Opened:
    """A matter stands open to one person until then."""

    subject: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """A token is in force. The secret itself was never given to the command."""

    token_id: int
    expires: datetime


@command
def break_glass(ctx: Context, *, subject: str, reason: str) -> Opened:
    """Let the actor read one matter for an hour outside their grants. Owner and supervisors are told.

    It widens the reach to the post's area, never the clearance, and never opens a matter to
    those it accuses.

    Raises:
        NotFound: no such matter, or none that this post could ever open.
        ReasonNeeded: 10 to 400 characters.
    """
    why = _reason(reason)
    matter = guarded(subject)
    post = ctx.actor.post
    if post is None or ctx.actor.person_id is None or not may(ctx.actor, "access.break_glass", matter):
        raise NotFound()
    until = ctx.now + OPEN_FOR
    BreakGlass.objects.create(
        county=county_of(matter.area),
        person_id=ctx.actor.person_id,
        post_id=post.id,
        subject=matter.subject,
        reason=why,
        at=ctx.now,
        until=until,
    )
    body: dict[str, Json] = {"post": post.id, "until": until.isoformat()}
    entry = record(ctx, subject_of(matter), "access.glass_broken", body, sealed={"reason": why})
    supervisors = holders(localdate(ctx.now), roles=[Role.SUPERVISOR], area=matter.area)
    told = {matter.owner_id, *(each.person_id for each in supervisors)} - {None, ctx.actor.person_id}
    number = subject.partition(":")[2]
    data = {"number": number, "who": post.title, "why": why}
    announce(ctx, about=matter, to=sorted(told), template="access.glass_broken", data=data, once=f"glass:{entry.id}")
    return Opened(subject=matter.subject, until=until)


@command
def delay_looks(ctx: Context, *, subject: str, until: datetime, reason: str) -> None:
    """Show the looks at this matter to the person only from `until` on, e.g. while discipline investigates.

    Raises:
        NotFound: no such matter, or not in the reach of this post.
        ReasonNeeded, DelayTooLong: what was given is not allowed.
    """
    why = _reason(reason)
    matter = guarded(subject)
    if ctx.actor.post is None or not may(ctx.actor, "access.delay_looks", matter):
        raise NotFound()
    if not ctx.now < until <= ctx.now + LONGEST_DELAY:
        raise DelayTooLong(days=LONGEST_DELAY.days)
    values = {
        "county": county_of(matter.area),
        "until": until,
        "reason": why,
        "post_id": ctx.actor.post.id,
        "at": ctx.now,
    }
    LookDelay.objects.update_or_create(subject=matter.subject, defaults=values)
    record(ctx, subject_of(matter), "access.looks_delayed", {"until": until.isoformat()}, sealed={"reason": why})


@command
def show_looks(ctx: Context, *, subject: str) -> None:
    """End the delay: what was kept back is shown from now on.

    Raises:
        NotFound: no such matter, not in reach, or nothing is delayed.
    """
    matter = guarded(subject)
    if ctx.actor.kind != "system" and not may(ctx.actor, "access.delay_looks", matter):
        raise NotFound()
    if not LookDelay.objects.filter(subject=matter.subject, until__gt=ctx.now).update(until=ctx.now):
        raise NotFound()
    shown = Look.objects.filter(subject=matter.subject, shown_from__gt=ctx.now).update(shown_from=ctx.now)
    record(ctx, subject_of(matter), "access.looks_shown", {"looks": shown})


@command
def issue_token(
    ctx: Context,
    *,
    person_id: int,
    post_id: int | None,
    label: str,
    digest: str,
    hint: str,
    scopes: Collection[str],
    days: int = 90,
) -> Issued:
    """Put a token in force that acts as this resident, or as this post with all its rights.

    The caller makes the secret (`tokens.fresh`) and hands over its digest alone.

    Raises:
        BadToken: no label, unknown scopes, or longer than a year.
        NotYourToken: for somebody else, or in a post that is not acted in.
    """
    own = ctx.actor.person_id == person_id and (ctx.actor.post.id if ctx.actor.post else None) == post_id
    if ctx.actor.kind != "system" and not own:
        raise NotYourToken()
    _check_token(label, scopes, days)
    holder = person(person_id)
    if post_id is not None and not Post.objects.filter(pk=post_id, person_id=person_id).exists():
        raise NotFound()
    expires = ctx.now + timedelta(days=days)
    row = ApiToken.objects.create(
        person_id=person_id,
        post_id=post_id,
        label=label.strip(),
        digest=digest,
        hint=hint[:8],
        scopes=" ".join(sorted(scopes)),
        created=ctx.now,
        expires=expires,
    )
    body: dict[str, Json] = {
        "person": person_id,
        "post": post_id,
        "scopes": sorted(scopes),
        "expires": expires.isoformat(),
    }
    record(ctx, Subject("access", f"token-{row.pk}", holder.county), "access.token_issued", body)
    return Issued(token_id=row.pk, expires=expires)


@command
def revoke_token(ctx: Context, *, token_id: int) -> None:
    """Put a token out of force at once: its holder, or an administrator of their area.

    Raises:
        NotFound: no such token, or none of theirs, or it is out of force already.
    """
    row = ApiToken.objects.filter(pk=token_id, revoked__isnull=True).select_related("person").first()
    if row is None:
        raise NotFound()
    reach = row.person.area_id or row.person.county
    if ctx.actor.person_id != row.person_id and not may_in(ctx.actor, "directory.manage", reach):
        raise NotFound()
    ApiToken.objects.filter(pk=row.pk).update(revoked=ctx.now)
    record(ctx, Subject("access", f"token-{row.pk}", row.person.county), "access.token_revoked")


def _reason(reason: str) -> str:
    why = reason.strip()
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise ReasonNeeded(least=SHORTEST_REASON, most=LONGEST_REASON)
    return why


def _check_token(label: str, scopes: Collection[str], days: int) -> None:
    wrong: dict[str, list[str]] = {}
    if not 0 < len(label.strip()) <= 80:
        wrong["label"] = [str(_("请给令牌起个名字，最多 80 个字。"))]
    if not scopes or not set(scopes) <= SCOPES:
        wrong["scopes"] = [str(_("请选择令牌能做什么：读取，或读取和办理。"))]
    if not 0 < days <= LONGEST_TOKEN_DAYS:
        wrong["days"] = [str(_("有效期 1 到 366 天。"))]
    if wrong:
        raise BadToken(wrong)
