"""What other rooms' commands do to clocks, and what is then read."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from banshi.kernel.clocks import holds, operations, queries
from banshi.kernel.clocks.models import Clock, ClockKind, Hold, Pause
from banshi.kernel.clocks.operations import (
    AlreadyRunning,
    Begin,
    ExtensionTooLate,
    ExtensionTooLong,
    NotRunning,
    ReasonNeeded,
)
from banshi.kernel.clocks.policy import NoRule
from banshi.kernel.clocks.tests.conftest import MATTER, Units, at, begin, context, do
from banshi.kernel.clocks.views import State
from banshi.kernel.commands import OutsideCommand
from banshi.kernel.ledger.record import Subject

pytestmark = pytest.mark.django_db
S = str(MATTER)


class TestStarting:
    def test_sets_a_deadline_with_its_rule_and_calendar(self, units: Units) -> None:
        begun = begin(holder_id=units.water)
        assert (begun.last_day, begun.state) == (date(2021, 6, 2), State.RUNNING)
        assert begun.calendar_version.startswith("2021:")
        assert not begun.provisional
        assert queries.of(S) == [begun]

    def test_takes_the_rule_in_force_on_the_day_it_begins(self, units: Units) -> None:
        old = begin("2022-04-30 09:00", "petition.completion")
        assert old.rule.article == "第三十三条"
        do("2022-04-30 10:00", operations.cancel)
        assert begin("2022-05-01 09:00", "petition.completion").rule.article == "第三十四条"

    def test_before_any_rule_was_in_force_is_refused(self) -> None:
        with pytest.raises(NoRule):
            begin("2004-12-31 09:00", "petition.completion")
        assert not Clock.objects.exists()

    def test_twice_is_refused_for_the_resident(self, units: Units) -> None:
        begin()
        with pytest.raises(AlreadyRunning):
            begin("2021-05-25 09:00")
        assert Clock.objects.count() == 1

    def test_is_possible_for_several_units_at_once(self, units: Units) -> None:
        for unit in (units.water, units.roads):
            begin(kind=ClockKind.UNIT, holder_id=unit)
        assert do("2021-05-25 09:00", operations.meet, rule="hotline.reply", holder_id=units.water)
        assert [each.state for each in queries.of(S)] == [State.MET, State.RUNNING]

    def test_many_takes_as_many_statements_as_one(self, units: Units, django_assert_max_num_queries: Any) -> None:
        begin()  # the rule is known to the database from here on
        subjects = [Subject("requests", f"n{n}", "150627") for n in range(200)]

        def start_many(ctx: Any, subject: Any, begins: list[Begin]) -> list[Any]:
            return operations.start_many(ctx, begins)

        with django_assert_max_num_queries(20):
            made = do("2021-05-24 09:00", start_many, begins=[Begin(each, "hotline.reply") for each in subjects])
        assert len(made) == Clock.objects.count() - 1 == 200

    def test_outside_a_command_is_refused(self) -> None:
        with pytest.raises(OutsideCommand):
            operations.start(context("2021-05-24 09:00"), MATTER, "hotline.reply")


class TestMeeting:
    def test_before_the_last_midnight_is_in_time(self) -> None:
        begin()
        assert do("2021-06-02 23:59", operations.meet, rule="hotline.reply") is True
        assert queries.of(S)[0].in_time is True

    def test_at_the_last_midnight_is_late(self) -> None:
        begin()
        assert do("2021-06-03 00:00", operations.meet, rule="hotline.reply") is False
        assert queries.of(S)[0].in_time is False

    def test_what_does_not_run_is_refused(self) -> None:
        begin()
        do("2021-05-25 09:00", operations.meet, rule="hotline.reply")
        with pytest.raises(NotRunning) as refused:
            do("2021-05-25 10:00", operations.meet, rule="hotline.reply")
        assert refused.value.status == 409

    def test_leaves_no_warning(self) -> None:
        begin()
        do("2021-05-25 09:00", operations.meet, rule="hotline.reply")
        assert queries.warnings_due(at("2021-07-01 09:00")) == []


class TestExtending:
    def test_moves_the_deadline_and_keeps_the_reason(self) -> None:
        begin("2023-01-04 09:00", "petition.completion")
        do("2023-02-01 09:00", operations.extend, rule="petition.completion", amount=20, reason="需要鉴定")
        clock = queries.of(S)[0]
        assert (clock.last_day, clock.extended_by) == (date(2023, 3, 27), 20)  # the 80th day is Saturday 25 March
        assert [(each.amount, each.reason) for each in clock.extensions] == [(20, "需要鉴定")]
        assert clock.extensions[0].due_after == clock.due == clock.explain().due

    def test_beyond_what_the_article_allows_is_refused_and_changes_nothing(self) -> None:
        begin("2023-01-04 09:00", "petition.completion")
        do("2023-02-01 09:00", operations.extend, rule="petition.completion", amount=20, reason="需要鉴定")
        with pytest.raises(ExtensionTooLong) as refused:
            do("2023-02-02 09:00", operations.extend, rule="petition.completion", amount=11, reason="还要鉴定")
        assert "第三十四条" in str(refused.value)
        assert queries.of(S)[0].extended_by == 20

    def test_by_nothing_without_reason_or_after_the_deadline_is_refused(self) -> None:
        begin()
        with pytest.raises(ExtensionTooLong):
            do("2021-05-25 09:00", operations.extend, rule="hotline.reply", amount=0, reason="原因")
        with pytest.raises(ReasonNeeded) as refused:
            do("2021-05-25 09:00", operations.extend, rule="hotline.reply", amount=1, reason="  ")
        assert refused.value.as_dict()["fields"]["reason"]
        with pytest.raises(ExtensionTooLate):
            do("2021-06-03 00:00", operations.extend, rule="hotline.reply", amount=1, reason="原因")


class TestPausing:
    def test_stops_the_units_clock_and_not_the_residents(self, units: Units) -> None:
        resident = begin()
        begin(kind=ClockKind.UNIT, holder_id=units.water)
        paused = do("2021-05-25 10:00", operations.pause, rule="hotline.reply", reason="等待鉴定", evidence="ab" * 32)
        assert paused.state is State.PAUSED
        resumed = do("2021-05-27 09:00", operations.resume, rule="hotline.reply")
        assert resumed.last_day == date(2021, 6, 4)  # two working days more
        after = {clock.kind: clock for clock in queries.of(S)}
        assert after["resident"].due == resident.due
        assert after["unit"].explain().due == resumed.due
        assert after["unit"].pauses[0].reason == "等待鉴定"

    def test_hides_the_units_clock_from_the_lists_of_what_is_due(self, units: Units) -> None:
        begin(kind=ClockKind.UNIT, holder_id=units.water)
        do("2021-05-25 10:00", operations.pause, rule="hotline.reply", reason="等待鉴定")
        assert queries.overdue(at("2021-07-01 09:00")) == []

    def test_a_residents_clock_is_refused_by_the_database_itself(self) -> None:
        begin()
        with pytest.raises(NotRunning):
            do("2021-05-25 10:00", operations.pause, rule="hotline.reply", reason="等待鉴定")
        with pytest.raises(IntegrityError), transaction.atomic():
            Clock.objects.update(paused_at=at("2021-05-25 10:00"))

    def test_ends_when_the_clock_is_met_or_dropped(self, units: Units) -> None:
        for end, given in ((operations.meet, {"rule": "hotline.reply"}), (operations.cancel, {})):
            begin(kind=ClockKind.UNIT, holder_id=units.water)
            do("2021-05-25 10:00", operations.pause, rule="hotline.reply", reason="等待鉴定")
            do("2021-05-26 10:00", end, **given)
        assert not Pause.objects.filter(ended__isnull=True).exists()
        assert [each.state for each in queries.of(S)] == [State.MET, State.CANCELLED]


class TestWhoHasTheMatter:
    def test_and_for_how_long_is_drawn_true_to_working_time(self, units: Units) -> None:
        do("2021-05-24 08:30", holds.hand_over, to_unit_id=units.desk, kind="handling")
        do("2021-05-24 12:00", holds.hand_over, to_unit_id=units.water, kind="unsigned")
        do("2021-05-25 17:30", holds.hand_over, to_unit_id=units.water, kind="handling")
        way = queries.way(S, at("2021-05-26 12:00"))
        hour = 3600
        assert [(each.unit, each.kind, each.office_seconds / hour) for each in way] == [
            ("受理中心", "handling", 3.5),
            ("水务局", "unsigned", 9.5),
            ("水务局", "handling", 3.5),
        ]
        assert sum(each.share for each in way) == pytest.approx(1)
        assert [each.lost for each in way] == [False, True, False]

    def test_when_given_back_the_whole_stay_is_lost_and_charged_to_the_unit(self, units: Units) -> None:
        do("2021-05-24 08:30", holds.hand_over, to_unit_id=units.water, kind="unsigned")
        do("2021-05-24 12:00", holds.hand_over, to_unit_id=units.water, kind="handling")
        do("2021-05-26 12:00", holds.hand_over, to_unit_id=units.desk, kind="transferring", wasted="returned")
        do("2021-05-26 17:30", holds.hand_over, to_unit_id=units.roads, kind="handling")
        lost = queries.lost_time(S, at("2021-05-27 12:00"))
        assert {(each.unit_id, each.kind): each.days for each in lost} == {
            (units.water, "unsigned"): pytest.approx(3.5 / 6.5),
            (units.water, "returned"): pytest.approx(2),
            (units.desk, "transferring"): pytest.approx(3 / 6.5),
        }
        week = queries.lost_time_of_units("150627", at("2021-05-24 00:00"), at("2021-05-31 00:00"))
        assert week == lost

    def test_an_earlier_stay_of_the_same_unit_is_not_charged_again(self, units: Units) -> None:
        do("2021-05-24 08:30", holds.hand_over, to_unit_id=units.water, kind="handling")
        do("2021-05-24 12:00", holds.release)
        do("2021-06-01 08:30", holds.hand_over, to_unit_id=units.water, kind="handling")
        do("2021-06-01 12:00", holds.hand_over, to_unit_id=units.desk, kind="handling", wasted="returned")
        assert [each.kind for each in queries.way(S, at("2021-06-01 12:00"))] == ["handling", "returned", "handling"]

    def test_the_residents_clock_follows_and_the_leaving_units_own_is_dropped(self, units: Units) -> None:
        do("2021-05-24 09:00", holds.hand_over, to_unit_id=units.water, kind="handling")
        begin(holder_id=units.water)
        begin(kind=ClockKind.UNIT, holder_id=units.water)
        do("2021-05-25 09:00", holds.hand_over, to_unit_id=units.roads, kind="unsigned", wasted="returned")
        after = {clock.kind: clock for clock in queries.of(S)}
        assert after["resident"].holder_id == units.roads
        assert after["unit"].state is State.CANCELLED

    def test_nobody_has_it_twice_at_once(self, units: Units) -> None:
        do("2021-05-24 09:00", holds.hand_over, to_unit_id=units.water, kind="handling")
        with pytest.raises(IntegrityError), transaction.atomic():
            Hold.objects.create(
                county="150627", subject=S, unit_id=units.desk, kind="handling", started=at("2021-05-24 10:00")
            )

    def test_released_twice_is_harmless(self, units: Units) -> None:
        do("2021-05-24 09:00", holds.hand_over, to_unit_id=units.water, kind="handling")
        do("2021-05-24 10:00", holds.release)
        do("2021-05-24 11:00", holds.release)
        assert Hold.objects.get().ended == at("2021-05-24 10:00")
