"""The warden's acts at a session: check in, out, walk-ins, take back. Each is a form of one page and one command."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import BanshiError, Conflict, Invalid, NotFound
from banshi.kernel.web.idempotency import submitted
from banshi.services.activities import commands
from banshi.services.activities.forms.desk import CheckInForm, ReasonForm, TalkForm, WalkInForm
from banshi.services.activities.pages import words
from banshi.services.activities.pages.desk.day import show
from banshi.services.activities.pages.desk.staff import at_desk
from banshi.services.activities.queries import offerings
from banshi.services.activities.service import WARDENS


@require_POST
def check_in(request: WebRequest, number: str) -> HttpResponse:
    """Let a party in; what is wrong with the ticket stands beside the field."""
    actor = at_desk(request, WARDENS)
    shown = offerings.run_session(actor, number, request.ctx.now)
    form = CheckInForm(request.POST)
    if form.is_valid():
        try:
            seen = commands.check_in(submitted(request), session=number, **form.cleaned_data)
        except (Invalid, Conflict, NotFound) as error:
            form.add_error("token", str(error))
        else:
            told = ngettext("%(n)s 人进来了。", "%(n)s 人进来了。", seen.present) % {"n": seen.present}
            messages.success(request, f"{seen.booking} {told}", extra_tags="done")
            return redirect("activities:desk_session", number)
    return show(request, shown, form, WalkInForm(), status=422)


@require_POST
def check_out(request: WebRequest, number: str, booking: str) -> HttpResponse:
    """They have left."""
    at_desk(request, WARDENS)
    commands.check_out(submitted(request), session=number, booking=booking)
    messages.success(request, _("%(number)s 已离开。") % {"number": booking}, extra_tags="done")
    return redirect("activities:desk_session", number)


@require_POST
def walk_in(request: WebRequest, number: str) -> HttpResponse:
    """Who came without a booking, by name or by number alone."""
    actor = at_desk(request, WARDENS)
    shown = offerings.run_session(actor, number, request.ctx.now)
    form = WalkInForm(request.POST)
    if form.is_valid():
        try:
            found = commands.walk_in(submitted(request), session=number, **form.said())
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            told = ngettext("登记了 %(n)s 人到场。", "登记了 %(n)s 人到场。", len(found)) % {"n": len(found)}
            messages.success(request, told, extra_tags="done")
            return redirect("activities:desk_session", number)
    return show(request, shown, CheckInForm(), form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: WebRequest, number: str, booking: str) -> HttpResponse:
    """Take a booking back; the booker is told why."""
    actor = at_desk(request, WARDENS)
    shown = offerings.run_session(actor, number, request.ctx.now)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.release(submitted(request), session=number, booking=booking, reason=form.cleaned_data["reason"])
        except BanshiError as error:
            form.refuse(error)
        else:
            messages.success(request, _("名额已收回，也告诉了对方。"), extra_tags="done")
            return redirect("activities:desk_session", number)
    values = {"form": form, "line": words.line(shown), "title": _("收回名额"), "about": booking, "danger": True}
    return render(request, "activities/desk/form.html", {**values, "back": number}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: WebRequest, number: str, booking: str) -> HttpResponse:
    """Put down what was said to the leader on a reception day."""
    actor = at_desk(request)
    shown = offerings.run_session(actor, number, request.ctx.now)
    form = TalkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            commands.record_talk(
                submitted(request),
                booking=booking,
                heard=given["heard"],
                said=given["said"],
                settled=given["settled"] == "yes",
            )
        except (Invalid, Conflict, NotFound) as error:
            form.refuse(error)
        else:
            messages.success(request, _("接谈已记在账上。没有当场解决的，马上转为诉求。"), extra_tags="done")
            return redirect("activities:desk_session", number)
    values = {"form": form, "line": words.line(shown), "title": _("记录接谈"), "about": shown.offering.leader_words}
    return render(request, "activities/desk/form.html", {**values, "back": number}, status=422 if form.errors else 200)
