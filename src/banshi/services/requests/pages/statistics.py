"""The statistics: counts and rates, what they leave out, how sure they are, as of any day."""

import csv
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label, counties, known_areas
from banshi.kernel.web import charts
from banshi.kernel.web.formatting import count, share
from banshi.services.requests.forms.statistics import StatisticsForm
from banshi.services.requests.pages import shown
from banshi.services.requests.pages.county import county_of
from banshi.services.requests.queries import statistics as queries
from banshi.services.requests.queries.statistics import Line, Statistics
from banshi.services.requests.queries.towns import received_by_town
from banshi.services.requests.rules.rates import Rate
from banshi.services.requests.rules.submission import CHANNEL_TITLES, Channel

LEVELS: Mapping[str, int] = {"area": 9, "category": 1}
RATES = ("response", "solution", "satisfaction")
CALLED = ("told_solution", "callback")
"""What residents told when they were called back."""
RATE_TITLES = {
    "response": lazy("按时答复率"),
    "solution": lazy("解决率"),
    "satisfaction": lazy("满意率"),
    "told_solution": lazy("回访解决率"),
    "callback": lazy("回访接通率"),
}
RATE_MEANING = {
    "response": lazy("已答复的里面，在诉求人的期限之内答复的。退回、转办耽误的时间不扣除。"),
    "solution": lazy("已答复的里面，答复为“已解决”、没有被差评或再次反映推翻的。"),
    "satisfaction": lazy("已评价的里面，评价为“基本满意”以上的。"),
    "told_solution": lazy("公开抽中并接通的里面，群众在电话里说确实解决了的。没有接通的，在最低–最高里。"),
    "callback": lazy("已回访的里面，接通的。"),
}
MOST_BARS = 20


@require_safe
def statistics(request: WebRequest) -> HttpResponse:
    """Three rates, the table behind them, and the way to take them home."""
    county = county_of(request)
    form = StatisticsForm(request.GET or None)
    asked = _asked(form)
    found = queries.statistics(county, level=LEVELS.get(asked["by"]), **asked)
    lines = sorted((_row(line, asked["by"]) for line in found.lines), key=_order(asked["by"]))
    values = {
        "form": form,
        "county": county,
        "county_name": area_label(county, below=county[:4]),
        "counties": counties(county[:4]),
        "total": _row(found.total, ""),
        "rates": [_rate_words(name, getattr(found.total, name)) for name in RATES],
        "called": [_rate_words(name, getattr(found.total, name)) for name in CALLED],
        "by_rule": found.total.told_solution.excluded["by_rule"],
        "lines": lines,
        "by_title": dict(form.fields["by"].choices)[asked["by"]],  # type: ignore[attr-defined]
        "chart": _chart(found, asked["by"], lines),
        "multiples": _multiples(county, found, asked) if asked["by"] == "area" else (),
        "as_of": asked["as_of"],
        "query": request.GET.urlencode(),
    }
    return render(request, "requests/statistics.html", values)


@require_safe
def statistics_csv(request: WebRequest) -> HttpResponse:
    """The same figures as a spreadsheet."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="requests-statistics.csv"'
    rows = _records(request)
    if rows:
        writer = csv.DictWriter(response, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return response


@require_safe
def statistics_json(request: WebRequest) -> JsonResponse:
    """The same figures for a program."""
    asked = _asked(StatisticsForm(request.GET or None))
    body = {"county": county_of(request), **{name: value and str(value) for name, value in asked.items()}}
    return JsonResponse({**body, "lines": _records(request)}, json_dumps_params={"ensure_ascii": False})


def _asked(form: StatisticsForm) -> dict[str, Any]:
    return form.asked() if form.is_bound else {"by": "unit", "as_of": None, "since": None, "until": None}


def _records(request: WebRequest) -> list[dict[str, Any]]:
    """One flat record a line, the total last. Units: shares of 1, empty where nothing was counted."""
    asked = _asked(StatisticsForm(request.GET or None))
    found = queries.statistics(county_of(request), level=LEVELS.get(asked["by"]), **asked)
    return [_record(line, asked["by"]) for line in (*found.lines, found.total)]


def _record(line: Line, by: str) -> dict[str, Any]:
    record: dict[str, Any] = {"key": line.key or "total", "title": str(_title(line, by)) if line.key else "total"}
    record |= {name: value for name, value in line.counts.items() if not name.startswith(("received_", "solved_"))}
    for name in (*RATES, *CALLED):
        rate: Rate = getattr(line, name)
        low, high = rate.interval or (None, None)
        parts = {"": rate.value, "_min": rate.least, "_max": rate.most, "_ci95_low": low, "_ci95_high": high}
        record |= {f"{name}{end}": None if value is None else round(value, 4) for end, value in parts.items()}
    return record


def _title(line: Line, by: str) -> str:
    match by:
        case "area":
            return known_areas([line.key])[line.key].name if known_areas([line.key]) else line.key
        case "category":
            return shown.category_words(line.key) or _("未分类")
        case "channel":
            return _(CHANNEL_TITLES[Channel(line.key)]) if line.key in list(Channel) else line.key
        case "unit":
            return line.title if line.key != "0" else _("尚未派单")
    return line.title


def _row(line: Line, by: str) -> dict[str, Any]:
    return {
        "title": _title(line, by) if by else _("合计"),
        "key": line.key,
        "received": count(line.counts["received"]),
        "answered": count(line.counts["answered"]),
        "left_out": count(line.counts["withdrawn"] + line.counts["merged"]),
        "rates": [_rate_words(name, getattr(line, name)) for name in RATES],
        "called": [_rate_words(name, getattr(line, name)) for name in ("solution", *CALLED)],
        "line": line,
    }


def _order(by: str) -> Any:
    return (lambda row: row["key"]) if by in ("month", "area") else lambda row: -row["line"].counts["received"]


def _rate_words(name: str, rate: Rate) -> dict[str, Any]:
    """One rate in words: the value, of how many, what is not known yet, the bounds, the interval."""
    return {
        "title": RATE_TITLES[name],
        "meaning": RATE_MEANING[name],
        "value": "—" if rate.value is None else share(rate.value),
        "of": _("%(hits)s / %(total)s 件") % {"hits": count(rate.hits), "total": count(rate.total)},
        "bounds": "" if rate.least is None or rate.most is None else f"{share(rate.least)} – {share(rate.most)}",
        "interval": "" if rate.interval is None else f"{share(rate.interval[0])} – {share(rate.interval[1])}",
        "unknown": rate.unknown,
        "left_out": sum(rate.excluded.values()),
    }


def _chart(found: Statistics, by: str, lines: list[dict[str, Any]]) -> charts.Chart:
    """Months as a line of what came in; anything else as bars of the response rate with its interval."""
    columns = (_("名称"), _("按时答复率"))
    if by == "month":
        points = [charts.Point(row["title"], row["line"].counts["received"]) for row in lines]
        return charts.line(_("每月收到"), points, columns=(_("月份"), _("件")))
    bars = [_bar(row) for row in lines[:MOST_BARS] if row["line"].response.value is not None]
    return charts.bars(_("按时答复率"), bars, columns=columns, top=1, note=_("细条是 95% 置信区间：件数少的，条就宽。"))


def _bar(row: dict[str, Any]) -> charts.Bar:
    rate: Rate = row["line"].response
    low, high = rate.interval or (None, None)
    words = f"{row['rates'][0]['value']} · {row['rates'][0]['of']}"
    return charts.Bar(row["title"], rate.value or 0, words, low, high)


def _multiples(county: str, found: Statistics, asked: Mapping[str, Any]) -> tuple[charts.Chart, ...]:
    """What each town brought, month by month, all on one scale."""
    towns = tuple(line.key for line in found.lines)
    when = {name: asked[name] for name in ("as_of", "since", "until")}
    brought = received_by_town(county, towns, **when)
    months = sorted({month for counts in brought.values() for month in counts})
    names = known_areas(towns)
    given = [
        (names[town].name if town in names else town, [charts.Point(m, brought[town].get(m, 0)) for m in months])
        for town in towns
    ]
    return charts.small_multiples(_("每月收到"), given, columns=(_("月份"), _("件"))) if months else ()
