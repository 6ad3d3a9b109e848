"""The units of an area and those above it, as the dispatch catalogue names them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from banshi.kernel.commands.prepared import prepared
from banshi.kernel.directory.models import Post, Unit
from banshi.services.requests.models import AccusedParty, Request
from banshi.services.requests.rules.catalogue import UnitKey, UnitRef, by_key

LEVELS = (2, 4, 6, 9, 12)
COLUMNS = ("id", "slug", "kind", "area_id", "path", "name")
"""As UnitRef has them."""
_Columns = tuple[int, str, str, str, str, str]


def units_around(areas: Iterable[str]) -> dict[UnitKey, UnitRef]:
    """The working units of these areas and of all areas above them, by key. SQL: 1."""
    codes = sorted({area[:digits] for area in areas for digits in LEVELS if len(area) >= digits})
    if 0 < len(codes) <= len(LEVELS):  # those of one area: every submission asks for them
        first, *others = codes
        return by_key(UnitRef(*row) for row in _at(*(first,) * (len(LEVELS) - len(others)), *others))
    found = Unit.objects.filter(area_id__in=codes, active=True).order_by("id")
    return by_key(UnitRef(*row) for row in found.values_list(*COLUMNS))


@prepared
def _at(one: str, two: str, three: str, four: str, five: str) -> QuerySet[Unit, _Columns]:
    found = Unit.objects.filter(area_id__in=[one, two, three, four, five], active=True)
    return found.order_by("id").values_list(*COLUMNS)


def unit_ref(unit_id: int) -> UnitRef | None:
    """One working unit; None when there is no such."""
    return next(iter(_refs(Unit.objects.filter(pk=unit_id, active=True))), None)


def units_above(unit: UnitRef) -> list[UnitRef]:
    """The working units above it, nearest first. SQL: 1."""
    found = _refs(Unit.objects.filter(pk__in=unit.line - {unit.id}, active=True).order_by("id"))
    return sorted(found, key=lambda one: one.path.count("/"), reverse=True)


def tainted(row: Request) -> frozenset[int]:
    """Units that must not get this request: those complained of, and those in which an accused person works now."""
    parties = list(AccusedParty.objects.filter(request=row).values_list("unit_id", "person_id"))
    people = {person for _unit, person in parties} - {None}
    at_work = Post.objects.filter(person_id__in=people, ends=None).values_list("unit_id", flat=True) if people else []
    return frozenset(({unit for unit, _person in parties} - {None}) | set(at_work))


def _refs(units: Iterable[Unit]) -> list[UnitRef]:
    return [UnitRef(unit.pk, unit.slug, unit.kind, unit.area_id, unit.path, unit.name) for unit in units]
