"""Filling in the one form: at home, over several days, on several devices."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Invalid
from banshi.kernel.forms import drafts
from banshi.kernel.forms.refusals import NoSuchDraft
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.onestop import commands
from banshi.services.onestop.forms.application import Application
from banshi.services.onestop.pages.county import home_county, known_person
from banshi.services.onestop.pages.procedures import today
from banshi.services.onestop.pages.words import items, said
from banshi.services.onestop.queries.procedures import in_force

OPENED = Limit(30, 3600)
"""Cases an hour by one person."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: WebRequest, code: str) -> HttpResponse:
    """The form: choose, fill in, keep for later or send. What was kept comes back on any device."""
    person = known_person(request)
    procedure = in_force(code, today(request)).procedure
    draft = drafts.draft_of(person, draft_name(code))
    application = Application(
        procedure,
        items(procedure),
        person_id=person,
        county=home_county(person),
        today=today(request),
        sent=(request.POST, request.FILES) if request.method == "POST" else None,
        draft=draft.answers if draft else None,
    )
    if application.saves:
        return _kept(request, application)
    if application.sends and application.sound:
        try:
            return _opened(request, application)
        except (Invalid, Conflict) as error:
            application.refuse(error)
    values = {
        "application": application,
        "title": said(procedure.title),
        "code": code,
        "kept_at": draft.updated if draft and request.method != "POST" else None,
    }
    return render(request, "onestop/apply.html", values, status=422 if application.sends else 200)


@require_POST
def discard(request: WebRequest, code: str) -> HttpResponse:
    """Let go of what was kept, and begin anew."""
    known_person(request)
    with suppress(NoSuchDraft):
        drafts.discard_draft(submitted(request), name=draft_name(code))
    messages.success(request, _("存的内容已经删掉。"), extra_tags="done")
    return redirect("onestop:apply", code)


def draft_name(code: str) -> str:
    """Under which name a person's draft of a procedure is kept."""
    return f"onestop.{code}"


def _kept(request: WebRequest, application: Application) -> HttpResponse:
    code = application.procedure.code
    link = reverse("onestop:apply", args=[code])
    given = application.draft()
    drafts.save_draft(submitted(request), name=draft_name(code), form=application.form, answers=given, link=link)
    messages.success(request, _("已经存好。换一台手机或电脑，登录以后也能接着填。"), extra_tags="done")
    return redirect("onestop:mine")


def _opened(request: WebRequest, application: Application) -> HttpResponse:
    spend(request, "onestop.open", OPENED, by=f"person:{request.ctx.actor.person_id}")
    done = commands.open_case(submitted(request), wish=application.wish())
    with suppress(NoSuchDraft):
        drafts.discard_draft(request.ctx, name=draft_name(application.procedure.code))
    messages.success(request, _("已经收到，各部门开始办了。"), extra_tags="done")
    return redirect("onestop:case", done.number)
