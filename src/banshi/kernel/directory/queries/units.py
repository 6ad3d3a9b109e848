"""Read units: one, those of an area, by name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory.models import Unit
from banshi.kernel.errors import NotFound

MOST_FOUND = 50


class NoSuchUnit(NotFound):
    """No unit of this id or short name."""

    code = "no_such_unit"
    message = _("没有这个单位（%(given)s）。请从列表里选择。")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the rest of the house sees it."""

    id: int
    slug: str
    name: str
    kind: str
    area: str
    parent_id: int | None
    path: str
    phone: str
    active: bool

    @property
    def depth(self) -> int:
        """How many units stand above this one."""
        return self.path.count("/") - 2

    @property
    def path_ids(self) -> tuple[int, ...]:
        """From the top unit down to this one."""
        return tuple(int(part) for part in self.path.split("/") if part)


FIELDS = ("id", "slug", "name", "kind", "area_id", "parent_id", "path", "phone", "active")


def unit(unit_id: int) -> UnitRow:
    """The unit of this id.

    Raises:
        NoSuchUnit: there is none.
    """
    return _one(Unit.objects.filter(pk=unit_id), str(unit_id))


def unit_by_slug(slug: str) -> UnitRow:
    """The unit of this short name.

    Raises:
        NoSuchUnit: there is none.
    """
    return _one(Unit.objects.filter(slug=slug), slug)


def units_in(
    area: str, *, below: bool = True, kinds: Collection[str] = (), closed: bool = False
) -> tuple[UnitRow, ...]:
    """The units of an area, with those of the areas below it unless `below` is false."""
    where = Q(area__code__startswith=area) if below else Q(area_id=area)
    if kinds:
        where &= Q(kind__in=kinds)
    if not closed:
        where &= Q(active=True)
    return _rows(Unit.objects.filter(where).order_by("area_id", "path", "id"))


def find_units(name: str, *, area: str = "") -> tuple[UnitRow, ...]:
    """Working units whose name contains `name`, an equal one first, then the higher ones; at most 50."""
    words = name.strip()
    if not words:
        return ()
    found = _rows(Unit.objects.filter(name__contains=words, area__code__startswith=area, active=True).order_by("id"))
    return tuple(sorted(found, key=lambda row: (row.name != words, len(row.name), row.depth, row.id))[:MOST_FOUND])


def units_named(ids: Iterable[int]) -> dict[int, str]:
    """Names by id, for a page that shows many. One SQL statement."""
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("id", "name"))


def units_named_in(text: str, *, area: str) -> tuple[UnitRow, ...]:
    """Working units of the area whose name stands in `text`, the longest name first."""
    return tuple(sorted((row for row in units_in(area) if row.name in text), key=lambda row: (-len(row.name), row.id)))


def _one(rows: QuerySet[Unit], given: str) -> UnitRow:
    row = rows.values_list(*FIELDS).first()
    if row is None:
        raise NoSuchUnit(given=given[:60])
    return UnitRow(*row)


def _rows(rows: QuerySet[Unit]) -> tuple[UnitRow, ...]:
    return tuple(UnitRow(*row) for row in rows.values_list(*FIELDS))
