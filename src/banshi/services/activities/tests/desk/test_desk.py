"""The warden's desk: 乌兰 of the town runs what the town offers."""

import pytest
from django.test import Client

from banshi.kernel.access.models import Look
from banshi.kernel.slots import queries as taken
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.models import Occasion, Offering, Talk, Use
from banshi.services.activities.rules.hours import Asked
from banshi.services.activities.tests.desk.conftest import Browser
from banshi.services.activities.tests.lately import at_the_door, begun, hall, leaders_day, next_hour, soon

pytestmark = pytest.mark.django_db
NEW = {
    "title": "剪纸课", "kind": "class", "place": "", "where": "二楼", "about": "", "bring": "", "contact": "", "capacity": "12", "minutes": "60",
    "most_seats": "3", "opens_days": "14", "closes_minutes": "60", "cancel_hours": "2", "draw_hours": "48", "most_hours": "2", "hours": "",
    "within": "", "members": "", "leader_post": "",
}  # fmt: skip


@pytest.fixture
def warden(browser: Browser) -> Client:
    return browser("township")


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


class TestTheDay:
    def test_shows_what_is_on_today_and_what_waits(self, warden: Client, world: World) -> None:
        evening = begun(world)
        commands.ask_venue(
            world.ctx("alice", next_hour(0)),
            code=hall(world, approval=True),
            asked=Asked(next_hour(), 1, "排练", 5),
            who=Who(),
        )
        found = text(warden, "/activities/desk/")
        assert f"/activities/desk/s/{evening.session}/" in found
        assert "1 个场地申请等您同意" in found

    @pytest.mark.parametrize("query", ["day=2021-05-29", "day=never", "day=0001-01-01", "day=9999-12-31"])
    def test_shows_any_day(self, warden: Client, query: str) -> None:
        text(warden, f"/activities/desk/?{query}")


class TestTheDoor:
    def test_lets_in_by_number_by_a_press_and_tells_what_is_wrong(self, warden: Client, world: World) -> None:
        evening = at_the_door(world)
        alice, bao = evening.book(), evening.book("bao")
        url = f"/activities/desk/s/{evening.session}/"
        assert "阿丽玛" in text(warden, url)
        assert warden.post(f"{url}check-in/", {"token": taken.ticket(alice)}).status_code == 302
        assert warden.post(f"{url}check-in/", {"token": bao}).status_code == 302
        for token, words in ((alice, "签到"), ("NOPE", "不能用"), ("", "")):
            answer = warden.post(f"{url}check-in/", {"token": token})
            assert answer.status_code == 422
            assert words in answer.content.decode()
        assert warden.post(f"{url}b/{bao}/out/").status_code == 302
        assert evening.status(bao) == "left"

    def test_puts_down_walk_ins(self, warden: Client, world: World) -> None:
        evening = begun(world)
        url = f"/activities/desk/s/{evening.session}/"
        assert warden.post(f"{url}walk-in/", {"names": "孙奶奶\n钱爷爷", "unnamed": "1"}).status_code == 302
        assert warden.post(f"{url}walk-in/", {"names": "再来一人", "unnamed": "0"}).status_code == 422
        assert warden.post(f"{url}walk-in/", {"names": "", "unnamed": ""}).status_code == 422
        assert Occasion.objects.get(number=evening.session).counted == 3

    def test_leaves_a_look_with_everybody_on_the_roll(self, warden: Client, world: World) -> None:
        evening = soon(world)
        evening.book()
        text(warden, f"/activities/desk/s/{evening.session}/")
        assert Look.objects.get().person_id == world.people["alice"].id

    def test_takes_a_booking_back_with_a_reason(self, warden: Client, world: World) -> None:
        evening = soon(world)
        booking = evening.book()
        url = f"/activities/desk/s/{evening.session}/b/{booking}/release/"
        assert warden.post(url, {"reason": ""}).status_code == 422
        assert warden.post(url, {"reason": "座位坏了"}).status_code == 302
        assert evening.status(booking) == "cancelled"

    def test_works_without_signal_from_a_page_that_names_nobody(self, warden: Client, world: World) -> None:
        evening = at_the_door(world)
        evening.book()
        assert "阿丽玛" not in text(warden, f"/activities/desk/door/{evening.session}/")
        assert "阿丽玛" not in text(warden, f"/api/v1/activities/sessions/{evening.session}/doors")
        worker = text(warden, "/activities/desk/door/worker.js")
        assert "activities/door.js" in worker


class TestPlanning:
    def test_opens_puts_down_moves_and_cancels(self, warden: Client, world: World) -> None:
        unit = str(world.units["town"].id)
        assert warden.post("/activities/desk/offerings/new/", {**NEW, "unit_id": unit, "title": ""}).status_code == 422
        opened = warden.post("/activities/desk/offerings/new/", {**NEW, "unit_id": unit})
        assert opened.status_code == 302, opened.content.decode()
        code = Offering.objects.get().code
        day = next_hour(48)
        given = {
            "day": f"{day:%Y-%m-%d}", "clock": "19:00", "repeat": "FREQ=WEEKLY", "until": f"{next_hour(24 * 16):%Y-%m-%d}", "rule": "",
            "holidays": "keep", "minutes": "60", "capacity": "12",
        }  # fmt: skip
        url = f"/activities/desk/o/{code}/"
        assert warden.post(f"{url}sessions/", {**given, "until": ""}).status_code == 422
        assert warden.post(f"{url}sessions/", {**given, "repeat": "own", "rule": "sometimes"}).status_code == 422
        assert warden.post(f"{url}sessions/", given).status_code == 302
        first, second, *_rest = Occasion.objects.order_by("starts").values_list("number", flat=True)
        moved = {
            "day": f"{day:%Y-%m-%d}",
            "clock": "20:00",
            "minutes": "60",
            "capacity": "12",
            "place": "",
            "scope": "one",
        }
        assert warden.post(f"/activities/desk/s/{first}/change/", moved).status_code == 302
        assert warden.post(f"/activities/desk/s/{first}/change/", {**moved, "day": "2020-01-01"}).status_code == 422
        assert (
            warden.post(f"/activities/desk/s/{second}/cancel/", {"reason": "放假", "scope": "following"}).status_code
            == 302
        )
        assert [row.cancelled for row in Occasion.objects.order_by("starts")][:2] == [False, True]
        assert warden.post(f"{url}close/", {"reason": "场地维修"}).status_code == 302
        assert Offering.objects.get().closed_at is not None

    def test_changes_what_is_said_unless_somebody_was_faster(self, warden: Client, world: World) -> None:
        evening = soon(world)
        given = {**NEW, "unit_id": str(world.units["town"].id), "kind": "story", "seen": "1"}
        url = f"/activities/desk/o/{evening.code}/edit/"
        assert "红色故事会" in text(warden, url)
        assert warden.post(url, given).status_code == 302
        assert warden.post(url, {**given, "title": "又改"}).status_code == 422


class TestVenues:
    def test_are_decided_on_and_kept(self, warden: Client, world: World) -> None:
        code = hall(world, approval=True)
        ctx = world.ctx("alice", next_hour(0))
        one = commands.ask_venue(ctx, code=code, asked=Asked(next_hour(), 1, "排练", 5), who=Who()).number
        two = commands.ask_venue(ctx, code=code, asked=Asked(next_hour(30), 1, "读书会", 5), who=Who()).number
        assert "阿丽玛" in text(warden, "/activities/desk/uses/")
        assert warden.post(f"/activities/desk/uses/{one}/approve/").status_code == 302
        assert warden.post(f"/activities/desk/uses/{two}/refuse/", {"reason": ""}).status_code == 422
        assert warden.post(f"/activities/desk/uses/{two}/refuse/", {"reason": "已有培训"}).status_code == 302
        assert set(Use.objects.values_list("status", flat=True)) == {"approved", "refused"}
        given = {
            "day": f"{next_hour(72):%Y-%m-%d}",
            "clock": "10:00",
            "hours": "2",
            "repeat": "",
            "until": "",
            "purpose": "例会",
            "people": "9",
        }
        assert warden.post(f"/activities/desk/o/{code}/reserve/", {**given, "clock": "10:20"}).status_code == 422
        assert warden.post(f"/activities/desk/o/{code}/reserve/", given).status_code == 302


def test_a_leader_puts_down_what_was_said(browser: Browser, world: World) -> None:
    day, booking = leaders_day(world)
    leader = browser("leader")
    url = f"/activities/desk/s/{day.session}/b/{booking}/talk/"
    assert "记录接谈" in text(leader, f"/activities/desk/s/{day.session}/")
    assert leader.post(url, {"heard": "", "said": "", "settled": "no"}).status_code == 422
    assert leader.post(url, {"heard": "机井补偿没有发。", "said": "一周内答复", "settled": "no"}).status_code == 302
    assert leader.post(url, {"heard": "机井补偿没有发。", "said": "", "settled": "no"}).status_code == 422
    assert Talk.objects.get().settled is False
