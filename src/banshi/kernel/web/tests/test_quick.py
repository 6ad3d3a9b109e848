"""Answers from memory: the same as Django's, under the same headers, and Django's wherever anything is unusual."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from banshi.kernel.web.measures import REQUESTS
from banshi.kernel.web.quick import QuickPage, quick

pytestmark = pytest.mark.anydb
HEADERS = [("Content-Type", "application/json"), ("Content-Security-Policy", "default-src 'self'")]


class House:
    """An application that counts how often Django was asked, and a page that memory knows."""

    def __init__(self) -> None:
        self.asked_django, self.status, self.remembered = 0, "200 OK", True
        self.application = quick(self.django, [QuickPage("test:page", "page.json", self.memory)])

    def django(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked_django += 1
        start(self.status, [*HEADERS, ("X-Request-ID", "old"), ("Content-Length", "6"), ("Set-Cookie", "a=b")])
        return [b"django"]

    def memory(self, path: str, query: str, now: datetime) -> bytes | None:
        return f"memory {path} {query}".encode() if self.remembered and now.tzinfo is not None else None

    def get(self, path: str = "/a/page.json", **environ: Any) -> tuple[bytes, dict[str, str]]:
        said: list[tuple[str, str]] = []
        given = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "x=1", "HTTP_HOST": "localhost:8000"}
        body = self.application({**given, **environ}, lambda status, headers, *rest: said.extend(headers))
        return b"".join(body), dict(said)


class TestAQuickPage:
    def test_is_djangos_at_first_and_then_from_memory_under_djangos_headers(self) -> None:
        house = House()
        assert house.get()[0] == b"django"
        body, headers = house.get()
        assert body == b"memory /a/page.json x=1"
        assert headers.items() >= dict(HEADERS).items()
        assert headers["Content-Length"] == str(len(body))
        assert headers["X-Request-ID"] != "old"
        assert "Set-Cookie" not in headers
        assert house.asked_django == 1

    def test_is_counted_like_any_other(self) -> None:
        house, counted = House(), REQUESTS.labels("test:page", "GET", "2xx")
        house.get()
        before = counted._value.get()
        house.get()
        assert counted._value.get() == before + 1

    @pytest.mark.parametrize(
        "unusual",
        [
            {"REQUEST_METHOD": "POST"},
            {"REQUEST_METHOD": "HEAD"},
            {"HTTP_COOKIE": "sessionid=x"},
            {"HTTP_HOST": "evil.example"},
            {"HTTP_HOST": ""},
            {"path": "/a/other.json"},
        ],
    )
    def test_is_djangos_where_something_is_unusual(self, unusual: dict[str, str]) -> None:
        house = House()
        house.get()
        assert house.get(**unusual)[0] == b"django"

    def test_is_djangos_where_memory_does_not_know(self) -> None:
        house = House()
        house.get()
        house.remembered = False
        assert house.get()[0] == b"django"

    def test_takes_no_headers_from_a_refusal(self) -> None:
        house = House()
        house.status = "422 Unprocessable Entity"
        house.get()
        assert house.get()[0] == b"django"

    def test_goes_out_only_over_the_transport_that_the_site_wants(self, settings: Any) -> None:
        house = House()
        house.get()
        settings.SECURE_SSL_REDIRECT = True
        assert house.get(**{"wsgi.url_scheme": "http"})[0] == b"django"
        assert house.get(**{"wsgi.url_scheme": "https"})[0] != b"django"
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        assert house.get(**{"wsgi.url_scheme": "https"})[0] == b"django"
        assert house.get(HTTP_X_FORWARDED_PROTO="https")[0] != b"django"
