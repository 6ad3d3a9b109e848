"""One line with all steps: who has it, by when, what is missing, and what Alice may do about it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.access.models import Look
from banshi.kernel.testing.people import World
from banshi.services.onestop.tests.lately import at_work, begun, handed, returned
from banshi.services.onestop.tests.pages.conftest import Browser
from banshi.services.onestop.tests.way import Way

pytestmark = pytest.mark.django_db


def page_of(browser: Browser, way: Way, who: str = "alice", more: str = "") -> str:
    return browser(who).get(f"/onestop/c/{way.number}/{more}").content.decode()


class TestAliceSees:
    def test_every_step_with_who_has_it_and_what_it_waits_for(self, browser: Browser, world: World) -> None:
        page = page_of(browser, begun(world))
        for words in ("办房产证", "伊金霍洛旗人民政府", "前办好", "社区登记", "等前面的办好", "先要：办房产证"):
            assert words in page
        assert "院子用水" not in page

    def test_once_what_two_departments_miss(self, browser: Browser, world: World) -> None:
        way = returned(world)
        way.return_("water", "name")
        page = page_of(browser, way)
        assert "还缺 2 样" in page
        assert "照片、姓名" in page or "姓名、照片" in page

    def test_who_used_which_paper_with_its_hash(self, browser: Browser, world: World) -> None:
        page = page_of(browser, at_work(world), more="papers/")
        assert "水利局用来办“开水表”" in page
        assert "交通运输局用来办“停车证”" in page
        assert page.count("fingerprint") >= 5

    def test_the_case_among_her_own_and_bao_does_not(self, browser: Browser, world: World) -> None:
        way = returned(world)
        assert "1 个部门等您补材料" in browser("alice").get("/onestop/mine/").content.decode()
        assert way.number not in browser("bao").get("/onestop/mine/").content.decode()


class TestAlice:
    def test_supplies_once_and_the_step_goes_on(self, browser: Browser, world: World) -> None:
        way = returned(world)
        browser("alice").post(
            f"/onestop/c/{way.number}/supply/", {"photo": SimpleUploadedFile("新.pdf", b"%PDF-1.7\n%%EOF\n")}
        )
        assert way.state("parking") == "active"

    def test_is_told_where_she_gave_nothing(self, browser: Browser, world: World) -> None:
        way = returned(world)
        answer = browser("alice").post(f"/onestop/c/{way.number}/supply/", {})
        assert answer.status_code == 422
        assert "请添加文件" in answer.content.decode()
        assert way.state("parking") == "returned"

    def test_leaves_out_what_she_does_not_want(self, browser: Browser, world: World) -> None:
        way = at_work(world)
        browser("alice").post(f"/onestop/c/{way.number}/parking/leave/")
        assert way.state("parking") == "left"
        assert "不办这一项" in page_of(browser, way)

    def test_says_that_the_papers_are_in_her_hands(self, browser: Browser, world: World) -> None:
        way = handed(world)
        assert "我收到了" in page_of(browser, way)
        browser("alice").post(f"/onestop/c/{way.number}/water/received/")
        assert way.state("water") == "done"

    def test_has_it_posted_instead(self, browser: Browser, world: World) -> None:
        way = handed(world)
        browser("alice").post(f"/onestop/c/{way.number}/way/", {"way": "post", "address": "札萨克镇 1 号"})
        assert way.case.way == "post"
        assert "札萨克镇 1 号" in page_of(browser, way)

    def test_reads_what_is_undone_before_she_withdraws(self, browser: Browser, world: World) -> None:
        way = at_work(world)
        page = page_of(browser, way, more="withdraw/")
        assert "撤销，发的文件作废，另办“注销房产证”" in page
        assert "停下来，不再办" in page
        browser("alice").post(f"/onestop/c/{way.number}/withdraw/", {"reason": ""})
        assert way.case.status == "withdrawing"
        assert "已经撤回" in page_of(browser, way)


class TestStaff:
    def test_who_open_a_case_leave_a_look_with_its_resident(self, browser: Browser, world: World) -> None:
        way = at_work(world)
        page_of(browser, way, "handler")
        look = Look.objects.get()
        assert (look.person_id, look.viewer_id) == (world.people["alice"].id, world.people["handler"].id)

    def test_see_no_button_that_is_the_residents(self, browser: Browser, world: World) -> None:
        page = page_of(browser, at_work(world), "handler")
        assert "撤回整件事" not in page
        assert "不想办这一项" not in page
