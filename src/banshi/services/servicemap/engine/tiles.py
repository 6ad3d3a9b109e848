"""Base maps of other providers: which tiles there are, and what an address of one looks like. Pure.

A provider is named, or given as templates of addresses, the lowest layer first, in Web Mercator on WGS-84 (≈ CGCS2000).
"""

import math
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

WMTS = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={{key}}"
)
KNOWN = {"tianditu": ((WMTS.format(layer="vec"), WMTS.format(layer="cva")), "天地图 · 国家地理信息公共服务平台")}
"""Name → its layers, streets below names, and what must stand beside the map."""
OTHER_NAMES = {"{TileMatrix}": "{z}", "{TileRow}": "{y}", "{TileCol}": "{x}", "{tk}": "{key}"}
SERVERS = 8
ZOOMS = (1, 18)
BESIDE = 1
"""Tiles beyond the edge of the county's map that are still served: what a screen shows around it."""
MARKS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose tiles are shown instead of the house's own."""

    layers: tuple[str, ...]
    attribution: str
    key: str

    @property
    def needs_key(self) -> bool:
        return any("{key}" in layer for layer in self.layers)

    def address(self, layer: int, z: int, x: int, y: int) -> str:
        """Where one tile is fetched."""
        values = {"{z}": z, "{x}": x, "{y}": y, "{s}": (x + y) % SERVERS, "{key}": quote(self.key, safe="")}
        found = self.layers[layer]
        for name, value in values.items():
            found = found.replace(name, str(value))
        return found


def provider(given: str, key: str = "", attribution: str = "") -> Provider | None:
    """The provider of a setting, None where it is empty: the house draws its own.

    Raises:
        ValueError: neither a known name nor templates of addresses with {z}, {x} and {y}.
    """
    words = given.split()
    if not words:
        return None
    known = KNOWN.get(words[0].lower()) if len(words) == 1 else None
    layers, said = known or (tuple(map(_template, words)), "")
    return Provider(layers, attribution or said, key)


def served(bounds: tuple[float, float, float, float], z: int, x: int, y: int) -> bool:
    """Whether a tile is one that the county's map shows: the house fetches no others."""
    if not (ZOOMS[0] <= z <= ZOOMS[1] and 0 <= x < 1 << z and 0 <= y < 1 << z):
        return False
    west, south, east, north = bounds
    left, top = tile_at(west, north, z)
    right, bottom = tile_at(east, south, z)
    return left - BESIDE <= x <= right + BESIDE and top - BESIDE <= y <= bottom + BESIDE


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int]:
    """In which tile of Web Mercator a position lies."""
    wide = 1 << z
    across = (lon + 180) / 360 * wide
    down = (1 - math.asinh(math.tan(math.radians(max(min(lat, 85.0), -85.0)))) / math.pi) / 2 * wide
    return int(across), int(down)


def picture_kind(data: bytes) -> str | None:
    """What kind of picture some bytes are, by their content; None where they are none that browsers take for a tile."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in MARKS.items() if data.startswith(mark)), None)


def _template(word: str) -> str:
    for other, ours in OTHER_NAMES.items():
        word = word.replace(other, ours)
    parts = urlsplit(word)
    host = (parts.hostname or "").replace("{s}", "0")
    if parts.scheme not in ("http", "https") or not host or "{" in host or parts.username:
        raise ValueError(f"{word[:60]!r} is no address of tiles: begin it with https:// and a host")
    missing = [name for name in ("{z}", "{x}", "{y}") if name not in word]
    if missing:
        raise ValueError(f"{word[:60]!r} lacks {', '.join(missing)}")
    return word
