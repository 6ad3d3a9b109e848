"""At the window: a clerk fills the form in for whoever stands there, who agrees by a code on their own phone."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.kernel.access import messages as texts
from banshi.kernel.access.looks import looked
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.people import PersonRow
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.idempotency import submitted
from banshi.services.onestop import commands
from banshi.services.onestop.forms.application import Application
from banshi.services.onestop.forms.desk import CodeForm, LookUpForm
from banshi.services.onestop.pages.desk.staff import at_desk
from banshi.services.onestop.pages.procedures import today
from banshi.services.onestop.pages.words import items, said
from banshi.services.onestop.queries.guard import OPEN
from banshi.services.onestop.queries.procedures import all_in_force, in_force

MINUTES = 10
"""How long a code is good for."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: WebRequest) -> HttpResponse:
    """Who stands here, and what they came for."""
    actor = at_desk(request, OPEN)
    assert actor.post is not None
    procedures = [(each.code, said(each.procedure.title)) for each in all_in_force(today(request))]
    data = request.POST if request.method == "POST" else None
    form = LookUpForm(data, procedures=procedures, reach=actor.post.area)
    people: list[PersonRow] = []
    if request.method == "POST" and form.is_valid():
        people = form.people()
        for each in people:
            _looked(request, each)
    values = {"form": form, "people": people, "code": form.cleaned_data.get("procedure", "") if people else ""}
    return render(request, "onestop/desk/window.html", values, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: WebRequest, code: str, person: int) -> HttpResponse:
    """The one form for them. Filled in, a code goes to their phone; with the code the case is opened."""
    actor = at_desk(request, OPEN)
    resident = person_of(person)
    if actor.post is None or not resident.reach.startswith(actor.post.area):
        raise NotFound()
    _looked(request, resident)
    procedure = in_force(code, today(request)).procedure
    application = Application(
        procedure,
        items(procedure),
        person_id=person,
        county=resident.reach[:6],
        today=today(request),
        sent=(request.POST, request.FILES) if request.method == "POST" else None,
        agrees=False,
    )
    asking: CodeForm | None = None
    if application.sends and application.sound:
        asking, done = _agreed(request, application, resident)
        if done is not None:
            messages.success(request, _("已经收到，各部门开始办了。"), extra_tags="done")
            return redirect("onestop:case", done.number)
    values = {
        "application": application,
        "title": said(procedure.title),
        "code": code,
        "resident": resident,
        "asking": asking,
    }
    wrong = application.sends and (not application.sound or (asking is not None and asking.errors))
    return render(request, "onestop/desk/fill.html", values, status=422 if wrong else 200)


def _agreed(
    request: WebRequest, application: Application, resident: PersonRow
) -> tuple[CodeForm, commands.Opened | None]:
    """Send a code, or take the one that was told and open the case."""
    if not request.POST.get("consent_id") or "_code" in request.POST:
        return _sent(request, resident), None
    form = CodeForm(request.POST)
    if not form.is_valid():
        return form, None
    given = form.cleaned_data
    try:
        if not commands.agree(request.ctx, consent_id=given["consent_id"], code=given["code"]):
            form.add_error("code", _("同意码不对。请让居民再看一次短信。"))
            return form, None
        wish, consent = application.wish(), given["consent_id"]
        return form, commands.open_case_for(submitted(request), person_id=resident.id, wish=wish, consent_id=consent)
    except Invalid as error:
        application.refuse(error)
    except Conflict as error:
        form.refuse(error)
    return form, None


def _sent(request: WebRequest, resident: PersonRow) -> CodeForm:
    asked = commands.ask_consent(request.ctx, person_id=resident.id)
    if settings.DEMO:
        messages.info(request, _("演示环境不发短信，同意码是 %(code)s。") % {"code": asked.code})
        return CodeForm(initial={"consent_id": asked.consent_id})
    words = _("办实事：您在窗口办事的同意码是 %(code)s，%(minutes)s 分钟内有效。看过填的内容再告诉工作人员。")
    texts.text(asked.phone, words % {"code": asked.code, "minutes": MINUTES})
    return CodeForm(initial={"consent_id": asked.consent_id})


def _looked(request: WebRequest, person: PersonRow) -> None:
    about: Any = Subject("directory", f"person-{person.id}", person.county)
    looked(request.ctx, about, person.id, OPEN, _("窗口办事"))
