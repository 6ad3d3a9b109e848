"""Links to other maps carry the place in the system that each map draws in."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.places.coordinates import Point, System, convert, metres
from banshi.services.servicemap.engine.links import Link, links
from banshi.services.servicemap.engine.modes import Mode

pytestmark = pytest.mark.anydb
PLACE, HERE = Point(109.8403, 40.6575), Point(109.8301, 40.6499)


def by_app(mode: Mode = Mode.FOOT, origin: Point | None = None, name: str = "青山区党群服务中心") -> dict[str, Link]:
    return {link.app: link for link in links(name, PLACE, mode, origin)}


def asked(link: Link) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(link.url).query).items()}


def point(text: str, *, lat_first: bool = True) -> Point:
    one, other = (float(part) for part in text.split(",")[:2])
    return Point(other, one) if lat_first else Point(one, other)


class TestALink:
    @given(st.floats(74, 135), st.floats(4, 53))
    def test_leads_to_the_very_place_in_every_map(self, lon: float, lat: float) -> None:
        place = Point(lon, lat)
        found = {link.app: link for link in links("x", place)}
        said = {
            "amap": point(asked(found["amap"])["to"], lat_first=False),
            "baidu": point(asked(found["baidu"])["location"]),
            "tencent": point(asked(found["tencent"])["tocoord"]),
            "apple": point(asked(found["apple"])["daddr"]),
            "geo": point(urlsplit(found["geo"].url).path),
        }
        for app, there in said.items():
            assert metres(convert(there, found[app].system, System.WGS84), place) < 0.15

    def test_asks_for_the_way_one_goes(self) -> None:
        for mode, amap, tencent, apple in (
            (Mode.FOOT, "walk", "walk", "w"),
            (Mode.WHEELCHAIR, "walk", "walk", "w"),
            (Mode.BICYCLE, "ride", "bike", "b"),
            (Mode.CAR, "car", "drive", "d"),
        ):
            found = by_app(mode)
            assert asked(found["amap"])["mode"] == amap
            assert asked(found["tencent"])["type"] == tencent
            assert asked(found["apple"])["dirflg"] == apple

    def test_starts_from_the_position_where_one_is_given(self) -> None:
        found = by_app(origin=HERE)
        assert (
            metres(convert(point(asked(found["amap"])["from"], lat_first=False), System.GCJ02, System.WGS84), HERE)
            < 0.15
        )
        assert asked(found["baidu"])["origin"].startswith("latlng:")
        assert asked(found["baidu"])["mode"] == "walking"
        assert asked(found["baidu"])["coord_type"] == "bd09ll"
        assert "fromcoord" in asked(found["tencent"])
        assert "saddr" in asked(found["apple"])

    def test_tells_nothing_of_a_position_that_was_not_given(self) -> None:
        for link in by_app().values():
            assert not {"from", "origin", "fromcoord", "saddr"} & set(asked(link))

    def test_keeps_a_name_whole_whatever_is_in_it(self) -> None:
        name = "一米&阳光=邻里屋,#1 (东)"
        found = by_app(name=name)
        assert asked(found["amap"])["to"].endswith(f",{name}")
        assert asked(found["baidu"])["title"] == name
        assert unquote(found["geo"].url).endswith(f"({name})")
        assert all("#" not in link.url for link in found.values())
