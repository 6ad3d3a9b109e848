"""Lists of points as people keep them, and what is wrong with them."""

from pathlib import Path

import pytest

from banshi.kernel.places.coordinates import Point, System, convert
from banshi.services.servicemap.engine.checked import checked
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.problems import said
from banshi.services.servicemap.engine.sites import Problem, Site, read_sites
from banshi.services.servicemap.tests.town import Town, position, real_atlas, road

pytestmark = pytest.mark.anydb


def listed(tmp_path: Path, text: str | bytes, name: str = "places.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


class TestAList:
    def test_is_read_with_its_columns_in_any_order(self, tmp_path: Path) -> None:
        sites, problems = read_sites(
            listed(tmp_path, "tier,name,lat,lon,code,kind\n2,街道中心,40.65,109.84,t1,town-centre\n")
        )
        assert sites == [Site("t1", 109.84, 40.65, "街道中心", "", "town-centre", 2)]
        assert problems == []

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_may_have_chinese_headings_in_either_encoding(self, tmp_path: Path, encoding: str) -> None:
        text = "编码,名称,经度,纬度,人口\nh1,幸福小区,109.84,40.65,320\n"
        (site,), _problems = read_sites(listed(tmp_path, text.encode(encoding)))
        assert (site.name, site.people) == ("幸福小区", 320)

    def test_may_be_geojson(self, tmp_path: Path) -> None:
        text = (
            '{"features": [{"properties": {"code": "a", "名称": "一"}, "geometry": {"type": "Point", "coordinates": [109.8, 40.6]}},'
            '{"properties": {"code": "b"}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}}]}'
        )
        sites, problems = read_sites(listed(tmp_path, text, "places.geojson"))
        assert [(site.code, site.name) for site in sites] == [("a", "一")]
        assert [(problem.code, problem.what) for problem in problems] == [("b", "no_number")]

    def test_tells_rows_without_numbers_and_codes_given_twice(self, tmp_path: Path) -> None:
        text = "code,lon,lat\na,109.84,40.65\nb,东经109,40.65\na,109.85,40.66\n,109.86,40.66\n\nc,nan,40\n"
        sites, problems = read_sites(listed(tmp_path, text))
        assert [site.code for site in sites] == ["a", "row-5"]
        assert [(problem.row, problem.what, problem.detail) for problem in problems] == [
            (3, "no_number", "东经109,40.65"),
            (4, "duplicate", "2"),
            (7, "no_number", "nan,40"),
        ]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "not_a_list"),
            ("name,address\n一,二\n", "no_columns"),
            ("code,lon,lat\n", "no_points"),
            ("code,lon,lat\na,x,y\n", "no_points"),
            ('{"features": 3}', "not_a_list"),
            ('{"type": "Feature"', "not_a_list"),
            (b"\xff\xfe\x00\x81\x00", "not_a_list"),
        ],
    )
    def test_that_is_none_is_refused_by_name(self, tmp_path: Path, text: str | bytes, code: str) -> None:
        with pytest.raises(MapFailure) as failure:
            read_sites(listed(tmp_path, text))
        assert failure.value.code == code
        with pytest.raises(MapFailure) as failure:
            read_sites(tmp_path / "nothing.csv")
        assert failure.value.code == "absent"


class TestPointsOnTheMap:
    def test_that_are_swapped_or_elsewhere_are_left_out_and_told(self, tmp_path: Path) -> None:
        atlas = road(3000).atlas(tmp_path)
        good, lonely = Site("good", *position(100, 10)), Site("yurt", *position(100, 500))
        swapped = Site("swapped", *position(100, 10)[::-1])
        kept, problems = checked([good, swapped, Site("porto", -8.6, 41.1), lonely], atlas.snapper())
        assert kept == [good, lonely]
        assert [(problem.row, problem.what) for problem in problems] == [
            (2, "swapped"),
            (3, "off_map"),
            (4, "off_network"),
        ]

    def test_beside_no_street_are_told(self, tmp_path: Path) -> None:
        atlas = Town().at("a", 0, 0).at("b", 9000, 0).at("c", 9000, 9000).way("abc").atlas(tmp_path)
        _kept, problems = checked([Site("lost", *position(4000, 4500))], atlas.snapper())
        assert [problem.what for problem in problems] == ["no_street_near"]

    @pytest.mark.parametrize("system", [System.GCJ02, System.BD09])
    def test_in_another_system_are_named_as_such(self, system: System) -> None:
        """Doors within some metres of real streets, as a list exported from a map service has them."""
        atlas = real_atlas()
        network = atlas.network
        doors = [
            Point(lon / 1e7 + 4e-5, lat / 1e7) for lon, lat in zip(network.lon[::6], network.lat[::6], strict=True)
        ]
        true = [Site(f"d{at}", *door) for at, door in enumerate(doors)]
        shifted = [Site(f"d{at}", *convert(door, System.WGS84, system)) for at, door in enumerate(doors)]
        assert not [each for each in checked(true, atlas.snapper())[1] if each.what == "misread"]
        named = [each for each in checked(shifted, atlas.snapper())[1] if each.what == "misread"]
        assert [each.detail.split()[0] for each in named] == [system.value]


class TestAProblem:
    @pytest.mark.parametrize(
        "problem",
        [
            Problem(3, "a", "no_number", "x,y"),
            Problem(3, "a", "swapped", "40,109"),
            Problem(3, "a", "off_map", "0,0"),
            Problem(3, "a", "duplicate", "2"),
            Problem(3, "a", "off_network", "300"),
            Problem(3, "a", "no_street_near", "2000"),
            Problem(0, "", "misread", "gcj02 45 12 38/40"),
        ],
    )
    def test_is_told_in_both_languages(self, problem: Problem) -> None:
        for language in ("zh", "en"):
            words = said(problem, language)
            assert "{" not in words
            assert problem.detail.split(" ")[-1] in words or problem.what == "duplicate"
