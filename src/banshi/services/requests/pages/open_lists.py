"""What else is open to everybody: leaders in charge, who is asked for what, the deadlines, the places."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from banshi.kernel.clocks import current
from banshi.kernel.clocks.rules import Rule, Standing
from banshi.kernel.clocks.words import period_words
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label, counties, known_areas
from banshi.services.requests.pages import shown
from banshi.services.requests.pages.county import county_of
from banshi.services.requests.queries.board import BoardCase, board
from banshi.services.requests.queries.catalogue import published_catalogue
from banshi.services.requests.queries.places import Point, by_place
from banshi.services.requests.rules.submission import KIND_TITLES, Kind

LOCAL = {9: lazy("所在乡镇、苏木、街道"), 12: lazy("所在村、嘎查、社区")}
GROUPS = (("hotline", lazy("诉求、求助、建议、咨询")), ("petition", lazy("信访")))
MAP_WIDTH, MAP_HEIGHT, EDGE = 640, 400, 16


@require_safe
def leaders(request: WebRequest) -> HttpResponse:
    """Leaders in charge of hard cases, every change on show."""
    cases = board(county_of(request))
    towns = known_areas({case.town for case in cases})
    lines = [_case(case, towns[case.town].name if case.town in towns else "") for case in cases]
    values = {"lines": lines, "open": sum(case.open for case in cases), "all": len(cases)}
    return render(request, "requests/leaders.html", {**values, **_county(request)})


def _case(case: BoardCase, town: str) -> dict[str, Any]:
    category = shown.category_words(case.category) or _("未分类")
    return {
        "case": case,
        "title": case.title or " · ".join(part for part in (town, category) if part),
        "stage": shown.stage_words(case.stage),
        "tone": shown.tone_of(case.stage),
        "now": case.charges[-1],
        "before": case.charges[:-1],
    }


@require_safe
def catalogue(request: WebRequest) -> HttpResponse:
    """The dispatch catalogue: which unit is asked first for what."""
    found = published_catalogue(county_of(request))
    lines = [
        (shown.category_words(line.category), line.unit or LOCAL.get(line.level, ""), line.helpers, line.missing)
        for line in found.lines
    ]
    desks = [
        (_("其他") if kind == "default" else pgettext("kind", KIND_TITLES[Kind(kind)]), name)
        for kind, name in found.desks
    ]
    values = {"catalogue": found, "lines": lines, "desks": desks}
    return render(request, "requests/catalogue.html", {**values, **_county(request)})


@require_safe
def deadlines(request: WebRequest) -> HttpResponse:
    """Every deadline with its article; stand-ins for a county's own rules are marked."""
    by_group: dict[str, list[list[Rule]]] = defaultdict(list)
    for code, versions in current.rules().versions.items():
        by_group[code.partition(".")[0]].append(sorted(versions, key=lambda rule: rule.valid_from, reverse=True))
    groups = [(title, [(rules, _longest(rules[0])) for rules in by_group[prefix]]) for prefix, title in GROUPS]
    return render(request, "requests/deadlines.html", {"groups": groups, "demo": Standing.DEMO})


def _longest(rule: Rule) -> str:
    """The most that extensions may add, in words; empty for never."""
    return period_words(replace(rule, amount=rule.extension)) if rule.extension else ""


@require_safe
def places(request: WebRequest) -> HttpResponse:
    """Published requests by place: a drawing, and the same as a list."""
    county = county_of(request)
    found = by_place(county)
    names = known_areas({row.area for row in found.rows} | {row.area[:9] for row in found.rows})
    towns: dict[str, dict[str, Any]] = {}
    for row in found.rows:
        code = row.area[:9]
        town = towns.setdefault(
            code,
            {"code": code, "name": names[code].name if code in names else code, "open": 0, "answered": 0, "rows": []},
        )
        town["open"] += row.open
        town["answered"] += row.answered
        if row.area != code and row.area in names:
            town["rows"].append((row, names[row.area].name))
    ordered = sorted(towns.values(), key=lambda town: -(town["open"] + town["answered"]))
    values = {"towns": ordered, "drawing": draw(found.points), "points": len(found.points)}
    return render(request, "requests/places.html", {**values, **_county(request)})


def draw(points: tuple[Point, ...]) -> SafeString:
    """Dots where requests come from: hollow while open, filled once answered; north is up."""
    if not points:
        return SafeString("")
    west, east = min(p.lon for p in points), max(p.lon for p in points)
    south, north = min(p.lat for p in points), max(p.lat for p in points)
    wide, high = max(east - west, 0.01), max(north - south, 0.01)
    dots = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="5"/>',
        (
            (
                "dot dot-open" if p.open else "dot",
                f"{EDGE + (p.lon - west) / wide * (MAP_WIDTH - 2 * EDGE):.1f}",
                f"{EDGE + (north - p.lat) / high * (MAP_HEIGHT - 2 * EDGE):.1f}",
            )
            for p in points
        ),
    )
    return format_html(
        '<svg class="dots" role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>',
        _("公开的诉求在哪里"),
        MAP_WIDTH,
        MAP_HEIGHT,
        dots,
    )


def _county(request: WebRequest) -> dict[str, Any]:
    county = county_of(request)
    return {
        "county": county,
        "county_name": area_label(county, below=county[:4]),
        "counties": counties(county[:4]),
    }
