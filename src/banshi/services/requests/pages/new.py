"""Bringing a request or a tip-off."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from banshi.kernel.commands import Actor, Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import counties
from banshi.kernel.errors import Invalid
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.requests import commands
from banshi.services.requests.commands.taking import Receipt
from banshi.services.requests.forms.submission import FormWithFiles, RequestForm, TipOffForm
from banshi.services.requests.pages.county import county_of
from banshi.services.requests.pages.tracked import remember

UNKNOWN = Limit(20, 3600)
"""Requests an hour from one address without an account; a family or a village hall shares one."""
KNOWN = Limit(60, 3600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: WebRequest) -> HttpResponse:
    """Say what happened; a photo, a place and a category if one likes."""
    known = request.ctx.actor.person_id is not None
    first = {"text": request.GET.get("text", "")[:2000]}
    form = RequestForm(*_sent(request), county=county_of(request), known=known, initial=first)
    if request.method == "POST" and form.is_valid():
        _spend(request)
        try:
            receipt = commands.submit(submitted(request), draft=form.draft(), files=form.held_files)
        except Invalid as error:
            form.refuse(error)
        else:
            return _taken(request, receipt)
    return _form(request, "requests/new.html", form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tipoff(request: WebRequest) -> HttpResponse:
    """Tip somebody off without a name, even when signed in."""
    form = TipOffForm(*_sent(request), county=county_of(request))
    if request.method == "POST" and form.is_valid():
        _spend(request)
        said = form.cleaned_data
        try:
            receipt = commands.tip_off(
                _unnamed(request),
                draft=form.draft(),
                unit_id=int(said["unit"]) if said["unit"] else None,
                person=said["person"],
                files=form.held_files,
            )
        except Invalid as error:
            form.refuse(error)
        else:
            return _taken(request, receipt)
    return _form(request, "requests/tipoff.html", form)


def _sent(request: WebRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _unnamed(request: WebRequest) -> Context:
    """The context of nobody, with the form's key: one tip-off sent twice is one."""
    return request.ctx.acting(Actor.anonymous()).keyed(submitted(request).idempotency_key)


def _taken(request: WebRequest, receipt: Receipt) -> HttpResponse:
    if receipt.secret:
        remember(request, receipt.number, receipt.secret)
    return redirect("requests:receipt", receipt.number)


def _form(request: WebRequest, template: str, form: FormWithFiles) -> HttpResponse:
    values = {"form": form, "county": county_of(request), "counties": counties(county_of(request)[:4])}
    return render(request, template, values, status=422 if form.errors else 200)


def _spend(request: WebRequest) -> None:
    """Count only what would be taken in: mistakes in a form cost nothing."""
    person = request.ctx.actor.person_id
    spend(request, "requests.submit", KNOWN if person else UNKNOWN, by=f"person:{person}" if person else "")
