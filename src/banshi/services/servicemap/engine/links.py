"""Hand the way over to the phone's own map: links that each map understands, with coordinates in its own system."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from banshi.kernel.places.coordinates import Point, System, convert
from banshi.services.servicemap.engine.modes import Mode

SOURCE = "banshi"
AMAP = {Mode.FOOT: "walk", Mode.WHEELCHAIR: "walk", Mode.BICYCLE: "ride", Mode.CAR: "car"}
BAIDU = {Mode.FOOT: "walking", Mode.WHEELCHAIR: "walking", Mode.BICYCLE: "riding", Mode.CAR: "driving"}
TENCENT = {Mode.FOOT: "walk", Mode.WHEELCHAIR: "walk", Mode.BICYCLE: "bike", Mode.CAR: "drive"}
APPLE = {Mode.FOOT: "w", Mode.WHEELCHAIR: "w", Mode.BICYCLE: "b", Mode.CAR: "d"}


@dataclass(frozen=True, slots=True)
class Link:
    """One map application's address for the way."""

    app: str
    """amap, baidu, tencent, apple or geo."""
    url: str
    system: System
    """In which system the coordinates in the address are."""


def links(name: str, place: Point, mode: Mode = Mode.FOOT, origin: Point | None = None) -> list[Link]:
    """The way to a place in WGS-84, for each application; without an origin it asks the phone where it is."""
    return [
        Link("amap", _amap(name, place, mode, origin), System.GCJ02),
        Link("baidu", _baidu(name, place, mode, origin), System.BD09),
        Link("tencent", _tencent(name, place, mode, origin), System.GCJ02),
        Link("apple", _apple(place, mode, origin), System.GCJ02),
        Link("geo", f"geo:{_pair(place, System.WGS84)}?q={_pair(place, System.WGS84)}({quote(name)})", System.WGS84),
    ]


def _amap(name: str, place: Point, mode: Mode, origin: Point | None) -> str:
    asked = {
        "to": f"{_reversed(place)},{name}",
        "mode": AMAP[mode],
        "coordinate": "gaode",
        "src": SOURCE,
        "callnative": "1",
    }
    if origin is not None:
        asked = {"from": _reversed(origin), **asked}
    return f"https://uri.amap.com/navigation?{urlencode(asked)}"


def _baidu(name: str, place: Point, mode: Mode, origin: Point | None) -> str:
    """Its page of directions needs an origin; without one its page of the place has the button."""
    rest = {"output": "html", "coord_type": "bd09ll", "src": f"webapp.{SOURCE}"}
    if origin is None:
        asked = {"location": _pair(place, System.BD09), "title": name, "content": name, **rest}
        return f"https://api.map.baidu.com/marker?{urlencode(asked)}"
    asked = {
        "origin": f"latlng:{_pair(origin, System.BD09)}|name:我的位置",
        "destination": f"latlng:{_pair(place, System.BD09)}|name:{name}",
        "mode": BAIDU[mode],
        **rest,
    }
    return f"https://api.map.baidu.com/direction?{urlencode(asked)}"


def _tencent(name: str, place: Point, mode: Mode, origin: Point | None) -> str:
    asked = {"type": TENCENT[mode], "to": name, "tocoord": _pair(place, System.GCJ02), "referer": SOURCE}
    if origin is not None:
        asked = {"fromcoord": _pair(origin, System.GCJ02), **asked}
    return f"https://apis.map.qq.com/uri/v1/routeplan?{urlencode(asked)}"


def _apple(place: Point, mode: Mode, origin: Point | None) -> str:
    """Apple's map of mainland China is drawn in GCJ-02, outside it is WGS-84: the shift is none there."""
    asked = {"daddr": _pair(place, System.GCJ02), "dirflg": APPLE[mode]}
    if origin is not None:
        asked = {"saddr": _pair(origin, System.GCJ02), **asked}
    return f"https://maps.apple.com/?{urlencode(asked)}"


def _pair(point: Point, system: System) -> str:
    """Latitude before longitude, to a tenth of a metre."""
    found = convert(point, System.WGS84, system)
    return f"{found.lat:.6f},{found.lon:.6f}"


def _reversed(point: Point) -> str:
    """Longitude before latitude, in GCJ-02."""
    found = convert(point, System.WGS84, System.GCJ02)
    return f"{found.lon:.6f},{found.lat:.6f}"
