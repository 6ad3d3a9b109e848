"""The table of moves: whole, reachable, and drawn in the documentation."""

from pathlib import Path

import pytest

from banshi.services.requests.queries.acts import ACTIONS
from banshi.services.requests.rules.moves import (
    ACT_ROLES,
    ACT_TITLES,
    MAIN_WAY,
    MOVES,
    STAGE_TITLES,
    Act,
    Stage,
    after,
    diagram,
)

pytestmark = pytest.mark.anydb
PAGE = Path(__file__).parents[6] / "docs" / "services" / "requests.md"


def test_every_stage_has_its_row_and_its_name() -> None:
    assert set(MOVES) == set(STAGE_TITLES) == set(Stage)


def test_every_act_has_a_name_roles_and_what_it_needs() -> None:
    assert set(ACT_TITLES) == set(ACT_ROLES) == set(ACTIONS) == set(Act)


def test_every_act_is_allowed_somewhere() -> None:
    assert {act for moves in MOVES.values() for act in moves} == set(Act)


def test_every_stage_can_be_reached() -> None:
    reached, waiting = {Stage.RECEIVED}, [Stage.RECEIVED]
    while waiting:
        for target in MOVES[waiting.pop()].values():
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == set(Stage)


def test_an_end_can_be_reached_from_every_stage() -> None:
    ends = {Stage.CLOSED, Stage.WITHDRAWN}
    reaching = set(ends)
    while more := {stage for stage, moves in MOVES.items() if set(moves.values()) & reaching} - reaching:
        reaching |= more
    assert reaching == set(Stage)


def test_the_main_way_is_walked_by_ordinary_acts() -> None:
    acts = (Act.TRIAGE, Act.DISPATCH, Act.ACCEPT, Act.PROGRESS, Act.ANSWER, Act.RATE, Act.CLOSE)
    assert [after(stage, act) for stage, act in zip(MAIN_WAY, acts, strict=False)] == list(MAIN_WAY[1:])


def test_the_page_of_the_room_carries_the_diagram() -> None:
    assert diagram() in PAGE.read_text("utf-8")
