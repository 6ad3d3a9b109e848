"""The map that can be moved: MapLibre with tiles of our own, where the browser draws; the picture everywhere else."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from pmtiles import reader

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import NotFound
from banshi.kernel.web.preferences import preferences
from banshi.services.servicemap.engine import tiles as tiles_of_others
from banshi.services.servicemap.engine.basemap import FILE, ZOOMS
from banshi.services.servicemap.pages.asking import map_of, way_of
from banshi.services.servicemap.pages.library import library_worker_text, moves
from banshi.services.servicemap.pages.near import answer_for, lines_for, minutes_of, picture_of
from banshi.services.servicemap.pages.provider import provider_of_house
from banshi.services.servicemap.pages.setting_out import setting_out
from banshi.services.servicemap.pages.style import style_of, style_of_pictures
from banshi.services.servicemap.queries.opened import Opened, opened


@never_cache
@require_safe
def live(request: WebRequest) -> HttpResponse:
    """What is near, on a map that can be moved and enlarged."""
    found = map_of(request)
    going, minutes = way_of(request.GET.get("by"), large=preferences(request).large), minutes_of(request)
    start = setting_out(request, found)
    answer, problem = answer_for(found, start, minutes, going, request.GET.get("kind", ""))
    lines, _total = lines_for(request, found, start, answer, going, request.GET.get("kind", ""))
    pins = [
        {
            "number": line.number,
            "tier": line.place.tier,
            "lon": line.place.lon,
            "lat": line.place.lat,
            "title": f"{line.name} {line.minutes}".strip(),
            "url": line.url + line.query,
        }
        for line in lines
    ] or _every(found)
    picture = picture_of(found, start, answer, lines)
    values = {
        "map": found.row,
        "picture": picture,
        "pins": {"pins": pins, "here": [start.lon, start.lat] if start.known else None},
        "moves": moves(found),
        "problem": problem or start.problem,
        "query": request.GET.urlencode(),
        "lines": lines,
    }
    return render(request, "servicemap/live.html", values)


@require_safe
@cache_control(public=True, max_age=3600)
def style(request: WebRequest, county: str) -> HttpResponse:
    """What MapLibre draws, and how."""
    found = opened(county)
    own = request.build_absolute_uri(reverse("servicemap:style", args=[county])).removesuffix("style.json")
    tiles = f"{own}tiles/{{z}}/{{x}}/{{y}}.pbf?v={found.row.network[:8]}"
    glyphs = request.build_absolute_uri(reverse("servicemap:near")) + "glyphs/{fontstack}/{range}.pbf"
    zooms, source = (int(ZOOMS[0]), int(ZOOMS[1])), provider_of_house()
    if source is not None:
        pictures = [f"{own}provided/{layer}/{{z}}/{{x}}/{{y}}" for layer in range(len(source.layers))]
        said = " · ".join(filter(None, (source.attribution, settings.BANSHI_MAP_APPROVAL)))
        drawn = style_of_pictures(pictures, found.atlas.network.bounds, tiles_of_others.ZOOMS, escape(said))
        return JsonResponse(drawn, json_dumps_params={"ensure_ascii": False})
    drawn = style_of(tiles, glyphs, found.atlas.network.bounds, zooms, found.row.attribution)
    return JsonResponse(drawn, json_dumps_params={"ensure_ascii": False})


@require_safe
@cache_control(public=True, max_age=86400)
def tile(request: WebRequest, county: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the base map; empty where nothing is drawn."""
    found = opened(county)
    path = found.path / FILE
    if not path.is_file() or not (int(ZOOMS[0]) <= z <= int(ZOOMS[1]) and x < 1 << z and y < 1 << z):
        raise NotFound()
    data = _reader(path).get(z, x, y)
    if not data:
        return HttpResponse(status=204)
    return HttpResponse(data, content_type="application/x-protobuf", headers={"Content-Encoding": "gzip"})


@require_safe
@cache_control(public=True, max_age=86400)
def glyphs(request: WebRequest, font: str, part: str) -> HttpResponse:
    """No glyphs: Chinese is drawn by the browser's own fonts, and there is no outside host to ask for others."""
    return HttpResponse(b"", content_type="application/x-protobuf")


@require_safe
@cache_control(public=True, max_age=86400)
def library_worker(request: WebRequest) -> HttpResponse:
    """The library's worker as a file of our own, so that the content security policy need not allow `blob:`."""
    script = library_worker_text()
    if not script:
        raise NotFound()
    return HttpResponse(script, content_type="text/javascript")


def _every(found: Opened) -> list[dict[str, Any]]:
    """All places without numbers, where nobody said from where."""
    return [
        {
            "number": 0,
            "tier": place.tier,
            "lon": place.lon,
            "lat": place.lat,
            "title": place.name,
            "url": reverse("servicemap:place", args=[place.code]),
        }
        for place in found.places.values()
    ]


PMTILES: Any = reader  # a package without types
_readers: dict[Path, Any] = {}


def _reader(path: Path) -> Any:
    """The tiles of a published folder, which never changes: opened once."""
    if path not in _readers:
        with path.open("rb") as file:
            _readers[path] = PMTILES.Reader(PMTILES.MmapSource(file))
    return _readers[path]
