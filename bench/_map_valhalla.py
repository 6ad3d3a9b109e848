"""Valhalla over the same extract, where it is installed: walking times beside ours, and what its isochrone costs.

`pip install pyvalhalla-weekly==3.5.1.post1.dev248`: the last with wheels for Python 3.11 that bring the program which builds tiles.
`EXTRACT=guixi.osm python bench/_map_valhalla.py` compares over another extract than the piece of town in the house.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.report import line  # noqa: E402

from banshi.services.servicemap.engine.atlas import Atlas  # noqa: E402
from banshi.services.servicemap.engine.build import build  # noqa: E402
from banshi.services.servicemap.engine.extract import opened, read  # noqa: E402
from banshi.services.servicemap.engine.failures import MapFailure  # noqa: E402
from banshi.services.servicemap.engine.geo import SCALE  # noqa: E402
from banshi.services.servicemap.engine.near import near  # noqa: E402
from banshi.services.servicemap.engine.network import digest  # noqa: E402
from banshi.services.servicemap.engine.route import way  # noqa: E402
from banshi.services.servicemap.engine.tags import KINDS, Trait  # noqa: E402

CUT = ROOT / "src" / "banshi" / "services" / "servicemap" / "data" / "tsinghua-cut.osm.gz"
PAIRS, SHORTEST, GOAL = 400, 60, 2.0
"""Ways compared; the seconds that one takes at least; per cent."""
PLAIN = {
    "walking_speed": 5.1,
    **dict.fromkeys(("driveway_factor", "walkway_factor", "sidewalk_factor", "alley_factor"), 1),
}
PLAIN |= dict.fromkeys(("step_penalty", "gate_penalty", "gate_cost", "destination_only_penalty", "service_penalty"), 0)
"""No likes and dislikes: the way that takes least time."""


def compare(extract: Path) -> None:
    """Times from junction to junction, ours in parts of Valhalla's, and its isochrone beside near me."""
    try:
        import valhalla
    except ImportError:
        print("valhalla is not installed: see bench/_map_valhalla.py", flush=True)
        return
    network = build(read(extract))
    atlas, rng = Atlas(network, digest(network), []), Random(20210526)
    graph = atlas.graph()
    used = np.unique(np.concatenate([network.start[graph.mainland], network.end[graph.mainland]])).tolist()
    at = {vertex: (int(network.lon[vertex]) / SCALE, int(network.lat[vertex]) / SCALE) for vertex in used}
    pairs = [tuple(at[vertex] for vertex in rng.sample(used, 2)) for _ in range(PAIRS)]
    with tempfile.TemporaryDirectory() as folder:
        actor = _actor(valhalla, extract, Path(folder))
        ratios, same_streets = _ratios(atlas, actor, pairs)
        took = []
        for start, _end in pairs[:60]:
            began = perf_counter()
            actor.isochrone({"locations": [_location(start)], "costing": "pedestrian", "contours": [{"time": 10}]})
            took.append((perf_counter() - began) * 1000)
    for name, chosen in (("all ways", np.ones(len(ratios), bool)), ("over streets that both walk", same_streets)):
        low, high = (np.percentile(ratios[chosen], part) for part in (5, 95))
        line(f"servicemap: time to walk, {name} ({chosen.sum()}), p5 of Valhalla's", low * 100, "%")
        line(f"servicemap: time to walk, {name}, p95 of Valhalla's", high * 100, "%")
    low, high = np.percentile(ratios[same_streets], (5, 95))
    line("servicemap: farthest from Valhalla's, p5 to p95", max(1 - low, high - 1) * 100, "%", GOAL)
    snapper, ours = atlas.snapper(), []
    for start, _end in pairs[:60]:
        began = perf_counter()
        near(graph, atlas.reach, snapper.must(*start), 600)
        ours.append((perf_counter() - began) * 1000)
    line(
        "servicemap: near me beside Valhalla's isochrone",
        median(ours),
        "ms",
        None,
        median(took),
        median(took) / median(ours),
    )


def _ratios(atlas: Atlas, actor: Any, pairs: list[Any]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Ours in parts of Valhalla's, and whether our way keeps to streets that it walks likewise.

    It lets nobody walk on a cycleway without `foot`, and goes around squares and slower up steps.
    """
    network, graph, snapper = atlas.network, atlas.graph(), atlas.snapper()
    others = {at for at, kind in enumerate(KINDS) if kind in ("cycleway", "steps")}
    ratios, same = [], []
    for start, end in pairs:
        try:
            found = way(graph, snapper.must(*start), snapper.must(*end), "")
        except MapFailure:  # into another piece of the network
            continue
        asked = {"locations": [_location(start), _location(end)], "costing": "pedestrian", "directions_type": "none"}
        theirs = actor.route({**asked, "costing_options": {"pedestrian": PLAIN}})["trip"]["summary"]["time"]
        if theirs >= SHORTEST:
            ways = {int(network.way[int(leg.edge)]) for leg in found.legs}
            ratios.append(found.seconds / theirs)
            same.append(
                not any(
                    int(network.way_kind[each]) in others or network.way_traits[each] & Trait.SQUARE for each in ways
                )
            )
    return np.array(ratios), np.array(same)


def _actor(valhalla: Any, extract: Path, folder: Path) -> Any:
    import osmium

    pbf, tiles, tar = folder / "x.osm.pbf", folder / "tiles", folder / "tiles.tar"
    with osmium.SimpleWriter(str(pbf)) as writer:
        for thing in osmium.FileProcessor(opened(extract)):
            writer.add(thing)
    tiles.mkdir()
    tar.touch()  # its settings name only files that are there
    settings = valhalla.get_config(tile_extract=str(tar), tile_dir=str(tiles), verbose=False)
    settings.pop("additional_data", None)
    settings["mjolnir"]["concurrency"] = 1
    (folder / "v.json").write_text(json.dumps(settings))
    program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    subprocess.run([str(program), "-c", str(folder / "v.json"), str(pbf)], capture_output=True, check=True, cwd=folder)
    with tarfile.open(tar, "w") as file:
        for path in sorted(tiles.rglob("*.gph")):
            file.add(path, path.relative_to(tiles).as_posix())
    return valhalla.Actor(str(folder / "v.json"))


def _location(position: tuple[float, float]) -> dict[str, float]:
    return {"lon": position[0], "lat": position[1]}


if __name__ == "__main__":
    compare(Path(os.environ.get("EXTRACT", str(CUT))))
