"""The desk of a department: what waits, due first; many completed at once; what waits for residents and for handing over."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.web.formatting import day
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.paging import Paging
from banshi.services.onestop import commands
from banshi.services.onestop.pages import words
from banshi.services.onestop.pages.desk.staff import at_desk
from banshi.services.onestop.queries import desk as queries
from banshi.services.onestop.queries.guard import HANDLE, SUPERVISE

VIEWS = ("due", "returned", "handover")


@dataclass(frozen=True, slots=True)
class Line:
    """One step in the queue, in words."""

    row: queries.DeskRow
    title: str
    step: str
    due: str
    tone: str
    mine: bool
    missing: str = ""


@never_cache
@require_safe
def queue(request: WebRequest) -> HttpResponse:
    """What waits for the unit in one of three views."""
    actor = at_desk(request, HANDLE)
    if number := request.GET.get("number", "").strip():
        return redirect("onestop:case", number[:40])
    view = request.GET.get("view", "due")
    view = view if view in VIEWS else "due"
    role = actor.post.role if actor.post else ""
    after = request.GET.get("after", "")
    page = queries.desk(actor, request.ctx.now, after=after) if view == "due" else None
    rows = page.rows if page else queries.returned(actor, request.ctx.now) if view == "returned" else ()
    counts = queries.counts(actor, request.ctx.now)
    values = {
        "view": view,
        "tabs": _tabs(view, counts),
        "lines": [line(row, role) for row in rows],
        "handing": [_handed(row) for row in queries.handing(actor)] if view == "handover" else [],
        "paging": Paging(page.after if page else "", ""),
        "late": counts.late,
    }
    return render(request, "onestop/desk/queue.html", values)


@require_POST
def complete(request: WebRequest) -> HttpResponse:
    """Complete everything that was ticked, at once."""
    at_desk(request, HANDLE)
    steps = [int(each) for each in request.POST.getlist("row") if each.isdecimal()]
    if not steps:
        messages.error(request, _("请先勾选要办结的。"), extra_tags="soon")
        return redirect("onestop:desk")
    try:
        done = commands.complete_many(submitted(request), steps=steps)
    except (Conflict, Invalid) as error:
        messages.error(request, str(error), extra_tags="late")
        return redirect("onestop:desk")
    told = ngettext("办结了 %(n)s 项。", "办结了 %(n)s 项。", done.completed) % {"n": done.completed}
    left = ngettext("%(n)s 项没有办，原样未动。", "%(n)s 项没有办，原样未动。", len(done.left)) % {"n": len(done.left)}
    messages.success(request, f"{told}{left if done.left else ''}", extra_tags="done")
    return redirect("onestop:desk")


@never_cache
@require_safe
def stuck(request: WebRequest) -> HttpResponse:
    """Steps in the area that are late: whose, for how long, whether their unit was told."""
    actor = at_desk(request, SUPERVISE)
    lines = [line(row, "") for row in queries.stuck(actor, request.ctx.now)]
    units: dict[str, int] = {}
    for each in lines:
        units[each.row.unit] = units.get(each.row.unit, 0) + 1
    by_unit = sorted(units.items(), key=lambda one: -one[1])
    return render(request, "onestop/desk/stuck.html", {"lines": lines, "by_unit": by_unit})


def line(row: queries.DeskRow, role: str) -> Line:
    """One step in words; `mine` where a post of this role completes it."""
    due = "" if row.due is None else day(row.due)
    words_ = _("超期，应在 %(day)s 办好") % {"day": due} if row.late else _("%(day)s 前办好") % {"day": due}
    return Line(
        row=row,
        title=words.said(row.title),
        step=words.said(row.step_title),
        due=words_ if due else _("等居民补材料"),
        tone="late" if row.late else "wait",
        mine=row.signs in {"", role},
        missing=row.reason,
    )


def _handed(row: queries.HandRow) -> tuple[queries.HandRow, str, str, str]:
    tone = "wait" if row.sent_at else "act"
    told = words.where_handed(row.way, row.sent_at is not None)
    return row, words.said(row.step_title), tone, told


def _tabs(view: str, counts: queries.Counts) -> list[tuple[str, str, bool]]:
    home = reverse("onestop:desk")
    titles = (
        ("due", _("待办 %(n)s") % {"n": counts.active}),
        ("returned", _("等居民补 %(n)s") % {"n": counts.returned}),
        ("handover", _("待交付 %(n)s") % {"n": counts.handing}),
    )
    return [
        (title, home if name == "due" else f"{home}?{urlencode({'view': name})}", name == view)
        for name, title in titles
    ]
