"""Small towns drawn by hand, in metres, for what a real extract shows only somewhere."""

import math
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from banshi.kernel.places.coordinates import metres_per_degree
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.build import build
from banshi.services.servicemap.engine.extract import read
from banshi.services.servicemap.engine.network import digest
from banshi.services.servicemap.engine.sites import Site

LON, LAT = 109.84, 40.65
EAST, NORTH = metres_per_degree(math.radians(LAT))
CUT = Path(__file__).resolve().parent.parent / "data" / "tsinghua-cut.osm.gz"
"""A real piece of town."""


def position(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point so many metres east and north of the town's corner."""
    return LON + x / EAST, LAT + y / NORTH


@dataclass
class Town:
    """Draw nodes and ways, then write the file."""

    nodes: dict[str, tuple[float, float]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def at(self, name: str, x: float, y: float, **tags: str) -> "Town":
        """A node by a letter, so many metres east and north."""
        self.nodes[name] = (x, y)
        self.tags[name] = {key.replace("__", ":"): value for key, value in tags.items()}
        return self

    def way(self, letters: str, highway: str = "residential", **tags: str) -> "Town":
        """A way through nodes, each named by a letter."""
        self.ways.append((letters, {"highway": highway, **{k.replace("__", ":"): v for k, v in tags.items()}}))
        return self

    def write(self, path: Path, *, ways_first: bool = False) -> Path:
        """The file, in OpenStreetMap's XML."""
        root = ElementTree.Element("osm", version="0.6")
        number = {name: str(at) for at, name in enumerate(self.nodes, 1)}
        drawn = []
        for name, (x, y) in self.nodes.items():
            lon, lat = position(x, y)
            node = ElementTree.Element("node", id=number[name], lon=f"{lon:.7f}", lat=f"{lat:.7f}")
            _tagged(node, self.tags[name])
            drawn.append(node)
        ways = []
        for at, (letters, tags) in enumerate(self.ways, 101):
            way = ElementTree.Element("way", id=str(at))
            for letter in letters:
                ElementTree.SubElement(way, "nd", ref=number.get(letter, "999"))
            _tagged(way, tags)
            ways.append(way)
        root.extend([*ways, *drawn] if ways_first else [*drawn, *ways])
        path.write_bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
        return path

    def atlas(self, folder: Path, **places: tuple[float, float]) -> Atlas:
        """The town as a map with places so many metres east and north."""
        network = build(read(self.write(folder / "town.osm")))
        sites = [Site(code, *position(x, y), code) for code, (x, y) in places.items()]
        return Atlas(network, digest(network), sites)


def road(length: float = 1000, **tags: str) -> Town:
    """One street from west to east."""
    return Town().at("a", 0, 0).at("b", length, 0).way("ab", **tags)


def real_atlas() -> Atlas:
    """The real piece of town with its own public services."""
    from banshi.services.servicemap.engine.found import found_places

    network = build(read(CUT))
    return Atlas(network, digest(network), found_places(CUT))


def _tagged(element: ElementTree.Element, tags: dict[str, str]) -> None:
    for key, value in tags.items():
        ElementTree.SubElement(element, "tag", k=key, v=value)
