"""The map's commands: one line builds a map, and each question has an answer or a reason."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from banshi.services.servicemap.engine.asked import reach_from
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.folder import MANIFEST, REACH, open_map
from banshi.services.servicemap.engine.network import FILE
from banshi.services.servicemap.engine.plain import plain
from banshi.services.servicemap.tests.town import CUT, Town, position

pytestmark = pytest.mark.anydb
HERE = {"lon": 116.3200, "lat": 40.0030}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real piece of town as a map."""
    made = tmp_path_factory.mktemp("map") / "cut"
    call_command("map_build", CUT, out=made, verbosity=0, no_basemap=True, stdout=StringIO())
    return made


def said(name: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=StringIO(), **{"lang": "en", **options})
    return out.getvalue()


def asked(name: str, *args: Any, **options: Any) -> Any:
    return json.loads(said(name, *args, json=True, **options))


class TestBuilding:
    def test_says_what_it_made_and_of_what(self, tmp_path: Path) -> None:
        found = asked("map_build", CUT, out=tmp_path / "m", verbosity=0)
        assert found["format"] == "banshi-map/1"
        assert found["attribution"] == "© OpenStreetMap contributors, ODbL"
        assert set(found["files"]) == {"network.npz", "places.json", "reach.bin", "basemap.pmtiles"}
        assert found["source"]["bytes"] == CUT.stat().st_size
        assert found["notes"]["barriers"] > 0
        assert json.loads((tmp_path / "m" / MANIFEST).read_text()) == found

    def test_shows_its_progress(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        said("map_build", CUT, out=tmp_path / "m", no_basemap=True)
        stages = capsys.readouterr().err
        assert "reading streets" in stages
        assert "reckoning reach" in stages

    def test_takes_a_list_of_places_and_tells_what_is_wrong_with_it(self, tmp_path: Path) -> None:
        (tmp_path / "p.csv").write_text("code,name,lon,lat\na,甲,116.32,40.003\nb,乙,40.003,116.32\na,丙,116.32,40\n")
        found = asked("map_build", CUT, out=tmp_path / "m", places=tmp_path / "p.csv", verbosity=0, no_basemap=True)
        assert found["places"] == 1
        assert [each["what"] for each in found["problems"]] == ["duplicate", "swapped"]

    def test_of_a_town_without_places_makes_a_map_without_places(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 500, 0).way("ab").write(tmp_path / "town.osm")
        assert asked("map_build", town, out=tmp_path / "m", verbosity=0)["places"] == 0
        lon, lat = position(100, 0)
        assert asked("map_reach", tmp_path / "m", lon=lon, lat=lat)["places"] == []

    def test_that_fails_leaves_the_old_map_as_it_was(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "bad.osm").write_text("<html>")
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(CommandError, match=r"bad\.osm is not OpenStreetMap data"):
            said("map_build", tmp_path / "bad.osm", out=folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before

    def test_says_its_refusal_in_chinese_too(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="没有这个文件"):
            said("map_build", tmp_path / "nothing.osm", out=tmp_path / "m", lang="zh")


class TestReach:
    def test_lists_places_nearest_first(self, folder: Path) -> None:
        found = asked("map_reach", folder, minutes=10, **HERE)
        times = [place["seconds"] for place in found["places"]]
        assert times == sorted(times)
        assert 0 < times[0] <= times[-1] <= 600
        assert found["mode"] == "foot"

    def test_is_the_answer_of_the_engine(self, folder: Path) -> None:
        assert asked("map_reach", folder, minutes=10, **HERE) == plain(reach_from(open_map(folder), **HERE))

    def test_says_minutes_and_names(self, folder: Path) -> None:
        assert "清华" in said("map_reach", folder, minutes=15, **HERE) or "library" in said("map_reach", folder, **HERE)

    @pytest.mark.parametrize("mode", ["wheelchair", "bicycle", "car"])
    def test_goes_by_other_means_too(self, folder: Path, mode: str) -> None:
        assert asked("map_reach", folder, mode=mode, **HERE)["places"]

    def test_takes_only_the_kinds_asked_for(self, folder: Path) -> None:
        found = asked("map_reach", folder, kind=["hospital"], minutes=30, **HERE)
        assert {place["kind"] for place in found["places"]} == {"hospital"}

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"lon": 40.003, "lat": 116.32}, "swapped"),
            ({"lon": 109.84, "lat": 40.65}, "outside the map"),
            ({"minutes": 0}, "between 1 and 120"),
            ({"minutes": 500}, "between 1 and 120"),
            ({"speed": 80}, "between 1 and 8 km/h"),
            ({"mode": "car", "speed": 80}, "class of the street"),
        ],
    )
    def test_says_what_is_wrong_with_the_question(self, folder: Path, options: dict[str, Any], words: str) -> None:
        with pytest.raises(CommandError, match=words):
            said("map_reach", folder, **{**HERE, **options})

    def test_gives_the_refusal_as_json_too(self, folder: Path) -> None:
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("map_reach", folder, json=True, stdout=out, lang="en", **{**HERE, "minutes": 0})
        assert json.loads(out.getvalue())["error"] == "minutes"

    def test_asks_for_a_map_where_there_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="banshi map build"):
            said("map_reach", tmp_path, **HERE)


class TestAMapInAFolder:
    def copy(self, folder: Path, tmp_path: Path) -> Path:
        for path in folder.iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes())
        return tmp_path

    @pytest.mark.parametrize("name", [FILE, REACH, MANIFEST, "places.json"])
    def test_with_a_broken_file_is_refused(self, folder: Path, tmp_path: Path, name: str) -> None:
        broken = self.copy(folder, tmp_path) / name
        broken.write_bytes(broken.read_bytes()[:-40])
        with pytest.raises(MapFailure) as failure:
            open_map(tmp_path)
        assert failure.value.code == "damaged"

    def test_with_the_table_of_another_is_refused(self, folder: Path, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 500, 0).way("ab").write(tmp_path / "town.osm")
        call_command("map_build", town, out=tmp_path / "other", verbosity=0, no_basemap=True, stdout=StringIO())
        mixed = self.copy(folder, tmp_path)
        (mixed / REACH).write_bytes((tmp_path / "other" / REACH).read_bytes())
        with pytest.raises(MapFailure) as failure:
            open_map(mixed)
        assert failure.value.code == "mismatch"

    def test_of_a_later_format_says_so(self, folder: Path, tmp_path: Path) -> None:
        later = self.copy(folder, tmp_path) / MANIFEST
        later.write_text(later.read_text().replace("banshi-map/1", "banshi-map/7"))
        with pytest.raises(MapFailure) as failure:
            open_map(tmp_path)
        assert failure.value.code == "other_format"


class TestOtherQuestions:
    def test_of_the_way_are_told_step_by_step(self, folder: Path) -> None:
        code = asked("map_reach", folder, **HERE)["places"][-1]["code"]
        found = asked("map_route", folder, to=code, **HERE)
        assert found["steps"][0]["zh"].startswith("沿")
        assert [link["app"] for link in found["links"]] == ["amap", "baidu", "tencent", "apple", "geo"]
        lines = said("map_route", folder, to=code, **HERE)
        assert "1. Go " in lines
        assert "uri.amap.com" in lines

    def test_of_who_is_served_are_told_by_tier_and_area(self, folder: Path, tmp_path: Path) -> None:
        found = asked("map_coverage", folder)
        assert 0 < found["total"]["within"] <= found["total"]["people"]
        assert [each["group"] for each in found["by_tier"]] == sorted(each["group"] for each in found["by_tier"])
        (tmp_path / "h.csv").write_text("code,lon,lat,people,area\na,116.32,40.003,5,东\nb,116.3121,39.9961,3,西\n")
        homes = asked("map_coverage", folder, households=tmp_path / "h.csv")
        assert (homes["counted"], homes["total"]["people"]) == ("households", 8)
        assert len(homes["by_area"]) == 2
        assert "within 10 min" in said("map_coverage", folder)

    def test_of_the_next_sites_say_whether_they_are_proven_best(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "none.csv").write_text("code,lon,lat\na,116.3121,39.9961\nb,116.3268,40.0079\nc,116.32,40.003\n")
        found = asked("map_site", folder, count=1, candidates=tmp_path / "none.csv", minutes=5)
        assert found["proven"]
        assert found["after"]["within"] >= found["before"]["within"]
        assert "proven best" in said("map_site", folder, count=2, junctions=60, minutes=5)

    def test_of_a_list_end_in_failure_where_something_is_wrong(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "good.csv").write_text("code,lon,lat\na,116.32,40.003\n")
        assert asked("map_check", folder, tmp_path / "good.csv")["problems"] == []
        (tmp_path / "bad.csv").write_text("code,lon,lat\na,40.003,116.32\nb,116.32,40.003\n")
        with pytest.raises(SystemExit):
            said("map_check", folder, tmp_path / "bad.csv")
