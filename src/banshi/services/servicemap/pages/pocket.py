"""The map in the phone: its files, each with an ETag, the worker, and the page for when there is no signal."""

import hashlib
import json
from datetime import date

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.clocks.calendar import BeyondCalendar
from banshi.kernel.clocks.current import calendar
from banshi.kernel.clocks.office import local
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.places.opening import week
from banshi.kernel.places.queries import PlaceRow
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.modes import PACES
from banshi.services.servicemap.engine.pocket import pack_streets
from banshi.services.servicemap.pages.answers import body_of
from banshi.services.servicemap.pages.asking import kind_words, name_of, why
from banshi.services.servicemap.pages.place import spoken
from banshi.services.servicemap.queries.opened import Opened, opened

BINARY = "application/octet-stream"


@require_safe
def reach_file(request: WebRequest, county: str) -> HttpResponseBase:
    """The reach table of a county: junction → places and seconds."""
    return _file(request, opened(county).table, BINARY)


@require_safe
def streets_file(request: WebRequest, county: str) -> HttpResponseBase:
    """The streets on which a position is put."""
    found = opened(county)
    return _file(request, streets_of(found), BINARY)


@require_safe
def places_file(request: WebRequest, county: str) -> HttpResponseBase:
    """The places with their hours for the coming week, in the language of `lang`."""
    found, language = opened(county), "en" if request.GET.get("lang") == "en" else "zh-hans"
    with override(language):
        rows = [_place(place, local(request.ctx.now).date()) for place in found.places.values()]
    body = {"county": county, "attribution": found.row.attribution, "places": rows}
    return _file(request, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), "application/json")


@never_cache
@require_safe
def reach_answer(request: WebRequest, county: str) -> HttpResponse:
    """What is reached from `lon`, `lat`, for programs and for ways of going whose table no phone has: codes, names and seconds, nearest first."""
    try:
        body = body_of(opened(county), request.GET.dict(), request.ctx.now)
    except MapFailure as failure:
        return JsonResponse({"code": f"map_{failure.code}", "message": why(failure)}, status=422)
    except ValueError:
        return JsonResponse({"code": "map_numbers", "message": _("lon、lat、minutes 要写成数字。")}, status=422)
    return HttpResponse(body, content_type="application/json")


@require_safe
def offline(request: WebRequest) -> HttpResponse:
    """What is shown where there is no signal: the list, made from what the phone kept."""
    return render(request, "servicemap/offline.html", {"paces": PACES})


@require_safe
@cache_control(public=True, max_age=3600)
def worker(request: WebRequest) -> HttpResponse:
    """The service worker of the map's pages; served beside them, so that it speaks for them alone."""
    return render(request, "servicemap/worker.js", content_type="text/javascript")


_packed: dict[str, bytes] = {}


def streets_of(found: Opened) -> bytes:
    """The streets' file, made once for each network."""
    if found.row.network not in _packed:
        _packed.clear()
        _packed[found.row.network] = pack_streets(found.atlas.graph(), found.atlas.fingerprint)
    return _packed[found.row.network]


def _place(place: PlaceRow, today: date) -> dict[str, object]:
    return {
        "code": place.code,
        "name": name_of(place),
        "kind": kind_words(place),
        "tier": place.tier,
        "lon": place.lon,
        "lat": place.lat,
        "phone": place.phones[0] if place.phones else "",
        "said": spoken(place.phones[0]) if place.phones else "",
        "url": reverse("servicemap:place", args=[place.code]),
        "days": _days(place, today),
    }


def _days(place: PlaceRow, today: date) -> list[tuple[str, list[tuple[int, int]]]]:
    """Seven days: from and until which minute."""
    if place.timetable is None:
        return []
    try:
        days = week(place.timetable, calendar(), today)
    except BeyondCalendar:
        return []
    return [(each.day.isoformat(), [(span.start, span.end) for span in each.spans]) for each in days]


def _file(request: WebRequest, data: bytes, kind: str) -> HttpResponseBase:
    """A file that a browser keeps and asks about by its fingerprint."""
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    whole = HttpResponse(data, content_type=kind, headers=headers)
    return get_conditional_response(request, etag=etag, response=whole) or whole
