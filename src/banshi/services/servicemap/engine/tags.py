"""What the tags of a street allow: who may use it, in which direction, and how fast.

After the conventions of OpenStreetMap: the key nearest to the mode decides (foot before access,
bicycle before vehicle before access); a one-way street binds vehicles, not people on foot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag

from banshi.services.servicemap.engine.modes import KMH, MODES, Mode, backward, both, forward

Tags = Mapping[str, str]
F, W, B, C = Mode.FOOT, Mode.WHEELCHAIR, Mode.BICYCLE, Mode.CAR
EVERYBODY, WALKERS, NO_CARS = frozenset({F, W, B, C}), frozenset({F, W}), frozenset({F, W, B})
KINDS: dict[str, frozenset[Mode]] = {
    "motorway": frozenset({C}),
    "motorway_link": frozenset({C}),
    **dict.fromkeys(("trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"), EVERYBODY),
    **dict.fromkeys(("tertiary", "tertiary_link", "unclassified", "residential", "living_street"), EVERYBODY),
    **dict.fromkeys(("service", "road", "track"), EVERYBODY),
    "pedestrian": WALKERS,
    "footway": WALKERS,
    "path": NO_CARS,
    "cycleway": NO_CARS,
    "bridleway": frozenset({F}),
    "steps": frozenset({F}),
    **dict.fromkeys(("corridor", "platform", "elevator"), WALKERS),
    "barrier": frozenset(),  # not a street: the two sides of a gate, see build.py
}
"""Kinds of streets and who may use them where no tag says otherwise; every other kind is no street yet or any more."""
KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
KEYS: dict[Mode, tuple[str, ...]] = {
    F: ("foot",),
    W: ("wheelchair", "foot"),
    B: ("bicycle", "vehicle"),
    C: ("motorcar", "motor_vehicle", "vehicle"),
}
YES = frozenset(
    [
        "yes",
        "designated",
        "permissive",
        "official",
        "destination",
        "customers",
        "delivery",
        "public",
        "discouraged",
        "limited",
    ]
)
NO = frozenset(
    [
        "no",
        "private",
        "agricultural",
        "forestry",
        "military",
        "use_sidepath",
        "restricted",
        "permit",
        "residents",
        "employees",
        "staff",
        "emergency",
    ]
)
CAR_KMH = {
    "motorway": 100, "motorway_link": 50, "trunk": 70, "trunk_link": 40, "primary": 45, "primary_link": 30,
    "secondary": 40, "secondary_link": 28, "tertiary": 32, "tertiary_link": 25, "unclassified": 28,
    "residential": 20, "living_street": 10, "service": 12, "road": 25, "track": 10,
}  # fmt: skip
ROUGH = frozenset(
    [
        "sand",
        "gravel",
        "pebblestone",
        "rock",
        "mud",
        "dirt",
        "earth",
        "ground",
        "grass",
        "cobblestone",
        "unhewn_cobblestone",
    ]
)
BUMPY = frozenset(["very_bad", "horrible", "very_horrible", "impassable"])
STEPS_FACTOR, ROUGH_FACTOR = 2.0, 1.4
"""Steps take a walker twice as long as level ground, rough ground a cyclist so much longer."""
STEEPEST = 8.0
"""Percent that a wheelchair goes up."""
KMH_PER_MPH = 1.609


class Trait(IntFlag):
    """What the written steps of a route say about a street."""

    STEPS = 1
    BRIDGE = 2
    TUNNEL = 4
    CROSSING = 8
    SQUARE = 16


@dataclass(frozen=True, slots=True)
class Street:
    """What a way is to those who go along it."""

    kind: str
    access: int
    """Two bits a mode, see modes.py."""
    pace: tuple[float, float, float, float]
    """Seconds a metre for each mode."""
    traits: Trait


def street(tags: Tags) -> Street | None:
    """The way as a street, None where nobody may use it."""
    kind = tags.get("highway", "")
    if kind not in KINDS or kind == "barrier":
        return None
    access = 0
    for mode in MODES:
        if allowed(mode, tags, KINDS[kind], kind):
            access |= _directions(mode, tags, kind)
    return Street(kind, access, _pace(tags, kind), _traits(tags, kind)) if access else None


def allowed(mode: Mode, tags: Tags, default: frozenset[Mode], kind: str = "") -> bool:
    """Whether a mode may pass, by its own keys, then by `access`, then by what is usual."""
    if mode is Mode.WHEELCHAIR and not _rolls(tags, kind):
        return False
    for key in KEYS[mode]:
        value = tags.get(key, "")
        if value == "dismount" or value in YES:
            own = key != "vehicle"  # "vehicle=yes" opens no footpath to cars
            return own or mode in default
        if value in NO:
            return False
    if tags.get("access", "") in NO:
        return False
    if tags.get("motorroad") == "yes" and mode is not Mode.CAR:
        return False
    return mode in default


def oneway(mode: Mode, tags: Tags, kind: str) -> int:
    """1 along the drawing only, -1 against it only, 0 both ways."""
    if mode in WALKERS:
        return _oneway_on_foot(tags, kind)
    value = tags.get("oneway", "")
    way = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1}.get(value, 0)
    if not value and (tags.get("junction") in ("roundabout", "circular") or kind == "motorway"):
        way = 1
    return _oneway_by_bicycle(tags, way) if mode is Mode.BICYCLE else way


def _oneway_on_foot(tags: Tags, kind: str) -> int:
    said = {"yes": 1, "-1": -1}.get(tags.get("oneway:foot", ""), 0)
    if tags.get("foot:backward") == "no":
        said = 1
    elif tags.get("foot:forward") == "no":
        said = -1
    if kind == "steps":  # an escalator
        said = {"forward": 1, "backward": -1}.get(tags.get("conveying", ""), said)
    return said


def _oneway_by_bicycle(tags: Tags, way: int) -> int:
    own = tags.get("oneway:bicycle", "")
    if own:
        return {"yes": 1, "-1": -1}.get(own, 0)
    lanes = [tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both")]
    against = any(lane.startswith("opposite") for lane in lanes)
    against = against or any(tags.get(f"cycleway:{side}:oneway") in ("no", "-1") for side in ("left", "right", "both"))
    against = against or tags.get("bicycle:backward") in YES
    return 0 if against else way


def _directions(mode: Mode, tags: Tags, kind: str) -> int:
    match oneway(mode, tags, kind):
        case 1:
            return forward(mode)
        case -1:
            return backward(mode)
    return both(mode)


def _rolls(tags: Tags, kind: str) -> bool:
    """Whether a wheelchair gets along: steps, rough ground, slopes and narrow gaps stop it."""
    said = tags.get("wheelchair", "")
    if said in ("yes", "designated") or tags.get("ramp:wheelchair") == "yes":
        return True
    if said == "no" or kind == "steps" or tags.get("kerb") == "raised":
        return False
    if tags.get("surface") in ROUGH or tags.get("smoothness") in BUMPY:
        return False
    width = number(tags.get("maxwidth:physical") or tags.get("width"))
    if width is not None and width < 0.8:
        return False
    slope = number(tags.get("incline", "").rstrip("%"))
    return slope is None or abs(slope) <= STEEPEST


def _pace(tags: Tags, kind: str) -> tuple[float, float, float, float]:
    """Seconds a metre for each mode."""
    steps = STEPS_FACTOR if kind == "steps" else 1.0
    on_foot = 3.6 / KMH[F] * steps
    pushed = tags.get("bicycle") == "dismount" or kind in ("steps", "pedestrian", "footway")
    ridden = 3.6 / KMH[B] * (ROUGH_FACTOR if tags.get("surface") in ROUGH else 1.0)
    pushes = pushed and tags.get("bicycle") not in YES
    return on_foot, 3.6 / KMH[W] * steps, on_foot if pushes or kind == "steps" else ridden, 3.6 / _car_kmh(tags, kind)


def _car_kmh(tags: Tags, kind: str) -> float:
    limit = tags.get("maxspeed", "")
    most = number(limit.removesuffix("mph"))
    if most is None or most <= 0:
        return float(CAR_KMH.get(kind, 10))
    most *= KMH_PER_MPH if limit.endswith("mph") else 1
    return min(max(0.8 * most, 5.0), 110.0)


def _traits(tags: Tags, kind: str) -> Trait:
    found = Trait.STEPS if kind == "steps" else Trait(0)
    if tags.get("bridge", "no") != "no":
        found |= Trait.BRIDGE
    if tags.get("tunnel", "no") not in ("no", "building_passage"):
        found |= Trait.TUNNEL
    if "crossing" in (tags.get("footway"), tags.get("cycleway"), tags.get("path")):
        found |= Trait.CROSSING
    if tags.get("area") == "yes":
        found |= Trait.SQUARE
    return found


def number(text: str | None) -> float | None:
    """A number written in a tag, None where it is none."""
    try:
        return float((text or "").strip().removesuffix("m").strip())
    except ValueError:
        return None
