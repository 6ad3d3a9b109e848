"""The queue: who sees what, filters, pages at any depth, saved views, acts on several."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from banshi.kernel.testing.people import NOW, World
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.desk.conftest import At
from banshi.services.requests.tests.way import WELLS, Way, brought

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"data-row>.*?(\d{6}-[0-9A-Z]{6})", re.S)


def without(answer: Any, number: str) -> str:
    """The page, but for the number asked for and what changes with every request."""
    return re.sub(r"[0-9a-f-]{16,}", "", answer.content.decode().replace(number, "N"))


def numbers(page: str) -> list[str]:
    return NUMBER.findall(page)


class TestWhoSitsAtTheDesk:
    def test_is_asked_to_sign_in_first(self, way: Way, client: Client) -> None:
        for address in (reverse("requests:desk"), reverse("requests:desk_case", args=[way.number])):
            assert "/sign-in/" in client.get(address).headers["Location"]

    @pytest.mark.parametrize("who", ["alice", "administrator"])
    def test_is_nobody_without_a_post_for_it(self, way: Way, at: At, who: str) -> None:
        assert at(who).get("desk").status_code == 403
        assert at(who).get("desk_case", way.number).status_code == 403
        assert at(who).get("desk_case", "210526-000000").status_code == 403

    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            ("clerk", True),
            ("supervisor", True),
            ("inspector", True),
            ("handler", True),
            ("roads", False),
            ("township", False),
            ("leader", False),
            ("charlie", False),
        ],
    )
    def test_sees_what_the_page_of_the_matter_would_show(self, way: Way, at: At, who: str, sees: bool) -> None:
        way.to(Stage.DISPATCHED)
        desk = at(who)
        assert (way.number in desk.page("desk")) is sees
        assert desk.get("desk_case", way.number).status_code == (200 if sees else 404)


class TestTheAccused:
    @pytest.fixture
    def kept(self, way: Way) -> Way:
        from banshi.services.requests import commands

        way.to(Stage.ACCEPTED)
        commands.accuse(way.ctx("clerk"), number=way.number, unit_ids=[way.unit("water")])
        return way

    def test_find_it_on_no_page(self, kept: Way, at: At) -> None:
        desk = at("handler")
        for name in ("desk", "desk_due", "desk_supervision", "desk_charges", "desk_statistics"):
            assert kept.number not in desk.page(name)
        assert numbers(desk.page("desk", q=kept.number)) == []

    def test_get_the_answer_of_a_number_that_does_not_exist(self, kept: Way, at: At) -> None:
        desk = at("handler")
        there, nowhere = desk.get("desk_case", kept.number), desk.get("desk_case", "210526-000000")
        assert there.status_code == nowhere.status_code == 404
        assert without(there, kept.number) == without(nowhere, "210526-000000")
        assert desk.does(kept.number, "accept").status_code == 404


class TestTheList:
    def test_is_cut_into_pages_that_miss_and_repeat_nothing(self, world: World, at: At) -> None:
        made = {brought(world, text=f"第 {number} 口井坏了。").number for number in range(53)}
        desk = at("clerk")
        first = desk.page("desk")
        mark = re.search(r"after=([\w-]+)", first)
        assert mark
        second = desk.page("desk", after=mark[1])
        assert len(numbers(first)) == 50
        assert set(numbers(first)) | set(numbers(second)) == made
        assert not set(numbers(first)) & set(numbers(second))

    def test_answers_a_made_up_mark_with_a_message(self, way: Way, at: At) -> None:
        assert at("clerk").get("desk", after="nonsense").status_code == 422

    def test_is_filtered(self, way: Way, at: At) -> None:
        desk = at("clerk")
        assert numbers(desk.page("desk", stage="received")) == [way.number]
        assert numbers(desk.page("desk", stage="triaged")) == []
        assert numbers(desk.page("desk", q="机井")) == [way.number]
        assert numbers(desk.page("desk", due="overdue")) == []
        assert numbers(desk.page("desk", area="150627101")) == [way.number]

    def test_is_in_the_language_of_whoever_looks(self, way: Way, at: At) -> None:
        for language, words in (("zh-hans", "待登记"), ("en", "To be registered"), ("zh-hans", "待登记")):
            desk = at("clerk")
            desk.client.cookies["django_language"] = language
            assert f'<span class="soft">{words}</span>' in desk.page("desk")

    def test_says_what_is_wrong_with_a_filter_and_shows_the_rest(self, way: Way, at: At) -> None:
        page = at("clerk").page("desk", since="昨天", unit="x", stage="nowhere")
        assert "日期要写成" in page
        assert way.number in page


class TestAView:
    def test_is_saved_used_and_removed(self, way: Way, at: At) -> None:
        desk = at("clerk")
        assert desk.post("desk_views", name="水井", q="机井").status_code == 302
        assert "水井" in desk.page("desk")
        assert "保存视图" not in desk.page("desk", q="机井")
        desk.post("desk_views", name="水井", q="机井", remove="1")
        assert "水井</a>" not in desk.page("desk")

    def test_is_nobody_elses(self, way: Way, at: At) -> None:
        at("clerk").post("desk_views", name="水井", q="机井")
        assert "水井</a>" not in at("supervisor").page("desk")

    def test_needs_a_name(self, way: Way, at: At) -> None:
        desk = at("clerk")
        desk.post("desk_views", name=" ", q="机井")
        assert "视图名称要在 1 到 40 个字之间" in desk.page("desk")


class TestSeveralAtOnce:
    def test_are_first_shown_then_done_one_by_one_and_those_left_are_named(self, world: World, at: At) -> None:
        good, bad = brought(world), brought(world, text="路灯不亮,请修。").to(Stage.DISPATCHED)
        desk = at("clerk")
        rows = [good.number, bad.number]
        asked = desk.post("desk_bulk", act="triage", row=rows)
        assert asked.status_code == 200
        assert good.row.stage == Stage.RECEIVED
        done = desk.post("desk_bulk", act="triage", row=rows, sure="1", category=WELLS).content.decode()
        assert good.row.stage == Stage.TRIAGED
        assert bad.row.stage == Stage.DISPATCHED
        assert bad.number in done
        assert "不能登记分类" in done

    def test_need_what_is_asked(self, way: Way, at: At) -> None:
        assert at("clerk").post("desk_bulk", act="triage", row=[way.number], sure="1").status_code == 422

    def test_are_not_for_a_post_that_may_not(self, way: Way, at: At) -> None:
        assert at("inspector").post("desk_bulk", act="triage", row=[way.number]).status_code == 404
        assert at("handler").post("desk_bulk", act="dispatch", row=[way.number]).status_code == 404

    def test_say_the_same_of_a_hidden_number_as_of_none(self, way: Way, at: At) -> None:
        page = at("roads").post("desk_bulk", act="accept", row=[way.number, "210526-000000"], sure="1").content.decode()
        assert page.count("没有找到") == 2


class TestTheClock:
    def test_is_said_in_words(self, way: Way, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "还剩" in at("clerk").page("desk")
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=200))
        assert "已超期" in at("clerk").page("desk", due="overdue")
