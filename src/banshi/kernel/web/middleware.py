"""What happens around every request: its id, its headers, its language, its context, its errors."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from banshi.kernel.access.actors import actor_of
from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import BanshiError, NotFound
from banshi.kernel.web.answers import NullCharacter, answer
from banshi.kernel.web.preferences import preferences

Next = Callable[[WebRequest], HttpResponseBase]

CSP: dict[str, list[str]] = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
"""The content security policy, in the shape of Django 6's `SECURE_CSP`: there, put this in the
settings with Django's own middleware and let `security_headers` keep the rest."""

OTHER_HEADERS = {
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}

NULL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL as JSON writes it; `\\\\u0000` is a backslash and letters."""

_request_id: ContextVar[str] = ContextVar("banshi_request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Give each log line the id of the request it speaks of, as `%(request_id)s`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


def request_id(get_response: Next) -> Next:
    """Name every request, in `request.request_id`, in the log and in the answer. A caller's own name is not taken."""

    def middleware(request: WebRequest) -> HttpResponseBase:
        request.request_id = uuid4().hex
        token = _request_id.set(request.request_id)
        try:
            response = get_response(request)
        finally:
            _request_id.reset(token)
        response["X-Request-ID"] = request.request_id
        return response

    return middleware


def security_headers(get_response: Next) -> Next:
    """The content security policy and its companions, unless the page set its own.

    What a signed-in reader sees is kept by no cache.
    """
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in CSP.items())

    def middleware(request: WebRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in OTHER_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def language(get_response: Next) -> Next:
    """Chinese first: the reader's own choice counts, what the browser happens to send does not."""

    def middleware(request: WebRequest) -> HttpResponseBase:
        chosen = preferences(request).language
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
        response.headers.setdefault("Content-Language", "en" if chosen == "en" else "zh-Hans")
        return response

    return middleware


def context(get_response: Next) -> Next:
    """`request.ctx`: who asks and when. This is the only clock of the pages and the API."""

    def middleware(request: WebRequest) -> HttpResponseBase:
        request.ctx = Context(actor=actor_of(request), now=timezone.now(), request_id=request.request_id)
        return get_response(request)

    return middleware


def _with_null(request: WebRequest) -> BanshiError | None:
    """Why a request that holds a NUL is refused, whatever it asks: PostgreSQL keeps no such text.

    Of bodies JSON is looked at; the fields of a form refuse it by themselves.
    """
    if "\0" in request.path:
        return NotFound()
    if "%00" in request.META.get("QUERY_STRING", ""):
        return NullCharacter()
    return NullCharacter() if request.content_type == "application/json" and NULL.search(request.body) else None


class errors:  # noqa: N801 - named in the settings beside its function-style neighbours
    """An anticipated error becomes an answer of its status: a page, a fragment or JSON."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: WebRequest) -> HttpResponseBase:
        refused = _with_null(request)
        return answer(request, refused) if refused else self.get_response(request)

    def process_exception(self, request: WebRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, BanshiError) else None
