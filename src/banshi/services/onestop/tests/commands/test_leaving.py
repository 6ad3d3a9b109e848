"""Steps and cases that end before their time, and what is undone then."""

import pytest

from banshi.kernel.errors import NotFound
from banshi.kernel.notices.models import Notice
from banshi.services.onestop import commands
from banshi.services.onestop.commands import CaseOver, NoSuchStep, NotOptional, StepMovedOn, Unfit
from banshi.services.onestop.models import Material
from banshi.services.onestop.tests.conftest import Refused
from banshi.services.onestop.tests.way import HANDS, Way

pytestmark = pytest.mark.django_db


def take_out(way: Way, step: str, who: str = "alice") -> commands.Done:
    return commands.take_out(way.ctx(who), number=way.number, step=step)


class TestLeavingAStepOut:
    def test_before_it_begins_lets_others_not_wait_for_it(self, way: Way) -> None:
        take_out(way, "parking")
        way.complete("deed")
        way.complete("water")
        assert way.begun == {"welcome"}

    def test_after_everything_else_is_met_begins_what_waited_only_for_it(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        assert way.begun == {"parking"}
        take_out(way, "parking")
        assert way.begun == {"welcome"}
        assert way.state("parking") == "left"

    def test_can_finish_a_case(self, way: Way) -> None:
        for step in ("deed", "water", "parking"):
            way.complete(step)
        commands.receive(way.ctx("alice"), number=way.number, step="water")
        assert way.complete("welcome").status == "finished"

    def test_is_refused_for_what_must_be_done(self, way: Way, refused: Refused) -> None:
        with refused(NotOptional):
            take_out(way, "deed")

    def test_is_refused_once_it_is_done(self, way: Way, refused: Refused) -> None:
        way.complete("deed")
        way.complete("parking")
        with refused(StepMovedOn):
            take_out(way, "parking")

    def test_is_refused_for_what_is_no_part(self, way: Way, refused: Refused) -> None:
        for step in ("garden", "moon"):
            with refused(NoSuchStep):
                take_out(way, step)

    def test_is_the_residents_alone(self, way: Way, refused: Refused) -> None:
        with refused(NotFound):
            take_out(way, "parking", "bao")


class TestWithdrawing:
    def test_before_anything_is_done_ends_the_case_at_once(self, way: Way) -> None:
        done = commands.withdraw(way.ctx("alice"), number=way.number)
        assert done.status == "withdrawn"
        assert way.state("deed") == "stopped"
        assert way.begun == set()

    def test_undoes_what_was_done_by_each_steps_rule(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        commands.receive(way.ctx("alice"), number=way.number, step="water")
        done = commands.withdraw(way.ctx("alice"), number=way.number, reason="不搬了")
        assert done.status == "withdrawing"
        assert (way.state("deed"), way.state("water"), way.state("parking")) == ("revoked", "done", "stopped")
        assert way.begun == {"strike"}
        assert Material.objects.get(code="deed").revoked_at == way.now
        assert Material.objects.get(code="meter").revoked_at is None
        told = set(Notice.objects.filter(template="onestop.undone").values_list("person_id", flat=True))
        assert told == {way.world.people[name].id for name in ("housing", "handler")}

    def test_is_over_once_the_undoing_is_done(self, way: Way) -> None:
        way.complete("deed")
        commands.withdraw(way.ctx("alice"), number=way.number)
        assert way.complete("strike").status == "withdrawn"

    def test_is_refused_a_second_time(self, way: Way, refused: Refused) -> None:
        commands.withdraw(way.ctx("alice"), number=way.number)
        with refused(CaseOver):
            commands.withdraw(way.ctx("alice"), number=way.number)

    def test_is_not_for_departments(self, way: Way, refused: Refused) -> None:
        with refused(NotFound):
            commands.withdraw(way.ctx("charlie"), number=way.number)


class TestFailing:
    def test_of_an_optional_step_lets_the_rest_go_on(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        done = commands.fail(way.ctx("roads"), number=way.number, step="parking", reason="没有车位")
        assert done.status == "open"
        assert way.state("parking") == "failed"
        assert way.begun == {"welcome"}

    def test_of_a_needed_step_ends_the_case_and_undoes_the_rest(self, way: Way) -> None:
        way.complete("deed")
        done = commands.fail(way.ctx("handler"), number=way.number, step="water", reason="没有管道")
        assert done.status == "failing"
        assert (way.state("water"), way.state("deed")) == ("failed", "revoked")
        assert way.complete("strike").status == "failed"

    def test_needs_a_reason(self, way: Way, refused: Refused) -> None:
        with refused(Unfit):
            commands.fail(way.ctx(HANDS["deed"]), number=way.number, step="deed", reason="")
