"""The printed guide: a district or one of its towns on paper, with map, numbers, hours, phones and a code to scan."""

import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn as fonts
import segno
import typst
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label, known_areas
from banshi.kernel.errors import NotFound
from banshi.kernel.places.catalogue import catalogue
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.places.words import hours_lines
from banshi.kernel.web.formatting import day
from banshi.services.servicemap.engine.picture import holding, streets, whole, with_pins
from banshi.services.servicemap.pages.asking import kind_words, language, map_of, name_of
from banshi.services.servicemap.pages.place import spoken
from banshi.services.servicemap.queries.opened import Opened, opened
from banshi.services.servicemap.queries.published import NoMap

TOWN_DIGITS = 9
PAPERS = ("a4", "a3")


@require_safe
def guide(request: WebRequest) -> HttpResponse:
    """Choose the whole district or one street or town, and the size of the paper."""
    try:
        found = map_of(request)
    except NoMap:
        return render(request, "servicemap/nothing.html")
    values = {
        "map": found.row,
        "county_name": area_label(found.county, below=found.county[:4]),
        "towns": list(known_areas(_towns(found)).values()),
        "papers": [each.upper() for each in PAPERS],
    }
    return render(request, "servicemap/guide.html", values)


@require_safe
def guide_pdf(request: WebRequest, county: str) -> HttpResponse:
    """The guide of a district, or of the street or town `area`, as PDF."""
    found = opened(county)
    area = request.GET.get("area", "")
    towns = [area] if area else _towns(found)
    if area and area not in _towns(found):
        raise NotFound()
    parts = [_part(request, found, town) for town in towns]
    if not area:
        parts.insert(0, _overview(request, found))
    data = {
        "lang": "en" if language() == "en" else "zh",
        "paper": request.GET.get("paper", "") if request.GET.get("paper", "") in PAPERS else "a4",
        "title": _("%(area)s十分钟服务指南") % {"area": area_label(area or county, below=county[:4])},
        "day": _("%(day)s 印制") % {"day": day(request.ctx.now, year=True)},
        "operator": settings.BANSHI_OPERATOR,
        "source": " · ".join(each for each in (found.row.attribution, settings.BANSHI_MAP_APPROVAL) if each),
        "note": found.row.said,
        "heads": [_("序号"), _("场所"), _("什么时候开"), _("电话")],
        "parts": parts,
    }
    pdf = _compiler().compile(format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    name = f'inline; filename="guide-{area or county}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


def _overview(request: WebRequest, found: Opened) -> dict[str, object]:
    """The district's own centre and those of its streets and towns on one map."""
    chosen = [place for place in found.places.values() if place.tier in (1, 2)]
    return _drawn(request, found, area_label(found.county, below=found.county[:4]), "", chosen)


def _part(request: WebRequest, found: Opened, town: str) -> dict[str, object]:
    """One street or town: every place in it."""
    chosen = [place for place in found.places.values() if place.area.startswith(town)]
    return _drawn(request, found, known_areas([town])[town].name, town, chosen)


def _drawn(request: WebRequest, found: Opened, title: str, area: str, chosen: list[PlaceRow]) -> dict[str, object]:
    chosen.sort(key=lambda place: (place.tier or 9, place.code))
    pins = [(place.lon, place.lat, place.tier) for place in chosen]
    points = [(place.lon, place.lat) for place in chosen]
    frame = holding(points) if points else whole(found.atlas.network)
    asked = f"?county={found.county}" + (f"&area={area}" if area else "")
    terms = catalogue().tiers
    return {
        "title": title,
        "svg": with_pins(streets(found.atlas.network, frame, found.row.attribution), frame, pins),
        "qr": _code(request.build_absolute_uri(reverse("servicemap:near") + asked)),
        "scan": _("扫一扫：现在开没开门，怎么走，能约什么"),
        "rows": [
            {
                "number": number,
                "tier": place.tier,
                "name": name_of(place),
                "kind": " · ".join(
                    [terms[str(place.tier)].title if str(place.tier) in terms else "", kind_words(place)]
                ),
                "hours": [f"{when} {spans}" for when, spans in hours_lines(place.timetable)] if place.timetable else [],
                "phones": [spoken(each) for each in place.phones],
            }
            for number, place in enumerate(chosen, 1)
        ],
    }


def _towns(found: Opened) -> list[str]:
    """The streets and towns that have places."""
    return sorted({place.area[:TOWN_DIGITS] for place in found.places.values() if len(place.area) >= TOWN_DIGITS})


def _code(link: str) -> str:
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="svg", border=1, xmldecl=False)
    return buffer.getvalue().decode()


@cache
def _compiler() -> typst.Compiler:
    source = Path(str(files("banshi.services.servicemap") / "templates" / "servicemap" / "guide.typ"))
    return typst.Compiler(str(source), root=str(source.parent), font_paths=[str(fonts.serif_path().parent)])
