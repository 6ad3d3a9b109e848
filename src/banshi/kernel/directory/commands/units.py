"""Set up, rename and close units."""

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import numbers, subjects
from banshi.kernel.directory.authority import require_in
from banshi.kernel.directory.models import Post, Unit
from banshi.kernel.directory.queries.areas import area as area_of
from banshi.kernel.directory.queries.units import UnitRow, unit
from banshi.kernel.directory.units import NAME_LENGTH, UnitKind, is_slug
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.ledger.record import record


class BadUnit(Invalid):
    """The unit cannot be set up as described."""

    code = "bad_unit"


class UnitTaken(Conflict):
    """The short name belongs to another unit."""

    code = "unit_taken"
    message = _("简称“%(slug)s”已被另一个单位使用。请换一个。")


class UnitInUse(Conflict):
    """The unit still has people or working units below it."""

    code = "unit_in_use"
    message = _("“%(name)s”还有 %(posts)s 个在任岗位、%(units)s 个下级单位。请先办理离任或撤销下级，再撤销本单位。")


@command
def add_unit(
    ctx: Context, *, slug: str, name: str, kind: str, area: str, parent_id: int | None = None, phone: str = ""
) -> UnitRow:
    """Set up a unit in an area, under another unit where one is given.

    Raises:
        BadUnit, numbers.BadPhone, NoSuchArea, NoSuchUnit: what was given is not allowed.
        UnitTaken: the short name is in use.
        OutOfReach: the post does not manage that area.
    """
    require_in(ctx.actor, "directory.manage", area)
    area_of(area)
    parent = unit(parent_id) if parent_id is not None else None
    _check(slug=slug, name=name, kind=kind, parent=parent)
    if Unit.objects.filter(slug=slug).exists():
        raise UnitTaken(slug=slug)
    row = Unit.objects.create(
        slug=slug,
        name=name.strip(),
        kind=kind,
        area_id=area,
        parent_id=parent_id,
        phone=numbers.phone(phone) if phone.strip() else "",
    )
    path = f"{parent.path if parent else '/'}{row.pk}/"
    Unit.objects.filter(pk=row.pk).update(path=path)
    body = {"slug": slug, "name": name.strip(), "kind": kind, "area": area, "parent": parent_id}
    record(ctx, subjects.of_unit(row.pk, area), "directory.unit_added", body)
    return unit(row.pk)


@command
def rename_unit(ctx: Context, *, unit_id: int, name: str) -> UnitRow:
    """Give the unit another name; its short name and its history stay.

    Raises:
        BadUnit: an empty or overlong name.
        NoSuchUnit, OutOfReach: see `add_unit`.
    """
    before = unit(unit_id)
    require_in(ctx.actor, "directory.manage", before.area)
    _check(slug=before.slug, name=name, kind=before.kind, parent=None)
    Unit.objects.filter(pk=unit_id).update(name=name.strip())
    body = {"from": before.name, "to": name.strip()}
    record(ctx, subjects.of_unit(unit_id, before.area), "directory.unit_renamed", body)
    return unit(unit_id)


@command
def close_unit(ctx: Context, *, unit_id: int) -> UnitRow:
    """Close a unit in which nobody holds a post any more. It stays on the record and in old matters.

    Raises:
        UnitInUse: somebody holds a post, or a unit below it works.
        NoSuchUnit, OutOfReach: see `add_unit`.
    """
    before = unit(unit_id)
    require_in(ctx.actor, "directory.manage", before.area)
    today = localdate(ctx.now)
    posts = Post.objects.filter(Q(ends__isnull=True) | Q(ends__gt=today), unit_id=unit_id).count()
    units = Unit.objects.filter(parent_id=unit_id, active=True).count()
    if posts or units:
        raise UnitInUse(name=before.name, posts=posts, units=units)
    Unit.objects.filter(pk=unit_id).update(active=False)
    record(ctx, subjects.of_unit(unit_id, before.area), "directory.unit_closed", {"name": before.name})
    return unit(unit_id)


def _check(*, slug: str, name: str, kind: str, parent: UnitRow | None) -> None:
    wrong: dict[str, list[str]] = {}
    if not is_slug(slug):
        wrong["slug"] = [str(_("简称只用小写字母、数字和短横线，最多 60 个字符。"))]
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        wrong["name"] = [str(_("请写单位名称，最多 80 个字。"))]
    if kind not in set(UnitKind):
        wrong["kind"] = [str(_("请从列表里选择单位类型。"))]
    if parent is not None and not parent.active:
        wrong["parent_id"] = [str(_("上级单位已经撤销，请选择在用的单位。"))]
    if wrong:
        raise BadUnit(wrong)
