"""What an area code says by itself: its level and the areas above it."""

import re
from enum import StrEnum


class Level(StrEnum):
    """The five levels of the GB/T 2260 tree."""

    REGION = "region"
    CITY = "league-or-city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


COMMITTEES = ("居民委员会", "村民委员会", "居委会", "村委会", "委员会")
"""How the division list ends the names of villages and communities, the longest first."""
WHOLE_ADDRESS = re.compile(r"^.+自治区.+?(?:旗|县|区)(?:.+?(?:镇|乡|苏木|街道))?(?=..)")
"""A few names in the division list begin with everything above them."""
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


def bare_name(name: str) -> str:
    """The name without the areas above it, which a few in the list begin with."""
    return WHOLE_ADDRESS.sub("", name)


def short_name(name: str) -> str:
    """What people call a place: 平安社区 for 平安社区居委会, 希勃图村 for 希勃图村委会."""
    name = bare_name(name)
    for tail in COMMITTEES:
        if name.endswith(tail):
            place = name.removesuffix(tail)
            return place if "居" in tail or place.endswith(("村", "嘎查", "社区", "场")) else f"{place}村"
    return name
