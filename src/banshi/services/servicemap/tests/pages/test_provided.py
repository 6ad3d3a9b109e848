"""Another provider's base map through the house: its key stays here, and only the county's own tiles are fetched, once."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.testing.people import COUNTY, World
from banshi.project.checks import configuration
from banshi.services.servicemap.engine.tiles import provider, served, tile_at
from banshi.services.servicemap.pages import provided
from banshi.services.servicemap.tests.small import HERE

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n a tile"
KEY = "secret-key-of-the-house"
Z = 14
X, Y = tile_at(*HERE, Z)


class Upstream:
    """A provider on this machine: what it is asked, and what it says."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status, self.kind, self.body = 200, "image/png", PICTURE
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                upstream.asked.append(self.path)
                self.send_response(upstream.status)
                self.send_header("Content-Type", upstream.kind)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(upstream.body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/{{z}}/{{x}}/{{y}}.png?tk={{key}}"


@pytest.fixture
def upstream(town: World, settings: Any, tmp_path: Any) -> Iterator[Upstream]:
    made = Upstream()
    Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.BANSHI_MAP_TILES = f"{made.address} {made.address}&names=1"
    settings.BANSHI_MAP_TILES_KEY = KEY
    settings.BANSHI_MAP_TILES_ATTRIBUTION = "天地图 <b>"
    settings.BANSHI_MAP_APPROVAL = "GS(2026)1号"
    provided._resting.clear()
    provided._cache.cache_clear()
    yield made
    made.server.shutdown()
    made.server.server_close()


def get(layer: int = 0, z: int = Z, x: int = X, y: int = Y) -> Any:
    return Client().get(reverse("servicemap:provided_tile", args=[COUNTY, layer, z, x, y]))


class TestATile:
    def test_is_fetched_once_with_the_key_that_no_browser_sees(self, upstream: Upstream) -> None:
        answers = [get(), get()]
        assert [each.content for each in answers] == [PICTURE, PICTURE]
        assert upstream.asked == [f"/{Z}/{X}/{Y}.png?tk={KEY}"]
        assert answers[0]["Content-Type"] == "image/png"
        assert "max-age=86400" in answers[0]["Cache-Control"]
        assert not any(KEY in f"{name}{value}" for name, value in answers[0].items())

    def test_of_another_layer_is_another(self, upstream: Upstream) -> None:
        get(), get(1)
        assert [path.endswith("names=1") for path in upstream.asked] == [False, True]

    @pytest.mark.parametrize("other", [{"layer": 2}, {"z": 19}, {"z": 0}, {"x": X + 40}, {"y": Y - 40}, {"x": 1 << 40}])
    def test_that_the_map_does_not_show_is_not_fetched(self, upstream: Upstream, other: dict[str, int]) -> None:
        assert get(**other).status_code == 404
        assert upstream.asked == []

    @pytest.mark.parametrize(
        "fault",
        [
            {"status": 302},
            {"status": 403},
            {"kind": "text/html"},
            {"body": b"<script>alert(1)</script>"},
            {"body": PICTURE + b"x" * (provided.LARGEST + 1)},
        ],
    )
    def test_that_is_no_picture_is_refused_and_the_provider_left_alone_for_a_while(
        self, upstream: Upstream, fault: dict[str, Any], caplog: pytest.LogCaptureFixture
    ) -> None:
        for name, value in fault.items():
            setattr(upstream, name, value)
        answer = get()
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert get().status_code == 503
        assert len(upstream.asked) == 1
        assert KEY not in caplog.text + answer.content.decode()

    def test_is_not_there_without_a_provider(self, town: World) -> None:
        assert get().status_code == 404


class TestTheStyle:
    def test_shows_the_providers_pictures_from_this_house_alone(self, upstream: Upstream) -> None:
        response = Client().get(reverse("servicemap:style", args=[COUNTY]))
        style, text = response.json(), response.content.decode()
        for name in ("base-0", "base-1"):
            assert style["sources"][name]["tiles"][0].startswith(f"http://testserver/map/{COUNTY}/provided/")
        assert style["sources"]["base-0"]["attribution"] == "天地图 &lt;b&gt; · GS(2026)1号"
        assert KEY not in text
        assert "127.0.0.1" not in text


class TestAProvider:
    def test_may_be_tianditu_by_name(self) -> None:
        found = provider("tianditu", "k&1")
        assert found is not None
        assert [found.address(layer, 12, 3339, 1552) for layer in (0, 1)] == [
            f"https://t3.tianditu.gov.cn/{name}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={name}&STYLE=default"
            "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX=12&TILEROW=1552&TILECOL=3339&tk=k%261"
            for name in ("vec", "cva")
        ]
        assert found.attribution

    def test_may_be_any_with_an_address_of_tiles(self) -> None:
        found = provider("https://a.example/wmts/{TileMatrix}/{TileRow}/{TileCol}.png", attribution="某局")
        assert found is not None
        assert (found.address(0, 3, 1, 2), found.needs_key) == ("https://a.example/wmts/3/2/1.png", False)

    @pytest.mark.parametrize(
        "given", ["ftp://a.example/{z}/{x}/{y}", "a.example/{z}/{x}/{y}", "https://{z}.example/{x}/{y}", "https://a.example/{z}/{x}", "file:///etc/{z}{x}{y}", "https://u:p@a.example/{z}/{x}/{y}"]
    )  # fmt: skip
    def test_is_refused_where_it_is_no_address_of_tiles(self, given: str, settings: Any) -> None:
        with pytest.raises(ValueError, match=r"is no address|lacks"):
            provider(given)
        settings.BANSHI_MAP_TILES = given
        assert "banshi.E005" in {each.id for each in configuration(None)}

    def test_wants_its_key_and_its_name_beside_the_map(self, settings: Any) -> None:
        settings.BANSHI_MAP_TILES = "tianditu"
        assert "banshi.E006" in {each.id for each in configuration(None)}
        settings.BANSHI_MAP_TILES = "https://a.example/{z}/{x}/{y}.png"
        assert "banshi.E007" in {each.id for each in configuration(None)}

    def test_serves_what_a_map_shows_at_every_size(self) -> None:
        bounds = (109.8, 40.6, 109.9, 40.7)
        assert all(served(bounds, z, *tile_at(109.85, 40.65, z)) for z in range(1, 19))
        assert not served(bounds, 10, *tile_at(116.3, 39.9, 10))
