"""Hot issues: what many people bring, and handling it as one matter."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banshi.kernel.commands import Actor
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.errors import Invalid
from banshi.kernel.rooms import Role, grants
from banshi.kernel.web.idempotency import submitted
from banshi.services.requests import commands
from banshi.services.requests.forms.desk_bulk import MergeAllForm
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.pages.desk.told import WAITS, Words, short
from banshi.services.requests.pages.shown import place_words
from banshi.services.requests.queries.hot import HotRow, HotShown, compared_since, hot_issue
from banshi.services.requests.queries.hot import hot as hot_issues
from banshi.services.requests.service import WHOLE_COUNTY
from banshi.services.requests.triage.heat import Trend

TRENDS: Mapping[Trend, tuple[str, Words]] = {
    Trend.NEW: ("act", lazy("新出现")),
    Trend.RISING: ("soon", lazy("在升温")),
    Trend.STEADY: ("wait", lazy("持平")),
    Trend.FALLING: ("plain", lazy("在降温")),
    Trend.QUIET: ("plain", lazy("近期没有新的")),
}
"""Tone and word of each way an issue can move."""
IN_LIST = 5
"""Requests of one issue that the list names."""


@dataclass(frozen=True, slots=True)
class Line:
    """An issue in the words that staff read, with its requests and where each stands."""

    issue: HotShown
    where: str
    tone: str
    trend: Words
    rows: tuple[tuple[HotRow, str, str, Words], ...]
    """Each request with its place, who has it, and what it waits for."""


@never_cache
@require_safe
def hot(request: WebRequest) -> HttpResponse:
    """What many people bring, hottest first, counted over what this reader may read."""
    actor = at_desk(request, WHOLE_COUNTY)
    values = {
        "lines": [_line(each, IN_LIST) for each in hot_issues(actor, request.ctx.now)],
        "since": compared_since(actor),
    }
    return render(request, "requests/desk/hot.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: WebRequest, issue_id: int) -> HttpResponse:
    """One issue with its requests; those ticked become part of the master, all of them or none."""
    actor = at_desk(request, WHOLE_COUNTY)
    form = MergeAllForm(request.POST) if request.method == "POST" else MergeAllForm()
    refused: Mapping[str, list[str]] = {}
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            done = commands.merge_all(submitted(request), numbers=said["row"], master=said["master"])
        except Invalid as error:
            refused = {number: [str(why) for why in reasons] for number, reasons in error.fields.items()}
        else:
            words = ngettext("%(n)s 件已并入 %(master)s。", "%(n)s 件已并入 %(master)s。", len(done))
            told = words % {"n": len(done), "master": said["master"]}
            messages.success(request, told, extra_tags="done")
            return HttpResponseRedirect(reverse("requests:desk_case", args=[said["master"]]))
    return _page(request, actor, hot_issue(actor, issue_id, request.ctx.now), form, refused)


def _page(
    request: WebRequest, actor: Actor, found: HotShown, form: MergeAllForm, refused: Mapping[str, list[str]]
) -> HttpResponse:
    """The issue with the choice as it was made, or as it is proposed."""
    given = request.POST if form.is_bound else None
    merges = actor.post is not None and "requests.merge" in grants()[Role(actor.post.role)]
    values = {
        "line": _line(found),
        "form": form,
        "refused": [(number, why) for number, reasons in refused.items() for why in reasons],
        "master": given.get("master", "") if given else found.master,
        "ticked": given.getlist("row") if given else [row.number for row in found.rows if row.number != found.master],
        "merges": merges,
        "may_merge": merges and _several(found),
    }
    return render(request, "requests/desk/hot_issue.html", values, status=422 if form.errors or refused else 200)


def _several(found: HotShown) -> bool:
    """Whether there is a master to be had and another that could become part of it."""
    return bool(found.master) and any(row.can_merge and row.number != found.master for row in found.rows)


def _line(found: HotShown, most: int | None = None) -> Line:
    tone, word = TRENDS[found.trend]
    where = found.place or area_label(found.area, below=found.area[:4])
    return Line(found, where, tone, word, tuple(_told(row) for row in found.rows[:most]))


def _told(row: HotRow) -> tuple[HotRow, str, str, Words]:
    county = row.area[:6]
    return row, place_words(row.area, row.place, below=county), short(row.unit, county), WAITS[row.stage]
