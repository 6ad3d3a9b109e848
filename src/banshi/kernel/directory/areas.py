"""What an area code says by itself: its level and the areas above it."""

from enum import StrEnum


class Level(StrEnum):
    """The five levels of the GB/T 2260 tree."""

    REGION = "region"
    CITY = "league-or-city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


LEVELS = {2: Level.REGION, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}
COUNTY_DIGITS = 6


def is_code(code: str) -> bool:
    """Whether `code` has the form of an area code."""
    return code.isascii() and code.isdigit() and len(code) in LEVELS


def level_of(code: str) -> Level:
    """The level that the length of `code` says."""
    return LEVELS[len(code)]


def codes_down_to(code: str) -> tuple[str, ...]:
    """The codes from the region down to `code` itself: 15, 1506, 150627 …"""
    return tuple(code[:digits] for digits in LEVELS if digits <= len(code))


def above(code: str) -> str | None:
    """The code of the area next above, None for a region."""
    path = codes_down_to(code)
    return path[-2] if len(path) > 1 else None


def county_of(code: str) -> str:
    """The county that a row about this area is kept under; shorter codes stand for themselves."""
    return code[:COUNTY_DIGITS]
