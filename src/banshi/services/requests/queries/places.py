"""Published requests by place."""

from dataclasses import dataclass

from django.db.models import Count, Q

from banshi.services.requests.queries.public import published

MOST_POINTS = 1000


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A town or village, and how many published requests speak of it."""

    area: str
    open: int
    answered: int


@dataclass(frozen=True, slots=True)
class Point:
    """One published request on the map. Units: degrees, rounded to about 100 m."""

    number: str
    lon: float
    lat: float
    open: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where requests come from."""

    rows: tuple[PlaceRow, ...]
    points: tuple[Point, ...]


def by_place(county: str) -> Places:
    """The county's published requests by area, and those with coordinates as points, newest first. SQL: 2."""
    rows = published().filter(county=county)
    counted = (
        rows.values("area")
        .annotate(waiting=Count("id", filter=Q(open=True)), answered=Count("id", filter=Q(open=False)))
        .order_by("area")
    )
    placed = rows.exclude(lon=None).order_by("-submitted_at", "-id").values_list("number", "lon", "lat", "open")
    return Places(
        tuple(PlaceRow(each["area"], each["waiting"], each["answered"]) for each in counted),
        tuple(
            Point(number, round(lon, 3), round(lat, 3), is_open)
            for number, lon, lat, is_open in placed[:MOST_POINTS]
            if lon is not None and lat is not None
        ),
    )
