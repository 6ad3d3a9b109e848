"""Times, returns, trips and papers saved; each figure with its definition beside it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.web import charts
from banshi.kernel.web.formatting import count, share
from banshi.services.onestop.forms.statistics import StatisticsForm
from banshi.services.onestop.pages.words import said
from banshi.services.onestop.queries.statistics import (
    DEFINITIONS,
    DepartmentFigures,
    ProcedureFigures,
    StepFigures,
    by_department,
)
from banshi.services.onestop.queries.statistics import statistics as figures

NAMES: Mapping[str, Promise] = {
    "cases": lazy("开始办的"),
    "finished": lazy("全部办结"),
    "days": lazy("平均用时"),
    "done": lazy("办好"),
    "in_time": lazy("按时"),
    "step_days": lazy("一步平均用时"),
    "returns": lazy("请居民补材料"),
    "papers_saved": lazy("少交的材料"),
    "trips_saved": lazy("少跑的趟数"),
}
"""What each figure is called."""
OF_STEPS = frozenset({"done", "in_time", "step_days"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One procedure's figures in words."""

    code: str
    title: str
    facts: tuple[tuple[str, str, str], ...]
    """Name of the figure, how it reads, what it means."""
    steps: tuple[tuple[str, ...], ...]
    """Item, department, done, in time, mean days, returns, papers saved."""
    chart: charts.Chart | None


@require_safe
def statistics(request: WebRequest) -> HttpResponse:
    """Each procedure of the county with its steps."""
    form = StatisticsForm(request.GET or {"days": "365"})
    found = figures(settings.BANSHI_COUNTY, form.since(request.ctx.now), request.ctx.now)
    values = {
        "form": form,
        "county_name": area_label(settings.BANSHI_COUNTY, below=settings.BANSHI_COUNTY[:4]),
        "shown": [_shown(each) for each in found],
        "departments": [(said(each.department), *_counted(each)) for each in by_department(found)],
        "definitions": [(NAMES[name], words) for name, words in DEFINITIONS.items() if name in OF_STEPS],
        "query": request.GET.urlencode(),
    }
    return render(request, "onestop/statistics.html", values)


@require_safe
def statistics_csv(request: WebRequest) -> HttpResponse:
    """The same figures as a spreadsheet, one line for each step."""
    form = StatisticsForm(request.GET or {"days": "365"})
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="onestop-statistics.csv"'
    writer = csv.writer(response)
    writer.writerow(
        ["procedure", "step", "department", "begun", "done", "in_time", "mean_days", "returns", "papers_saved"]
    )
    for each in figures(settings.BANSHI_COUNTY, form.since(request.ctx.now), request.ctx.now):
        for step in each.steps:
            took = "" if step.days is None else f"{step.days:.2f}"
            counted = [step.begun, step.done, step.in_time, took, step.returns, step.papers_saved]
            writer.writerow([each.code, step.code, said(step.department), *counted])
    return response


def _shown(found: ProcedureFigures) -> Shown:
    bars = [charts.Bar(said(step.title), step.days, _days(step.days)) for step in found.steps if step.days is not None]
    columns = (_("事项"), _("平均用时"))
    return Shown(
        code=found.code,
        title=said(found.title),
        facts=_facts(found),
        steps=tuple((said(step.title), said(step.department), *_counted(step)) for step in found.steps),
        chart=charts.bars(_("各项从开始到办好的平均天数"), bars, columns=columns) if bars else None,
    )


def _facts(found: ProcedureFigures) -> tuple[tuple[str, str, str], ...]:
    told = {
        "cases": count(found.cases),
        "finished": count(found.finished),
        "days": _days(found.days),
        "returns": count(found.returns),
        "papers_saved": count(found.papers_saved),
        "trips_saved": count(found.trips_saved),
    }
    return tuple((str(NAMES[name]), words, str(DEFINITIONS[name])) for name, words in told.items())


def _counted(found: StepFigures | DepartmentFigures) -> tuple[str, ...]:
    """Done, in time, mean days, returns, papers saved."""
    in_time = share(found.in_time / found.done) if found.done else "—"
    return count(found.done), in_time, _days(found.days), count(found.returns), count(found.papers_saved)


def _days(value: float | None) -> str:
    return "—" if value is None else _("%(days)s 天") % {"days": f"{value:.1f}"}
