"""How many requests, how long they took: labels are the names of pages, never addresses."""

from collections.abc import Callable
from time import perf_counter

from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram

from banshi.kernel.commands.request import WebRequest

Next = Callable[[WebRequest], HttpResponseBase]
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

REQUESTS = Counter("banshi_http_requests", "Requests answered", ["page", "method", "status"])
SECONDS = Histogram("banshi_http_seconds", "Time to answer", ["page"], buckets=BUCKETS)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def measured(get_response: Next) -> Next:
    """Count each request under the name of its page; what matches no page counts as `none`."""

    def middleware(request: WebRequest) -> HttpResponseBase:
        began = perf_counter()
        response = get_response(request)
        match = request.resolver_match
        page = (match.view_name or "unnamed") if match else "none"
        SECONDS.labels(page).observe(perf_counter() - began)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(page, method, f"{response.status_code // 100}xx").inc()
        return response

    return middleware
