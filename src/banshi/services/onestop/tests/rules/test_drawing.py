"""A procedure drawn as it stands."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.onestop.rules.drawing import SHAPES, Mark, picture, wrapped
from banshi.services.onestop.rules.layers import in_order, layered
from banshi.services.onestop.rules.rail import tracks

pytestmark = pytest.mark.anydb

NEWBORN: dict[str, tuple[str, ...]] = {
    "certificate": (),
    "vaccination": ("certificate",),
    "household": ("certificate",),
    "insurance": ("household",),
    "card": ("household",),
    "handover": ("certificate", "card", "insurance"),
}


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Any graph without cycles, its nodes not in order."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 12)))]
    found = {name: tuple(draw(st.sets(st.sampled_from(names[:at])))) if at else () for at, name in enumerate(names)}
    return {name: found[name] for name in draw(st.permutations(names))}


class TestTheLayers:
    def test_follow_the_longest_way(self) -> None:
        layout = layered(NEWBORN)
        assert {code: spot.layer for code, spot in layout.spots.items()} == {
            "certificate": 0,
            "vaccination": 1,
            "household": 1,
            "insurance": 2,
            "card": 2,
            "handover": 3,
        }

    def test_let_a_long_line_pass_where_nothing_stands(self) -> None:
        layout = layered(NEWBORN)
        passed = layout.bends["certificate", "handover"]
        assert [bend.layer for bend in passed] == [1, 2]
        assert not set(passed) & set(layout.spots.values())

    def test_of_a_circle_are_refused(self) -> None:
        with pytest.raises(ValueError, match="circle"):
            layered({"a": ("b",), "b": ("a",)})

    @given(graphs())
    def test_give_each_step_its_own_spot_after_those_before_it(self, graph: dict[str, tuple[str, ...]]) -> None:
        layout = layered(graph)
        taken = [*layout.spots.values(), *(bend for passed in layout.bends.values() for bend in passed)]
        assert len(set(taken)) == len(taken)
        for code, before in graph.items():
            assert all(layout.spots[each].layer < layout.spots[code].layer for each in before)
            assert 0 <= layout.spots[code].row <= layout.rows - 1

    @given(graphs())
    def test_can_be_told_in_order(self, graph: dict[str, tuple[str, ...]]) -> None:
        order = in_order(graph)
        assert sorted(order) == sorted(graph)
        assert all(order.index(each) < order.index(code) for code, before in graph.items() for each in before)


class TestTheRail:
    def test_keeps_a_branch_together(self) -> None:
        assert [track.code for track in tracks(NEWBORN)] == [
            "certificate",
            "vaccination",
            "household",
            "insurance",
            "card",
            "handover",
        ]

    @given(graphs())
    def test_never_runs_a_line_through_a_station_that_it_has_nothing_to_do_with(
        self, graph: dict[str, tuple[str, ...]]
    ) -> None:
        laid = {track.code: track for track in tracks(graph)}
        for track in laid.values():
            for edge in track.edges:
                first = laid[edge.first]
                assert first.row < track.row
                lane = first.lane if edge.own else track.lane
                between = [each for each in laid.values() if each.lane == lane and first.row < each.row < track.row]
                assert between == []


class TestThePicture:
    def marks(self) -> list[Mark]:
        states = [*SHAPES]
        return [
            Mark(code, f"{code} <&>", "公安局", states[number], "已办好", before)
            for number, (code, before) in enumerate(NEWBORN.items())
        ]

    def test_is_well_formed_and_says_its_title_and_what_is_seen(self) -> None:
        drawn = picture(self.marks(), name="way", title="新生儿", about="六步")
        for svg in (drawn.wide, drawn.tall):
            root = ET.fromstring(svg)
            assert root.get("role") == "img"
            names = (root.get("aria-labelledby") or "").split()
            assert [element.text for element in root if element.get("id") in names] == ["新生儿", "六步"]

    def test_draws_every_step_once_with_its_words_and_a_shape_of_its_state(self) -> None:
        drawn = picture(self.marks(), name="way", title="新生儿", about="六步")
        for svg in (drawn.wide, drawn.tall):
            for mark in self.marks():
                assert svg.count(f"{mark.code} &lt;&amp;&gt;") == 1
                assert SHAPES[mark.state] in svg
            assert svg.count("已办好") == len(NEWBORN)

    def test_has_no_style_of_its_own(self) -> None:
        drawn = picture(self.marks(), name="way", title="新生儿", about="六步")
        assert "style" not in drawn.wide + drawn.tall

    def test_breaks_long_titles_and_keeps_latin_words_whole(self) -> None:
        assert wrapped("新生儿出生医学证明签发", 6) == ["新生儿出生医", "学证明签发"]
        assert wrapped("Household registration", 8) == ["Household", "registration"]
        assert wrapped("一二三四五六七八九十", 4) == ["一二三四", "五六七…"]
