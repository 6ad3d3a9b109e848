"""Read who looked, what was opened in an emergency, and the tokens."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from banshi.kernel.access.actions import may
from banshi.kernel.access.matters import guarded
from banshi.kernel.access.models import ApiToken, BreakGlass, Look, LookDelay
from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory.authority import require_in

PAGE = 50


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look: who, in which post, at what, why, when."""

    id: int
    subject: str
    viewer: str
    action: str
    why: str
    at: datetime

    @property
    def of_register(self) -> bool:
        """Whether it was the person's entry in the register that was opened, and no matter of theirs."""
        return self.subject.startswith("directory:")

    @property
    def matter(self) -> str:
        """The number of the matter, without its room."""
        return self.subject.partition(":")[2]


@dataclass(frozen=True, slots=True)
class GlassRow:
    """A matter opened outside the grants."""

    subject: str
    person_id: int
    post_id: int
    reason: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DelayRow:
    """Looks at a matter that the person sees only later."""

    subject: str
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A program's token, without its secret."""

    id: int
    label: str
    hint: str
    scopes: frozenset[str]
    post_id: int | None
    created: datetime
    expires: datetime
    revoked: datetime | None
    last_used: datetime | None

    def works(self, now: datetime) -> bool:
        return self.revoked is None and self.expires > now


LOOK_FIELDS = ("id", "subject", "viewer", "action", "why", "at")


def looks_at(ctx: Context, *, before: int | None = None, limit: int = PAGE) -> tuple[LookRow, ...]:
    """Who opened the record of the person who asks, newest first. One SQL statement.

    `before` is the id of the last look seen. A delayed look appears once its day has come.
    """
    if ctx.actor.person_id is None:
        return ()
    where = Q(person_id=ctx.actor.person_id, shown_from__lte=ctx.now)
    if before is not None:
        where &= Q(id__lt=before)
    rows = Look.objects.filter(where).order_by("-at", "-id").values_list(*LOOK_FIELDS)[:limit]
    return tuple(LookRow(*row) for row in rows)


def looks_in(ctx: Context, *, area: str, before: int | None = None, limit: int = PAGE) -> tuple[LookRow, ...]:
    """Every look kept under the county of `area`, for the inspector of records, newest first.

    Raises:
        OutOfReach, SignInNeeded: not an inspector of that area.
    """
    require_in(ctx.actor, "access.looks", area)
    where = Q(county=area[:6]) if before is None else Q(county=area[:6], id__lt=before)
    rows = Look.objects.filter(where).order_by("-at", "-id").values_list(*LOOK_FIELDS)[:limit]
    return tuple(LookRow(*row) for row in rows)


def opened_in(ctx: Context, *, area: str, limit: int = PAGE) -> tuple[GlassRow, ...]:
    """Matters opened in an emergency under the county of `area`, newest first.

    Raises:
        OutOfReach, SignInNeeded: not an inspector of that area.
    """
    require_in(ctx.actor, "access.looks", area)
    rows = BreakGlass.objects.filter(county=area[:6]).order_by("-at", "-id")[:limit]
    return tuple(GlassRow(row.subject, row.person_id, row.post_id, row.reason, row.at, row.until) for row in rows)


def delays_in(ctx: Context, *, area: str) -> tuple[DelayRow, ...]:
    """Delays in force under the county of `area`, the next to end first.

    Matters that accuse the one who asks are left out.

    Raises:
        OutOfReach, SignInNeeded: not a supervisor of that area.
    """
    require_in(ctx.actor, "access.delay_looks", area)
    rows = LookDelay.objects.filter(county=area[:6], until__gt=ctx.now).order_by("until", "id")
    return tuple(
        DelayRow(row.subject, row.reason, row.until)
        for row in rows
        if may(ctx.actor, "access.delay_looks", guarded(row.subject))
    )


def tokens_of(actor: Actor) -> tuple[TokenRow, ...]:
    """The tokens of the person who asks, the newest first."""
    if actor.person_id is None:
        return ()
    rows = ApiToken.objects.filter(person_id=actor.person_id).order_by("-created", "-id")
    return tuple(
        TokenRow(
            id=row.pk,
            label=row.label,
            hint=row.hint,
            scopes=frozenset(row.scopes.split()),
            post_id=row.post_id,
            created=row.created,
            expires=row.expires,
            revoked=row.revoked,
            last_used=row.last_used,
        )
        for row in rows
    )
