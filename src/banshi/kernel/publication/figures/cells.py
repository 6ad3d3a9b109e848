"""Into which cells an event falls: the dimensions a statistics page can be cut by.

No Django here.
"""

from datetime import date
from functools import lru_cache

TOTAL, UNIT, AREA, CATEGORY, CHANNEL = "total", "unit", "area", "category", "channel"
UNIT_CATEGORY, AREA_CATEGORY = "unit+category", "area+category"
DIMENSIONS = (TOTAL, UNIT, AREA, CATEGORY, CHANNEL, UNIT_CATEGORY, AREA_CATEGORY)

AREA_LEVELS = (6, 9, 12)
"""Digits of county, township and village."""
CROSSED_AREA_LEVELS = (6, 9)

Cell = tuple[str, str]
"""(dimension, key)"""


@lru_cache(maxsize=200_000)
def cells(unit: int, area: str, category: str, channel: str) -> tuple[Cell, ...]:
    """Every cell the event adds to: all levels of its area and category, and two crossings with the top class."""
    found: list[Cell] = [(TOTAL, "")]
    areas = [area[:digits] for digits in AREA_LEVELS if len(area) >= digits]
    levels = category.split("/") if category else []
    found += [(AREA, prefix) for prefix in areas]
    found += [(CATEGORY, "/".join(levels[: depth + 1])) for depth in range(len(levels))]
    if unit:
        found.append((UNIT, str(unit)))
    if channel:
        found.append((CHANNEL, channel))
    if levels and unit:
        found.append((UNIT_CATEGORY, f"{unit}|{levels[0]}"))
    if levels:
        found += [(AREA_CATEGORY, f"{prefix}|{levels[0]}") for prefix in areas if len(prefix) in CROSSED_AREA_LEVELS]
    return tuple(found)


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def nearest_month(day: date) -> date:
    """The first of a month that is the fewest days away."""
    before, after = month_of(day), next_month(day)
    return before if day - before <= after - day else after
