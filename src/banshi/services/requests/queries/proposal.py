"""To whom a request could be given: the catalogue's proposal with its basis, and who else may be asked."""

from dataclasses import dataclass

from banshi.kernel.commands import Actor
from banshi.kernel.directory.models import Post
from banshi.kernel.directory.queries.units import UnitRow, units_in
from banshi.services.requests.models import AccusedParty, Request
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import find
from banshi.services.requests.queries.policy import category_path
from banshi.services.requests.queries.units import units_around
from banshi.services.requests.rules import catalogue
from banshi.services.requests.rules.catalogue import COUNTY


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is proposed, what that rests on, and every unit that may be asked: never one complained of."""

    unit_id: int | None
    unit: str
    co_unit_ids: tuple[int, ...]
    document: str
    line: str
    """The category of the catalogue's line; empty when only the last resort is left."""
    units: tuple[tuple[int, str], ...]


def asking(actor: Actor, number: str) -> Asking:
    """The catalogue's proposal for this request. SQL: at most 7.

    Raises:
        NotFound: there is none, or the actor may not know that there is.
    """
    row = find(actor, number)
    accused = _complained_of(row)
    book = policy.catalogue()
    choice = catalogue.choose(book, row.category, row.area, units_around([row.area]), accused=accused)
    line = catalogue.line_for(book, row.category)
    named = choice is not None and not choice.basis.endswith(":last_resort")
    return Asking(
        unit_id=choice.unit.id if choice else None,
        unit=choice.unit.name if choice else "",
        co_unit_ids=tuple(unit.id for unit in choice.co_units) if choice else (),
        document=book.document,
        line=" / ".join(each.title for each in category_path(line.category)) if line and named else "",
        units=tuple((unit.id, unit.name) for unit in units_in(row.area[:COUNTY]) if _clean(unit, accused)),
    )


def _complained_of(row: Request) -> frozenset[int]:
    parties = list(AccusedParty.objects.filter(request=row).values_list("unit_id", "person_id"))
    people = {person for _unit, person in parties} - {None}
    at_work = Post.objects.filter(person_id__in=people, ends=None).values_list("unit_id", flat=True) if people else []
    return frozenset(({unit for unit, _person in parties} - {None}) | set(at_work))


def _clean(unit: UnitRow, accused: frozenset[int]) -> bool:
    return not accused & frozenset(unit.path_ids)
