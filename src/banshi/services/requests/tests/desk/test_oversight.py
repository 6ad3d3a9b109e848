"""Supervision, leaders in charge, merging, reviews, publishing and naming whom a matter complains of."""

from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Kind, Level
from banshi.services.requests.tests.desk.conftest import At
from banshi.services.requests.tests.way import Way, brought, kinds, picture, tomorrow

pytestmark = pytest.mark.django_db


class TestADemand:
    def test_is_made_answered_and_lifted(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        at("supervisor").does(way.number, "supervise", demand="三日内修好并反馈。", cause="supervisor")
        made = commands_of(way, "supervisor")
        assert made.demand == "三日内修好并反馈。"
        handler = at("handler")
        assert "反馈督办" in handler.page("desk_case", way.number)
        handler.does(way.number, "supervision-answer", supervision=made.id, text="电机已到货，今晚装好。")
        at("supervisor").does(way.number, "supervision-lift", supervision=made.id)
        assert kinds(way.number)[-3:] == [
            "requests.supervised",
            "requests.supervision_answered",
            "requests.supervision_lifted",
        ]

    def test_stands_in_the_list_of_its_week_and_month(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        supervisor = at("supervisor")
        supervisor.does(way.number, "supervise", demand="三日内修好。", cause="supervisor")
        assert way.number in supervisor.page("desk_supervision")
        assert way.number in supervisor.page("desk_supervision", period="month", of="2021-05-01")
        assert way.number not in supervisor.page("desk_supervision", of="2021-05-17")
        assert supervisor.get("desk_supervision", period="x", of="nonsense").status_code == 200

    def test_is_not_for_a_handler(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        before = picture(way.number)
        assert at("handler").does(way.number, "supervise", demand="三日内修好。", cause="supervisor").status_code == 403
        assert picture(way.number) == before


def commands_of(way: Way, who: str) -> Any:
    from banshi.services.requests.queries.matter import view

    return view(way.world.actor(who), way.number, way.now).supervisions[-1]


class TestALeader:
    @pytest.fixture
    def charged(self, way: Way, at: At) -> Way:
        way.to(Stage.ACCEPTED)
        post = way.world.actor("leader").post
        assert post
        at("supervisor").does(way.number, "appoint", post=post.id)
        return way

    def test_is_appointed_visits_promises_keeps_and_settles(self, charged: Way, at: At) -> None:
        leader = at("leader")
        assert charged.number in leader.page("desk")
        given = {"given_0": "六月底前换新泵", "due_0": tomorrow(charged.now).isoformat()}
        leader.does(charged.number, "visit", place="门克庆嘎查", heard="全村缺水三天。", **given)
        from banshi.services.requests.queries.matter import view

        promise = view(charged.world.actor("leader"), charged.number, charged.now).charges[0].promises[0]
        assert leader.does(charged.number, "visit", place="村委会", heard="还没有换。").status_code == 422
        leader.does(charged.number, "promise", promise=promise.id, outcome="新泵已装好。")
        leader.does(charged.number, "settle", outcome="恢复供水，村民认可。")
        assert kinds(charged.number)[-4:] == [
            f"requests.{each}" for each in ("charge_taken", "visited", "promise_kept", "settled")
        ]

    def test_stands_on_the_board(self, charged: Way, at: At) -> None:
        assert charged.row.title in at("leader").page("desk_charges")
        assert charged.row.title not in at("roads").page("desk_charges")

    def test_is_asked_by_when_a_promise_will_be_kept(self, charged: Way, at: At) -> None:
        page = at("leader").does(charged.number, "visit", place="村", heard="缺水。", given_0="换泵")
        assert "承诺要写明哪一天以前兑现" in page.content.decode()


class TestMerging:
    def test_brings_one_into_the_other_and_out_again(self, world: World, at: At) -> None:
        one, other = brought(world), brought(world, who="bao")
        clerk = at("clerk")
        clerk.does(one.number, "merge", master=other.number)
        assert one.row.stage == Stage.MERGED
        clerk.does(one.number, "unmerge")
        assert one.row.stage == Stage.TRIAGED

    def test_suggests_what_is_alike_only_to_whom_may_read_it(self, world: World, at: At) -> None:
        from banshi.services.requests.triage.similar import signature

        one, other = brought(world), brought(world, who="bao")
        for way in (one, other):
            commands.suggest(world.ctx("clerk"), number=way.number, proposals=(), signature=signature(way.row.text))
        assert other.number in at("clerk").page("desk_case", one.number)
        commands.accuse(world.ctx("supervisor"), number=other.number, unit_ids=[world.units["hotline"].id])
        assert other.number not in at("clerk").page("desk_case", one.number)

    def test_into_a_number_that_is_not_there_says_so(self, way: Way, at: At) -> None:
        before = picture(way.number)
        assert at("clerk").does(way.number, "merge", master="210526-000000").status_code == 404
        assert picture(way.number) == before


class TestAReview:
    def test_is_decided_by_the_unit_above(self, world: World, at: At) -> None:
        way = brought(world, kind=Kind.PETITION).to(Stage.ANSWERED)
        commands.request_review(way.ctx("alice"), number=way.number, reason="没有查明为什么烧毁。")
        assert way.row.stage == Stage.REVIEWING
        assert at("handler").does(way.number, "decide-review", decision="upheld", opinion="维持。").status_code == 403
        who = "leader" if way.row.holder_unit_id == way.unit("government") else "supervisor"
        if who == "supervisor":
            at(who).does(way.number, "decide-review", decision="upheld", opinion="原答复事实清楚。")
            assert way.row.stage == Stage.ANSWERED


class TestPublishing:
    def test_shows_first_what_everybody_will_read_and_hides_what_staff_add(self, world: World, at: At) -> None:
        text = "我叫阿丽玛，电话 13800138001，门克庆嘎查的机井坏了，二大队的老张知道。"
        way = brought(world, text=text).to(Stage.ANSWERED)
        supervisor = at("supervisor")
        page = supervisor.page("desk_act", way.number, "publish")
        face = page.split("desk-face")[1].split("</form>")[0]
        assert "13800138001" not in face
        supervisor.does(way.number, "publish", title="机井坏了", hide="老张", why="第三人", preview="1")
        assert not way.row.public
        supervisor.does(way.number, "publish", title="机井坏了", hide="老张", why="第三人")
        assert way.row.public
        assert "老张" not in way.row.face.text
        assert "13800138001" not in way.row.face.text
        assert "第三人" in [each["why"] for each in way.row.face.redactions]

    def test_is_not_offered_for_what_is_kept_confidential(self, world: World, at: At) -> None:
        way = brought(world, level=Level.CONFIDENTIAL).to(Stage.ANSWERED)
        assert "/do/publish/" not in at("supervisor").page("desk_case", way.number)


class TestNamingTheAccused:
    def test_takes_the_page_away_from_those_named(self, way: Way, at: At) -> None:
        way.to(Stage.ACCEPTED)
        at("clerk").does(way.number, "accuse", units=[way.unit("water")])
        assert way.row.accusing
        assert at("handler").get("desk_case", way.number).status_code == 404
        page = at("supervisor").page("desk_act", way.number, "supervise")
        assert "水利局" not in page.split("desk-act")[1]

    def test_leads_those_who_named_their_own_unit_back_to_the_queue(self, way: Way, at: At) -> None:
        answer = at("clerk").does(way.number, "accuse", units=[way.unit("hotline")])
        assert answer.headers["Location"] == "/requests/desk/"


class TestLostTime:
    def test_is_charged_to_the_unit_that_returned_it_and_never_tells_of_an_accusing_matter(
        self, way: Way, at: At, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        way.to(Stage.DISPATCHED).later(days=2)
        commands.return_(way.ctx("handler"), number=way.number, reason="不归水利。")
        monkeypatch.setattr("django.utils.timezone.now", lambda: way.now + timedelta(hours=1))
        assert "水利局" in at("supervisor").page("desk_statistics").split("耽误的时间，计在谁名下")[1]
        commands.accuse(way.ctx("supervisor"), number=way.number, unit_ids=[way.unit("roads")])
        for who in ("supervisor", "roads"):
            assert "没有退回、转办、迟签收" in at(who).page("desk_statistics")


class TestWhoIsLate:
    def test_is_listed_by_unit(self, way: Way, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
        way.to(Stage.ACCEPTED)
        monkeypatch.setattr("django.utils.timezone.now", lambda: way.now + timedelta(days=200))
        assert way.number in at("supervisor").page("desk_due")
        assert way.number not in at("roads").page("desk_due")
