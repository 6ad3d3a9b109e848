"""One step at its desk: what was answered, which papers came by reference, and the acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.access.looks import looked
from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.idempotency import submitted
from banshi.services.onestop import commands
from banshi.services.onestop.forms.base import HouseForm
from banshi.services.onestop.forms.desk import CompleteForm, ReasonForm, ReturnForm, SendForm
from banshi.services.onestop.pages import words
from banshi.services.onestop.pages.case import about
from banshi.services.onestop.pages.desk.staff import at_desk
from banshi.services.onestop.queries.cases import view
from banshi.services.onestop.queries.guard import HANDLE, ROOM
from banshi.services.onestop.queries.shown import CaseShown, StepShown
from banshi.services.onestop.rules.procedure import Origin


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a department: its form, its command and what is said afterwards."""

    title: str | Promise
    said: str | Promise
    form: Callable[..., HouseForm]
    do: Callable[[Context, str, str, Any], Any]
    states: tuple[str, ...]
    danger: bool = False


DEEDS = {
    "complete": Deed(
        lazy("办结这一步"),
        lazy("办结了，后面的部门接着办。"),
        CompleteForm,
        lambda ctx, number, step, form: commands.complete(ctx, number=number, step=step, documents=form.documents()),
        ("active",),
    ),
    "return": Deed(
        lazy("退回补正"),
        lazy("已经请居民补，等的日子不算在时限里。"),
        ReturnForm,
        lambda ctx, number, step, form: commands.return_step(ctx, number=number, step=step, **form.cleaned_data),
        ("active",),
    ),
    "send": Deed(
        lazy("寄出或送出"),
        lazy("记下了，居民签收以后才算办完。"),
        SendForm,
        lambda ctx, number, step, form: commands.deliver(ctx, number=number, step=step, **form.cleaned_data),
        ("issued",),
    ),
    "fail": Deed(
        lazy("不能办"),
        lazy("记下了，居民会看到原因。"),
        ReasonForm,
        lambda ctx, number, step, form: commands.fail(ctx, number=number, step=step, **form.cleaned_data),
        ("active", "returned"),
        danger=True,
    ),
}


@never_cache
@require_safe
def step(request: WebRequest, number: str, code: str) -> HttpResponse:
    """The step with all that it needs."""
    at_desk(request, HANDLE)
    found, shown = _held(request, number, code)
    return render(request, "onestop/desk/step.html", _about(request, found, shown))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: WebRequest, number: str, code: str, name: str) -> HttpResponse:
    """One act with its form."""
    at_desk(request, HANDLE)
    deed = DEEDS.get(name)
    if deed is None:
        raise NotFound()
    found, shown = _held(request, number, code)
    if not _mine(request, found, shown):
        raise commands.OtherUnit(step=words.said(shown.title), unit=shown.unit or words.said(shown.department))
    form = _form(request, deed, found, shown)
    if request.method == "POST" and form.is_valid():
        try:
            deed.do(submitted(request), found.number, code, form)
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            messages.success(request, str(deed.said), extra_tags="done")
            return redirect("onestop:desk")
    values = {**_about(request, found, shown), "form": form, "deed": deed, "name": name}
    return render(request, "onestop/desk/act.html", values, status=422 if form.errors else 200)


@require_POST
def received(request: WebRequest, number: str, code: str) -> HttpResponse:
    """The resident has taken the documents here."""
    at_desk(request, HANDLE)
    commands.receive(submitted(request), number=number, step=code)
    messages.success(request, str(lazy("已登记居民领走了。")), extra_tags="done")
    return redirect("onestop:desk")


def _held(request: WebRequest, number: str, code: str) -> tuple[CaseShown, StepShown]:
    """The case and its step; opening it leaves a look with the resident.

    Raises:
        NotFound: no such case or step, or not for this reader.
    """
    found = view(request.ctx.actor, number, request.ctx.now)
    shown = next((each for each in found.steps if each.code == code), None)
    if shown is None:
        raise NotFound()
    title = words.said(shown.title)
    looked(request.ctx, Subject(ROOM, found.number, found.area[:6]), found.owner_id, HANDLE, title)
    return found, shown


def _mine(request: WebRequest, found: CaseShown, shown: StepShown) -> bool:
    """Whether the step is for the post of whoever asks."""
    post = request.ctx.actor.post
    signs = found.procedure.step(shown.code).signs
    return post is not None and post.unit_id == shown.unit_id and signs in {"", post.role}


def _about(request: WebRequest, found: CaseShown, shown: StepShown) -> dict[str, Any]:
    rule = found.procedure.step(shown.code)
    line = next(each for each in words.lines(found) if each.shown.code == shown.code)
    needed = [code for code in rule.needs if found.procedure.materials[code].origin is not Origin.HELD]
    held = [code for code in rule.needs if code not in needed]
    mine = _mine(request, found, shown)
    papers = [paper for paper in found.papers if paper.in_force and paper.code in needed]
    return {
        **about(found),
        "line": line,
        "papers": [(words.said(paper.title), paper) for paper in papers],
        "held": [words.said(found.procedure.materials[code].title) for code in held],
        "deeds": [(name, deed) for name, deed in DEEDS.items() if shown.state in deed.states and mine],
        "hands_over": shown.state in {"issued", "sent"} and mine,
    }


def _form(request: WebRequest, deed: Deed, found: CaseShown, shown: StepShown) -> HouseForm:
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    rule = found.procedure.step(shown.code)
    if deed.form is CompleteForm:
        gives = [(code, words.said(found.procedure.materials[code].title)) for code in rule.gives]
        return CompleteForm(*data, gives=gives)
    if deed.form is ReturnForm:
        return ReturnForm(*data, asks=words.asks(found, shown.code))
    return deed.form(*data)
