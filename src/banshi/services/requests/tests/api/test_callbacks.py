"""Call-backs by program: the same rules, the same words, and the number only to whoever took the call."""

from typing import Any

import pytest

from banshi.kernel.access.queries import looks_at
from banshi.kernel.testing.people import COUNTY, NOW, World
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.api.conftest import Programs
from banshi.services.requests.tests.calling import Calling, closed, whole
from banshi.services.requests.tests.way import Way

pytestmark = pytest.mark.django_db
BASE = "/api/v1/callbacks"
DRAW: dict[str, Any] = {"county": COUNTY, "since": "2021-05-26", "until": "2021-05-27"}
SAID: dict[str, Any] = {"solved": False, "satisfied": 2, "attitude": 4, "words": "没有修好。"}


@pytest.fixture
def calling(world: World) -> Calling:
    return Calling(world)


@pytest.fixture
def way(world: World, calling: Calling) -> Way:
    found = closed(world)
    calling.open()
    return found


def test_a_draw_is_the_supervisors(world: World, program: Programs) -> None:
    closed(world)
    before = whole()
    assert program("clerk").post(f"{BASE}/draws", DRAW).status_code == 403
    assert whole() == before
    answer = program("supervisor").post(f"{BASE}/draws", DRAW, **{"Idempotency-Key": "draw-2021-05"})
    assert (answer.status_code, answer.json()["size"]) == (201, 1)
    again = program("supervisor").post(f"{BASE}/draws", DRAW, **{"Idempotency-Key": "draw-2021-05"})
    assert again.json() == answer.json()
    (each,) = program("clerk").get(f"{BASE}/draws").json()
    assert (each["draw"], each["opened_at"]) == (answer.json()["draw"], None)


@pytest.mark.parametrize(
    "given", [{"county": "1506"}, {"since": "nonsense"}, {"share": 0}, {"share": 9}, {"by": "person"}]
)
def test_a_draw_that_cannot_be_names_the_field(world: World, program: Programs, given: dict[str, Any]) -> None:
    closed(world)
    answer = program("supervisor").post(f"{BASE}/draws", {**DRAW, **given})
    assert answer.status_code == 422
    assert any(name in field for name in given for field in answer.json()["fields"])


def test_a_call_goes_from_the_list_to_what_was_said(calling: Calling, way: Way, program: Programs) -> None:
    clerk = program("clerk")
    (row,) = clerk.get(BASE).json()
    assert (row["number"], row["taken"]) == (way.number, "")
    one = f"{BASE}/{row['id']}"
    assert clerk.get(one).json()["phone"] == ""
    assert clerk.post(f"{one}/take").json()["left"]
    assert clerk.get(one).json()["phone"] == "13800138001"
    assert program("supervisor").post(f"{one}/take").json()["code"] == "call_taken"
    assert program("supervisor").get(one).json()["phone"] == ""
    assert clerk.post(f"{one}/tries").json()["left"]
    assert clerk.post(f"{one}/answer", SAID).json()["code"] == "call_not_taken"
    clerk.post(f"{one}/take")
    assert clerk.post(f"{one}/answer", {**SAID, "words": ""}).json()["fields"]["words"]
    assert clerk.post(f"{one}/answer", SAID).json()["stage"] == Stage.HANDLING
    assert clerk.get(BASE).json() == []
    assert {look.why for look in looks_at(way.ctx("alice").at(NOW.replace(year=2090)))} == {"抽样回访"}


@pytest.mark.parametrize("who", ["handler", "roads", "inspector", "alice", "bao"])
def test_nobody_else_finds_it(calling: Calling, way: Way, program: Programs, who: str) -> None:
    one, before = f"{BASE}/{calling.call(way).pk}", whole()
    assert program(who).get(BASE).json() == []
    assert program(who).get(one).status_code == 404
    for deed, said in (("take", {}), ("tries", {}), ("answer", SAID)):
        assert program(who).post(f"{one}/{deed}", said).status_code == 404
    assert whole() == before
    assert program("").get(BASE).status_code == 401
