# one database is enough: only the pages touch one
"""The service map at SIZE junctions: `SIZE=300000 python bench/servicemap.py`.

A generated town of SIZE junctions on a bent grid, with 165 places and 20,000 households. Anchors, in the
same run: scipy alone (its Dijkstra over the same matrix, place by place, without snapping or a table),
pandana (`pip install pandana`) over the same network, and Valhalla over a piece of a real town, where they are installed.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.report import line  # noqa: E402

from banshi.services.servicemap.engine import coverage, demand, network, siting, table  # noqa: E402
from banshi.services.servicemap.engine.atlas import Atlas  # noqa: E402
from banshi.services.servicemap.engine.covering import Question  # noqa: E402
from banshi.services.servicemap.engine.modes import MODES, both  # noqa: E402
from banshi.services.servicemap.engine.near import near  # noqa: E402
from banshi.services.servicemap.engine.network import Network  # noqa: E402
from banshi.services.servicemap.engine.reach import reach_of, row_of  # noqa: E402
from banshi.services.servicemap.engine.sites import Site  # noqa: E402

SIZE = int(os.environ.get("SIZE", "100000"))
PLACES, HOUSEHOLDS, CANDIDATES, SITES, DISTRICT = 165, 20_000, 3000, 10, 30_000
MIDDLE = 0.25
"""The part of the town's width in which its places stand."""
BLOCK = 85.0
"""Metres between junctions: Porto's 304,195 nodes lie as close."""
LON, LAT = 109.84, 40.65
EAST, NORTH = 84_470.0, 111_050.0
chance = np.random.default_rng(20210526)


def town(size: int) -> Network:
    """A bent grid with a tenth of its streets missing."""
    side = int(size**0.5)
    x, y = (each.ravel() * BLOCK for each in np.meshgrid(np.arange(side), np.arange(side)))
    x, y = x + chance.uniform(-30, 30, side * side), y + chance.uniform(-30, 30, side * side)
    lon, lat = ((LON + x / EAST) * 1e7).astype(np.int32), ((LAT + y / NORTH) * 1e7).astype(np.int32)
    order = _along_hilbert(x, y)
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order))
    at = np.arange(side * side).reshape(side, side)
    start = np.concatenate([at[:, :-1].ravel(), at[:-1, :].ravel()])
    end = np.concatenate([at[:, 1:].ravel(), at[1:, :].ravel()])
    kept = chance.random(len(start)) > 0.1
    start, end = start[kept], end[kept]
    metres = np.hypot(x[start] - x[end], y[start] - y[end]) * chance.uniform(1, 1.2, len(start))
    ends = np.stack([start, end], axis=1).ravel()
    edges = len(start)
    walked = np.float32(3.6 / 5.1)
    return Network(
        lon=lon[order], lat=lat[order], osm_node=order.astype(np.int64), start=number[start], end=number[end],
        metres=metres.astype(np.float32), access=np.full(edges, both(*MODES), np.uint8), way=np.zeros(edges, np.int32),
        shape_from=np.arange(0, 2 * edges + 1, 2, dtype=np.int32), shape_lon=lon[ends], shape_lat=lat[ends],
        way_osm=np.zeros(1, np.int64), way_name=np.zeros(1, np.int32), way_kind=np.full(1, 10, np.uint8),
        way_traits=np.zeros(1, np.uint8), way_pace=np.full((1, 4), walked), names=(("", ""),), notes={},
    )  # fmt: skip


def _along_hilbert(x: np.ndarray, y: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    from banshi.services.servicemap.engine.geo import hilbert

    widest = max(np.ptp(x), np.ptp(y))
    cells = [((each - each.min()) * 65535 / widest).astype(np.int64) for each in (x, y)]
    return np.argsort(hilbert(*cells), kind="stable")


def timed(run: Callable[[], Any], rounds: int = 5) -> float:
    """Median milliseconds."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def scattered(streets: Network, count: int, within: float = 1.0) -> list[tuple[float, float]]:
    """Positions within some metres of junctions: all over the town, or in its middle where `within` is below 1."""
    middle = [int(np.median(each)) for each in (streets.lon, streets.lat)]
    half = [within * np.ptp(each) / 2 for each in (streets.lon, streets.lat)]
    near = (abs(streets.lon - middle[0]) <= half[0]) & (abs(streets.lat - middle[1]) <= half[1])
    at = chance.choice(np.flatnonzero(near), count)
    lon = streets.lon[at] / 1e7 + chance.uniform(-30, 30, count) / EAST
    lat = streets.lat[at] / 1e7 + chance.uniform(-30, 30, count) / NORTH
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def measure_reach(atlas: Atlas) -> bool:
    """The table, near me, a change."""
    graph, snapper, reach = atlas.graph(), atlas.snapper(), atlas.reach
    met, positions = True, scattered(atlas.network, 2000, MIDDLE)
    starts = [int(graph.network.start[s.snapped.edge]) for s in reach.stands if s.snapped is not None]
    anchor = timed(lambda: [dijkstra(graph.matrix_back, indices=at, limit=600) for at in starts], 1)
    short = timed(lambda: [row_of(graph, stand.snapped, 600) for stand in reach.stands], 1)
    line(
        f"servicemap: rows of {PLACES} places, 600 s (both ends of a street)", short, "ms", None, anchor, anchor / short
    )
    reach.index, reach.on_edge  # noqa: B018 — made at first use

    def ask() -> int:
        found = 0
        for lon, lat in positions:
            origin = snapper.snap(lon, lat)
            found += len(near(graph, reach, origin, 600)) if origin is not None else 0
        return found

    line("servicemap: places reached by one asker", ask() / len(positions), "places")
    by_table = timed(ask, 7) / len(positions)
    alone = timed(lambda: dijkstra(graph.matrix, indices=starts[0], limit=600), 9)
    met &= line("servicemap: near me in process, snapping included", by_table, "ms", 0.1, alone, alone / by_table)
    first, *rest = atlas.sites.values()
    moved = [replace(first, lon=positions[0][0], lat=positions[0][1]), *rest]
    change = timed(lambda: atlas.with_sites(moved).reach.index, 9)
    met &= line("servicemap: rebuild after one place moved", change, "ms", 50, short, short / change)
    line("servicemap: table of 600 s for a phone", len(table.pack(reach, "x", 600)) / 1024, "KB")
    return met


def measure_coverage(atlas: Atlas) -> bool:
    """Who is within ten minutes, for every junction and for households; then exact minutes beyond the table."""
    graph, reach = atlas.graph(), atlas.reach
    homes = scattered(atlas.network, HOUSEHOLDS, 2 * MIDDLE)
    points = coverage.put_down(atlas.snapper(), [(lon, lat, 3.0, "") for lon, lat in homes])
    people = np.ones(reach.vertices)
    sources = sorted({int(graph.network.start[s.snapped.edge]) for s in reach.stands if s.snapped is not None})
    anchor = timed(lambda: dijkstra(graph.matrix_back, indices=sources, min_only=True, limit=600), 3)
    whole = timed(lambda: dijkstra(graph.matrix_back, indices=sources, min_only=True), 3)
    runs: dict[str, tuple[Callable[[], Any], float | None, float]] = {
        "every junction": (lambda: coverage.share("", coverage.nearest(reach), people, 600), 50, anchor),
        f"{HOUSEHOLDS:,} households": (
            lambda: coverage.share(
                "", coverage.at_points(graph, coverage.nearest(reach), points, reach.stands), points.people, 600
            ),
            50,
            anchor,
        ),
        "every junction, exact beyond the table": (
            lambda: coverage.exact(graph, reach.stands),
            None,
            whole,
        ),
    }
    met = True
    for name, (run, goal, beside) in runs.items():
        took = timed(run, 5)
        met &= line(f"servicemap: coverage, {name}", took, "ms", goal, beside, beside / took)
    return met


def measure_siting() -> bool:
    """Ten sites among 3,000 candidates for everybody in a district who is not served."""
    streets = town(min(SIZE, DISTRICT))
    atlas = peopled(streets, PLACES // 3)
    graph = atlas.graph()
    homes = scattered(streets, HOUSEHOLDS)
    weights = chance.integers(1, 9, len(homes)).astype(float).tolist()
    given = [(lon, lat, people, "") for (lon, lat), people in zip(homes, weights, strict=True)]
    points = coverage.put_down(atlas.snapper(), given)
    began = time.perf_counter()
    candidates = [(f"c{at}", *position) for at, position in enumerate(scattered(streets, CANDIDATES))]
    options = reach_of(graph, atlas.snapper(), candidates, 600)
    served = coverage.at_points(graph, coverage.nearest(atlas.reach), points, atlas.reach.stands) <= 600
    serves = demand.without_served(demand.serves_points(graph, options, points, 600), served)
    asked = Question(points.people[~served], serves)
    line(f"servicemap: who could be served by {CANDIDATES:,} candidates", time.perf_counter() - began, "s")
    answer = siting.choose(asked, SITES)
    line("servicemap: people whom the greedy choice misses", answer.best.people - answer.greedy.people, "people")
    met = line(f"servicemap: {SITES} of {CANDIDATES:,} sites, proven best", answer.seconds, "s", 10)
    return met and answer.proven


def pandana(streets: Network, sites: list[tuple[float, float]]) -> None:
    """The nearest of the places for every junction, by pandana's contraction hierarchies."""
    try:
        import pandana as other
        import pandas
    except ImportError:
        print("pandana is not installed: `pip install pandana` to have it beside", flush=True)
        return
    frame = pandas.Series
    began = time.perf_counter()
    made = other.Network(
        frame(streets.lon / 1e7), frame(streets.lat / 1e7), frame(streets.start), frame(streets.end),
        pandas.DataFrame({"seconds": streets.metres * 3.6 / 5.1}), twoway=True,
    )  # fmt: skip
    line("pandana: making ready", time.perf_counter() - began, "s")
    lon, lat = zip(*sites, strict=True)
    made.set_pois("places", 600, 1, frame(lon), frame(lat))
    line("pandana: nearest place of every junction, 600 s", timed(lambda: made.nearest_pois(600, "places", 1), 3), "ms")


def peopled(streets: Network, count: int) -> Atlas:
    """The town with places in its middle."""
    positions = scattered(streets, count, MIDDLE)
    return Atlas(streets, "x", [Site(f"p{at}", lon, lat, tier=1 + at % 4) for at, (lon, lat) in enumerate(positions)])


def main() -> None:
    print(f"# servicemap, {SIZE:,} junctions, {PLACES} places")
    streets = town(SIZE)
    atlas = peopled(streets, PLACES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / network.FILE
        line("servicemap: saving the network", timed(lambda: network.save(streets, path), 1), "ms")
        line("servicemap: opening the network", timed(lambda: network.load(path), 3), "ms")
    began = time.perf_counter()
    atlas.reach  # noqa: B018 — with the matrices and the grid of streets, made once a process
    line("servicemap: first answer of a process, table not kept", time.perf_counter() - began, "s")
    met = measure_reach(atlas)
    met &= measure_coverage(atlas)
    met &= measure_siting()
    pandana(streets, [(site.lon, site.lat) for site in atlas.sites.values()])
    from bench._map_valhalla import CUT, compare

    compare(CUT)
    from bench._map_pages import measure_pages  # the only part that needs Django and a database

    met &= measure_pages()
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
