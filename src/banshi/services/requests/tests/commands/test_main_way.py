"""From what somebody says to the end of the matter."""

import json
from datetime import timedelta

import pytest

from banshi.kernel.clocks.operations import ReasonNeeded
from banshi.kernel.clocks.queries import lost_time, of
from banshi.kernel.clocks.views import State
from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.commands import MoveRefused, Proposal, Sorting, Unfit
from banshi.services.requests.commands.answer import NoSuchScore, TooEarlyToClose
from banshi.services.requests.commands.dispatch import NotHolder, UnitRefused
from banshi.services.requests.models import Answer, Note, Suggestion
from banshi.services.requests.rules.answers import Outcome
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Refused, Way, brought, kinds, tomorrow


class TestTriage:
    def test_registers_the_request_under_what_a_person_decided(self, way: Way) -> None:
        way.triage()
        assert (way.row.stage, way.row.category, way.row.version) == ("triaged", "101203", 2)
        assert kinds(way.number) == ["requests.submitted", "requests.triaged"]

    def test_marks_each_proposal_of_the_machine_confirmed_or_corrected(self, way: Way) -> None:
        proposals = (Proposal("category", "0102", 0.7, ("机井",)), Proposal("place", "门克庆嘎查三社", 0.9))
        commands.suggest(way.ctx("system"), number=way.number, proposals=proposals)
        way.triage(place="门克庆嘎查三社")
        found = dict(Suggestion.objects.values_list("field", "decision"))
        assert found == {"category": "corrected", "place": "confirmed"}

    def test_another_kind_means_another_deadline_from_the_same_beginning(self, way: Way) -> None:
        way.later(days=1).triage(kind="petition")
        running = [clock.rule.code for clock in of(f"requests:{way.number}") if clock.state is State.RUNNING]
        assert "petition.completion" in running
        assert "hotline.reply" not in running
        assert way.row.due_at > way.receipt.due_at

    def test_is_refused_to_a_handler_who_may_not_even_know_of_it(self, way: Way, refused: Refused) -> None:
        with refused(way, NotFound):
            commands.triage(way.ctx("handler"), number=way.number, sorting=Sorting(category="0102"))

    def test_is_refused_with_a_category_that_does_not_exist(self, way: Way, refused: Refused) -> None:
        with refused(way, Unfit):
            way.triage(category="999999")

    def test_is_refused_with_an_area_of_another_county(self, way: Way, refused: Refused) -> None:
        with refused(way, Unfit):
            way.triage(area="150622100")


class TestDispatch:
    def test_asks_the_unit_of_the_catalogue(self, way: Way) -> None:
        way.to(Stage.DISPATCHED)
        assert way.row.holder_unit_id == way.row.lead_unit_id == way.unit("water")
        body = json.loads(Entry.objects.get(kind="requests.dispatched").body)
        assert body["basis"] == "2021-1:1012"

    def test_asks_the_town_where_the_catalogue_says_so(self, way: Way) -> None:
        way.triage(category="100201")
        commands.dispatch(way.ctx("clerk"), number=way.number)
        assert way.row.holder_unit_id == way.unit("town")

    def test_falls_back_to_the_county_when_the_named_unit_does_not_exist(self, way: Way) -> None:
        way.triage(category="0402")
        commands.dispatch(way.ctx("clerk"), number=way.number)
        assert way.row.holder_unit_id == way.unit("government")

    def test_needs_a_reason_for_another_unit_than_the_catalogues(self, way: Way, refused: Refused) -> None:
        way.to(Stage.TRIAGED)
        with refused(way, UnitRefused):
            commands.dispatch(way.ctx("clerk"), number=way.number, unit_id=way.unit("roads"))
        commands.dispatch(way.ctx("clerk"), number=way.number, unit_id=way.unit("roads"), reason="井在公路用地上")
        assert way.row.holder_unit_id == way.unit("roads")

    def test_is_refused_before_triage_and_says_what_can_be_done(self, way: Way, refused: Refused) -> None:
        with refused(way, MoveRefused) as raised:
            commands.dispatch(way.ctx("clerk"), number=way.number)
        assert raised.value.data["stage"] == "received"
        assert "triage" in raised.value.data["allowed"]
        assert "登记分类" in str(raised.value)


class TestAccept:
    def test_makes_the_unit_responsible_and_names_the_handler(self, way: Way) -> None:
        way.to(Stage.ACCEPTED)
        assert way.row.lead_unit_id == way.unit("water")
        assert way.row.handler is not None

    def test_the_first_unit_asked_stays_responsible_until_another_accepts(self, way: Way) -> None:
        way.to(Stage.DISPATCHED)
        ctx = way.ctx("handler")
        commands.transfer(ctx, number=way.number, unit_id=way.unit("roads"), reason="井在公路用地上")
        assert (way.row.lead_unit_id, way.row.holder_unit_id) == (way.unit("water"), way.unit("roads"))
        commands.accept(way.ctx("roads"), number=way.number)
        assert way.row.lead_unit_id == way.unit("roads")

    def test_is_refused_to_a_unit_that_was_not_asked(self, way: Way, refused: Refused) -> None:
        way.to(Stage.DISPATCHED)
        with refused(way, NotFound):
            commands.accept(way.ctx("roads"), number=way.number)

    def test_is_refused_to_a_co_handler(self, way: Way, refused: Refused) -> None:
        way.to(Stage.TRIAGED)
        commands.dispatch(way.ctx("clerk"), number=way.number, co_unit_ids=[way.unit("roads")])
        with refused(way, NotHolder):
            commands.accept(way.ctx("roads"), number=way.number)

    def test_is_refused_to_the_clerk_who_may_read_it(self, way: Way, refused: Refused) -> None:
        way.to(Stage.DISPATCHED)
        with refused(way, Forbidden):
            commands.accept(way.ctx("clerk"), number=way.number)


class TestReturnAndTransfer:
    def test_a_return_charges_the_lost_time_to_the_unit(self, way: Way) -> None:
        way.to(Stage.DISPATCHED).later(days=2)
        commands.return_(way.ctx("handler"), number=way.number, reason="不属于本单位职责")
        assert (way.row.stage, way.row.holder_unit_id) == ("triaged", way.unit("hotline"))
        assert [lost.unit_id for lost in lost_time(f"requests:{way.number}", way.now)] == [way.unit("water")]

    def test_the_residents_clock_goes_on(self, way: Way) -> None:
        way.to(Stage.DISPATCHED).later(days=2)
        commands.return_(way.ctx("handler"), number=way.number, reason="不属于本单位职责")
        assert way.row.due_at == way.receipt.due_at

    def test_needs_a_reason(self, way: Way, refused: Refused) -> None:
        way.to(Stage.DISPATCHED)
        with refused(way, ReasonNeeded):
            commands.return_(way.ctx("handler"), number=way.number, reason=" ")

    def test_the_third_takes_it_to_the_supervisor_by_itself(self, way: Way) -> None:
        way.to(Stage.DISPATCHED)
        commands.transfer(way.ctx("handler"), number=way.number, unit_id=way.unit("roads"), reason="不属于本单位")
        commands.transfer(way.ctx("roads"), number=way.number, unit_id=way.unit("water"), reason="不属于本单位")
        commands.return_(way.ctx("handler"), number=way.number, reason="不属于本单位")
        assert (way.row.stage, way.row.holder_unit_id) == ("escalated", way.unit("supervision"))
        assert kinds(way.number)[-2:] == ["requests.returned", "requests.escalated"]

    def test_the_supervisor_then_says_whose_it_is_and_the_count_begins_anew(self, way: Way) -> None:
        way.to(Stage.DISPATCHED)
        commands.escalate(way.ctx("supervisor"), number=way.number, reason="两家推诿")
        commands.dispatch(way.ctx("supervisor"), number=way.number)
        assert (way.row.stage, way.row.passes) == ("dispatched", 0)


class TestAnswer:
    def test_ends_what_is_owed_and_notes_whether_it_was_in_time(self, way: Way) -> None:
        way.to(Stage.HANDLING).later(days=1)
        way.answer()
        assert (way.row.stage, way.row.open, way.row.in_time) == ("answered", False, True)
        assert way.row.solved_at == way.now

    def test_late_is_late_whoever_lost_the_time(self, way: Way) -> None:
        way.to(Stage.HANDLING).later(days=30)
        way.answer()
        assert way.row.in_time is False

    def test_goes_out_only_when_every_point_is_dealt_with(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, Unfit) as raised:
            way.answer(points=())
        assert "points" in raised.value.fields

    @pytest.mark.parametrize("part", ["found", "done", "appeal"])
    def test_goes_out_only_with_every_part(self, way: Way, refused: Refused, part: str) -> None:
        way.to(Stage.HANDLING)
        with refused(way, Unfit) as raised:
            way.answer(**{part: "已收悉。"})
        assert part in raised.value.fields

    def test_what_is_left_needs_a_day(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, Unfit):
            way.answer(outcome=Outcome.PARTLY, rest="水管更换由水利局完成")
        way.answer(outcome=Outcome.PARTLY, rest="水管更换由水利局完成", rest_by=tomorrow(way.now))
        assert Answer.objects.get().rest_by == tomorrow(way.now)
        assert way.row.solved_at is None

    def test_the_desk_answers_a_question_itself(self, world: World) -> None:
        way = brought(world, kind="consult")
        way.triage()
        way.answer("clerk", outcome=Outcome.EXPLAINED)
        assert way.row.stage == "answered"


class TestRating:
    def test_a_good_one_is_kept(self, way: Way) -> None:
        way.to(Stage.RATED)
        assert (way.row.rating, way.row.stage) == (5, "rated")

    @pytest.mark.parametrize("score", [1, 2])
    def test_the_two_lowest_send_it_back_and_take_back_the_solved(self, way: Way, score: int) -> None:
        way.to(Stage.ANSWERED)
        commands.rate(way.ctx("alice"), number=way.number, score=score, comment="没有修好")
        assert (way.row.stage, way.row.solved_at, way.row.reopened) == ("handling", None, 1)
        assert kinds(way.number)[-2:] == ["requests.rated", "requests.reopened"]

    def test_there_are_five_steps(self, way: Way, refused: Refused) -> None:
        way.to(Stage.ANSWERED)
        with refused(way, NoSuchScore):
            commands.rate(way.ctx("alice"), number=way.number, score=6)

    def test_is_the_residents_alone(self, way: Way, refused: Refused) -> None:
        way.to(Stage.ANSWERED)
        with refused(way, NotFound):
            commands.rate(way.ctx("bao"), number=way.number, score=5)
        with refused(way, Forbidden):
            commands.rate(way.ctx("handler"), number=way.number, score=5)

    def test_somebody_unknown_rates_with_number_and_secret(self, world: World) -> None:
        way = brought(world, "anonymous").to(Stage.ANSWERED)
        commands.rate(way.ctx("anonymous"), number=way.number, score=4, secret=way.receipt.secret.lower())
        assert way.row.rating == 4

    def test_a_wrong_secret_is_like_a_wrong_number(self, world: World, refused: Refused) -> None:
        way = brought(world, "anonymous").to(Stage.ANSWERED)
        with refused(way, NotFound):
            commands.rate(way.ctx("anonymous"), number=way.number, score=4, secret="0000-0000-0000")


class TestClose:
    def test_waits_until_the_resident_has_had_time_to_rate(self, way: Way, refused: Refused) -> None:
        way.to(Stage.ANSWERED)
        with refused(way, TooEarlyToClose):
            commands.close(way.ctx("system"), number=way.number)
        way.later(days=30)
        commands.close(way.ctx("system"), number=way.number)
        assert (way.row.stage, way.row.closed_at) == ("closed", way.now)

    def test_leaves_no_clock_running(self, way: Way) -> None:
        way.to(Stage.CLOSED)
        assert {clock.state for clock in of(f"requests:{way.number}")} <= {State.MET, State.CANCELLED}


class TestReopen:
    def test_the_resident_asks_and_the_unit_responsible_gets_a_new_deadline(self, way: Way) -> None:
        way.to(Stage.CLOSED).later(days=3)
        commands.reopen(way.ctx("alice"), number=way.number, reason="又没有水了")
        assert (way.row.stage, way.row.holder_unit_id) == ("handling", way.unit("water"))
        assert way.row.due_at > way.now
        assert Note.objects.get(kind="requests.reopened").shown

    def test_the_same_problem_from_the_same_place_reopens_the_earlier_one(self, way: Way) -> None:
        way.to(Stage.CLOSED)
        again = brought(way.world, "bao", submitted_at=way.now)
        again.later(hours=1).triage()
        assert (way.row.stage, way.row.solved_at) == ("handling", None)

    def test_long_after_it_is_a_new_matter(self, way: Way) -> None:
        way.to(Stage.CLOSED)
        again = brought(way.world, "bao")
        again.row.__class__.objects.filter(number=way.number).update(solved_at=way.now - timedelta(days=31))
        again.triage()
        assert way.row.stage == "closed"
