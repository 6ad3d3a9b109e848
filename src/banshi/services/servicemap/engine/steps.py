"""A way as steps: streets of one name are one step, and each step begins with a turn."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from banshi.services.servicemap.engine.geo import turned
from banshi.services.servicemap.engine.graph import Graph
from banshi.services.servicemap.engine.route import Leg, Way, on_the_right
from banshi.services.servicemap.engine.tags import KIND_NUMBERS, KINDS, Trait

TURNS = ((25, "straight"), (60, "slight"), (135, "turn"), (165, "sharp"), (181, "back"))
"""Up to how many degrees a change of direction is called what."""
SHORT = 6.0
"""Metres below which a piece without a name is part of the step before it: the width of a crossing."""
NEAR_STREET = 12.0
"""Metres from the street within which a place stands at it."""
KIND_OF = tuple(KINDS)
BARRIER = KIND_NUMBERS["barrier"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    turn: str
    """start, straight, slight-left, slight-right, left, right, sharp-left, sharp-right, back, arrive."""
    name_zh: str
    name_en: str
    kind: str
    """Of the street, as OpenStreetMap calls it; steps, bridge, tunnel, crossing or square where it is such a one."""
    metres: float
    seconds: float
    heading: float
    """Degrees from north in which it sets out."""
    at: tuple[float, float]
    """Where it begins."""
    side: str = ""
    """Of the last step: left, right or ahead."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Legs along one street."""

    key: tuple[str, str, str]
    legs: tuple[Leg, ...]

    @property
    def metres(self) -> float:
        return sum(leg.metres for leg in self.legs)


def steps(graph: Graph, way: Way, lon: float, lat: float) -> list[Step]:
    """What to do from the beginning to the place at this position."""
    stretches = _joined(_stretches(graph, way))
    found: list[Step] = []
    for number, stretch in enumerate(stretches):
        first = stretch.legs[0]
        turn = "start"
        if number:
            turn = turn_of(turned(stretches[number - 1].legs[-1].arrives, first.sets_out))
        found.append(
            Step(
                turn,
                *stretch.key,
                metres=stretch.metres,
                seconds=sum(leg.seconds for leg in stretch.legs),
                heading=first.sets_out,
                at=(first.lon[0], first.lat[0]),
            )
        )
    return [*found, _arrival(way, lon, lat)]


def turn_of(degrees: float) -> str:
    """The name of a change of direction."""
    name = next(name for most, name in TURNS if abs(degrees) <= most)
    if name in ("straight", "back"):
        return name
    side = "right" if degrees > 0 else "left"
    return side if name == "turn" else f"{name}-{side}"


def _stretches(graph: Graph, way: Way) -> Iterator[_Stretch]:
    network = graph.network
    streets = [leg for leg in way.legs if network.way_kind[network.way[leg.edge]] != BARRIER]
    for key, legs in groupby(streets, key=lambda leg: _key(graph, leg)):
        yield _Stretch(key, tuple(legs))


def _key(graph: Graph, leg: Leg) -> tuple[str, str, str]:
    """Name in Chinese, in English, and the kind of street."""
    network = graph.network
    row = network.way[leg.edge]
    chinese, english = network.names[network.way_name[row]]
    return chinese, english, _kind(KIND_OF[network.way_kind[row]], Trait(int(network.way_traits[row])))


def _kind(kind: str, traits: Trait) -> str:
    on_foot = kind in ("footway", "path", "pedestrian", "cycleway", "steps")
    for trait, name in ((Trait.STEPS, "steps"), (Trait.CROSSING, "crossing"), (Trait.SQUARE, "square")):
        if trait in traits:
            return name
    if on_foot and Trait.BRIDGE in traits:
        return "bridge"
    if on_foot and Trait.TUNNEL in traits:
        return "tunnel"
    return kind


def _joined(stretches: Iterator[_Stretch]) -> list[_Stretch]:
    """Neighbours of one name are one, whatever their kind; short nameless bits go with what was before."""
    found: list[_Stretch] = []
    for stretch in stretches:
        named = stretch.key[0]
        plain = stretch.key[2] not in ("steps", "bridge", "tunnel")
        if found and plain:
            before = found[-1]
            same = named and before.key[0] == named and before.key[2] not in ("steps", "bridge", "tunnel")
            if same or (not named and stretch.metres < SHORT and stretch.key[2] != "crossing"):
                found[-1] = _Stretch(before.key, (*before.legs, *stretch.legs))
                continue
        found.append(stretch)
    return found


def _arrival(way: Way, lon: float, lat: float) -> Step:
    side = "ahead"
    if way.legs and way.target.away > 1:
        side = "right" if on_the_right(way.legs[-1], lon, lat) else "left"
    heading = way.legs[-1].arrives if way.legs else 0.0
    walked = way.target.away
    return Step("arrive", "", "", "", walked, 0.0, heading, (way.target.lon, way.target.lat), side)
