"""What the unit that has a request does on the way to an answer."""

from datetime import timedelta

import pytest

from banshi.kernel.clocks.operations import ExtensionTooLong, ReasonNeeded
from banshi.kernel.clocks.queries import of
from banshi.kernel.errors import Forbidden, NotFound
from banshi.services.requests import commands
from banshi.services.requests.commands import MoveRefused, Unfit
from banshi.services.requests.commands.dispatch import NotHolder, UnitRefused
from banshi.services.requests.models import CoHandler, Note
from banshi.services.requests.queries.matter import view
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Refused, Way, kinds


class TestProgress:
    def test_is_read_by_the_resident(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        shown = view(way.world.actor("alice"), way.number, way.now).notes
        assert [note.text for note in shown] == ["已到现场查看。"]

    def test_says_something(self, way: Way, refused: Refused) -> None:
        way.to(Stage.ACCEPTED)
        with refused(way, Unfit):
            commands.log_progress(way.ctx("handler"), number=way.number, text="  ")


class TestPause:
    def test_stops_the_units_clock_and_never_the_residents(self, way: Way) -> None:
        due = way.to(Stage.HANDLING).row.due_at
        commands.pause(way.ctx("handler"), number=way.number, reason="等待专家鉴定")
        way.later(days=5)
        commands.resume(way.ctx("handler"), number=way.number)
        clocks = {clock.kind: clock for clock in of(f"requests:{way.number}") if clock.rule.code == "hotline.reply"}
        assert clocks["resident"].due == due == way.row.due_at
        assert clocks["unit"].due > due
        assert [pause.reason for pause in clocks["unit"].pauses] == ["等待专家鉴定"]

    def test_needs_a_reason(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, ReasonNeeded):
            commands.pause(way.ctx("handler"), number=way.number, reason="")

    def test_nothing_is_answered_meanwhile(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        commands.pause(way.ctx("handler"), number=way.number, reason="等待专家鉴定")
        with refused(way, MoveRefused):
            way.answer()


class TestExtend:
    def test_gives_a_later_day_with_a_reason_the_resident_reads(self, way: Way) -> None:
        before = way.to(Stage.HANDLING).row.due_at
        commands.extend(way.ctx("handler"), number=way.number, amount=3, reason="零件在途")
        assert way.row.due_at >= before + timedelta(days=3)
        assert Note.objects.get(kind="requests.extended").shown

    def test_not_beyond_what_the_rule_allows(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, ExtensionTooLong):
            commands.extend(way.ctx("handler"), number=way.number, amount=11, reason="零件在途")


class TestCoHandling:
    def test_the_co_handler_reads_the_matter_and_reports(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        commands.add_co_handler(way.ctx("handler"), number=way.number, unit_id=way.unit("roads"), task="协助开挖路面")
        commands.co_report(way.ctx("roads"), number=way.number, text="路面已开挖")
        shown = view(way.world.actor("handler"), way.number, way.now)
        assert [helper.reported_at for helper in shown.co_handlers] == [way.now]
        assert "路面已开挖" in [note.text for note in shown.notes]
        assert "路面已开挖" not in [note.text for note in view(way.world.actor("alice"), way.number, way.now).notes]

    def test_not_twice(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        ctx, unit = way.ctx("handler"), way.unit("roads")
        commands.add_co_handler(ctx, number=way.number, unit_id=unit, task="协助开挖")
        with refused(way, UnitRefused):
            commands.add_co_handler(ctx, number=way.number, unit_id=unit, task="协助开挖")

    def test_who_was_let_go_reads_nothing_any_more(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        ctx, unit = way.ctx("handler"), way.unit("roads")
        commands.add_co_handler(ctx, number=way.number, unit_id=unit, task="协助开挖")
        commands.remove_co_handler(ctx, number=way.number, unit_id=unit)
        assert not CoHandler.objects.filter(removed_at=None).exists()
        with pytest.raises(NotFound):
            view(way.world.actor("roads"), way.number, way.now)
        with refused(way, NotFound):
            commands.co_report(way.ctx("roads"), number=way.number, text="已完成")

    def test_the_lead_unit_does_not_report_to_itself(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, NotHolder):
            commands.co_report(way.ctx("handler"), number=way.number, text="已完成")


class TestSupervision:
    def test_demands_an_answer_by_a_day(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        commands.supervise(way.ctx("supervisor"), number=way.number, demand="三日内反馈")
        demand = view(way.world.actor("supervisor"), way.number, way.now).supervisions[0]
        assert demand.by_day is not None
        ctx = way.later(days=1).ctx("handler")
        commands.answer_supervision(ctx, number=way.number, supervision_id=demand.id, text="已换电机")
        commands.lift_supervision(way.ctx("supervisor"), number=way.number, supervision_id=demand.id)
        assert kinds(way.number)[-3:] == [
            "requests.supervised",
            "requests.supervision_answered",
            "requests.supervision_lifted",
        ]

    def test_the_resident_does_not_read_it(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        commands.supervise(way.ctx("supervisor"), number=way.number, demand="三日内反馈")
        assert view(way.world.actor("alice"), way.number, way.now).supervisions == ()

    def test_is_not_the_clerks(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, Forbidden):
            commands.supervise(way.ctx("clerk"), number=way.number, demand="三日内反馈")
