"""The calls of a draw: who makes them, what nobody must see before, and what follows from what was said."""

import json
from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.clocks.queries import of as clocks_of
from banshi.kernel.clocks.queries import warnings_due
from banshi.kernel.clocks.views import State
from banshi.kernel.errors import BanshiError, Forbidden, NotFound
from banshi.kernel.ledger.models import Entry
from banshi.kernel.notices.models import Notice
from banshi.kernel.testing.people import COUNTY, NOW, World
from banshi.services.requests import commands, tasks
from banshi.services.requests.commands import Unfit
from banshi.services.requests.commands.calls import CallNotTaken, CallTaken, NothingToRemind, StillToCall
from banshi.services.requests.queries.callbacks import call
from banshi.services.requests.queries.matter import view
from banshi.services.requests.queries.statistics import statistics
from banshi.services.requests.rules.callbacks import HELD_FOR, Told
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Contact, Level
from banshi.services.requests.tests.calling import SOLVED, UNSOLVED, Calling, closed, whole
from banshi.services.requests.tests.way import Way, brought, kinds

pytestmark = pytest.mark.django_db
BY_PHONE = Contact(name="老郭", phone="13900139009")
NOBODY = ("handler", "roads", "township", "leader", "inspector", "administrator", "alice", "bao", "charlie")


@pytest.fixture
def calling(world: World) -> Calling:
    return Calling(world)


@pytest.fixture
def way(calling: Calling) -> Way:
    return calling.drawn()


def entries(call_id: int) -> list[str]:
    chain = Entry.objects.filter(subject=f"requests:callback:{call_id}").order_by("position")
    return [kind.removeprefix("requests.") for kind in chain.values_list("kind", flat=True)]


def last_body(way: Way, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        Entry.objects.filter(subject=f"requests:{way.number}", kind=kind).latest("id").body
    )
    return told


class TestWhoMayCall:
    @pytest.mark.parametrize("who", ["clerk", "supervisor"])
    def test_is_whoever_had_no_part_in_it(self, calling: Calling, way: Way, who: str) -> None:
        assert calling.numbers(who) == {way.number}
        calling.answers(way, who=who)
        assert calling.numbers(who) == set()

    @pytest.mark.parametrize("who", NOBODY)
    def test_is_nobody_else(self, calling: Calling, way: Way, who: str) -> None:
        before = whole()
        assert calling.list(who) == ()
        with pytest.raises(NotFound):
            call(way.world.actor(who), calling.call(way).pk, NOW)
        with pytest.raises(NotFound):
            calling.take(way, who)
        assert whole() == before

    def test_is_never_the_desk_that_answered_it_itself(self, calling: Calling, world: World) -> None:
        way = brought(world, kind="consult")
        way.triage()
        way.answer("clerk")
        way.to(Stage.CLOSED)
        calling.open()
        assert calling.numbers("clerk") == set()
        assert calling.numbers("supervisor") == {way.number}

    def test_is_nobody_under_a_unit_that_helped(self, calling: Calling, world: World) -> None:
        way = brought(world).to(Stage.ACCEPTED)
        commands.add_co_handler(
            way.ctx("handler"), number=way.number, unit_id=way.unit("government"), task="协调供电。"
        )
        way.to(Stage.CLOSED)
        calling.open()
        assert calling.numbers("clerk") == set()

    def test_is_nobody_whose_own_it_is(self, calling: Calling, world: World) -> None:
        way = closed(world, "clerk", contact=BY_PHONE)
        calling.open()
        assert calling.numbers("clerk") == set()
        assert calling.numbers("supervisor") == {way.number}

    def test_is_the_supervisor_where_confidence_was_wished(self, calling: Calling, world: World) -> None:
        way = closed(world, level=Level.CONFIDENTIAL)
        calling.open()
        assert calling.numbers("clerk") == set()
        with pytest.raises(NotFound):
            calling.take(way, "clerk")
        calling.take(way, "supervisor")
        assert call(world.actor("supervisor"), calling.call(way).pk, NOW).phone == "13800138001"


class TestTakingACall:
    def test_shows_name_and_phone_only_then(self, calling: Calling, way: Way) -> None:
        clerk = way.world.actor("clerk")
        before = call(clerk, calling.call(way).pk, NOW)
        assert (before.name, before.phone, before.row.taken) == ("", "", "")
        calling.take(way)
        after = call(clerk, calling.call(way).pk, NOW)
        assert (after.name, after.phone, after.row.taken) == ("阿丽玛", "13800138001", "mine")
        other = call(way.world.actor("supervisor"), calling.call(way).pk, NOW)
        assert (other.phone, other.row.taken) == ("", "other")
        assert entries(calling.call(way).pk) == ["call_taken"]

    def test_keeps_everybody_else_away_for_an_hour(self, calling: Calling, way: Way) -> None:
        calling.take(way)
        calling.now += HELD_FOR - timedelta(seconds=1)
        before = whole()
        with pytest.raises(CallTaken):
            calling.take(way, "supervisor")
        assert whole() == before
        calling.later(seconds=1).take(way, "supervisor")
        assert calling.call(way).caller_id == way.world.actor("supervisor").post.id  # type: ignore[union-attr]

    def test_comes_before_anything_else(self, calling: Calling, way: Way) -> None:
        which, before = calling.call(way).pk, whole()
        with pytest.raises(CallNotTaken):
            commands.log_try(calling.ctx("clerk"), callback_id=which)
        with pytest.raises(CallNotTaken):
            commands.answer_call(calling.ctx("clerk"), callback_id=which, told=SOLVED)
        assert whole() == before
        calling.take(way, "supervisor")
        before = whole()
        with pytest.raises(CallNotTaken):
            commands.answer_call(calling.ctx("clerk"), callback_id=which, told=SOLVED)
        assert whole() == before


class TestNobodyAnswers:
    def test_frees_the_call_for_another_time(self, calling: Calling, way: Way) -> None:
        assert calling.tries(way).left
        assert calling.list()[0].tries == (NOW,)
        assert calling.list("supervisor")[0].taken == ""

    def test_is_given_up_after_three_tries_on_two_days(self, calling: Calling, way: Way) -> None:
        calling.tries(way)
        calling.tries(way)
        assert calling.tries(way).left  # three times, but on one day
        done = calling.later(days=1).tries(way)
        assert not done.left
        assert calling.numbers() == set()
        assert last_body(way, "requests.called_back")["said"] == "missed"
        assert way.row.stage == Stage.CLOSED
        assert (way.row.called_back, statistics(COUNTY).total.counts["reached"]) == ("missed", 0)


class TestWhatWasSaid:
    def test_stands_on_the_matter_and_meets_the_clock(self, calling: Calling, way: Way) -> None:
        done = calling.answers(way, SOLVED)
        assert (done.number, way.row.stage, way.row.version) == (way.number, Stage.CLOSED, done.version)
        body = last_body(way, "requests.called_back")
        assert {name: body[name] for name in ("said", "satisfied", "attitude", "unit", "draw")} == {
            "said": "solved",
            "satisfied": 5,
            "attitude": 4,
            "unit": way.unit("hotline"),
            "draw": calling.draw_number,
        }
        (clock,) = clocks_of(f"requests:callback:{calling.call(way).pk}")
        assert clock.state is State.MET

    def test_enters_the_ledger_as_a_commitment_only(self, calling: Calling, way: Way) -> None:
        calling.answers(way, UNSOLVED)
        assert not Entry.objects.filter(body__contains="又坏了").exists()
        assert "comment" in last_body(way, "requests.called_back")["sealed"]

    def test_sends_back_what_is_not_solved_and_tells_the_unit(self, calling: Calling, way: Way) -> None:
        calling.answers(way, UNSOLVED)
        assert (way.row.stage, way.row.holder_unit_id, way.row.solved_at) == (Stage.HANDLING, way.unit("water"), None)
        assert kinds(way.number)[-2:] == ["requests.called_back", "requests.reopened"]
        assert last_body(way, "requests.reopened")["cause"] == "called_back"
        water = way.world.people["handler"].id
        assert Notice.objects.filter(person_id=water, template="requests.reopened_for_unit").exists()
        assert view(way.world.actor("handler"), way.number, NOW).notes[-1].text == "用了两天又坏了。"

    @pytest.mark.parametrize("told", [Told(False, 1, 3), Told(True, 6, 3), Told(True, 3, 0)])
    def test_is_refused_where_something_is_missing(self, calling: Calling, way: Way, told: Told) -> None:
        calling.take(way)
        before = whole()
        with pytest.raises(Unfit):
            commands.answer_call(calling.ctx("clerk"), callback_id=calling.call(way).pk, told=told)
        assert whole() == before

    def test_is_put_down_once(self, calling: Calling, way: Way) -> None:
        calling.answers(way, SOLVED)
        before = whole()
        with pytest.raises(NotFound):
            calling.answers(way, UNSOLVED)
        assert whole() == before

    def test_twice_with_one_key_takes_effect_once(self, calling: Calling, way: Way) -> None:
        calling.take(way)
        ctx, which = calling.ctx("clerk").keyed("k1"), calling.call(way).pk
        done = [commands.answer_call(ctx, callback_id=which, told=UNSOLVED) for _ in range(2)]
        assert done[0] == done[1]
        assert way.row.reopened == 1

    def test_goes_with_the_words_of_an_erased_matter(self, calling: Calling, way: Way) -> None:
        calling.answers(way, Told(True, 5, 5, "师傅姓巴，很好。"))
        commands.erase(way.ctx("alice"), number=way.number)
        assert calling.call(way).words == ""


class TestAMatterThatMovesOn:
    @pytest.mark.parametrize("how", ["reopened", "accused", "erased"])
    def test_is_called_about_no_more(self, calling: Calling, way: Way, how: str) -> None:
        moves: dict[str, Any] = {
            "reopened": lambda: commands.reopen(way.ctx("alice"), number=way.number, reason="又坏了。"),
            "accused": lambda: commands.accuse(
                way.ctx("supervisor"), number=way.number, unit_ids=[way.unit("road-team")]
            ),
            "erased": lambda: commands.erase(way.ctx("alice"), number=way.number),
        }
        moves[how]()
        assert calling.numbers() == calling.numbers("supervisor") == set()
        which = calling.call(way).pk
        commands.lapse_call(calling.ctx("system"), callback_id=which)
        assert entries(which) == ["call_lapsed"]
        (clock,) = clocks_of(f"requests:callback:{which}")
        assert clock.state is State.CANCELLED
        assert statistics(COUNTY).total.counts["called"] == 0

    def test_is_not_dropped_while_it_stands(self, calling: Calling, way: Way) -> None:
        which, before = calling.call(way).pk, whole()
        with pytest.raises(StillToCall):
            commands.lapse_call(calling.ctx("system"), callback_id=which)
        with pytest.raises(Forbidden):
            commands.lapse_call(calling.ctx("supervisor"), callback_id=which)
        assert whole() == before


class TestTheDay:
    def strike(self, calling: Calling, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: calling.now)
        tasks.watch_clocks.call()

    def test_is_told_to_the_supervising_unit_before_and_after(
        self, calling: Calling, way: Way, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for days in (7, 1):
            calling.later(days=days)
            self.strike(calling, monkeypatch)
            self.strike(calling, monkeypatch)
        told = Notice.objects.filter(template__startswith="requests.callback").order_by("id")
        people = {way.world.people[who].id for who in ("supervisor", "inspector")}
        assert [notice.template for notice in told] == ["requests.callback_due"] * 2 + ["requests.callback_overdue"] * 2
        assert {notice.person_id for notice in told} == people
        assert entries(calling.call(way).pk) == ["call_warned", "call_warned"]
        assert calling.list()[0].due_at < calling.now

    def test_is_not_told_to_a_unit_that_had_a_part_in_it(
        self, calling: Calling, way: Way, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        type(way.row).objects.filter(pk=way.row.pk).update(lead_unit=way.unit("supervision"))
        calling.later(days=8)
        self.strike(calling, monkeypatch)
        assert not Notice.objects.filter(template__startswith="requests.callback").exists()

    def test_is_told_once(self, calling: Calling, way: Way) -> None:
        calling.later(days=8)
        (alert,) = [each for each in warnings_due(calling.now) if "callback" in each.subject]
        given: dict[str, Any] = {"callback_id": calling.call(way).pk, "clock_id": alert.clock_id, "hours": alert.hours}
        commands.warn_call(calling.ctx("system"), **given)
        before = whole()
        with pytest.raises(NothingToRemind):
            commands.warn_call(calling.ctx("system"), **given)
        with pytest.raises(Forbidden):
            commands.warn_call(calling.ctx("supervisor"), **given)
        assert whole() == before


def test_a_call_that_does_not_exist_is_not_found(world: World) -> None:
    for act in (commands.take_call, commands.log_try, commands.lapse_call):
        with pytest.raises(BanshiError) as refused:
            act(world.ctx("system"), callback_id=10**6)
        assert isinstance(refused.value, NotFound)
