"""How an anticipated error is told: as a page, as a fragment for HTMX, or as JSON.

Each says what happened, what is allowed and what to do next, with a stable code.
"""

from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import BanshiError, Forbidden, NotFound, SignInNeeded, TooLarge

MACHINE_PATHS: Final = ("/api/", "/open311/")
MARKS: Final = {401: "mine", 403: "lock", 404: "search", 409: "transfer", 413: "attach", 422: "edit", 429: "clock"}


class BadRequest(BanshiError):
    """What was sent cannot be read."""

    code = "bad_request"
    status = 400
    message = _("没有看懂这次提交的内容。请回到上一页，重新填写后再提交。")


class NullCharacter(BadRequest):
    """What was sent holds a NUL, which no text of a person has and no database keeps."""

    code = "null_character"
    message = _("提交的内容里有空字符（NUL），这样的文字保存不了。请去掉它再提交。")


class PageTooOld(Forbidden):
    """The form was open too long, or was not opened here: its CSRF token does not fit."""

    code = "page_too_old"
    message = _("这个页面放得太久了，为了安全没有提交。请回到上一页刷新后再提交；写下的字还在。")


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks rather than a person."""
    if request.path.startswith(MACHINE_PATHS):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def is_fragment(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of a page; a boosted link wants the whole."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def as_json(request: HttpRequest, error: BanshiError) -> dict[str, Any]:
    """The error as a program reads it. Shape: code, message, data, fields?, request_id."""
    return {**error.as_dict(), "request_id": getattr(request, "request_id", "")}


def answer(request: HttpRequest, error: BanshiError) -> HttpResponse:
    """The answer to `error` in the form the asker reads, with its status."""
    response = _answer(request, error)
    if "retry_after" in error.data:
        response["Retry-After"] = str(error.data["retry_after"])
    return response


def _answer(request: HttpRequest, error: BanshiError) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(
            as_json(request, error), status=error.status, json_dumps_params={"ensure_ascii": False, "default": str}
        )
    if isinstance(error, SignInNeeded):
        return _to_sign_in(request)
    values = {
        "error": error,
        "words": error.as_dict()["message"],
        "mark": MARKS.get(error.status, "alert"),
        "request_id": getattr(request, "request_id", ""),
    }
    template = "web/errors/fragment.html" if is_fragment(request) else "web/errors/page.html"
    return render(request, template, values, status=error.status)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    return (
        HttpResponse(status=204, headers={"HX-Redirect": address})
        if is_fragment(request)
        else HttpResponseRedirect(address)
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`."""
    return answer(request, TooLarge() if isinstance(exception, RequestDataTooBig) else BadRequest())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`."""
    return answer(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`."""
    return answer(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: leans on nothing that may itself be broken."""
    number = getattr(request, "request_id", "")
    if wants_json(request):
        return JsonResponse(
            {"code": "server_error", "message": "server error", "data": {}, "request_id": number}, status=500
        )
    return HttpResponse(render_to_string("web/errors/500.html", {"request_id": number}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`."""
    return answer(request, PageTooOld())
