"""Answers that a room can give from memory: public, the same for everybody, without session, words or database.

Each is a page like any other, and Django answers it whenever anything about a request is out of the ordinary. Where nothing
is, the room's bytes go out at once, under the very headers that Django gave to the same page before: what protects
one protects the other.

A room names in `Service.hooks["quick"]` a function `f() -> Sequence[QuickPage]`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.module_loading import import_string

from banshi.kernel.rooms import services
from banshi.kernel.web.measures import REQUESTS, SECONDS

HOOK = "quick"
OWN = frozenset({"content-length", "x-request-id", "set-cookie", "date", "connection"})
"""Headers that belong to one answer and not to the page."""
Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class QuickPage:
    """One such page: its name, the last part of its address, and what answers address, query and instant, None where Django must."""

    page: str
    ending: str
    answer: Callable[[str, str, datetime], bytes | None]


def quick_pages() -> list[QuickPage]:
    """Those of all rooms."""
    return [page for room in services() if HOOK in room.hooks for page in import_string(room.hooks[HOOK])()]


def quick(application: Application, pages: Sequence[QuickPage]) -> Application:
    """The application with these pages answered from memory where that can be."""
    by_ending = {page.ending: page for page in pages}
    known: dict[str, Headers] = {}
    count = {page.page: REQUESTS.labels(page.page, "GET", "2xx") for page in pages}
    times = {page.page: SECONDS.labels(page.page) for page in pages}

    def answer(environ: Environ, start: Start) -> Iterable[bytes]:
        page = by_ending.get(environ["PATH_INFO"].rpartition("/")[2])
        if page is None or not _ordinary(environ):
            return application(environ, start)
        headers = known.get(page.page)
        if headers is None:
            return application(environ, _learning(start, known, page.page))
        began = perf_counter()
        body = page.answer(environ["PATH_INFO"], environ.get("QUERY_STRING", ""), timezone.now())
        if body is None:
            return application(environ, start)
        start("200 OK", [*headers, ("Content-Length", str(len(body))), ("X-Request-ID", uuid4().hex)])
        times[page.page].observe(perf_counter() - began)
        count[page.page].inc()
        return [body]

    return answer


def _learning(start: Start, known: dict[str, Headers], page: str) -> Start:
    """Remember under which headers Django answers this page."""

    def started(status: str, headers: Headers, *rest: Any) -> Any:
        if status.startswith("200 "):
            known[page] = [(name, value) for name, value in headers if name.lower() not in OWN]
        return start(status, headers, *rest)

    return started


def _ordinary(environ: Environ) -> bool:
    """A plain question of nobody in particular to this house, over the transport that it wants."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and "HTTP_COOKIE" not in environ
        and (not settings.SECURE_SSL_REDIRECT or _secure(environ))
        and _ours(environ.get("HTTP_HOST", ""))
    )


def _secure(environ: Environ) -> bool:
    proxy = settings.SECURE_PROXY_SSL_HEADER
    if proxy is not None:
        return bool(environ.get(proxy[0]) == proxy[1])
    return bool(environ.get("wsgi.url_scheme") == "https")


@lru_cache(maxsize=64)
def _ours(host: str) -> bool:
    """Django looks at each; the names of a house are few."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
