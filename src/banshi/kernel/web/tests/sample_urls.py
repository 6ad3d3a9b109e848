"""Addresses for the tests of the web room: its own pages, and one page for each way to fail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from banshi.kernel.web.limits import Limit, spend

FAILURES = {
    "conflict": Conflict,
    "forbidden": Forbidden,
    "missing": NotFound,
    "sign-in": SignInNeeded,
    "http404": Http404,
    "broken": ZeroDivisionError,
}


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise FAILURES[how]()


def invalid(request: HttpRequest) -> HttpResponse:
    raise Invalid({"where": ["请写村名。"]})


def context(request: WebRequest) -> HttpResponse:
    return HttpResponse(f"{request.ctx.actor.kind} {request.ctx.request_id} {request.ctx.now.tzinfo}")


def limited(request: WebRequest) -> HttpResponse:
    spend(request, "sample", Limit(times=3, seconds=60))
    return HttpResponse("ok")


def form(request: HttpRequest) -> HttpResponse:
    return render(request, "web/errors/fragment.html", {"error": Conflict(), "words": request.POST.get("what", "")})


urlpatterns = [
    path("fail/<slug:how>/", fail),
    path("api/v1/fail/<slug:how>/", fail),
    path("invalid/", invalid),
    path("context/", context),
    path("limited/", limited),
    path("form/", form),
    path("", include("banshi.kernel.web.urls")),
]

handler400 = "banshi.kernel.web.answers.bad_request"
handler403 = "banshi.kernel.web.answers.forbidden"
handler404 = "banshi.kernel.web.answers.not_found"
handler500 = "banshi.kernel.web.answers.server_error"
