"""Call-backs at the desk: drawing, the list, one call, and what its page gives away to whom."""

from typing import Any

import pytest
from django.urls import reverse

from banshi.kernel.access.queries import looks_at
from banshi.kernel.draws.models import Draw
from banshi.kernel.testing.people import NOW, World
from banshi.services.requests.models import CallBackRound
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.calling import UNSOLVED, Calling, closed, whole
from banshi.services.requests.tests.desk.conftest import At, Sitting
from banshi.services.requests.tests.way import Way

pytestmark = pytest.mark.django_db
DAYS = {"since": "2021-05-01", "until": "2021-05-26", "by": "unit", "share": "10"}
SAID = {"solved": "yes", "satisfied": "4", "attitude": "5", "words": ""}


@pytest.fixture
def calling(world: World) -> Calling:
    return Calling(world)


@pytest.fixture
def way(world: World, calling: Calling) -> Way:
    """Alice's well, closed and drawn."""
    found = closed(world)
    calling.open()
    return found


def does(sitting: Sitting, calling: Calling, way: Way, deed: str, **said: str) -> Any:
    address = reverse("requests:desk_callback_act", args=[calling.call(way).pk, deed])
    return sitting.client.post(address, said)


class TestDrawing:
    def test_fixes_the_list_and_shows_the_draw(self, world: World, at: At) -> None:
        closed(world)
        sun = at("supervisor")
        form = sun.page("desk_callbacks_draw")
        assert 'value="2021-04-01"' in form
        assert 'value="2021-04-30"' in form
        assert sun.post("desk_callbacks_draw", **DAYS).status_code == 302
        page = sun.page("desk_callbacks")
        assert "1 件里抽 1 件" in page
        assert "待开签" in page
        assert Draw.objects.get().number in page

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"share": "5"}, "抽的比例是 10 到 100 的整数"),
            ({"since": "2021-05-27"}, "起始日要在 1990 年以后"),
            ({"until": "2021-05-28"}, "截止日还没有到"),
            ({"until": "nonsense"}, "日期要写成"),
            ({"by": "person"}, "person"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, world: World, at: At, given: dict[str, str], words: str) -> None:
        closed(world)
        answer = at("supervisor").post("desk_callbacks_draw", **{**DAYS, **given})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not CallBackRound.objects.exists()

    def test_says_where_there_is_nothing_to_draw(self, world: World, at: At) -> None:
        answer = at("supervisor").post("desk_callbacks_draw", **DAYS)
        assert answer.status_code == 409
        assert "请换一段日子" in answer.content.decode()

    @pytest.mark.parametrize("who", ["clerk", "handler", "inspector"])
    def test_is_not_offered_to(self, world: World, at: At, who: str) -> None:
        closed(world)
        before = whole()
        assert at(who).get("desk_callbacks_draw").status_code == 403
        assert at(who).post("desk_callbacks_draw", **DAYS).status_code == 403
        assert whole() == before


class TestCancelling:
    def test_is_offered_until_the_result_is_fixed(self, calling: Calling, world: World, at: At) -> None:
        closed(world)
        made = calling.draw()
        here = reverse("requests:desk_callbacks_cancel", args=[made.round_id])
        assert here not in at("clerk").page("desk_callbacks")
        sun = at("supervisor")
        assert here in sun.page("desk_callbacks")
        assert sun.client.post(here, {"reason": ""}).status_code == 422
        assert sun.client.post(here, {"reason": "日子选错了"}).status_code == 302
        page = sun.page("desk_callbacks")
        assert "已取消" in page
        assert here not in page
        assert sun.client.get(here).status_code == 404
        assert CallBackRound.objects.get().cancelled_at is not None

    def test_of_another_countys_draw_finds_nothing(self, calling: Calling, world: World, at: At) -> None:
        closed(world)
        made = calling.draw()
        CallBackRound.objects.update(county="150622")
        here = reverse("requests:desk_callbacks_cancel", args=[made.round_id])
        assert at("supervisor").client.post(here, {"reason": "不是我的"}).status_code == 404


class TestTheList:
    def test_shows_whose_turn_it_is_and_how_far_it_is(self, calling: Calling, way: Way, at: At) -> None:
        clerk = at("clerk")
        page = clerk.page("desk_callbacks")
        assert way.number in page
        assert "还剩 5 个工作日" in page
        calling.tries(way)
        calling.take(way, "supervisor")
        page = clerk.page("desk_callbacks")
        assert "1 次没有接通" in page
        assert "别人在打" in page
        assert "13800138001" not in page

    def test_is_empty_for_an_inspector_who_sees_how_far_it_is(self, calling: Calling, way: Way, at: At) -> None:
        page = at("inspector").page("desk_callbacks")
        assert way.number not in page
        assert "抽过的" in page
        assert "抽一次" not in page

    def test_has_nothing_that_the_clerk_must_not_know(self, calling: Calling, way: Way, at: At) -> None:
        from banshi.services.requests import commands

        commands.accuse(way.ctx("supervisor"), number=way.number, unit_ids=[way.unit("hotline")])
        page = at("clerk").page("desk_callbacks")
        assert way.number not in page
        assert way.row.title not in page
        assert at("clerk").get("desk_callback", calling.call(way).pk).status_code == 404


class TestACall:
    def test_gives_the_number_to_whoever_took_it_and_tells_alice(self, calling: Calling, way: Way, at: At) -> None:
        clerk, which = at("clerk"), calling.call(way).pk
        page = clerk.page("desk_callback", which)
        assert "更换了新电机" in page
        assert "13800138001" not in page
        assert does(clerk, calling, way, "take").status_code == 302
        page = clerk.page("desk_callback", which)
        assert "阿丽玛" in page
        assert "13800138001" in page
        assert "13800138001" not in at("supervisor").page("desk_callback", which)
        looks = looks_at(way.ctx("alice").at(NOW.replace(year=2090)))
        assert {(look.action, look.why) for look in looks} == {("requests.call_back", "抽样回访")}

    def test_is_put_down_and_leaves_the_list(self, calling: Calling, way: Way, at: At) -> None:
        clerk = at("clerk")
        does(clerk, calling, way, "take")
        assert does(clerk, calling, way, "answer", **SAID).url == reverse("requests:desk_callbacks")
        page = clerk.page("desk_callbacks")
        assert way.number in page  # in the message that it is done
        assert "现在没有要打的回访电话" in page
        assert "接通 1 件" in page
        assert way.row.called_back == "solved"

    def test_keeps_every_word_when_an_answer_is_missing(self, calling: Calling, way: Way, at: At) -> None:
        clerk = at("clerk")
        does(clerk, calling, way, "take")
        before = whole()
        answer = does(clerk, calling, way, "answer", **{**SAID, "solved": "no", "satisfied": "", "words": "还是没水。"})
        assert answer.status_code == 422
        assert "还是没水。" in answer.content.decode()
        blank = does(clerk, calling, way, "answer", **{**SAID, "solved": "no"})
        assert blank.status_code == 422
        assert "请写明内容" in blank.content.decode()
        assert whole() == before

    def test_that_nobody_answers_comes_back_to_the_list(self, calling: Calling, way: Way, at: At) -> None:
        clerk = at("clerk")
        does(clerk, calling, way, "take")
        assert does(clerk, calling, way, "tried").status_code == 302
        assert "没有接通，已经记下" in clerk.page("desk_callbacks")

    def test_taken_by_another_is_a_clear_word(self, calling: Calling, way: Way, at: At) -> None:
        calling.take(way, "supervisor")
        before = whole()
        answer = does(at("clerk"), calling, way, "take")
        assert answer.status_code == 409
        assert "别人正在打这个电话" in answer.content.decode()
        assert whole() == before

    @pytest.mark.parametrize("deed", ["take", "tried", "answer"])
    def test_is_not_for_whoever_handled_it(self, calling: Calling, way: Way, at: At, deed: str) -> None:
        before = whole()
        assert does(at("handler"), calling, way, deed, **SAID).status_code == 403
        assert whole() == before

    def test_knows_no_other_deed(self, calling: Calling, way: Way, at: At) -> None:
        assert does(at("clerk"), calling, way, "ring").status_code == 404


class TestWhatComesOfIt:
    def test_goes_back_to_the_unit_which_reads_why(self, calling: Calling, way: Way, at: At) -> None:
        handler = at("handler")
        assert "回访" not in handler.page("desk_case", way.number)
        calling.answers(way, UNSOLVED)
        page = handler.page("desk_case", way.number)
        assert "诉求人说：没有解决，退回重新办理" in page
        assert "用了两天又坏了。" in page
        assert way.row.stage == Stage.HANDLING

    def test_is_on_the_page_of_the_matter(self, calling: Calling, way: Way, at: At) -> None:
        alice = at("alice").client
        page = alice.get(f"/requests/m/{way.number}/").content.decode()
        assert "最迟 6月2日 周三，会有人打电话给您" in page
        assert f"?token={calling.call(way).token}" in page
        calling.tries(way)
        calling.answers(way, UNSOLVED)
        page = alice.get(f"/requests/m/{way.number}/").content.decode()
        assert "打过，没有接通" in page
        assert "很不满意" in page

    def test_stands_beside_the_units_own_figure(self, calling: Calling, way: Way, at: At) -> None:
        client = at("alice").client
        assert "回访解决率" not in client.get("/requests/statistics/").content.decode()
        calling.answers(way, UNSOLVED)
        page = client.get("/requests/statistics/").content.decode()
        assert "单位答复的解决率" in page
        line = client.get("/requests/statistics.json").json()["lines"][-1]
        assert (line["called"], line["told"], line["told_solved"]) == (1, 1, 0)
        assert (line["told_solution"], line["callback"], line["solution"]) == (0.0, 1.0, 0.0)
        earlier = client.get("/requests/statistics.json", {"as_of": "2021-05-25"}).json()["lines"][-1]
        assert (earlier["called"], earlier["told_solution"]) == (0, None)
