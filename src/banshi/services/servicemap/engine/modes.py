"""Ways of getting about: on foot, in a wheelchair, by bicycle, by car, and how fast."""

from enum import StrEnum

from banshi.services.servicemap.engine.failures import MapFailure


class Mode(StrEnum):
    """How somebody gets about."""

    FOOT = "foot"
    WHEELCHAIR = "wheelchair"
    BICYCLE = "bicycle"
    CAR = "car"


MODES = tuple(Mode)
KMH: dict[Mode, float] = {Mode.FOOT: 5.1, Mode.WHEELCHAIR: 4.0, Mode.BICYCLE: 15.0, Mode.CAR: 30.0}
"""Speeds without a choice. Walking is that of other routers; a car goes by the class of the street instead."""
PACES: dict[str, float] = {"adult": 5.1, "elder": 3.2, "slow": 2.4}
"""Walking speeds to choose from, in km/h."""
LIMITS: dict[Mode, tuple[float, float]] = {
    Mode.FOOT: (1.0, 8.0),
    Mode.WHEELCHAIR: (1.0, 10.0),
    Mode.BICYCLE: (4.0, 40.0),
}
MOST_MINUTES = 120


def forward(mode: Mode) -> int:
    """The bit that lets a mode along a street in the direction in which it is drawn."""
    return 1 << 2 * MODES.index(mode)


def backward(mode: Mode) -> int:
    """The bit that lets a mode along a street against the direction in which it is drawn."""
    return 2 << 2 * MODES.index(mode)


def both(*modes: Mode) -> int:
    """The bits that let these modes along a street both ways."""
    return sum(forward(mode) | backward(mode) for mode in modes)


def slowness(mode: Mode, kmh: float | None) -> float:
    """How many times longer everything takes at this speed than at the mode's own.

    Raises:
        MapFailure: a speed nobody goes at, or one for cars.
    """
    if kmh is None:
        return 1.0
    if mode not in LIMITS:
        raise MapFailure("car_speed")
    least, most = LIMITS[mode]
    if not least <= kmh <= most:
        raise MapFailure("speed", least=f"{least:g}", most=f"{most:g}")
    return KMH[mode] / kmh


def seconds_of(minutes: float) -> float:
    """A time limit in seconds.

    Raises:
        MapFailure: not between a minute and two hours.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise MapFailure("minutes", most=MOST_MINUTES)
    return minutes * 60
