"""The desk of a department: due first, many at once, returned with reasons."""

import pytest

from banshi.kernel.testing.people import World
from banshi.services.onestop.models import Material
from banshi.services.onestop.tests.desk.conftest import Browser
from banshi.services.onestop.tests.lately import at_work, begun, handed, returned
from banshi.services.onestop.tests.way import Way, opened

pytestmark = pytest.mark.django_db


def queue(browser: Browser, who: str, view: str = "") -> str:
    return browser(who).get(f"/onestop/desk/{f'?view={view}' if view else ''}").content.decode()


def address(way: Way, step: str, act: str = "") -> str:
    return f"/onestop/desk/c/{way.number}/{step}/{f'{act}/' if act else ''}"


class TestTheQueue:
    def test_shows_what_is_due_first_first(self, browser: Browser, world: World) -> None:
        first = begun(world)
        second = opened(first.later(days=4))
        page = queue(browser, "housing")
        assert page.index(first.number) < page.index(second.number)

    def test_shows_only_what_waits_for_this_unit_now(self, browser: Browser, world: World) -> None:
        way = begun(world)
        assert way.number not in queue(browser, "handler")
        way.complete("deed")
        assert way.number in queue(browser, "handler")
        assert way.number not in queue(browser, "charlie")

    def test_completes_many_at_once_and_the_next_departments_have_them(self, browser: Browser, world: World) -> None:
        first = begun(world)
        second = opened(first)
        rows = [first.step("deed").pk, second.step("deed").pk]
        page = browser("housing").post("/onestop/desk/complete/", {"row": rows}, follow=True).content.decode()
        assert "办结了 2 项" in page
        for way in (first, second):
            assert way.begun == {"water", "parking"}

    def test_says_so_where_nothing_was_ticked(self, browser: Browser, world: World) -> None:
        page = browser("handler").post("/onestop/desk/complete/", follow=True).content.decode()
        assert "请先勾选" in page

    def test_completes_nothing_of_another_unit(self, browser: Browser, world: World) -> None:
        way = begun(world)
        browser("handler").post("/onestop/desk/complete/", {"row": [way.step("deed").pk]})
        assert way.state("deed") == "active"

    def test_tells_apart_what_waits_for_the_resident_and_what_is_to_be_handed_over(
        self, browser: Browser, world: World
    ) -> None:
        way = returned(world)
        assert way.number in queue(browser, "roads", "returned")
        assert way.number not in queue(browser, "roads")
        way.complete("water")
        assert way.number in queue(browser, "handler", "handover")


class TestAStep:
    def test_has_the_papers_by_reference_and_the_answers_of_its_own(self, browser: Browser, world: World) -> None:
        page = browser("handler").get(address(at_work(world), "water")).content.decode()
        assert "房产证" in page
        assert "电子证照，编号" in page
        assert "阿丽玛" in page
        assert "蒙K12345" not in page

    def test_is_completed_with_the_number_of_what_it_issues(self, browser: Browser, world: World) -> None:
        way = begun(world)
        browser("housing").post(address(way, "deed", "complete"), {"number-deed": "蒙(2026)不动产权第1号"})
        assert way.state("deed") == "done"
        assert Material.objects.get(code="deed").number == "蒙(2026)不动产权第1号"

    def test_is_returned_with_what_is_missing_and_why(self, browser: Browser, world: World) -> None:
        way = at_work(world)
        roads = browser("roads")
        answer = roads.post(address(way, "parking", "return"), {"reason": ""})
        assert answer.status_code == 422
        assert way.state("parking") == "active"
        roads.post(address(way, "parking", "return"), {"missing": ["photo"], "reason": "看不清车牌。"})
        assert way.state("parking") == "returned"
        assert "看不清车牌。" in browser("alice").get(f"/onestop/c/{way.number}/").content.decode()

    def test_that_cannot_be_done_says_why(self, browser: Browser, world: World) -> None:
        way = at_work(world)
        browser("roads").post(address(way, "parking", "fail"), {"reason": "车辆不在名下。"})
        assert way.state("parking") == "failed"

    def test_is_sent_and_handed_over(self, browser: Browser, world: World) -> None:
        way = handed(world)
        handler = browser("handler")
        handler.post(address(way, "water", "send"), {"reference": "EMS1"})
        assert way.state("water") == "sent"
        handler.post(address(way, "water", "received"))
        assert way.state("water") == "done"

    def test_offers_nothing_to_another_unit(self, browser: Browser, world: World) -> None:
        way = at_work(world)
        page = browser("roads").get(address(way, "water")).content.decode()
        assert "退回补正" not in page
        assert browser("roads").post(address(way, "water", "complete")).status_code == 403
        assert way.state("water") == "active"


class TestTheSupervisor:
    def test_sees_what_is_late_and_whose(self, browser: Browser, world: World) -> None:
        way = begun(world)
        type(way.step("deed")).objects.filter(pk=way.step("deed").pk).update(
            due="2021-06-01", watch="2021-06-01", last_day="2021-06-01"
        )
        page = browser("supervisor").get("/onestop/desk/stuck/").content.decode()
        assert way.number in page
        assert "伊金霍洛旗人民政府 1 项" in page

    def test_sees_nothing_where_all_is_in_time(self, browser: Browser, world: World) -> None:
        begun(world)
        assert "没有卡住的" in browser("supervisor").get("/onestop/desk/stuck/").content.decode()
