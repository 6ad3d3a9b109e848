"""Open an offering, change what is said of it, close it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.areas import county_of
from banshi.kernel.directory.queries.areas import known_areas
from banshi.kernel.directory.queries.people import PostRow, holders
from banshi.kernel.directory.queries.units import UnitRow
from banshi.kernel.directory.queries.units import unit as unit_of
from banshi.kernel.errors import Forbidden, Invalid
from banshi.kernel.places.hours import BadHours, parse
from banshi.kernel.places.queries import PlaceRow, places_named
from banshi.kernel.rooms import Role
from banshi.kernel.slots.numbers import fresh
from banshi.services.activities.commands.changes import cancel_all
from banshi.services.activities.commands.row import Done, OfferingMovedOn, Unfit, enter, reasoned, refuse, run_by
from banshi.services.activities.models import Offering
from banshi.services.activities.queries.guard import ROOM, RUN
from banshi.services.activities.queries.kinds import form_of
from banshi.services.activities.rules.offering import RECEPTION, VENUE, Draft, problems, tidy

LETTER = "A"
SETTLED = ("unit_id", "form", "leader_id", "leader_post", "leader_words")
"""What an offering keeps for ever: for another unit or leader another one is opened."""


class WrongLeader(Invalid):
    """The post is not a leader's of this area, or is over."""

    code = "wrong_leader"
    message = _("请选本地在任的领导岗位。")


class NothingNew(Invalid):
    """Everything given stands there already."""

    code = "offering_unchanged"
    message = _("没有变化：填写的与现在的一样。")


@command
def open_offering(ctx: Context, /, *, draft: Draft) -> Done:
    """Offer something new; sessions or hours are put down afterwards.

    Raises:
        Unfit: fields that cannot be taken, each with its reason.
        WrongLeader: of a reception day.
        NoSuchUnit: of the directory.
        Forbidden: the post does not run what this unit offers.
    """
    unit = unit_of(draft.unit_id)
    if not may(ctx.actor, RUN, Guarded(subject=f"{ROOM}:new", area=unit.area, unit_ids=frozenset(unit.path_ids))):
        raise Forbidden(action=RUN)
    form = form_of(draft.kind)
    refuse(problems(draft, form))
    values = _values(draft, unit)
    leader = _leader(ctx, draft, unit) if form == RECEPTION else None
    if leader is not None:
        values |= {
            "leader_id": leader.person_id,
            "leader_post": leader.id,
            "leader_words": f"{leader.title}{leader.person}",
        }
    row = Offering(code=fresh(LETTER, ctx.now), unit_id=unit.id, form=form or "", made_at=ctx.now, **values)
    row.save(force_insert=True)
    said = {name: value for name, value in values.items() if value not in ("", None, False) and name != "county"}
    return enter(ctx, row, "activities.offering_opened", {**said, "unit": unit.id})


@command
def change_offering(ctx: Context, /, *, code: str, seen: int, draft: Draft) -> Done:
    """Change what is said of an offering. Times and places of sessions that stand already stay; who may come holds at once.

    Raises:
        NoSuchOffering, OfferingClosed, NotFound, Forbidden: see `run_by`.
        OfferingMovedOn: somebody else changed it since `seen`.
        Unfit: fields that cannot be taken.
        NothingNew: nothing is different.
    """
    row = run_by(ctx, code)
    if row.version != seen:
        raise OfferingMovedOn(title=row.title)
    refuse(problems(draft, form_of(draft.kind)))
    if form_of(draft.kind) != row.form:
        raise Unfit({"kind": [_("不能换成另一类活动；请另开一项。")]})
    wanted = {name: value for name, value in _values(draft, unit_of(row.unit_id)).items() if name not in SETTLED}
    changes = {name: [getattr(row, name), value] for name, value in wanted.items() if getattr(row, name) != value}
    if not changes:
        raise NothingNew()
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    row.version += 1
    row.save(update_fields=[*changes, "version"])
    return enter(ctx, row, "activities.offering_changed", {"changes": changes, "version": row.version})


@command
def close_offering(ctx: Context, /, *, code: str, reason: str) -> Done:
    """Offer it no more: sessions to come are cancelled, and everybody who booked is told.

    Raises:
        NoSuchOffering, OfferingClosed, NotFound, Forbidden: see `run_by`.
        Unfit: no reason.
    """
    words = reasoned(reason)
    row = run_by(ctx, code)
    cancelled = cancel_all(ctx, row, words)
    row.closed_at, row.closed_reason = ctx.now, words
    row.save(update_fields=["closed_at", "closed_reason"])
    return enter(ctx, row, "activities.offering_closed", {"cancelled": cancelled}, sealed={"reason": words})


def _values(draft: Draft, unit: UnitRow) -> dict[str, Any]:
    """The columns of a draft whose own fields are well.

    Raises:
        Unfit: a place, an area or hours that do not exist.
    """
    place = _place(draft)
    wrong = _unknown(draft)
    if wrong:
        raise Unfit(wrong)
    area = place.area if place is not None else unit.area
    plain = (
        "kind", "place", "needs_account", "by_draw", "approval", "internal", "capacity", "minutes", "most_seats",
        "waiting_list", "opens_days", "draw_hours", "closes_minutes", "cancel_hours", "most_hours",
    )  # fmt: skip
    audience = ("age_from", "age_to", "within", "members", "guardian_below")
    return {
        **{name: getattr(draft, name) for name in plain},
        **{name: getattr(draft.audience, name) for name in audience},
        **tidy(draft),
        "area": area,
        "county": county_of(area),
    }


def _place(draft: Draft) -> PlaceRow | None:
    if not draft.place:
        return None
    found = places_named([draft.place]).get(draft.place)
    if found is None or found.closed_at is not None:
        raise Unfit({"place": [_("请从列表里选一处开放的场所。")]})
    return found


def _unknown(draft: Draft) -> Mapping[str, Any]:
    within = draft.audience.within
    wrong: dict[str, Any] = {}
    if within and within not in known_areas([within]):
        wrong["within"] = [_("没有这个地区。请从列表里选。")]
    if form_of(draft.kind) == VENUE:
        try:
            parse(draft.hours)
        except BadHours:
            wrong["hours"] = [_("看不懂这个开放时间。例如“Mo-Su 08:00-20:00”。")]
    return wrong


def _leader(ctx: Context, draft: Draft, unit: UnitRow) -> PostRow:
    today = timezone.localdate(ctx.now)
    posts = holders(today, roles=[Role.LEADER.value], area=unit.area)
    found = next((post for post in posts if post.id == draft.leader_post), None)
    if found is None:
        raise WrongLeader()
    return found
