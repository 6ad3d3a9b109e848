"""From ways to a network: what becomes a junction, what is cut, what is joined, and how it is kept."""

import json
from pathlib import Path

import numpy as np
import pytest

from banshi.services.servicemap.engine import network as kept
from banshi.services.servicemap.engine.atlas import Atlas
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.modes import KMH, Mode
from banshi.services.servicemap.tests.town import Town, position, road

pytestmark = pytest.mark.anydb
WALK = KMH[Mode.FOOT] / 3.6


def seconds(atlas: Atlas, one: tuple[float, float], other: tuple[float, float], mode: Mode = Mode.FOOT) -> float | None:
    """Seconds between the junctions at two points of the town, None where there is no way."""
    graph = atlas.graph(mode)
    start, end = (_junction(atlas, *point) for point in (one, other))
    found = float(graph.seconds_from(start)[end])
    return round(found, 1) if np.isfinite(found) else None


def _junction(atlas: Atlas, x: float, y: float) -> int:
    lon, lat = (round(each * 1e7) for each in position(x, y))
    return int(np.abs(atlas.network.lon.astype(np.int64) - lon).__add__(np.abs(atlas.network.lat - lat)).argmin())


def walk(metres: float) -> float:
    return pytest.approx(metres / WALK, rel=0.002)  # type: ignore[no-any-return]


class TestAJunction:
    def test_is_where_streets_meet_or_end(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 100, 0).at("c", 200, 0).at("d", 100, 100).at("m", 50, 0)
        atlas = town.way("ambc").way("bd").atlas(tmp_path)
        assert (atlas.network.vertices, atlas.network.edges) == (4, 3)

    def test_is_not_where_one_street_passes_over_another(self, tmp_path: Path) -> None:
        town = Town().at("a", -100, 0).at("b", 100, 0).at("c", 0, -100).at("d", 0, 100)
        atlas = town.way("ab").way("cd", bridge="yes").atlas(tmp_path)
        assert seconds(atlas, (-100, 0), (0, 100)) is None

    def test_is_made_in_a_loop_that_has_only_one(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 100, 0).at("c", 200, 0).at("d", 200, 100).at("e", 100, 100)
        atlas = town.way("ab").way("bcdeb").atlas(tmp_path)
        assert (atlas.network.start != atlas.network.end).all()
        assert seconds(atlas, (0, 0), (200, 100)) == walk(300)

    def test_numbers_follow_hilberts_curve(self, real: Atlas) -> None:
        """Neighbours in number are near: the table is small because of it."""
        network = real.network
        step = np.hypot(np.diff(network.lon.astype(float)), np.diff(network.lat.astype(float)))
        shuffled = np.random.default_rng(1).permutation(network.vertices)
        chance = np.hypot(np.diff(network.lon[shuffled].astype(float)), np.diff(network.lat[shuffled].astype(float)))
        assert np.median(step) < 0.15 * np.median(chance)


class TestAStreet:
    def test_is_as_long_as_its_bends(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 300, 0).at("c", 300, 400)
        assert seconds(town.way("abc").atlas(tmp_path), (0, 0), (300, 400)) == walk(700)

    def test_with_steps_takes_twice_as_long(self, tmp_path: Path) -> None:
        assert seconds(road(100, highway="steps").atlas(tmp_path), (0, 0), (100, 0)) == walk(200)

    def test_one_way_binds_cars_but_not_walkers(self, tmp_path: Path) -> None:
        atlas = road(100, oneway="yes").atlas(tmp_path)
        assert seconds(atlas, (100, 0), (0, 0)) == walk(100)
        assert seconds(atlas, (100, 0), (0, 0), Mode.CAR) is None
        assert seconds(atlas, (0, 0), (100, 0), Mode.CAR) is not None
        assert seconds(atlas, (100, 0), (0, 0), Mode.BICYCLE) is None

    def test_one_way_against_its_drawing_is_gone_along_against_it(self, tmp_path: Path) -> None:
        atlas = road(100, oneway="-1").atlas(tmp_path)
        assert seconds(atlas, (100, 0), (0, 0), Mode.CAR) is not None
        assert seconds(atlas, (0, 0), (100, 0), Mode.CAR) is None

    def test_that_is_private_leads_nowhere(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 100, 0).at("c", 200, 0).at("d", 100, 80)
        atlas = town.way("ab").way("bc", access="private").way("adc").atlas(tmp_path)
        assert seconds(atlas, (100, 0), (200, 0)) == walk(100 + 2 * np.hypot(100, 80))

    def test_round_a_roundabout_is_driven_one_way_and_walked_both(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 40, 0).at("c", 40, 40).at("d", 0, 40)
        atlas = (
            town.at("w", -50, 0).at("n", 0, 90).way("abcda", junction="roundabout").way("wa").way("dn").atlas(tmp_path)
        )
        assert seconds(atlas, (0, 0), (0, 40)) == walk(40)
        by_car, back = seconds(atlas, (0, 0), (0, 40), Mode.CAR), seconds(atlas, (0, 40), (0, 0), Mode.CAR)
        assert by_car is not None
        assert back is not None
        assert by_car == pytest.approx(3 * back, rel=0.01)

    def test_parallel_to_another_gives_way_to_the_quicker(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 100, 0).at("u", 50, 60)
        atlas = town.way("aub").way("ab").atlas(tmp_path)
        assert seconds(atlas, (0, 0), (100, 0)) == walk(100)
        assert atlas.graph().arc(_junction(atlas, 0, 0), _junction(atlas, 100, 0)) in (0, 1)

    def test_cut_at_the_edge_ends_where_the_file_ends(self, tmp_path: Path) -> None:
        town = Town()
        for number, letter in enumerate("abcdef"):
            town.at(letter, number * 100, 0)
        atlas = town.way("abc?def").atlas(tmp_path)
        assert seconds(atlas, (0, 0), (200, 0)) == walk(200)
        assert seconds(atlas, (0, 0), (300, 0)) is None
        assert atlas.network.notes["missing_nodes"] == 1


class TestABarrier:
    def gate(self, tmp_path: Path, **tags: str) -> Atlas:
        town = Town().at("a", 0, 0).at("g", 50, 0, **tags).at("b", 100, 0)
        return town.way("agb").atlas(tmp_path)

    def test_of_bollards_stops_cars_only(self, tmp_path: Path) -> None:
        atlas = self.gate(tmp_path, barrier="bollard")
        assert seconds(atlas, (0, 0), (100, 0)) == walk(100)
        assert seconds(atlas, (0, 0), (100, 0), Mode.CAR) is None
        assert atlas.network.notes["barriers"] == 1

    def test_that_is_locked_stops_everybody(self, tmp_path: Path) -> None:
        atlas = self.gate(tmp_path, barrier="gate", locked="yes")
        assert seconds(atlas, (0, 0), (100, 0)) is None

    def test_that_stops_nobody_is_no_junction(self, tmp_path: Path) -> None:
        atlas = self.gate(tmp_path, barrier="gate")
        assert atlas.network.edges == 1

    def test_at_a_crossing_lets_nobody_turn_off_either(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("g", 50, 0, barrier="gate", access="private").at("b", 100, 0).at("c", 50, 50)
        atlas = town.way("agb").way("gc").atlas(tmp_path)
        assert seconds(atlas, (0, 0), (100, 0)) is None
        assert seconds(atlas, (0, 0), (50, 50)) is None

    def test_on_a_way_around_costs_the_way_around(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("g", 50, 0, barrier="wall").at("b", 100, 0).at("c", 0, 200).at("d", 100, 200)
        atlas = town.way("agb").way("acdb").atlas(tmp_path)
        assert seconds(atlas, (0, 0), (100, 0)) == walk(500)


class TestASquare:
    def square(self, tmp_path: Path, **tags: str) -> Atlas:
        town = Town().at("a", 0, 0).at("b", 100, 0).at("c", 100, 100).at("d", 0, 100)
        town.at("w", -50, 0).at("e", 150, 100)
        town.way("abcda", "pedestrian", area="yes", **tags).way("wa").way("ce")
        return town.atlas(tmp_path)

    def test_is_crossed_and_not_walked_around(self, tmp_path: Path) -> None:
        assert seconds(self.square(tmp_path), (-50, 0), (150, 100)) == walk(100 + 100 * 2**0.5)

    def test_is_walked_around_where_the_line_would_leave_it(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 0, 100).at("c", 40, 100).at("d", 40, 40).at("e", 100, 40).at("f", 100, 0)
        town.at("n", 20, 150).at("x", 150, 20)
        town.at("m", 20, 100).at("o", 100, 20)
        atlas = town.way("abmcdeofa", "pedestrian", area="yes").way("mn").way("ox").atlas(tmp_path)
        direct = np.hypot(80, 80)
        found = seconds(atlas, (20, 150), (150, 20))
        assert found is not None
        assert found * WALK > 100 + direct + 20

    def test_that_is_only_a_loop_is_no_square(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 100, 0).at("c", 100, 100).at("d", 0, 100).at("w", -50, 0).at("e", 150, 100)
        atlas = town.way("abcda", "pedestrian").way("wa").way("ce").atlas(tmp_path)
        assert seconds(atlas, (-50, 0), (150, 100)) == walk(300)


class TestPieces:
    def test_that_do_not_join_are_told_apart_and_islands_left_alone(self, tmp_path: Path) -> None:
        town = Town().at("a", 0, 0).at("b", 3000, 0).at("i", 0, 30).at("j", 50, 30)
        atlas = town.way("ab").way("ij").atlas(tmp_path, near_island=(10, 28))
        graph = atlas.graph()
        assert len(set(graph.piece.tolist())) == 2
        assert graph.mainland.tolist().count(True) == 1
        snapped = atlas.reach.stands[0].snapped
        assert snapped is not None
        assert snapped.away == pytest.approx(28, abs=0.1)


class TestAKeptNetwork:
    def test_comes_back_the_same_under_the_same_fingerprint(self, real: Atlas, tmp_path: Path) -> None:
        fingerprint = kept.save(real.network, tmp_path / kept.FILE)
        network, again = kept.load(tmp_path / kept.FILE)
        assert fingerprint == again == kept.digest(real.network)
        assert network.names == real.network.names
        assert all((getattr(network, name) == getattr(real.network, name)).all() for name in kept.ARRAYS)

    def test_that_is_not_there_says_how_to_make_one(self, tmp_path: Path) -> None:
        with pytest.raises(MapFailure) as failure:
            kept.load(tmp_path / kept.FILE)
        assert failure.value.code == "no_map"

    @pytest.mark.parametrize("at", [40, 0.3, 0.7, -30])
    def test_with_a_byte_changed_is_refused(self, real: Atlas, tmp_path: Path, at: float) -> None:
        path = tmp_path / kept.FILE
        kept.save(real.network, path)
        data = bytearray(path.read_bytes())
        data[int(at * len(data)) if 0 < at < 1 else int(at)] ^= 1
        path.write_bytes(data)
        found = opened(path)
        # a byte may say nothing, such as a time in the archive's own list
        assert found in ("damaged", "other_format", kept.digest(real.network))

    def test_with_other_content_under_the_old_fingerprint_is_refused(self, real: Atlas, tmp_path: Path) -> None:
        path = tmp_path / kept.FILE
        kept.save(real.network, path)
        with np.load(path) as held:
            arrays = dict(held)
        arrays["metres"] = arrays["metres"] * np.float32(0.5)
        np.savez_compressed(path, **arrays)
        with pytest.raises(MapFailure) as failure:
            kept.load(path)
        assert failure.value.code == "damaged"

    def test_of_another_format_says_which(self, real: Atlas, tmp_path: Path) -> None:
        path = tmp_path / kept.FILE
        kept.save(real.network, path)
        with np.load(path) as held:
            arrays = dict(held)
        meta = {**json.loads(arrays["meta"].tobytes()), "format": "banshi-network/9"}
        np.savez_compressed(path, **{**arrays, "meta": np.frombuffer(json.dumps(meta).encode(), np.uint8)})
        with pytest.raises(MapFailure) as failure:
            kept.load(path)
        assert "banshi-network/9" in failure.value.said("en")


def opened(path: Path) -> str:
    """The fingerprint of the network that is read, or the code of the refusal."""
    try:
        return kept.digest(kept.load(path)[0])
    except MapFailure as failure:
        return failure.code
