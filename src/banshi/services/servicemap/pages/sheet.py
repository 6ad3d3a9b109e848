"""Places as a spreadsheet: taken out, handed back, compared, confirmed row by row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.sheets.differences import Change
from banshi.kernel.sheets.handing import HandBackForm, keep, kept
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.servicemap.queries.kept import choices, keeper_area, standing
from banshi.services.servicemap.rules.differences import Given, State, Verdict, Wrong, compare
from banshi.services.servicemap.rules.sheet import HEADINGS, JOINTS
from banshi.services.servicemap.sheets.cells import Cells
from banshi.services.servicemap.sheets.incoming import read
from banshi.services.servicemap.sheets.taking import planned, take_in
from banshi.services.servicemap.sheets.writer import write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HAND_BACKS = Limit(times=60, seconds=3600)
SALT = "servicemap.handed_back"
MOST_AT_ONCE = 500
"""Changed rows that one page shows and one confirmation takes in."""
MOST_WRONG = 200
STATES: Mapping[State, object] = {
    State.NEW: lazy("新增"),
    State.CHANGED: lazy("有改动"),
    State.CONFLICT: lazy("冲突"),
    State.WRONG: lazy("写错"),
    State.UNKNOWN: lazy("没有找到"),
    State.TWICE: lazy("重复"),
    State.SAME: lazy("没有改动"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field in words."""

    title: str
    was: str
    mine: str
    now: str
    decided: bool


@never_cache
@require_safe
def export(request: WebRequest) -> HttpResponse:
    """The open places of the keeper's area as a workbook. They are public, so taking them out leaves nothing on the record."""
    area = keeper_area(request.ctx.actor)
    file = write(list(standing(area).values()), Cells(choices(area)))
    name = _("场所-%(day)s.xlsx") % {"day": timezone.localdate(request.ctx.now).isoformat()}
    answer = HttpResponse(file, content_type=XLSX)
    answer.headers["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: WebRequest) -> HttpResponse:
    """Take the file, change nothing, and show what it would change."""
    actor = request.ctx.actor
    area = keeper_area(actor)
    if request.method == "POST":
        spend(request, "places.hand_back", HAND_BACKS, by=actor.key)
    cells = Cells(choices(area))
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandBackForm(*given, read=partial(read, cells=cells))
    if form.is_valid():
        return _preview(request, actor, form.cleaned_data["file"], cells, area)
    return render(request, "servicemap/sheet.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_POST
def take_back(request: WebRequest) -> HttpResponse:
    """Put the chosen rows right, one after another, and say of each what became of it."""
    actor = request.ctx.actor
    keeper_area(actor)
    chosen = kept(actor, request.POST.get("word", ""), request.POST.getlist("row"), salt=SALT)
    if not chosen:
        messages.error(request, _("没有选中要改的行，场所没有变。"), extra_tags="late")
        return HttpResponseRedirect(reverse("servicemap:sheet"))
    taken = take_in(submitted(request), chosen)
    shown = {"done": [each for each in taken if not each.why], "failed": [each for each in taken if each.why]}
    return render(request, "servicemap/sheet_done.html", shown)


def _preview(request: WebRequest, actor: Actor, rows: Sequence[Given], cells: Cells, area: str) -> HttpResponse:
    verdicts = compare(rows, standing(area))
    counted = Counter(each.state for each in verdicts)
    some = [each for each in verdicts if each.state in (State.NEW, State.CHANGED, State.CONFLICT)][:MOST_AT_ONCE]
    wrong = [(each, cell) for each in verdicts if each.state is State.WRONG for cell in map(_told, each.wrong)]
    values = {
        "total": len(verdicts),
        "counts": [(title, counted[state]) for state, title in STATES.items() if counted[state]],
        "wrong": wrong[:MOST_WRONG],
        "twice": _twice(verdicts),
        "unknown": [each for each in verdicts if each.state is State.UNKNOWN][:MOST_WRONG],
        "conflicts": [(each, _lines(each, cells)) for each in some if each.state is State.CONFLICT],
        "changed": [(each, _lines(each, cells)) for each in some if each.state is not State.CONFLICT],
        "word": keep(actor, [planned(each) for each in some], salt=SALT),
        "left": sum(counted[state] for state in (State.NEW, State.CHANGED, State.CONFLICT)) - len(some),
    }
    return render(request, "servicemap/sheet_preview.html", values)


def _twice(verdicts: Sequence[Verdict]) -> list[tuple[str, str]]:
    found = {each.code: each.rows for each in verdicts if each.state is State.TWICE}
    return [(code, "、".join(map(str, rows))) for code, rows in found.items()][:MOST_WRONG]


def _told(wrong: Wrong) -> Wrong:
    """The rules' words in the language in force; those of a cell that could not be read are so already."""
    return Wrong(wrong.cell, wrong.given, _(wrong.allowed))


def _lines(verdict: Verdict, cells: Cells) -> list[Line]:
    return [_line(each, cells) for each in verdict.changes]


def _line(change: Change, cells: Cells) -> Line:
    def shown(value: str | None) -> str:
        if value is None:
            return "?"
        whole = cells.cell(change.field, {change.field: value}) if value or change.field in JOINTS else ""
        return whole or _("（空）")

    return Line(_(HEADINGS[change.field]), shown(change.was), shown(change.mine), shown(change.now), change.decided)
