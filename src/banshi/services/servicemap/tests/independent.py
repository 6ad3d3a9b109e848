"""Walking times reckoned a second time, by other means: ElementTree, every node a vertex, distances on the sphere.

Nothing of the engine is used, so that a fault in it is not repeated here.
"""

import gzip
import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

METRES_A_SECOND = 5.1 / 3.6
EARTH = 6_371_008.8
ON_FOOT = {
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
    "unclassified", "residential", "living_street", "service", "road", "track", "pedestrian", "footway", "path",
    "cycleway", "bridleway", "steps", "corridor", "platform", "elevator",
}  # fmt: skip
YES = {"yes", "designated", "permissive", "official", "destination", "customers", "public"}
NO = {"no", "private", "use_sidepath", "military", "agricultural", "forestry"}
ISLAND = 2000.0


class Walks:
    """Walking times over an extract."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        root = ElementTree.fromstring(gzip.decompress(data) if path.suffix == ".gz" else data)
        self.where, shut = {}, set()
        for node in root.iter("node"):
            self.where[node.get("id")] = (float(node.get("lon")), float(node.get("lat")))
            if self._shut(_tags(node)):
                shut.add(node.get("id"))
        self.links: dict[tuple[str, str], float] = {}
        ways = [(_tags(way), [nd.get("ref") for nd in way.iter("nd")]) for way in root.iter("way")]
        ways = [(tags, nodes) for tags, nodes in ways if self._walked(tags)]
        uses: dict[str, int] = defaultdict(int)
        for _tags_of_way, nodes in ways:
            for node in nodes:
                uses[node] += 1
            uses[nodes[0]] += 1
            uses[nodes[-1]] += 1
        for tags, nodes in ways:
            slow = 2.0 if tags["highway"] == "steps" else 1.0
            for one, other in pairwise(nodes):
                self._link(one, other, slow, shut)
            if tags.get("area") == "yes" and nodes[0] == nodes[-1]:
                self._square(
                    nodes[:-1], {node for node in nodes if uses[node] > 1 + (node == nodes[0]) * 2}, slow, shut
                )
        self.number = {node: at for at, node in enumerate(sorted({node for link in self.links for node in link}))}
        self._weigh()

    def from_place(self, lon: float, lat: float) -> dict[int, float]:
        """Seconds to a place from every node, by its id, starting at the nearest point of the nearest street."""
        away, one, other, before, after = min(self._beside(lon, lat, link) for link in self.mainland)
        rows, columns, weights = list(self.rows), list(self.columns), list(self.weights)
        start = len(self.number)
        for node, metres in ((one, before), (other, after)):
            slow = self.links[(one, other)] / max(self._metres(one, other), 1e-9)
            rows += [start, self.number[node]]
            columns += [self.number[node], start]
            weights += [max(metres * slow, 1e-6)] * 2
        graph = coo_array((weights, (rows, columns)), shape=(start + 1,) * 2).tocsr()
        metres_ = dijkstra(graph, indices=start)
        return {int(node): (metres_[at] + away) / METRES_A_SECOND for node, at in self.number.items()}

    def _walked(self, tags: dict[str, str]) -> bool:
        if tags.get("foot") in NO or tags.get("motorroad") == "yes":
            return False
        if tags.get("foot") in YES:
            return "highway" in tags and tags["highway"] in ON_FOOT | {"motorway", "motorway_link"}
        return tags.get("highway") in ON_FOOT and tags.get("access") not in NO

    def _shut(self, tags: dict[str, str]) -> bool:
        if "barrier" not in tags or tags.get("foot") in YES:
            return False
        return tags["barrier"] in {"wall", "fence", "hedge"} or {tags.get("foot"), tags.get("access")} & NO != set()

    def _link(self, one: str, other: str, slow: float, shut: set[str]) -> None:
        if one == other or one not in self.where or other not in self.where:
            return
        if {one, other} & shut:
            return
        metres = self._metres(one, other) * slow
        for pair in ((one, other), (other, one)):
            self.links[pair] = min(metres, self.links.get(pair, math.inf))

    def _square(self, ring: list[str], entrances: set[str], slow: float, shut: set[str]) -> None:
        outline = [self.where[node] for node in ring]
        doors = [node for node in ring if node in entrances]
        for at, one in enumerate(doors):
            for other in doors[at + 1 :]:
                (x, y), (x2, y2) = self.where[one], self.where[other]
                points = [(x + (x2 - x) * k / 20, y + (y2 - y) * k / 20) for k in range(1, 20)]
                if all(_inside(outline, point) for point in points):
                    self._link(one, other, slow, shut)

    def _metres(self, one: str, other: str) -> float:
        (x, y), (x2, y2) = self.where[one], self.where[other]
        a, b = math.radians(y), math.radians(y2)
        half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(x2 - x) / 2) ** 2
        return 2 * EARTH * math.asin(math.sqrt(half))

    def _weigh(self) -> None:
        self.rows = [self.number[one] for one, _other in self.links]
        self.columns = [self.number[other] for _one, other in self.links]
        self.weights = [max(metres, 1e-6) for metres in self.links.values()]
        graph = coo_array((self.weights, (self.rows, self.columns)), shape=(len(self.number),) * 2)
        _count, piece = connected_components(graph.tocsr(), directed=False)
        size = np.zeros(piece.max() + 1)
        for one, other in self.links:
            size[piece[self.number[one]]] += self._metres(one, other) / 2
        large = size >= min(ISLAND, size.max())
        self.mainland = [link for link in self.links if link[0] < link[1] and large[piece[self.number[link[0]]]]]

    def _beside(self, lon: float, lat: float, link: tuple[str, str]) -> tuple[float, str, str, float, float]:
        """Metres to a stretch of street, and from the point beside to its two ends."""
        narrow = math.cos(math.radians(lat))
        scale = math.radians(1) * EARTH
        (x, y), (x2, y2) = ((((a - lon) * narrow * scale), (b - lat) * scale) for a, b in map(self.where.get, link))
        long = math.hypot(x2 - x, y2 - y)
        share = min(max(-(x * (x2 - x) + y * (y2 - y)) / max(long**2, 1e-9), 0), 1)
        away = math.hypot(x + share * (x2 - x), y + share * (y2 - y))
        return away, link[0], link[1], share * long, (1 - share) * long


def _tags(element: ElementTree.Element) -> dict[str, str]:
    return {tag.get("k"): tag.get("v") for tag in element.iter("tag")}


def _inside(ring: list[tuple[float, float]], point: tuple[float, float]) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd
