"""What the tags of a street and of a barrier allow."""

import pytest

from banshi.services.servicemap.engine.barriers import EVERY_BIT, passing
from banshi.services.servicemap.engine.modes import KMH, Mode, backward, forward
from banshi.services.servicemap.engine.tags import Trait, oneway, street

pytestmark = pytest.mark.anydb
F, W, B, C = Mode.FOOT, Mode.WHEELCHAIR, Mode.BICYCLE, Mode.CAR


def users(**tags: str) -> str:
    """Who may use the street in some direction: letters of f w b c."""
    found = street({key.replace("__", ":"): value for key, value in tags.items()})
    if found is None:
        return ""
    return "".join(mode.value[0] for mode in Mode if found.access & (forward(mode) | backward(mode)))


class TestAStreet:
    @pytest.mark.parametrize(
        ("tags", "who"),
        [
            ({"highway": "residential"}, "fwbc"),
            ({"highway": "motorway"}, "c"),
            ({"highway": "trunk"}, "fwbc"),
            ({"highway": "trunk", "motorroad": "yes"}, "c"),
            ({"highway": "footway"}, "fw"),
            ({"highway": "footway", "bicycle": "yes"}, "fwb"),
            ({"highway": "pedestrian", "bicycle": "dismount"}, "fwb"),
            ({"highway": "cycleway"}, "fwb"),
            ({"highway": "cycleway", "foot": "no"}, "b"),
            ({"highway": "path"}, "fwb"),
            ({"highway": "steps"}, "f"),
            ({"highway": "steps", "ramp__wheelchair": "yes"}, "f"),
            ({"highway": "steps", "wheelchair": "yes"}, "fw"),
            ({"highway": "construction"}, ""),
            ({"highway": "proposed"}, ""),
            ({"highway": "bus_stop"}, ""),
            ({"highway": "barrier"}, ""),
            ({}, ""),
        ],
    )
    def test_is_for_those_for_whom_its_kind_is_meant(self, tags: dict[str, str], who: str) -> None:
        assert users(**tags) == who

    @pytest.mark.parametrize(
        ("tags", "who"),
        [
            ({"access": "private"}, ""),
            ({"access": "no"}, ""),
            ({"access": "permissive"}, "fwbc"),
            ({"access": "destination"}, "fwbc"),
            ({"access": "private", "foot": "yes"}, "fw"),
            ({"access": "no", "bicycle": "designated"}, "b"),
            ({"access": "yes", "foot": "no"}, "bc"),
            ({"motor_vehicle": "no"}, "fwb"),
            ({"vehicle": "no"}, "fw"),
            ({"vehicle": "no", "bicycle": "yes"}, "fwb"),
            ({"vehicle": "private", "motorcar": "permissive"}, "fwc"),
            ({"foot": "use_sidepath"}, "bc"),
            ({"access": "strange"}, "fwbc"),
        ],
    )
    def test_lets_the_nearest_key_decide(self, tags: dict[str, str], who: str) -> None:
        assert users(highway="residential", **tags) == who

    def test_of_a_footpath_is_not_opened_to_cars_by_a_general_yes(self) -> None:
        assert users(highway="footway", access="yes") == "fw"
        assert users(highway="footway", vehicle="yes") == "fw"
        assert users(highway="footway", motor_vehicle="yes") == "fwc"

    @pytest.mark.parametrize(
        "tags",
        [
            {"surface": "sand"},
            {"smoothness": "horrible"},
            {"wheelchair": "no"},
            {"incline": "12%"},
            {"incline": "-10%"},
            {"width": "0.6"},
            {"kerb": "raised"},
        ],
    )
    def test_stops_a_wheelchair_where_it_cannot_roll(self, tags: dict[str, str]) -> None:
        assert users(highway="footway", **tags) == "f"
        assert users(highway="footway", incline="4%", width="1.5 m", surface="asphalt") == "fw"


class TestADirection:
    @pytest.mark.parametrize(
        ("mode", "tags", "expected"),
        [
            (C, {"oneway": "yes"}, 1),
            (C, {"oneway": "-1"}, -1),
            (C, {"oneway": "no", "junction": "roundabout"}, 0),
            (C, {"junction": "roundabout"}, 1),
            (C, {"junction": "circular"}, 1),
            (B, {"oneway": "yes"}, 1),
            (B, {"oneway": "yes", "oneway:bicycle": "no"}, 0),
            (B, {"oneway": "yes", "cycleway": "opposite_lane"}, 0),
            (B, {"oneway": "yes", "cycleway:left": "opposite_track"}, 0),
            (B, {"oneway": "yes", "cycleway:right:oneway": "no"}, 0),
            (B, {"oneway": "yes", "bicycle:backward": "yes"}, 0),
            (B, {"oneway:bicycle": "yes"}, 1),
            (F, {"oneway": "yes"}, 0),
            (F, {"junction": "roundabout"}, 0),
            (F, {"oneway:foot": "yes"}, 1),
            (F, {"oneway:foot": "-1"}, -1),
            (F, {"foot:backward": "no"}, 1),
            (F, {"foot:forward": "no"}, -1),
            (W, {"oneway": "yes"}, 0),
        ],
    )
    def test_binds_vehicles_and_people_on_foot_only_where_it_names_them(
        self, mode: Mode, tags: dict[str, str], expected: int
    ) -> None:
        assert oneway(mode, tags, "residential") == expected

    def test_of_a_motorway_and_of_an_escalator_is_its_own(self) -> None:
        assert oneway(C, {}, "motorway") == 1
        assert oneway(C, {}, "motorway_link") == 0
        assert oneway(F, {"conveying": "backward"}, "steps") == -1


class TestAPace:
    def test_on_steps_is_half_of_that_on_level_ground(self) -> None:
        level, up = street({"highway": "footway"}), street({"highway": "steps"})
        assert level is not None
        assert up is not None
        assert level.pace[0] == pytest.approx(3.6 / KMH[F])
        assert up.pace[0] == pytest.approx(2 * level.pace[0])
        assert up.traits == Trait.STEPS

    def test_of_a_pushed_bicycle_is_that_of_its_walker(self) -> None:
        pushed = street({"highway": "pedestrian", "bicycle": "dismount"})
        ridden = street({"highway": "footway", "bicycle": "yes"})
        assert pushed is not None
        assert ridden is not None
        assert pushed.pace[2] == pytest.approx(3.6 / KMH[F])
        assert ridden.pace[2] == pytest.approx(3.6 / KMH[B])

    @pytest.mark.parametrize(
        ("tags", "kmh"),
        [
            ({}, 20),
            ({"maxspeed": "30"}, 24),
            ({"maxspeed": "30 mph"}, 38.6),
            ({"maxspeed": "none"}, 20),
            ({"maxspeed": "1"}, 5),
        ],
    )
    def test_of_a_car_goes_by_the_street_and_its_limit(self, tags: dict[str, str], kmh: float) -> None:
        found = street({"highway": "residential", **tags})
        assert found is not None
        assert 3.6 / found.pace[3] == pytest.approx(kmh, rel=0.01)


class TestTraits:
    @pytest.mark.parametrize(
        ("tags", "trait"),
        [
            ({"bridge": "yes"}, Trait.BRIDGE),
            ({"tunnel": "yes"}, Trait.TUNNEL),
            ({"tunnel": "building_passage"}, Trait(0)),
            ({"footway": "crossing"}, Trait.CROSSING),
            ({"area": "yes"}, Trait.SQUARE),
        ],
    )
    def test_are_kept_for_the_steps_of_a_route(self, tags: dict[str, str], trait: Trait) -> None:
        found = street({"highway": "footway", **tags})
        assert found is not None
        assert found.traits == trait


class TestABarrier:
    @pytest.mark.parametrize(
        ("tags", "who"),
        [
            ({"barrier": "bollard"}, "fwb"),
            ({"barrier": "gate"}, "fwbc"),
            ({"barrier": "gate", "access": "private"}, ""),
            ({"barrier": "gate", "access": "no", "foot": "yes"}, "fw"),
            ({"barrier": "gate", "locked": "yes"}, ""),
            ({"barrier": "gate", "locked": "yes", "foot": "yes"}, "fwbc"),
            ({"barrier": "lift_gate", "motor_vehicle": "private"}, "fwb"),
            ({"barrier": "cycle_barrier"}, "fb"),
            ({"barrier": "turnstile"}, "f"),
            ({"barrier": "kerb", "kerb": "raised"}, "fbc"),
            ({"barrier": "wall"}, ""),
            ({"barrier": "wall", "foot": "yes"}, "fw"),
            ({"barrier": "something_new"}, "fwbc"),
            ({"highway": "crossing"}, "fwbc"),
        ],
    )
    def test_lets_through_whom_its_kind_and_its_tags_let_through(self, tags: dict[str, str], who: str) -> None:
        bits = passing(tags)
        assert "".join(mode.value[0] for mode in Mode if bits & forward(mode)) == who
        assert (bits == EVERY_BIT) == (who == "fwbc")
