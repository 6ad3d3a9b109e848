"""The calls that a draw asks for. They are shown to those who may make them, and to nobody who handled the matter."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from banshi.kernel.commands import Actor
from banshi.kernel.directory.personal import unseal
from banshi.kernel.directory.queries.people import NoSuchPerson, person
from banshi.kernel.draws.queries import decided
from banshi.kernel.errors import NotFound
from banshi.services.requests.models import Answer, CallBack, CallBackRound, CoHandler, Request
from banshi.services.requests.queries.guard import flag, readable
from banshi.services.requests.rules.callbacks import HELD_FOR, REACHED, Said
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.service import WHOLE_COUNTY

CALL = "requests.call_back"
MOST = 200
MOST_ROUNDS = 24
WAITING = Q(due_at__isnull=False, ended_at__isnull=True)
STANDING = Q(request__stage=Stage.CLOSED, request__erased_at=None, request__closed_at=F("closed_at")) & flag(
    request__accusing=False
)
"""The matter is still as it was when it was listed."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call to be made. `taken`: "" nobody, "mine" the actor, "other" somebody else just now."""

    id: int
    number: str
    title: str
    unit: str
    closed_at: datetime
    due_at: datetime
    tries: tuple[datetime, ...]
    taken: str


@dataclass(frozen=True, slots=True)
class CallShown:
    """One call with what the caller must know; name and phone only while they have taken it."""

    row: CallRow
    county: str
    resident_id: int | None
    text: str
    done: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class RoundShown:
    """One draw, and how far the calls are. They are counted over what the actor may call back."""

    id: int
    county: str
    draw: str
    since: date
    until: date
    by: str
    size: int
    wanted: int
    opened_at: datetime | None
    cancelled_at: datetime | None
    reached: int
    missed: int
    waiting: int
    late: int

    @property
    def last(self) -> date:
        """The last day on which what is on the list was closed."""
        return self.until - timedelta(days=1)


def handled_by(unit_ids: Collection[int]) -> Q:
    """Calls about what one of these units answers for, has answered, or has helped with."""
    answered = Answer.objects.filter(request=OuterRef("request"), unit__in=unit_ids)
    helped = CoHandler.objects.filter(request=OuterRef("request"), unit__in=unit_ids)
    part = Q(request__lead_unit__in=unit_ids) | Q(request__holder_unit__in=unit_ids)
    return part | Q(Exists(answered)) | Q(Exists(helped))


def callable_by(actor: Actor) -> QuerySet[CallBack]:
    """Calls that the actor may make: neither they nor a unit of theirs, or above it, had a part in the matter."""
    reached = CallBack.objects.filter(STANDING, WAITING, request__in=readable(actor, CALL).values("pk"))
    rows = reached.exclude(handled_by(actor.unit_ids))
    if actor.person_id is None:
        return rows
    return rows.exclude(request__resident=actor.person_id).exclude(request__handler__person=actor.person_id)


def calls(actor: Actor, now: datetime) -> tuple[CallRow, ...]:
    """What the actor can call about, the soonest due first; at most 200. SQL: 1."""
    rows = callable_by(actor).select_related("request__lead_unit").order_by("due_at", "id")
    return tuple(_row(each, actor, now) for each in rows[:MOST])


def call(actor: Actor, callback_id: int, now: datetime) -> CallShown:
    """One of them. SQL: at most 3.

    Raises:
        NotFound: there is none, or it is not for the actor.
    """
    found = callable_by(actor).select_related("request__lead_unit").filter(pk=callback_id).first()
    if found is None:
        raise NotFound()
    row, request = _row(found, actor, now), found.request
    name, phone = contact(request) if row.taken == "mine" else ("", "")
    last = Answer.objects.filter(request=request).order_by("-id").values_list("found", "done").first()
    return CallShown(row, request.county, request.resident_id, request.text, "\n".join(last or ()), name, phone)


def contact(row: Request) -> tuple[str, str]:
    """Name and phone, as it is dialled, of whoever brought the request; what they gave with it comes before their account's."""
    name, phone = unseal(row.name_sealed, "requests.name"), unseal(row.phone_sealed, "requests.phone")
    with suppress(NoSuchPerson):
        known = person(row.resident_id or 0)
        return known.name, phone or known.phone.removeprefix("+86")
    return name, phone


def rounds(actor: Actor, now: datetime) -> tuple[RoundShown, ...]:
    """The draws of the county, newest first, for those who see the county; at most 24. SQL: 1."""
    if actor.kind != "system" and (actor.post is None or actor.post.role not in WHOLE_COUNTY):
        return ()
    known = Q(calls__request__in=readable(actor, CALL).values("pk"))
    waiting = known & Q(calls__due_at__isnull=False, calls__ended_at=None)
    rows = CallBackRound.objects.filter(county__startswith=actor.post.area[:6] if actor.post else "").annotate(
        reached=Count("calls", filter=known & Q(calls__said__in=REACHED)),
        missed=Count("calls", filter=known & Q(calls__said=Said.MISSED)),
        waiting=Count("calls", filter=waiting),
        late=Count("calls", filter=waiting & Q(calls__due_at__lte=now)),
    )
    columns = [each.name for each in fields(RoundShown)]
    return tuple(RoundShown(**each) for each in rows.order_by("-id").values(*columns)[:MOST_ROUNDS])


def cancellable(actor: Actor, round_id: int, now: datetime) -> RoundShown:
    """A draw that this member of staff may still cancel. SQL: 1, and 3 of kernel.draws.

    Raises:
        NotFound: there is none in their county, or it is too late: its result is fixed.
    """
    found = next((each for each in rounds(actor, now) if each.id == round_id), None)
    if found is None or found.opened_at or found.cancelled_at or decided(found.draw):
        raise NotFound()
    return found


def moved_on() -> list[int]:
    """Calls whose matter has moved on since it was listed. SQL: 1."""
    return list(CallBack.objects.filter(WAITING).exclude(STANDING).order_by("id").values_list("id", flat=True))


def _row(each: CallBack, actor: Actor, now: datetime) -> CallRow:
    assert each.due_at is not None  # it waits
    request = each.request
    return CallRow(
        id=each.pk,
        number=request.number,
        title=request.title,
        unit=request.lead_unit.name if request.lead_unit else "",
        closed_at=each.closed_at,
        due_at=each.due_at,
        tries=tuple(datetime.fromisoformat(at) for at in each.tries),
        taken=taken(each, actor, now),
    )


def taken(each: CallBack, actor: Actor, now: datetime) -> str:
    """Who has the call just now: "mine", "other", or "" for nobody; it is let go by itself after a while."""
    if each.caller_id is None or each.taken_at is None or now >= each.taken_at + HELD_FOR:
        return ""
    return "mine" if actor.post is not None and actor.post.id == each.caller_id else "other"
