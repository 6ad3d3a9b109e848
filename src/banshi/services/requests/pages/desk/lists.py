"""Lists for those who watch over the work: who is late, weekly and monthly supervision, leaders in charge, figures."""

from calendar import monthrange
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.clocks.words import HOLDS
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.rooms import Role
from banshi.kernel.web import formatting
from banshi.kernel.web.paging import Paging
from banshi.services.requests.forms.desk_queue import PeriodForm
from banshi.services.requests.pages.desk import told
from banshi.services.requests.pages.desk.lines import line_of
from banshi.services.requests.pages.desk.staff import at_desk
from banshi.services.requests.queries.charges import leaders_board
from banshi.services.requests.queries.desk import Filter, desk
from banshi.services.requests.queries.keyset import Cut
from banshi.services.requests.queries.statistics import statistics as figures
from banshi.services.requests.queries.watching import demands, due_by_unit, lost_by_unit
from banshi.services.requests.rules.oversight import CAUSE_TITLES, Cause
from banshi.services.requests.service import WHOLE_COUNTY

YEAR = timedelta(days=365)


@never_cache
@require_safe
def due(request: WebRequest) -> HttpResponse:
    """Who has what is overdue or due within two days, unit by unit, then the matters themselves."""
    actor = at_desk(request)
    now = request.ctx.now
    page = desk(
        actor, now, Filter(open=True, overdue=True), Cut(request.GET.get("after", ""), request.GET.get("before", ""))
    )
    values = {
        "units": due_by_unit(actor, now),
        "lines": [line_of(row, now) for row in page.rows],
        "paging": Paging(page.after, page.before),
        "now": now,
    }
    return render(request, "requests/desk/due.html", values)


@never_cache
@require_safe
def supervision(request: WebRequest) -> HttpResponse:
    """The demands of a week or a month, and the lost time of the same days, to print and send round."""
    actor = at_desk(request)
    form = PeriodForm(request.GET)
    form.is_valid()
    day = getattr(form, "cleaned_data", {}).get("of") or timezone.localdate(request.ctx.now)
    monthly = form.data.get("period") == "month"
    since, until = _month(day) if monthly else _week(day)
    found = demands(actor, since, until)
    values = {
        "monthly": monthly,
        "since": since,
        "last": until - timedelta(days=1),
        "earlier": since - timedelta(days=1),
        "later": until if until <= timezone.localdate(request.ctx.now) else None,
        "demands": [(each, _(CAUSE_TITLES[Cause(each.cause)])) for each in found],
        "open": sum(each.answered_at is None and each.lifted_at is None for each in found),
        "lost": [(each, HOLDS[each.kind]) for each in lost_by_unit(actor, since, until)],
        "now": request.ctx.now,
    }
    return render(request, "requests/desk/supervision.html", values)


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, first + timedelta(days=monthrange(day.year, day.month)[1])


@never_cache
@require_safe
def charges(request: WebRequest) -> HttpResponse:
    """Hard cases, the leaders in charge of them, their visits and promises; every change stays to be seen."""
    actor = at_desk(request)
    mine = bool(actor.post and actor.post.role == Role.LEADER)
    cut = Cut(request.GET.get("after", ""), request.GET.get("before", ""), limit=20)
    page = leaders_board(actor, cut, mine=mine)
    values = {
        "rows": [(row, *told.clock_of(row.stage, row.due_at, None, None, request.ctx.now)) for row in page.rows],
        "paging": Paging(page.after, page.before),
        "mine": mine,
        "today": timezone.localdate(request.ctx.now),
    }
    return render(request, "requests/desk/charges.html", values)


@never_cache
@require_safe
def statistics(request: WebRequest) -> HttpResponse:
    """The figures of one's unit, or of all units for those who see the county, with the lost time charged."""
    actor = at_desk(request)
    assert actor.post is not None
    today = timezone.localdate(request.ctx.now)
    found = figures(actor.post.area[:6], by="unit", since=today - YEAR, until=today + timedelta(days=1))
    lost = lost_by_unit(actor, today - YEAR, today + timedelta(days=1))
    own = str(actor.post.unit_id)
    whole = actor.post.role in WHOLE_COUNTY
    values = {
        "lines": [line for line in found.lines if whole or line.key == own],
        "total": found.total,
        "whole": whole,
        "lost": [(each, HOLDS[each.kind]) for each in lost if whole or each.unit_id == actor.post.unit_id],
        "first": formatting.day(today - YEAR, year=True),
        "today": today,
    }
    return render(request, "requests/desk/statistics.html", values)
