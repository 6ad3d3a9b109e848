"""Near me: what is reached in time, nearest first."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.places.catalogue import Term, catalogue
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.web.hooks import Bookable, bookable
from banshi.kernel.web.preferences import preferences
from banshi.services.servicemap.engine.asked import ReachAnswer, reach_from
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.modes import PACES
from banshi.services.servicemap.engine.picture import around, holding, whole
from banshi.services.servicemap.forms import MINUTES, NearForm
from banshi.services.servicemap.pages.asking import (
    WAYS,
    Going,
    hours_now,
    kind_words,
    language,
    map_of,
    minutes_words,
    name_of,
    way_of,
    why,
)
from banshi.services.servicemap.pages.drawn import Drawn, drawn
from banshi.services.servicemap.pages.library import moves
from banshi.services.servicemap.pages.setting_out import SettingOut, setting_out
from banshi.services.servicemap.queries.opened import Opened
from banshi.services.servicemap.queries.published import NoMap
from banshi.services.servicemap.queries.starts import area_choices

USUAL = 10
"""Minutes: the promise of the circle."""
SHOWN = 30
"""Rows before somebody asks for all of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One place in the list."""

    number: int
    place: PlaceRow
    url: str
    name: str
    kind: str
    minutes: str
    seconds: int | None
    tone: str
    hours: str
    bookable: tuple[Bookable, ...]
    query: str
    """Carries the position on to the pages of the place and of the way."""


@never_cache
@require_safe
def near(request: WebRequest) -> HttpResponse:
    """What is reached from here in ten minutes; without a position, what there is and how to say where one is."""
    try:
        found = map_of(request)
    except NoMap:
        return render(request, "servicemap/nothing.html")
    going = way_of(request.GET.get("by"), large=preferences(request).large)
    minutes = minutes_of(request)
    start = setting_out(request, found)
    kind = request.GET.get("kind", "")
    answer, problem = answer_for(found, start, minutes, going, kind)
    lines, total = lines_for(request, found, start, answer, going, kind)
    values = {
        "map": found.row,
        "county_name": area_label(found.county, below=found.county[:4]),
        "form": _form(found, going, minutes),
        "start": start,
        "problem": problem or start.problem,
        "answer": answer,
        "lines": lines,
        "more": total - len(lines),
        "all": f"?{_kept(request, all='1')}",
        "total": total,
        "kinds": _kinds(found),
        "places": len(found.places),
        "going": going,
        "minutes": minutes,
        "picture": picture_of(found, start, answer, lines),
        "language": language(),
        "files": _files(found),
        "moves": moves(found),
        "query": request.GET.urlencode(),
        "paces": PACES,
        "narrowed": bool(kind) or minutes != USUAL or going.key not in ("foot", "elder"),
    }
    return render(request, "servicemap/near.html", values)


def answer_for(
    found: Opened, start: SettingOut, minutes: int, going: Going, kind: str
) -> tuple[ReachAnswer | None, str]:
    if start.lon is None or start.lat is None:
        return None, ""
    kinds = [kind] if kind in catalogue().kinds else []
    try:
        return reach_from(found.atlas, start.lon, start.lat, minutes, going.mode, going.kmh, kinds), ""
    except MapFailure as failure:
        return None, why(failure)


def lines_for(
    request: WebRequest, found: Opened, start: SettingOut, answer: ReachAnswer | None, going: Going, kind: str
) -> tuple[list[Line], int]:
    """The rows that are shown, and how many there are. Without a position, those of the kind asked for."""
    listed: list[tuple[PlaceRow, int | None]] = []
    if answer is not None:
        listed = [(found.places[each.code], each.seconds) for each in answer.places]
    elif kind:
        listed = [(place, None) for place in found.places.values() if place.kind == kind]
    shown = listed if request.GET.get("all") else listed[:SHOWN]
    offered = bookable(request.ctx, [place.code for place, _seconds in shown])
    query = urlencode({"by": going.key}) + (f"&{start.asked}" if start.known else "")
    by_hours = {row.hours: row for row, _seconds in shown}
    lines, said = [], {hours: hours_now(row, request.ctx.now) for hours, row in by_hours.items()}
    for number, (place, seconds) in enumerate(shown, 1):
        tone, hours = said[place.hours]
        reached = minutes_words(seconds) if seconds is not None else ""
        can = tuple(offered.get(place.code, ()))
        url, named, kind_named = page_of(place.code), name_of(place), kind_words(place)
        lines.append(Line(number, place, url, named, kind_named, reached, seconds, tone, hours, can, f"?{query}"))
    return lines, len(listed)


@lru_cache(maxsize=10_000)
def page_of(code: str) -> str:
    """The address of a place's page. A code stands for one place for ever."""
    return reverse("servicemap:place", args=[code])


def _form(found: Opened, going: Going, minutes: int) -> NearForm:
    return NearForm(
        initial={"by": going.key, "minutes": minutes},
        areas=area_choices(found),
        ways=[(way.key, way.title) for way in WAYS.values()],
        kinds=[(kind.code, kind.title) for kind, _count in _kinds(found)],
    )


def _kinds(found: Opened) -> list[tuple[Term, int]]:
    """The kinds that the map has, by tier, with how many of each."""
    counted = Counter(place.kind for place in found.places.values())
    return [(term, counted[term.code]) for term in catalogue().kinds.values() if counted[term.code]]


def picture_of(found: Opened, start: SettingOut, answer: ReachAnswer | None, lines: list[Line]) -> Drawn:
    """The surroundings of the answer; the whole map where there is none."""
    points = [(line.place.lon, line.place.lat, line.place.tier) for line in lines]
    if answer is None or start.lon is None or start.lat is None:
        every = points or [(place.lon, place.lat, place.tier) for place in found.places.values()]
        return drawn(found, whole(found.atlas.network), every)
    here = (start.lon, start.lat)
    frame = holding([here, *((lon, lat) for lon, lat, _tier in points)]) if points else around(*here, 400)
    return drawn(found, frame, points, here)


def _files(found: Opened) -> dict[str, str]:
    """Where the phone finds what it needs to answer by itself."""
    places = reverse("servicemap:places_file", args=[found.county])
    return {
        "reach": reverse("servicemap:reach_file", args=[found.county]),
        "streets": reverse("servicemap:streets_file", args=[found.county]),
        "places": f"{places}?lang={language()}",
    }


def minutes_of(request: WebRequest) -> int:
    """The minutes asked for, ten where they are none of those offered."""
    given = request.GET.get("minutes", "")
    return int(given) if given.isascii() and given.isdigit() and int(given[:4]) in MINUTES else USUAL


def _kept(request: WebRequest, **more: str) -> str:
    return urlencode({**request.GET.dict(), **more})
