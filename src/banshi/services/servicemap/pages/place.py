"""One place: hours, phones, what is there, what can be booked, and how other maps find it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import phonenumbers
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.places.catalogue import Term, catalogue
from banshi.kernel.places.coordinates import Point, System, convert
from banshi.kernel.places.queries import PlaceRow, history, place
from banshi.kernel.places.words import hours_lines
from banshi.kernel.rooms import kinds
from banshi.kernel.web.hooks import bookable_at
from banshi.kernel.web.preferences import preferences
from banshi.services.servicemap.engine.asked import RouteAnswer, route_to
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.links import Link, links
from banshi.services.servicemap.engine.modes import Mode
from banshi.services.servicemap.engine.picture import around, holding
from banshi.services.servicemap.pages.asking import (
    WAYS,
    Going,
    hours_now,
    kind_words,
    language,
    minutes_words,
    name_of,
    way_of,
    why,
)
from banshi.services.servicemap.pages.drawn import Drawn, drawn
from banshi.services.servicemap.pages.setting_out import SettingOut, setting_out
from banshi.services.servicemap.queries.opened import Opened, opened
from banshi.services.servicemap.queries.published import MapBroken, NoMap
from banshi.services.servicemap.queries.starts import area_choices

APPS = {
    "amap": lazy("高德地图"),
    "baidu": lazy("百度地图"),
    "tencent": lazy("腾讯地图"),
    "apple": lazy("苹果地图"),
    "geo": lazy("手机里的其他地图"),
}
AROUND = 350
"""Metres to each side in the picture of a place."""
LAST_ENTRIES = 6


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The way to a place in another map."""

    title: object
    url: str


@never_cache
@require_safe
def place_page(request: WebRequest, code: str) -> HttpResponse:
    """A place, open or closed for good."""
    found = place(code)
    tone, hours = hours_now(found, request.ctx.now)
    terms = catalogue()
    values = {
        **_head(found),
        "tier": terms.tiers.get(str(found.tier)),
        "tone": tone,
        "hours": hours,
        "timetable": hours_lines(found.timetable) if found.timetable is not None else (),
        "phones": [(each, spoken(each)) for each in found.phones],
        "offers": _terms(terms.offers, found.offers),
        "features": _terms(terms.features, found.features),
        "bookable": bookable_at(request.ctx, code),
        "elsewhere": _elsewhere(links(found.name, found.point)),
        "coordinates": _coordinates(found.point),
        "entries": [(kinds().get(each.kind, each.kind), each.at) for each in history(code)[-LAST_ENTRIES:]],
        "picture": _place_picture(found),
        "kept": request.GET.urlencode(),
    }
    return render(request, "servicemap/place.html", values)


@never_cache
@require_safe
def route(request: WebRequest, code: str) -> HttpResponse:
    """The way to a place from a position: the line, the steps, and the same in other maps."""
    found = place(code)
    mapped = opened(found.county)
    going = way_of(request.GET.get("by"), large=preferences(request).large)
    start = setting_out(request, mapped)
    answer, problem = _way(mapped, start, code, going)
    values = {
        **_head(found),
        "start": start,
        "going": going,
        "ways": WAYS.values(),
        "areas": area_choices(mapped),
        "answer": answer,
        "problem": problem or start.problem,
        "minutes": minutes_words(answer.seconds) if answer else "",
        "steps": [(each.en, each.zh) if language() == "en" else (each.zh, each.en) for each in answer.steps]
        if answer
        else (),
        "other_language": "zh-Hans" if language() == "en" else "en",
        "elsewhere": _elsewhere(answer.links) if answer else _elsewhere(links(found.name, found.point, going.mode)),
        "picture": _way_picture(mapped, found, start, answer) if answer else None,
        "query": urlencode({"by": going.key}) + (f"&{start.asked}" if start.known else ""),
        "wheels": going.mode is Mode.WHEELCHAIR,
    }
    return render(request, "servicemap/route.html", values)


def spoken(number: str) -> str:
    """A number as it is dialled in the country."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, "CN"), phonenumbers.PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        return number


def _head(found: PlaceRow) -> dict[str, object]:
    return {
        "place": found,
        "name": name_of(found),
        "kind": kind_words(found),
        "area": area_label(found.area, below=found.county[:4]),
    }


def _way(mapped: Opened, start: SettingOut, code: str, going: Going) -> tuple[RouteAnswer | None, str]:
    if start.lon is None or start.lat is None:
        return None, ""
    try:
        return route_to(mapped.atlas, start.lon, start.lat, code, going.mode, going.kmh), ""
    except MapFailure as failure:
        return None, why(failure)


def _terms(known: Mapping[str, Term], codes: tuple[str, ...]) -> list[Term]:
    return [term for code in codes if (term := known.get(code)) is not None]


def _elsewhere(given: Sequence[Link]) -> list[Elsewhere]:
    return [Elsewhere(APPS[each.app], each.url) for each in given]


def _coordinates(point: Point) -> list[tuple[str, str]]:
    """Longitude and latitude in each system, to a tenth of a metre."""
    names = {System.WGS84: "WGS-84 / CGCS2000", System.GCJ02: "GCJ-02", System.BD09: "BD-09"}
    found = [(name, convert(point, System.WGS84, system)) for system, name in names.items()]
    return [(name, f"{each.lon:.6f}, {each.lat:.6f}") for name, each in found]


def _place_picture(found: PlaceRow) -> Drawn | None:
    try:
        mapped = opened(found.county)
    except (NoMap, MapBroken):
        return None
    west, south, east, north = mapped.atlas.network.bounds
    if not (west <= found.lon <= east and south <= found.lat <= north):
        return None
    return drawn(mapped, around(found.lon, found.lat, AROUND), [(found.lon, found.lat, found.tier)])


def _way_picture(mapped: Opened, found: PlaceRow, start: SettingOut, answer: RouteAnswer) -> Drawn:
    assert start.lon is not None
    assert start.lat is not None
    here, there = (start.lon, start.lat), (found.lon, found.lat)
    frame = holding([here, there, *answer.line])
    return drawn(mapped, frame, [(found.lon, found.lat, found.tier)], here, answer.line)
