"""Places of the service map where documents can be collected, the ones near home first."""

from collections.abc import Sequence

from banshi.kernel.places.coordinates import Point, metres
from banshi.kernel.places.queries import PlaceRow, places_in, places_named

COUNTER = "counter"
"""What a place offers where documents can be handed over: a government counter."""
LEVELS = (6, 9, 12)


def points(home: str) -> tuple[PlaceRow, ...]:
    """Open places of the home's county that have a counter, nearest first: of the same village, the same town, then by distance. SQL: 1."""
    found = [place for place in places_in(home[:6]) if COUNTER in place.offers]
    near = max((_shared(place, home) for place in found), default=0)
    centre = _middle([place.point for place in found if _shared(place, home) == near])
    return tuple(sorted(found, key=lambda place: (-_shared(place, home), metres(place.point, centre), place.code)))


def collects(code: str, county: str) -> bool:
    """Whether documents can be collected at this place of the county now. SQL: 1."""
    place = places_named([code]).get(code)
    return place is not None and place.county == county and place.closed_at is None and COUNTER in place.offers


def _shared(place: PlaceRow, home: str) -> int:
    """How many levels of their areas are the same, county, town, village: the more, the nearer."""
    return sum(place.area[:digits] == home[:digits] for digits in LEVELS)


def _middle(some: Sequence[Point]) -> Point:
    """Between these; anywhere where there are none."""
    if not some:
        return Point(0.0, 0.0)
    return Point(sum(each.lon for each in some) / len(some), sum(each.lat for each in some) / len(some))
