"""Drawing closed requests in public: who is on the list, what the list tells, and what follows when it is opened."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from banshi.kernel.clocks.queries import of as clocks_of
from banshi.kernel.draws.document import draw_bytes
from banshi.kernel.draws.models import Draw
from banshi.kernel.draws.queries import shown
from banshi.kernel.draws.refusals import DrawExists
from banshi.kernel.errors import BanshiError, Forbidden, NotFound
from banshi.kernel.ledger.canonical import commitment
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.jobs import run_jobs_twice
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, NOW, World
from banshi.services.requests import commands, tasks
from banshi.services.requests.commands import Unfit
from banshi.services.requests.commands.callbacks import NothingToDraw, NotOpened
from banshi.services.requests.models import CallBack, CallBackRound, Supervision
from banshi.services.requests.queries.callbacks import rounds
from banshi.services.requests.rules.callbacks import By
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Contact, Level
from banshi.services.requests.tests.calling import DAY, TODAY, UNSOLVED, Calling, body, closed, whole
from banshi.services.requests.tests.way import brought

pytestmark = pytest.mark.django_db
BY_PHONE = Contact(name="老郭", phone="13900139009")


@pytest.fixture
def calling(world: World) -> Calling:
    return Calling(world)


class TestTheList:
    def test_has_what_was_closed_in_these_days_and_can_be_called_about(self, calling: Calling, world: World) -> None:
        well = closed(world)
        told = closed(world, "anonymous", "roads", contact=BY_PHONE)
        closed(world, "anonymous", "township", place="村口")  # nobody knows a number
        brought(world, "bao", place="")  # still open
        closed(world, "bao", now=NOW + 2 * DAY)
        made = calling.later(days=2).draw()
        assert set(CallBack.objects.values_list("request__number", flat=True)) == {well.number, told.number}
        assert (made.size, made.wanted) == (2, 2)
        assert body("requests.callbacks_listed") == {
            "by": "unit",
            "draw": made.draw,
            "listed": 2,
            "share": 100,
            "wanted": 2,
        }

    def test_has_nothing_that_accuses_nor_a_tip_off(self, calling: Calling, world: World) -> None:
        """Neither by a token nor by a number does the public list tell that there is one."""
        closed(world)
        accusing = closed(world, "bao")
        commands.accuse(accusing.ctx("supervisor"), number=accusing.number, unit_ids=[world.units["roads"].id])
        closed(world, "alice", "roads", kind="tipoff")
        assert calling.draw().size == 1
        assert shown(calling.draw_number, NOW).row.size == 1

    def test_names_nobody_in_public(self, calling: Calling, world: World) -> None:
        ways = [closed(world), closed(world, "bao")]
        calling.draw()
        told = draw_bytes(calling.draw_number, NOW).decode()
        for way in ways:
            call = calling.call(way)
            assert call.token == commitment(bytes(call.salt), way.number)
            assert call.token in told
            assert not any(part in told for part in (way.number, bytes(call.salt).hex(), way.row.title))
        assert "伊金霍洛旗2021年5月26日至2021年5月26日办结诉求回访抽样" in told
        assert "水利局" in told

    def test_has_groups_by_unit_or_by_town(self, calling: Calling, world: World) -> None:
        closed(world)
        closed(world, "bao", "roads")
        calling.draw(by=By.TOWN)
        assert [group.stratum for group in shown(calling.draw_number, NOW).groups] == ["札萨克镇"]

    def test_brings_in_by_rule_what_was_taken_up_again_or_supervised(self, calling: Calling, world: World) -> None:
        plain, watched = closed(world), closed(world, "bao")
        again = closed(world, "alice", "roads")
        commands.reopen(again.ctx("alice"), number=again.number, reason="又坏了。")
        again.answer("roads")
        again.to(Stage.CLOSED)
        Supervision.objects.create(request=watched.row, county=COUNTY, cause="overdue", demand="限期", at=NOW)
        made = calling.draw(share=10)
        assert [calling.call(way).must for way in (plain, watched, again)] == [False, True, True]
        assert made.wanted == 3  # both that must be, and of the one other a tenth, rounded up

    def test_takes_a_closing_once_and_the_next_closing_again(self, calling: Calling, world: World) -> None:
        way = closed(world)
        calling.draw()
        with pytest.raises(NothingToDraw):
            calling.draw(since=TODAY - DAY)
        commands.reopen(way.later(hours=1).ctx("alice"), number=way.number, reason="又坏了。")
        way.answer()
        way.to(Stage.CLOSED)
        assert calling.later(hours=2).draw(since=TODAY - DAY).size == 1
        assert CallBack.objects.filter(request__number=way.number).count() == 2


class TestDrawing:
    @pytest.mark.parametrize("who", ["clerk", "handler", "leader", "inspector", "administrator", "alice", "charlie"])
    def test_is_the_supervisors(self, calling: Calling, world: World, who: str) -> None:
        closed(world)
        before = whole()
        with pytest.raises(Forbidden):
            calling.draw(who)
        assert whole() == before
        assert not Draw.objects.exists()

    def test_is_not_done_in_another_county(self, calling: Calling, world: World) -> None:
        closed(world)
        with pytest.raises(Forbidden):
            calling.draw(county=NEIGHBOUR)
        assert not Draw.objects.exists()

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"since": date(2021, 4, 1), "until": date(2021, 5, 1)}, NothingToDraw),
            ({"until": TODAY + 2 * DAY}, Unfit),
            ({"since": TODAY + DAY}, Unfit),
            ({"share": 9}, Unfit),
        ],
    )
    def test_is_refused_and_leaves_nothing(
        self, calling: Calling, world: World, given: dict[str, Any], error: type[BanshiError]
    ) -> None:
        closed(world)
        before = whole()
        with pytest.raises(error):
            calling.draw(**given)
        assert whole() == before
        assert not Draw.objects.exists()
        assert not CallBackRound.objects.exists()

    def test_of_the_same_days_happens_once(self, calling: Calling, world: World) -> None:
        closed(world)
        calling.draw()
        closed(world, "bao")
        before = whole()
        with pytest.raises(DrawExists):
            calling.draw()
        assert whole() == before

    def test_twice_with_one_key_is_one_draw(self, calling: Calling, world: World) -> None:
        closed(world)
        given: dict[str, Any] = {"county": COUNTY, "since": TODAY, "until": TODAY + DAY}
        made = [commands.draw_callbacks(world.ctx("supervisor").keyed("k1"), **given) for _ in range(2)]
        assert made[0] == made[1]
        assert CallBackRound.objects.count() == 1


class TestTakingTheResultOver:
    def test_gives_so_many_working_days_to_call(self, calling: Calling, world: World) -> None:
        way = closed(world)
        calling.open()
        call = calling.call(way)
        assert call.due_at is not None
        (clock,) = clocks_of(f"requests:callback:{call.pk}")
        assert (clock.due, clock.rule.code, clock.holder_id) == (
            call.due_at,
            "hotline.callback",
            world.units["supervision"].id,
        )
        assert call.due_at.date() == date(2021, 6, 2)  # five working days after Wednesday
        assert body("requests.callbacks_drawn") == {"calls": 1, "draw": calling.draw_number}

    def test_asks_only_for_what_was_drawn(self, calling: Calling, world: World) -> None:
        for who in ("alice", "bao", "anonymous"):
            closed(world, who, contact=BY_PHONE)
        calling.open(share=10)
        assert CallBack.objects.filter(due_at__isnull=False).count() == 1

    def test_waits_for_the_checkpoint(self, calling: Calling, world: World) -> None:
        closed(world)
        made = calling.draw()
        before = whole()
        with pytest.raises(NotOpened):
            commands.open_callbacks(world.ctx("system"), round_id=made.round_id)
        assert whole() == before

    def test_happens_once(self, calling: Calling, world: World) -> None:
        closed(world)
        calling.open()
        before = whole()
        assert calling.made is not None
        with pytest.raises(NotOpened):
            commands.open_callbacks(world.ctx("system"), round_id=calling.made.round_id)
        with pytest.raises(NotFound):
            commands.open_callbacks(world.ctx("system"), round_id=10**6)
        with pytest.raises(Forbidden):
            commands.open_callbacks(world.ctx("clerk"), round_id=calling.made.round_id)
        assert whole() == before

    def test_leaves_no_trace_on_the_request(self, calling: Calling, world: World) -> None:
        """Its version, its entries and its clocks are read by whoever handled it."""
        way = closed(world)
        before = (way.row.version, Entry.objects.filter(subject=f"requests:{way.number}").count())
        clocks = len(clocks_of(f"requests:{way.number}"))
        calling.open()
        assert (way.row.version, Entry.objects.filter(subject=f"requests:{way.number}").count()) == before
        assert len(clocks_of(f"requests:{way.number}")) == clocks


class TestTheHouse:
    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> Any:
        return lambda now: monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    def test_draws_last_months_once_early_in_the_next(self, calling: Calling, world: World, clock: Any) -> None:
        way = closed(world)
        clock(NOW + timedelta(days=7))
        tasks.draw_callbacks.enqueue()
        assert run_jobs_twice() == ["banshi.services.requests.tasks.draw_callbacks"]
        (made,) = CallBackRound.objects.all()
        assert (made.county, made.since, made.until) == (COUNTY, date(2021, 5, 1), date(2021, 6, 1))
        assert CallBack.objects.get().request.number == way.number

    def test_draws_nothing_where_nothing_was_closed(self, world: World, clock: Any) -> None:
        brought(world)
        clock(NOW + timedelta(days=7))
        tasks.draw_callbacks.enqueue()
        run_jobs_twice()
        assert not CallBackRound.objects.exists()

    def test_takes_results_over_and_drops_what_has_moved_on(self, calling: Calling, world: World, clock: Any) -> None:
        way, other = closed(world), closed(world, "bao")
        calling.draw()
        calling.reveal()
        clock(NOW)
        tasks.tend_callbacks.enqueue()
        assert run_jobs_twice() == ["banshi.services.requests.tasks.tend_callbacks"]
        assert calling.numbers() == {way.number, other.number}
        commands.reopen(way.ctx("alice"), number=way.number, reason="又坏了。")
        tasks.tend_callbacks.enqueue()
        run_jobs_twice()
        assert [calling.call(each).said for each in (way, other)] == ["lapsed", ""]
        assert calling.numbers() == {other.number}


class TestTheDraws:
    def test_are_counted_over_what_the_reader_can_call_about(self, calling: Calling, world: World) -> None:
        well = closed(world)
        quiet = closed(world, "bao", "roads", level=Level.CONFIDENTIAL)
        calling.open()
        calling.answers(well, UNSOLVED)
        calling.answers(quiet, who="supervisor")
        for who, reached in (("clerk", 1), ("supervisor", 2)):
            (each,) = rounds(world.actor(who), NOW)
            assert (each.size, each.wanted, each.reached, each.waiting) == (2, 2, reached, 0)

    @pytest.mark.parametrize("who", ["handler", "leader", "alice", "charlie", "administrator"])
    def test_are_not_for_everybody(self, calling: Calling, world: World, who: str) -> None:
        closed(world)
        calling.open()
        assert rounds(world.actor(who), NOW) == ()


class TestTheConsole:
    def says(self, *options: str) -> str:
        out = StringIO()
        call_command("requests_callbacks", *options, stdout=out)
        return out.getvalue()

    @pytest.fixture(autouse=True)
    def today(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)

    def test_draws_and_tells_how_far_it_is(self, calling: Calling, world: World) -> None:
        closed(world)
        days = ("--since", "2021-05-26", "--until", "2021-05-27")
        post = world.actor("supervisor").post
        assert post is not None
        assert "1 of 1 closings, fixed" in self.says("--draw", *days, "--post", str(post.id))
        assert "2021-05-26 – 2021-05-26  1 of 1, fixed: 0 reached" in self.says("--county", COUNTY)

    def test_says_which_option_is_wrong(self, calling: Calling, world: World) -> None:
        closed(world)
        with pytest.raises(CommandError, match="--share"):
            self.says("--draw", "--share", "9", "--county", COUNTY)
        with pytest.raises(CommandError, match="换一段日子"):
            self.says("--draw", "--county", COUNTY)
        assert not CallBackRound.objects.exists()
