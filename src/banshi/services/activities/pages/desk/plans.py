"""What is offered, and when: put down, changed, cancelled."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from banshi.kernel.clocks.office import local
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from banshi.kernel.web.formatting import day
from banshi.kernel.web.idempotency import submitted
from banshi.services.activities import commands
from banshi.services.activities.forms.desk import (
    FOLLOWING,
    CancelForm,
    ChangeForm,
    OfferingForm,
    ReasonForm,
    SessionsForm,
    first_of,
)
from banshi.services.activities.pages import words
from banshi.services.activities.pages.desk.staff import at_desk, is_warden, own_units
from banshi.services.activities.queries import offerings as queries
from banshi.services.activities.queries.kinds import kind_title
from banshi.services.activities.rules.offering import VENUE
from banshi.services.activities.rules.recurrence import Holidays
from banshi.services.activities.service import WARDENS

REFUSED = (Invalid, Conflict, Forbidden, NotFound)


@never_cache
@require_safe
def offerings(request: WebRequest) -> HttpResponse:
    """Everything that this desk runs or may read."""
    actor = at_desk(request)
    values = {
        "rows": [(each, kind_title(each.kind)) for each in queries.offered(actor)],
        "closed": [(each, kind_title(each.kind)) for each in queries.offered(actor, closed=True)],
        "runs": is_warden(actor),
    }
    return render(request, "activities/desk/offerings.html", values)


@never_cache
@require_safe
def offering(request: WebRequest, code: str) -> HttpResponse:
    """One offering with its sessions."""
    actor = at_desk(request)
    found = queries.runs(actor, code)
    values = {
        "offering": found,
        "kind": kind_title(found.kind),
        "audience": words.audience_words(found),
        "lines": [words.line(each) for each in queries.sessions_of(code, request.ctx.now)],
        "repeats": [said for each in queries.series_of(code) if (said := words.repeats(each))],
        "is_venue": found.form == VENUE,
        "runs": is_warden(actor) and found.closed_at is None,
    }
    return render(request, "activities/desk/offering.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: WebRequest) -> HttpResponse:
    """Something new to offer."""
    actor = at_desk(request, WARDENS)
    form = OfferingForm(_posted(request), units=own_units(actor), today=local(request.ctx.now).date())
    if request.method == "POST" and form.is_valid():
        try:
            done = commands.open_offering(submitted(request), draft=form.draft())
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("开好了。接着排场次，或者让居民按小时约。"), extra_tags="done")
            return redirect("activities:desk_offering", done.number)
    return _form(request, form, title=_("开设活动或场地"), back_url="activities:desk_offerings")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: WebRequest, code: str) -> HttpResponse:
    """What is said of an offering."""
    actor = at_desk(request, WARDENS)
    found = queries.runs(actor, code)
    form = OfferingForm(
        _posted(request), units=own_units(actor), today=local(request.ctx.now).date(), initial=first_of(found)
    )
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            given = int(seen) if seen.isascii() and seen.isdigit() else 0
            commands.change_offering(submitted(request), code=code, seen=given, draft=form.draft())
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("改好了。"), extra_tags="done")
            return redirect("activities:desk_offering", code)
    return _form(request, form, title=_("修改"), about=found.title, code=code, seen=found.version)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: WebRequest, code: str) -> HttpResponse:
    """Offer it no more."""
    actor = at_desk(request, WARDENS)
    found = queries.runs(actor, code)
    form = ReasonForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            commands.close_offering(submitted(request), code=code, reason=form.cleaned_data["reason"])
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("已停办，约了的人都告诉了。"), extra_tags="done")
            return redirect("activities:desk_offering", code)
    return _form(request, form, title=_("停办"), about=found.title, code=code, danger=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: WebRequest, code: str) -> HttpResponse:
    """Put down sessions, one or many."""
    actor = at_desk(request, WARDENS)
    found = queries.runs(actor, code)
    first = {
        "day": local(request.ctx.now).date(),
        "clock": "19:00",
        "minutes": found.minutes,
        "capacity": found.capacity,
        "holidays": str(Holidays.SKIP),
    }
    form = SessionsForm(_posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            season = commands.add_sessions(submitted(request), code=code, **form.said())
        except REFUSED as error:
            form.refuse(error)
        else:
            count = len(season.sessions)
            told = ngettext("排了 %(n)s 场。", "排了 %(n)s 场。", count) % {"n": count}
            out = "、".join(day(each) for each in season.skipped[:12])
            left = _("这些日子因放假或调休没有排：%(days)s") % {"days": out} if out else ""
            messages.success(request, f"{told}{left}", extra_tags="done")
            return redirect("activities:desk_offering", code)
    return _form(request, form, title=_("排场次"), about=found.title, code=code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: WebRequest, number: str) -> HttpResponse:
    """Move a session, or this and later ones."""
    actor = at_desk(request, WARDENS)
    shown = queries.run_session(actor, number, request.ctx.now)
    form = ChangeForm(_posted(request), shown=shown)
    if request.method == "POST" and form.is_valid():
        command = commands.change_following if form.cleaned_data["scope"] == FOLLOWING else commands.change_session
        try:
            command(submitted(request), session=number, new=form.new())
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("改好了。时间地点变了的，约了的人都告诉了。"), extra_tags="done")
            return redirect("activities:desk_session", number)
    return _form(request, form, title=_("改时间、名额"), about=words.when_words(shown.session), number=number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: WebRequest, number: str) -> HttpResponse:
    """Cancel a session, or this and later ones."""
    actor = at_desk(request, WARDENS)
    shown = queries.run_session(actor, number, request.ctx.now)
    form = CancelForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        command = commands.cancel_following if form.cleaned_data["scope"] == FOLLOWING else commands.cancel_session
        try:
            command(submitted(request), session=number, reason=form.cleaned_data["reason"])
        except REFUSED as error:
            form.refuse(error)
        else:
            messages.success(request, _("已取消，约了的人都告诉了。"), extra_tags="done")
            return redirect("activities:desk_session", number)
    return _form(request, form, title=_("取消"), about=words.when_words(shown.session), number=number, danger=True)


def _posted(request: WebRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: WebRequest, form: Any, **values: Any) -> HttpResponse:
    """The page of one form."""
    return render(request, "activities/desk/form.html", {"form": form, **values}, status=422 if form.errors else 200)
