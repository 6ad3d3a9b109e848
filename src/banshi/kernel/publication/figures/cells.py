"""Into which cells an event falls: the dimensions a statistics page can be cut by.

No Django here.
"""

from datetime import date
from functools import lru_cache

TOTAL, UNIT, AREA, CATEGORY, CHANNEL = "total", "unit", "area", "category", "channel"
UNIT_CATEGORY, AREA_CATEGORY = "unit+category", "area+category"

AREA_LEVELS = (6, 9, 12)
"""Digits of county, township and village."""
TOWNSHIP = 9
"""The level of areas that is crossed with the top classes."""
CATEGORY_LEVELS = (1, 2, 3, 4)

Cell = tuple[str, str]
"""(dimension, key); areas and categories have a dimension for each level: "area:9", "category:1"."""


@lru_cache(maxsize=200_000)
def cells(unit: int, area: str, category: str, channel: str) -> tuple[Cell, ...]:
    """Every cell the event adds to: all levels of its area and category, and two crossings with the top class."""
    found: list[Cell] = [(TOTAL, "")]
    levels = category.split("/")[: CATEGORY_LEVELS[-1]] if category else []
    found += [(f"{AREA}:{digits}", area[:digits]) for digits in AREA_LEVELS if len(area) >= digits]
    found += [(f"{CATEGORY}:{depth}", "/".join(levels[:depth])) for depth in range(1, len(levels) + 1)]
    if unit:
        found.append((UNIT, str(unit)))
    if channel:
        found.append((CHANNEL, channel))
    if levels and unit:
        found.append((UNIT_CATEGORY, f"{unit}|{levels[0]}"))
    if levels and len(area) >= TOWNSHIP:
        found.append((AREA_CATEGORY, f"{area[:TOWNSHIP]}|{levels[0]}"))
    return tuple(found)


def dimensions(cut: str) -> tuple[str, ...]:
    """The dimensions that answer a cut: "area" is all its levels, "area:9" one of them."""
    if cut == AREA:
        return tuple(f"{AREA}:{digits}" for digits in AREA_LEVELS)
    if cut == CATEGORY:
        return tuple(f"{CATEGORY}:{depth}" for depth in CATEGORY_LEVELS)
    return (cut,)


def year_of(day: date) -> date:
    return day.replace(month=1, day=1)


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def nearest_month(day: date) -> date:
    """The first of a month that is the fewest days away."""
    before, after = month_of(day), next_month(day)
    return before if day - before <= after - day else after
