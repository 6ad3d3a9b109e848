"""The published dispatch catalogue (派单目录): category × area → the unit asked first.

Read from policy/catalogue.yaml; the same file is what the public page shows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

COUNTY, TOWN, VILLAGE = 6, 9, 12
"""Lengths of area codes."""

UnitKey = str
"""`<area>-<name>`: "150627-water", "150627100-township"."""

KINDS = frozenset({"government", "hotline", "petition", "supervision", "township", "village"})
"""Kinds of which an area has one, so that the kind is the name; other units are named by their slug."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the catalogue."""

    category: str
    """Prefix of the categories it covers; the longest prefix wins."""
    unit: str
    """Name of the unit within its area: a kind ("township") or the end of its slug ("water")."""
    level: int = COUNTY
    """Length of the area code of that unit: a county's, a town's or a village's."""
    with_: tuple[str, ...] = ()
    """Names of county units that co-handle."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All lines, and who takes what no line covers."""

    version: str
    document: str
    lines: tuple[Line, ...]
    desks: Mapping[str, str]
    """Kind of request, or "default" → name of the county unit that registers and dispatches it."""
    last_resort: str
    """Name of the county unit of last resort (兜底)."""
    oversight: str
    """Name of the supervising unit, at county level and above."""


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as the choice needs it."""

    id: int
    slug: str
    kind: str
    area: str
    path: str
    name: str = ""

    @property
    def key(self) -> UnitKey:
        return f"{self.area}-{self.kind}" if self.kind in KINDS else self.slug

    @property
    def line(self) -> frozenset[int]:
        """This unit and all above it."""
        return frozenset(int(part) for part in self.path.split("/") if part)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked, with whom, and the catalogue's reason."""

    unit: UnitRef
    co_units: tuple[UnitRef, ...] = ()
    basis: str = ""


def line_for(catalogue: Catalogue, category: str) -> Line | None:
    """The line with the longest prefix of `category`."""
    fitting = [line for line in catalogue.lines if category.startswith(line.category)]
    return max(fitting, key=lambda line: len(line.category), default=None) if category else None


def candidates(catalogue: Catalogue, category: str, area: str) -> tuple[UnitKey, ...]:
    """Names in the order in which they are asked: the line's unit, the last resort, oversight up to the region."""
    line = line_for(catalogue, category)
    named = [f"{area[: line.level]}-{line.unit}"] if line and len(area) >= line.level else []
    return (*named, f"{area[:COUNTY]}-{catalogue.last_resort}", *overseers(catalogue, area))


def overseers(catalogue: Catalogue, area: str) -> tuple[UnitKey, ...]:
    """The supervising units of the county, the city and the region, nearest first."""
    return tuple(f"{area[:length]}-{catalogue.oversight}" for length in (6, 4, 2))


def desks(catalogue: Catalogue, kind: str, area: str) -> tuple[UnitKey, ...]:
    """Names of the desk that takes in such a request, then those who stand in for it."""
    name = catalogue.desks.get(kind, catalogue.desks["default"])
    return (f"{area[:COUNTY]}-{name}", f"{area[:COUNTY]}-{catalogue.last_resort}", *overseers(catalogue, area))


def co_candidates(catalogue: Catalogue, category: str, area: str) -> tuple[UnitKey, ...]:
    """Names of the units that the line asks to co-handle."""
    line = line_for(catalogue, category)
    return tuple(f"{area[:COUNTY]}-{name}" for name in line.with_) if line else ()


def untainted(unit: UnitRef, accused: Collection[int]) -> bool:
    """Whether neither the unit nor any unit above it is complained of."""
    return not unit.line & frozenset(accused)


def by_key(units: Iterable[UnitRef]) -> dict[UnitKey, UnitRef]:
    """Units by their names in the catalogue; of two of one kind the higher, then the older."""
    ranked = sorted(units, key=lambda unit: (unit.path.count("/"), unit.id), reverse=True)
    return {unit.key: unit for unit in ranked}


def choose(
    catalogue: Catalogue, category: str, area: str, units: Mapping[UnitKey, UnitRef], *, accused: Collection[int] = ()
) -> Choice | None:
    """The unit to ask and the co-handlers: never one complained of, nor one under it.

    None when not even a supervisor can be asked.
    """
    asked = [units[slug] for slug in candidates(catalogue, category, area) if slug in units]
    fit = [unit for unit in asked if untainted(unit, accused)]
    if not fit:
        return None
    helpers = [units[slug] for slug in co_candidates(catalogue, category, area) if slug in units]
    line = line_for(catalogue, category)
    return Choice(
        unit=fit[0],
        co_units=tuple(unit for unit in helpers if untainted(unit, accused) and unit != fit[0]),
        basis=f"{catalogue.version}:{line.category}"
        if line and fit[0].key.endswith(f"-{line.unit}")
        else f"{catalogue.version}:last_resort",
    )


def receiver(above: Sequence[UnitRef], supervisors: Sequence[UnitRef], accused: Collection[int]) -> UnitRef | None:
    """Who takes over from an accused unit: the nearest unit above it that is clean, else a supervisor.

    `above` and `supervisors` come nearest first.
    """
    return next((unit for unit in (*above, *supervisors) if untainted(unit, accused)), None)
