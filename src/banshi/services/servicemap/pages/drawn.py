"""The picture of the surroundings: streets as a file of their own, pins and the way over them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.services.servicemap.engine.picture import Frame, line, streets
from banshi.services.servicemap.queries.opened import Opened, opened
from banshi.services.servicemap.queries.published import MapRow

NUMBERED = 30
"""Pins that carry their number; farther ones are dots."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A place in the picture."""

    x: float
    y: float
    number: int
    tier: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture for `servicemap/parts/picture.html`."""

    src: str
    width: int
    height: int
    box: str
    pins: tuple[Pin, ...]
    here: tuple[float, float] | None
    way: str
    attribution: str
    said: str
    approval: str
    served: str = ""
    unserved: str = ""
    """Junctions within reach, and beyond it, as paths of dots."""

    @property
    def marks(self) -> SafeString:
        """The pins as SVG: numbers only, written at once, for a template would take longer over them than the search took."""
        return mark_safe("".join(map(_mark, self.pins)))


def _mark(pin: Pin) -> str:
    if not pin.number:
        return f'<circle class="map-dot map-pin-{pin.tier:d}" cx="{pin.x:g}" cy="{pin.y:g}" r="11"/>'
    text = f'<text x="{pin.x:g}" y="{pin.y:g}" dy=".35em">{pin.number:d}</text>'
    return f'<g class="map-pin map-pin-{pin.tier:d}"><circle cx="{pin.x:g}" cy="{pin.y:g}" r="26"/>{text}</g>'


def drawn(
    found: Opened,
    frame: Frame,
    places: Sequence[tuple[float, float, int]] = (),
    here: tuple[float, float] | None = None,
    way: tuple[tuple[float, float], ...] = (),
) -> Drawn:
    """The picture of a piece of the map with places (longitude, latitude, tier) numbered as they come."""
    width, height = frame.size
    pins = []
    for number, (lon, lat, tier) in enumerate(places, 1):
        x, y = frame.at(lon, lat)
        if 0 <= x <= width and 0 <= y <= height:
            pins.append(Pin(x, y, number if number <= NUMBERED else 0, tier))
    src = reverse("servicemap:streets_picture", args=[found.county])
    row: MapRow = found.row
    return Drawn(
        src=f"{src}?box={frame.key()}&v={row.network[:8]}",
        width=width,
        height=height,
        box=frame.key(),
        pins=tuple(reversed(pins)),
        here=frame.at(*here) if here is not None else None,
        way=line(frame, way) if way else "",
        attribution=row.attribution,
        said=row.said,
        approval=settings.BANSHI_MAP_APPROVAL,
    )


@require_safe
@cache_control(public=True, max_age=86400)
def streets_picture(request: WebRequest, county: str) -> HttpResponse:
    """The streets of a piece of the map, as SVG."""
    found = opened(county)
    frame = _frame(request.GET.get("box", ""), found)
    drawn = streets(found.atlas.network, frame, found.row.attribution)
    return HttpResponse(drawn, content_type="image/svg+xml")


def _frame(box: str, found: Opened) -> Frame:
    """The box of an address, as far as it touches the map.

    Raises:
        NotFound: no box, or one beside the map.
    """
    try:
        west, south, east, north = (float(edge) for edge in box.split(","))
    except ValueError:
        raise NotFound() from None
    left, bottom, right, top = found.atlas.network.bounds
    fits = -180 <= west < east <= 180 and -85 <= south < north <= 85 and max(east - west, north - south) < 3
    if not fits or east < left or west > right or north < bottom or south > top:
        raise NotFound()
    return Frame(west, south, east, north)
