"""Registering, dispatching, accepting, returning, transferring and answering on the page of a request."""

from typing import Any

import pytest

from banshi.services.requests.rules.answers import points_of
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.desk.conftest import At
from banshi.services.requests.tests.way import WELLS, Way, kinds, picture

pytestmark = pytest.mark.django_db


def sorted_as(way: Way, **other: Any) -> dict[str, Any]:
    return {
        "category": WELLS,
        "area": way.row.area,
        "place": way.row.place,
        "kind": "appeal",
        "urgency": 0,
        "level": 1,
    } | other


def answered(way: Way, **other: Any) -> dict[str, Any]:
    points = {f"point_{place}": "done" for place in range(len(points_of(way.row.text)))}
    return {
        "outcome": "solved",
        "found": "5月27日到机井现场，水泵电机烧毁。",
        "done": "更换了新电机，当天恢复供水。",
        "appeal": "不满意可在十五日内向旗信访局提出。",
        **points,
        **other,
    }


class TestTheWayThroughThePages:
    def test_leads_from_the_desk_to_the_answer(self, way: Way, at: At) -> None:
        clerk = at("clerk")
        assert clerk.does(way.number, "triage", **sorted_as(way)).status_code == 302
        page = clerk.page("desk_case", way.number)
        assert "水利局（派单目录）" in page
        clerk.does(way.number, "dispatch", unit=way.unit("water"), reason="")
        handler = at("handler")
        handler.does(way.number, "accept")
        handler.does(way.number, "progress", text="已到现场查看，电机下午到货。")
        assert handler.does(way.number, "answer", **answered(way)).status_code == 302
        assert way.row.stage == Stage.ANSWERED
        assert kinds(way.number)[-5:] == [
            f"requests.{each}" for each in ("triaged", "dispatched", "accepted", "progressed", "answered")
        ]

    def test_goes_back_to_the_desk_when_returned(self, way: Way, at: At) -> None:
        way.to(Stage.DISPATCHED)
        at("handler").does(way.number, "return", reason="水井归交通部门管护。")
        assert way.row.stage == Stage.TRIAGED

    def test_goes_to_the_other_unit_when_transferred(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        at("handler").does(way.number, "transfer", unit=way.unit("roads"), reason="属于公路附属设施。")
        assert way.row.holder_unit_id == way.unit("roads")


class TestWhatIsOffered:
    def test_is_what_the_post_may_do_now(self, way: Way, at: At) -> None:
        way.to(Stage.DISPATCHED)
        page = at("handler").page("desk_case", way.number)
        assert "/do/accept/" in page
        assert "/do/return/" in page
        assert "/do/dispatch/" not in page
        assert "/do/answer/" not in page

    def test_is_nothing_to_an_inspector(self, way: Way, at: At) -> None:
        page = at("inspector").page("desk_case", way.number)
        assert "/do/" not in page
        assert "您现在只能查看" in page


class TestARefusedAct:
    @pytest.mark.parametrize(
        ("who", "deed", "said", "status"),
        [
            ("clerk", "accept", {}, 403),
            ("inspector", "triage", {"category": WELLS}, 403),
            ("roads", "accept", {}, 404),
            ("charlie", "accept", {}, 404),
            ("clerk", "nothing", {}, 404),
            ("handler", "return", {"reason": " "}, 422),
            ("handler", "answer", {"outcome": "solved"}, 422),
        ],
    )
    def test_changes_nothing(self, way: Way, at: At, who: str, deed: str, said: dict[str, str], status: int) -> None:
        way.to(Stage.ACCEPTED if deed == "answer" else Stage.DISPATCHED)
        before = picture(way.number)
        if deed == "triage":
            said = sorted_as(way)
        assert at(who).does(way.number, deed, **said).status_code == status
        assert picture(way.number) == before

    def test_keeps_every_word_and_says_what_to_do(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        page = at("handler").does(way.number, "answer", **answered(way, done="已阅", outcome="promised"))
        text = page.content.decode()
        assert page.status_code == 422
        assert "请写明做了什么" in text
        assert "请写明还没办完的部分在哪一天之前办完" in text
        assert "水泵电机烧毁" in text

    def test_names_the_points_that_are_not_dealt_with(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        said = {name: value for name, value in answered(way).items() if not name.startswith("point_")}
        assert "没有回应" in at("handler").does(way.number, "answer", **said).content.decode()

    def test_is_refused_a_second_time_because_the_matter_has_moved_on(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        assert at("handler").does(way.number, "accept").status_code == 409


class TestThePreview:
    def test_shows_the_letter_and_sends_nothing(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        before = picture(way.number)
        page = at("handler").does(way.number, "answer", **answered(way, preview="1"))
        assert "还没有发出" in page.content.decode()
        assert picture(way.number) == before
