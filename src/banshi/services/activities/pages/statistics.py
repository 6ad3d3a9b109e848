"""How many came: by kind, place, unit, town and month, as of any day, with the sessions behind each number."""

import csv
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.web import charts
from banshi.kernel.web.formatting import count
from banshi.kernel.web.paging import Paging
from banshi.services.activities.forms.lists import BY, StatisticsForm
from banshi.services.activities.pages.county import county_of
from banshi.services.activities.queries import statistics as queries
from banshi.services.activities.queries.held import held
from banshi.services.activities.queries.kinds import kind_title
from banshi.services.activities.queries.offerings import counties_offering
from banshi.services.activities.queries.statistics import Line, Statistics

MOST_BARS = 20


@require_safe
def statistics(request: WebRequest) -> HttpResponse:
    """The sums, cut one way, and the way to take them home."""
    county = county_of(request)
    form = _form(request)
    asked = form.asked()
    found = queries.statistics(county, **asked)
    values = {
        "form": form,
        "county": county,
        "county_name": area_label(county, below=county[:4]),
        "counties": counties_offering(county),
        "found": found,
        "by_title": dict(BY)[asked["by"]],
        "as_of": asked["as_of"],
        "chart": _chart(found),
        "query": request.GET.urlencode(),
    }
    return render(request, "activities/statistics.html", values)


@require_safe
def statistics_csv(request: WebRequest) -> HttpResponse:
    """The same figures as a spreadsheet."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="activities-statistics.csv"'
    writer = csv.writer(response)
    writer.writerow(["key", "title", "held", "attended"])
    for line in _lines(request):
        writer.writerow([line.key or "total", line.title or "total", line.held, line.attended])
    return response


@require_safe
def statistics_json(request: WebRequest) -> JsonResponse:
    """The same figures for a program."""
    asked = _form(request).asked()
    lines = [
        {"key": line.key or "total", "title": line.title, "held": line.held, "attended": line.attended}
        for line in _lines(request)
    ]
    body: dict[str, Any] = {name: value and str(value) for name, value in asked.items()}
    return JsonResponse(
        {"county": county_of(request), **body, "lines": lines}, json_dumps_params={"ensure_ascii": False}
    )


@require_safe
def sources(request: WebRequest) -> HttpResponse:
    """The sessions that a number was counted from."""
    county, form = county_of(request), _form(request)
    asked = form.asked()
    kind, place = request.GET.get("kind", "")[:40], request.GET.get("place", "")[:40]
    found = held(
        county, kind=kind, place=place, since=asked["since"], until=asked["until"], after=request.GET.get("after", "")
    )
    values = {
        "county_name": area_label(county, below=county[:4]),
        "found": found,
        "rows": [(row, kind_title(row.kind)) for row in found.rows],
        "kind": kind_title(kind) if kind else "",
        "paging": Paging(after=found.after),
    }
    return render(request, "activities/held.html", values)


def _form(request: WebRequest) -> StatisticsForm:
    return StatisticsForm(request.GET if set(request.GET) - {"county"} else None)


def _lines(request: WebRequest) -> tuple[Line, ...]:
    found = queries.statistics(county_of(request), **_form(request).asked())
    return (*found.lines, found.total)


def _chart(found: Statistics) -> charts.Chart:
    """Months as a line; anything else as bars, the most first."""
    if found.by == "month":
        points = [charts.Point(line.title, line.attended) for line in found.lines]
        return charts.line(_("每月到场人次"), points, columns=(_("月份"), _("人次")))
    most = sorted(found.lines, key=lambda line: -line.attended)[:MOST_BARS]
    bars = [charts.Bar(line.title, line.attended, count(line.attended)) for line in most]
    return charts.bars(_("到场人次"), bars, columns=(_("名称"), _("人次")))
