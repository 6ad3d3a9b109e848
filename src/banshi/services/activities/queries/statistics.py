"""How many came, by kind, place, unit, town and month: sums over rows, as of any day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from banshi.kernel.directory.queries.areas import known_areas
from banshi.kernel.directory.queries.units import units_named
from banshi.kernel.places.queries import places_named
from banshi.kernel.publication import figures
from banshi.services.activities.queries.guard import ROOM
from banshi.services.activities.queries.kinds import kind_title

By = Literal["kind", "place", "unit", "area", "month"]
CUTS = {"kind": "category", "place": "channel", "unit": "unit", "area": "area", "month": "month"}
COUNTED = ("held", "attended")
TOWN = 9


@dataclass(frozen=True, slots=True)
class Line:
    """One line: sessions held, and people who came. Units: sessions, attendances."""

    key: str
    title: str
    held: int
    attended: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of sessions on days [since, until), as they were known on a day."""

    county: str
    by: str
    as_of: date | None
    total: Line
    lines: tuple[Line, ...]


def statistics(
    county: str, *, by: By = "kind", as_of: date | None = None, since: date | None = None, until: date | None = None
) -> Statistics:
    """Sums of a county, in all and cut one way. SQL: at most 2."""
    cut = CUTS[by]
    read = figures.read(ROOM, COUNTED, county=county, by=(cut,), as_of=as_of, since=since, until=until)
    found = read.by(cut, level=TOWN if by == "area" else None)
    names = _names(by, [key for key, _sums in found])
    lines = tuple(Line(key, names.get(key, key), sums.get("held", 0), sums.get("attended", 0)) for key, sums in found)
    return Statistics(county, by, as_of, Line("", "", read.total("held"), read.total("attended")), lines)


def _names(by: By, keys: list[str]) -> dict[str, str]:
    match by:
        case "kind":
            return {key: kind_title(key) for key in keys}
        case "place":
            return {code: place.name for code, place in places_named(keys).items()}
        case "unit":
            return {str(key): name for key, name in units_named(int(key) for key in keys).items()}
        case "area":
            return {code: area.name for code, area in known_areas(keys).items()}
    return {}
