"""The map that can be moved: tiles and style of our own, and the picture where it cannot be drawn."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.testing.people import COUNTY, World
from banshi.project.finders import MapLibreFinder
from banshi.services.servicemap.engine.folder import make
from banshi.services.servicemap.pages.library import worker_of
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.tests import small
from banshi.services.servicemap.tests.town import CUT

pytestmark = pytest.mark.django_db


def get(name: str, *args: Any, **asked: Any) -> Any:
    return Client().get(reverse(f"servicemap:{name}", args=args), asked)


class TestTheMapThatMoves:
    def test_shows_the_picture_where_there_are_no_tiles(self, town: World) -> None:
        page = get("live").content.decode()
        assert "周边的街道" in page
        assert "maplibre" not in page

    def test_asks_only_this_house(self, town: World) -> None:
        style = get("style", COUNTY).json()
        addresses = [*style["sources"]["base"]["tiles"], style["glyphs"]]
        assert all(each.startswith("http://testserver/map/") for each in addresses)
        assert "OpenStreetMap" in style["sources"]["base"]["attribution"]

    def test_draws_only_what_it_has_a_source_for(self, town: World) -> None:
        style = get("style", COUNTY).json()
        assert {layer.get("source", "base") for layer in style["layers"]} == {"base"}
        assert len({layer["id"] for layer in style["layers"]}) == len(style["layers"])

    def test_has_no_glyphs_of_anybody_else(self) -> None:
        assert get("glyphs", "sans", "0-255").content == b""

    def test_serves_the_tiles_of_the_folder(self, world: World, tmp_path: Path) -> None:
        make(CUT, tmp_path / "cut", lambda _path: ([], []))
        small.publish(world, folder=tmp_path / "cut")
        tile = get("tile", COUNTY, 15, 26971, 12404)
        assert tile["Content-Encoding"] == "gzip"
        assert b"road" in gzip.decompress(tile.content)
        assert get("tile", COUNTY, 15, 0, 0).status_code == 204
        assert get("tile", COUNTY, 22, 0, 0).status_code == 404
        assert get("tile", COUNTY, 15, 99999, 0).status_code == 404


class TestTheLibrary:
    def test_gives_its_worker_the_two_parts_that_it_needs(self) -> None:
        text = (
            'x;define("shared",[],function(t){S});define("worker",[],function(t){W});define("index",[],function(){I});'
        )
        made = worker_of(text)
        assert "function(t){S}" in made
        assert "function(t){W}" in made
        assert "I" not in made.replace("index", "")
        assert made.startswith("const parts")

    def test_of_another_build_gives_none(self) -> None:
        assert worker_of("!function(){}()") == ""

    def test_is_collected_file_by_file(self) -> None:
        finder = MapLibreFinder()
        assert finder.find("maplibre/ipywidget.js") == []
        assert finder.find("other/maplibre-gl.js") == []
        listed = [name for name, _storage in finder.list([])]
        assert listed in ([], ["maplibre-gl.js", "maplibre-gl.css"])
        assert bool(finder.find("maplibre/maplibre-gl.js")) == bool(listed)


class TestABrokenMap:
    def test_says_so_and_leaves_the_places_readable(self, town: World) -> None:
        for path in opened(COUNTY).path.iterdir():
            path.unlink()
        places = f"{COUNTY}-near"
        from banshi.services.servicemap.queries import opened as kept

        kept._kept.clear()
        kept._streets.cache_clear()
        assert get("near").status_code == 503
        assert get("place", places).status_code == 200
