"""The dispatch catalogue as people read it: the units by their names in one county."""

from dataclasses import dataclass

from banshi.services.requests.queries.policy import catalogue
from banshi.services.requests.queries.units import units_around
from banshi.services.requests.rules.catalogue import COUNTY


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One line. `unit` is empty where it is the town's or village's own office: see `level`."""

    category: str
    unit: str
    level: int
    helpers: tuple[str, ...]
    missing: bool
    """The county has no such unit, so the last resort is asked."""


@dataclass(frozen=True, slots=True)
class CatalogueShown:
    """The catalogue in force in one county."""

    version: str
    document: str
    lines: tuple[CatalogueLine, ...]
    desks: tuple[tuple[str, str], ...]
    """(kind of request or "default", name of the desk)"""
    last_resort: str
    oversight: str


def published_catalogue(county: str) -> CatalogueShown:
    """Who is asked first for what, in the county. SQL: 1."""
    book, units = catalogue(), units_around([county])

    def named(name: str) -> str:
        unit = units.get(f"{county}-{name}")
        return unit.name if unit else ""

    lines = tuple(
        CatalogueLine(
            category=line.category,
            unit=named(line.unit) if line.level == COUNTY else "",
            level=line.level,
            helpers=tuple(name for helper in line.with_ if (name := named(helper))),
            missing=line.level == COUNTY and not named(line.unit),
        )
        for line in book.lines
    )
    desks = tuple((kind, named(name)) for kind, name in book.desks.items())
    return CatalogueShown(book.version, book.document, lines, desks, named(book.last_resort), named(book.oversight))
