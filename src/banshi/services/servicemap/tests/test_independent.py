"""Walking times agree with those of a second computation that shares nothing with the first."""

import os
from pathlib import Path

import numpy as np
import pytest

from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.build import build
from banshi.services.servicemap.engine.extract import read
from banshi.services.servicemap.engine.found import found_places
from banshi.services.servicemap.engine.network import digest
from banshi.services.servicemap.engine.reach import reach_of
from banshi.services.servicemap.engine.sites import Site
from banshi.services.servicemap.tests.independent import Walks
from banshi.services.servicemap.tests.town import CUT

pytestmark = pytest.mark.anydb
REAL = Path(os.environ.get("BANSHI_REAL_DATA", "")) / "osm"


def compared(path: Path) -> tuple[list[float], int, int]:
    """How far our times are off theirs, as parts of theirs beyond the second that is rounded; how many junctions
    theirs reaches in time, and how many of these ours does not."""
    network = build(read(path))
    west, south, east, north = network.bounds
    middle = [(0.3, 0.3), (0.7, 0.4), (0.5, 0.8)]
    corners = [Site(f"c{x}{y}", west + (east - west) * x, south + (north - south) * y) for x, y in middle]
    sites = [*found_places(path), *corners]
    atlas, walks = Atlas(network, digest(network), sites), Walks(path)
    reach = reach_of(atlas.graph(), atlas.snapper(), [(site.code, site.lon, site.lat) for site in sites], 1200)
    junctions = set(network.osm_node.tolist())
    off, reached, missed = [], 0, 0
    for site, row in zip(sites, reach.rows, strict=True):
        theirs = walks.from_place(site.lon, site.lat)
        ours = dict(zip(network.osm_node[row.vertex].tolist(), row.seconds.tolist(), strict=True))
        off += [max(abs(ours[node] - theirs[node]) - 1, 0) / theirs[node] for node in ours if theirs.get(node, 0) > 30]
        in_time = {node for node, seconds in theirs.items() if 30 < seconds < 1170 and node in junctions}
        reached, missed = reached + len(in_time), missed + len(in_time - set(ours))
    return off, reached, missed


class TestWalkingTimes:
    def test_over_a_real_piece_of_town_agree_within_two_percent(self) -> None:
        off, reached, missed = compared(CUT)
        assert len(off) > 2000
        assert np.quantile(off, 0.999) < 0.02
        assert missed <= 0.002 * reached

    @pytest.mark.realdata
    @pytest.mark.parametrize("name", ["tsinghua.osm", "guixi.osm"])
    def test_over_whole_extracts_agree_within_two_percent(self, name: str) -> None:
        off, reached, missed = compared(REAL / name)
        assert len(off) > 300
        assert np.quantile(off, 0.999) < 0.02
        assert missed <= 0.002 * reached
