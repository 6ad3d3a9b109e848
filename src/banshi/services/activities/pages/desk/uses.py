"""Venues by the hour: what waits for a decision, and hours for the unit itself."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.access.looks import looked
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.formatting import day
from banshi.kernel.web.idempotency import submitted
from banshi.services.activities import commands
from banshi.services.activities.forms.desk import ReasonForm, ReserveForm
from banshi.services.activities.pages import words
from banshi.services.activities.pages.desk.staff import at_desk
from banshi.services.activities.queries import offerings, venues
from banshi.services.activities.queries.bookings import UseView
from banshi.services.activities.queries.guard import READ, ROOM
from banshi.services.activities.service import WARDENS

WEEKS = timedelta(days=14)


@never_cache
@require_safe
def uses(request: WebRequest) -> HttpResponse:
    """What waits for a decision, then what is coming."""
    actor = at_desk(request, WARDENS)
    asked = venues.to_decide(actor)
    coming = venues.coming(actor, request.ctx.now, request.ctx.now + WEEKS)
    for each in asked:
        looked(request.ctx, Subject(ROOM, each.number, actor.post.area[:6] if actor.post else ""), each.owner, READ)
    values = {"asked": _lines(asked), "coming": _lines([each for each in coming if each.status != "asked"])}
    return render(request, "activities/desk/uses.html", values)


@require_POST
def approve(request: WebRequest, number: str) -> HttpResponse:
    """Give the venue to whoever asked for it."""
    at_desk(request, WARDENS)
    commands.approve_use(submitted(request), number=number)
    messages.success(request, _("已同意，也告诉了对方。"), extra_tags="done")
    return redirect("activities:desk_uses")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: WebRequest, number: str) -> HttpResponse:
    """Refuse, with a reason that is told."""
    at_desk(request, WARDENS)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.refuse_use(submitted(request), number=number, reason=form.cleaned_data["reason"])
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            messages.success(request, _("已经告诉对方原因。"), extra_tags="done")
            return redirect("activities:desk_uses")
    values = {"form": form, "title": _("不同意"), "about": number, "danger": True, "back_url": "activities:desk_uses"}
    return render(request, "activities/desk/form.html", values, status=422 if form.errors else 200)


@require_POST
def arrive(request: WebRequest, number: str) -> HttpResponse:
    """Whoever has the venue has come."""
    at_desk(request, WARDENS)
    commands.arrive(submitted(request), number=number)
    messages.success(request, _("已登记到场。"), extra_tags="done")
    return redirect("activities:desk")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reserve(request: WebRequest, code: str) -> HttpResponse:
    """Keep hours for the unit itself; days on which residents were first are left to them, and named."""
    actor = at_desk(request, WARDENS)
    found = offerings.runs(actor, code)
    form = ReserveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            kept = commands.reserve(
                submitted(request), code=code, asked=form.asked(), rule=given["repeat"], until=given["until"]
            )
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            told = ngettext("留好了 %(n)s 次。", "留好了 %(n)s 次。", len(kept.uses)) % {"n": len(kept.uses)}
            out = "、".join(day(each) for each in kept.taken)
            left = _("这些日子居民已先约了：%(days)s") % {"days": out} if out else ""
            messages.success(request, f"{told}{left}", extra_tags="done")
            return redirect("activities:desk_offering", code)
    values = {"form": form, "title": _("留作内部使用"), "about": found.title, "code": code}
    return render(request, "activities/desk/form.html", values, status=422 if form.errors else 200)


def _lines(found: Sequence[UseView]) -> list[tuple[UseView, str, tuple[str, object]]]:
    return [(each, words.span_words(each.starts, each.ends), words.USE_STATUS[each.status]) for each in found]
