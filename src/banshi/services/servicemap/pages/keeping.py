"""For those who keep places: the list of their area, and one place put where it really is."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.errors import BanshiError, NotFound
from banshi.kernel.places import commands as places
from banshi.kernel.places.coordinates import Point, metres
from banshi.kernel.places.queries import PlaceRow, place, places_in
from banshi.kernel.web.idempotency import submitted
from banshi.services.servicemap.engine.picture import Frame, around
from banshi.services.servicemap.forms.keeping import MoveForm, PlacesForm
from banshi.services.servicemap.pages.asking import kind_words, name_of
from banshi.services.servicemap.pages.drawn import Drawn, drawn
from banshi.services.servicemap.queries.kept import keeper_area
from banshi.services.servicemap.queries.opened import Opened, opened
from banshi.services.servicemap.queries.published import MapBroken, NoMap

MOST = 300
WIDTHS = (120, 300, 800)
"""Metres to each side that the picture can show."""
PIXELS = 320
"""Of the picture to be pressed: it is never shown smaller, so that a press means one position, also without a script."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The picture on which the new position is pressed, and what its address keeps."""

    picture: Drawn
    middle: Point
    metres: int


@never_cache
@require_safe
def kept_places(request: WebRequest) -> HttpResponse:
    """The places that this member of staff keeps, open ones first."""
    area = keeper_area(request.ctx.actor)
    words = request.GET.get("q", "").strip()[:60].lower()
    rows = [row for row in places_in(area, closed=True) if _holds(row, words)]
    rows.sort(key=lambda row: (row.closed_at is not None, row.tier, row.code))
    listed = [(row, name_of(row), kind_words(row), area_label(row.area, below=area[:6])) for row in rows[:MOST]]
    values = {"rows": listed, "more": len(rows) - len(listed), "total": len(rows), "form": PlacesForm(request.GET)}
    return render(request, "servicemap/kept.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: WebRequest, code: str) -> HttpResponse:
    """Drag the pin, press the picture, or type coordinates; a word why, and the place stands there, on the record."""
    area, found = keeper_area(request.ctx.actor), place(code)
    if not found.area.startswith(area) or found.closed_at is not None:
        raise NotFound()
    pressed = _pressed(request, found)
    wanted = _wanted(request, pressed) or found.point
    first = {"lon": f"{wanted.lon:.7f}", "lat": f"{wanted.lat:.7f}", "system": "wgs84"}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        seen = request.POST.get("seen", "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
        try:
            done = places.move_place(submitted(request), code=code, seen=version, **form.cleaned_data)
        except BanshiError as error:
            form.refuse(error)
        else:
            far = {"name": name_of(done), "metres": round(metres(found.point, done.point))}
            messages.success(request, _("%(name)s 移了 %(metres)s 米，已经记在账上。") % far, extra_tags="done")
            return HttpResponseRedirect(reverse("servicemap:place", args=[code]))
    values = {
        "place": found,
        "name": name_of(found),
        "form": form,
        "pressed": pressed,
        "pin": _pin(pressed, wanted),
        "away": round(metres(found.point, wanted)),
        "widths": [(each, _address(each, wanted)) for each in WIDTHS] if pressed else (),
        "pixels": PIXELS,
    }
    return render(request, "servicemap/move.html", values, status=422 if form.errors else 200)


def _holds(row: PlaceRow, words: str) -> bool:
    return not words or any(words in text.lower() for text in (row.name, row.name_en, row.address, row.code))


def _pressed(request: WebRequest, found: PlaceRow) -> Pressed | None:
    """The picture about the place, or about what the address says; None where there is no map of it."""
    wide = request.GET.get("metres", "")
    half = int(wide) if wide in {str(each) for each in WIDTHS} else WIDTHS[1]
    middle = _point(request, "mid_lon", "mid_lat") or found.point
    mapped = _mapped(found, middle)
    if mapped is None:
        return None
    return Pressed(drawn(mapped, around(middle.lon, middle.lat, half)), middle, half)


def _mapped(found: PlaceRow, middle: Point) -> Opened | None:
    try:
        mapped = opened(found.county)
    except (NoMap, MapBroken):
        return None
    west, south, east, north = mapped.atlas.network.bounds
    return mapped if west <= middle.lon <= east and south <= middle.lat <= north else None


def _wanted(request: WebRequest, pressed: Pressed | None) -> Point | None:
    """Where the picture was pressed: a browser sends the pixel by itself; or the position that an address carries on."""
    try:
        x, y = float(request.GET["at.x"]), float(request.GET["at.y"])
    except (KeyError, ValueError):
        return _point(request, "lon", "lat")
    if pressed is None or not (0 <= x <= PIXELS and 0 <= y <= PIXELS):
        return None
    frame = _frame(pressed)
    return Point(
        round(frame.west + x / PIXELS * (frame.east - frame.west), 7),
        round(frame.north - y / PIXELS * (frame.north - frame.south), 7),
    )


def _point(request: WebRequest, lon: str, lat: str) -> Point | None:
    try:
        found = Point(float(request.GET[lon]), float(request.GET[lat]))
    except (KeyError, ValueError):
        return None
    return found if abs(found.lon) <= 180 and abs(found.lat) <= 85 else None


def _frame(pressed: Pressed) -> Frame:
    return around(pressed.middle.lon, pressed.middle.lat, pressed.metres)


def _pin(pressed: Pressed | None, wanted: Point) -> tuple[float, float] | None:
    """Where the pin stands in the picture, None beyond its edges."""
    if pressed is None:
        return None
    x, y = _frame(pressed).at(wanted.lon, wanted.lat)
    return (x, y) if 0 <= x <= pressed.picture.width and 0 <= y <= pressed.picture.height else None


def _address(half: int, wanted: Point) -> str:
    """The same, closer or wider, about the position that is wanted."""
    at = {"lon": f"{wanted.lon:.7f}", "lat": f"{wanted.lat:.7f}"}
    return "?" + urlencode({"metres": half, "mid_lon": at["lon"], "mid_lat": at["lat"], **at})
