"""Appoint people to posts and end their posts."""

from datetime import date

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import subjects
from banshi.kernel.directory.authority import require_in
from banshi.kernel.directory.commands.people import add_person
from banshi.kernel.directory.models import Post
from banshi.kernel.directory.queries.areas import area as area_of
from banshi.kernel.directory.queries.people import POST_FIELDS, PostRow, people_with_phone, person
from banshi.kernel.directory.queries.units import unit
from banshi.kernel.directory.roles import STAFF_ROLES
from banshi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from banshi.kernel.ledger.record import Json, record

TITLE_LENGTH = 60


class BadPost(Invalid):
    """The appointment cannot be made as described."""

    code = "bad_post"


class OwnAppointment(Forbidden):
    """Nobody gives a post to themselves."""

    code = "own_appointment"
    message = _("不能给自己任职。请由另一位管理员办理。")


class AlreadyAppointed(Conflict):
    """The person holds the same role in the same unit in that time."""

    code = "already_appointed"
    message = _("%(person)s 在“%(unit)s”已有同一岗位，任期重叠。")


class NoSuchPost(NotFound):
    """No post of this id."""

    code = "no_such_post"
    message = _("没有这个岗位。请回到单位页面核对。")


class BadEnd(Invalid):
    """The day lies before the post began or after it ends anyway."""

    code = "bad_end"
    message = _("离任日期应在 %(starts)s 及以后，并且不晚于原定的离任日期。")


@command
def appoint(
    ctx: Context,
    *,
    person_id: int,
    unit_id: int,
    role: str,
    title: str,
    starts: date,
    ends: date | None = None,
    area: str = "",
) -> PostRow:
    """Give a person a role in a unit from a day to a day, [starts, ends).

    The post reaches `area`, by default the unit's. What it allows begins on its first day.

    Raises:
        BadPost, NoSuchPerson, NoSuchUnit, NoSuchArea: what was given is not allowed.
        OwnAppointment: to oneself.
        AlreadyAppointed: the same post overlaps.
        OutOfReach: the unit or the area is not managed by the actor's post.
    """
    in_unit, holder = unit(unit_id), person(person_id)
    reach = area or in_unit.area
    require_in(ctx.actor, "directory.manage", in_unit.area)
    require_in(ctx.actor, "directory.manage", reach)
    if ctx.actor.person_id == person_id:
        raise OwnAppointment()
    area_of(reach)
    _check(role=role, title=title, starts=starts, ends=ends, active=in_unit.active)
    overlap = Q(ends__isnull=True) | Q(ends__gt=starts)
    if ends is not None:
        overlap &= Q(starts__lt=ends)
    if Post.objects.filter(overlap, person_id=person_id, unit_id=unit_id, role=role, area_id=reach).exists():
        raise AlreadyAppointed(person=holder.name, unit=in_unit.name)
    row = Post.objects.create(
        person_id=person_id,
        unit_id=unit_id,
        area_id=reach,
        role=role,
        title=title.strip(),
        starts=starts,
        ends=ends,
    )
    body: dict[str, Json] = {
        "post": row.pk,
        "person": person_id,
        "role": role,
        "title": title.strip(),
        "area": reach,
        "starts": starts.isoformat(),
        "ends": ends.isoformat() if ends else None,
    }
    record(ctx, subjects.of_unit(unit_id, in_unit.area), "directory.appointed", body, sealed={"name": holder.name})
    return _row(row.pk)


@command
def appoint_by_phone(
    ctx: Context,
    *,
    unit_id: int,
    name: str,
    phone: str,
    role: str,
    title: str,
    starts: date,
    ends: date | None = None,
) -> PostRow:
    """Appoint who is registered under this name and phone; who is not is registered first.

    Raises: as `appoint` and `add_person`.
    """
    known = [row for row in people_with_phone(phone) if row.name == name.strip()]
    holder = known[0] if known else add_person(ctx, name=name, phone=phone, area=unit(unit_id).area)
    return appoint(ctx, person_id=holder.id, unit_id=unit_id, role=role, title=title, starts=starts, ends=ends)


@command
def end_post(ctx: Context, *, post_id: int, ends: date | None = None) -> PostRow:
    """End a post: its holder holds it no more from `ends` on, by default from today.

    Raises:
        NoSuchPost, BadEnd: what was given is not allowed.
        OutOfReach: the unit is not managed by the actor's post.
    """
    before = _row(post_id)
    in_unit = unit(before.unit_id)
    require_in(ctx.actor, "directory.manage", in_unit.area)
    last = ends or localdate(ctx.now)
    if last < before.starts or (before.ends is not None and last > before.ends):
        raise BadEnd(starts=before.starts.isoformat())
    Post.objects.filter(pk=post_id).update(ends=last)
    body: dict[str, Json] = {"post": post_id, "person": before.person_id, "role": before.role, "ends": last.isoformat()}
    record(ctx, subjects.of_unit(before.unit_id, in_unit.area), "directory.post_ended", body)
    return _row(post_id)


def _row(post_id: int) -> PostRow:
    row = Post.objects.filter(pk=post_id).values_list(*POST_FIELDS).first()
    if row is None:
        raise NoSuchPost(given=post_id)
    return PostRow(*row)


def _check(*, role: str, title: str, starts: date, ends: date | None, active: bool) -> None:
    wrong: dict[str, list[str]] = {}
    if role not in STAFF_ROLES:
        wrong["role"] = [str(_("请从列表里选择岗位角色。"))]
    if not 0 < len(title.strip()) <= TITLE_LENGTH:
        wrong["title"] = [str(_("请写岗位名称，最多 60 个字。"))]
    if ends is not None and ends <= starts:
        wrong["ends"] = [str(_("离任日期要晚于任职日期。"))]
    if not active:
        wrong["unit_id"] = [str(_("这个单位已经撤销，不能再任职。"))]
    if wrong:
        raise BadPost(wrong)
