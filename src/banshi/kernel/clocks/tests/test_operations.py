"""What other rooms' commands do to clocks, and what is then read."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from banshi.kernel.clocks import holds, operations, queries
from banshi.kernel.clocks.models import Clock, ClockKind, Hold, Pause, RuleVersion
from banshi.kernel.clocks.operations import (
    AlreadyRunning,
    Begin,
    ExtensionTooLate,
    ExtensionTooLong,
    NotRunning,
    ReasonNeeded,
)
from banshi.kernel.clocks.policy import NoRule
from banshi.kernel.clocks.tests.conftest import MATTER, Units, at, context, do
from banshi.kernel.clocks.versions import PastRuleChanged, changed_rules
from banshi.kernel.clocks.views import State
from banshi.kernel.commands import OutsideCommand
from banshi.kernel.ledger.record import Subject

pytestmark = pytest.mark.django_db
S = str(MATTER)


def begin(moment: str = "2021-05-24 09:00", rule: str = "hotline.reply", **more: Any) -> Any:
    return do(moment, operations.start, rule=rule, **more)


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


class TestWhatIsDue:
    @pytest.fixture
    def five(self, units: Units) -> Units:
        for n in range(5):
            subject = Subject("requests", f"n{n}", "150627" if n < 4 else "150525")
            holder = units.water if n % 2 else units.roads
            do(f"2021-05-{17 + n} 09:00", operations.start, subject, rule="hotline.reply", holder_id=holder)
        return units

    def test_is_listed_the_longest_overdue_first(self, five: Units) -> None:
        rows = queries.overdue(at("2021-05-31 09:00"))
        assert [row.subject for row in rows] == ["requests:n0", "requests:n1", "requests:n2"]

    def test_soon_is_listed_apart(self, five: Units) -> None:
        rows = queries.due_soon(at("2021-05-31 09:00"), timedelta(hours=48))
        assert [row.subject for row in rows] == ["requests:n3", "requests:n4"]

    def test_is_narrowed_by_county_holder_and_kind(self, five: Units) -> None:
        late = at("2021-07-01 09:00")
        assert len(queries.overdue(late, county="150627")) == 4
        assert len(queries.overdue(late, county="150627", holders=[five.water])) == 2
        assert queries.overdue(late, kind=ClockKind.UNIT) == []

    def test_is_paged_by_the_last_row_seen(self, five: Units) -> None:
        late, seen, page = at("2021-07-01 09:00"), [], None
        while rows := queries.overdue(late, page=page, limit=2):
            seen += [row.subject for row in rows]
            page = rows[-1].key
        assert seen == [f"requests:n{n}" for n in range(5)]

    def test_is_counted_per_county_and_holder(self, five: Units) -> None:
        counts = queries.due_counts(at("2021-05-31 09:00"), timedelta(hours=48))
        assert [(each.county, each.holder_id, each.overdue, each.due_soon) for each in counts] == [
            ("150525", five.roads, 0, 1),
            ("150627", five.water, 1, 1),
            ("150627", five.roads, 2, 0),
        ]

    def test_next_is_known_for_a_page_of_matters(self, five: Units, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            found = queries.next_due([f"requests:n{n}" for n in range(5)])
        assert found["requests:n0"].remaining(at("2021-05-25 09:00")).days == 1

    def test_is_read_from_the_index_alone(self, five: Units) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_bitmapscan = off")
            plan = queries.due_rows(None, at("2021-07-01 09:00"), county="150627").explain()
        assert "clock_due" in plan
        assert "COVERING INDEX" in plan or "Index Only Scan" in plan

    def test_queries_are_few_and_fixed(self, five: Units, django_assert_num_queries: Any) -> None:
        for count, ask in (
            (3, lambda: queries.of("requests:n0")),
            (3, lambda: queries.of_many([f"requests:n{n}" for n in range(5)])),
            (1, lambda: queries.way("requests:n0", at("2021-07-01 09:00"))),
            (1, lambda: queries.warnings_due(at("2021-07-01 09:00"))),
        ):
            with django_assert_num_queries(count):
                ask()


class TestWarnings:
    def test_are_each_given_once(self) -> None:
        begin()  # due on 3 June 00:00
        given = []
        for moment in (
            "2021-05-31 23:59",
            "2021-06-01 00:00",
            "2021-06-01 00:05",
            "2021-06-02 00:00",
            "2021-06-03 00:00",
        ):
            for alert in queries.warnings_due(at(moment)):
                assert do(moment, _alerted, clock_id=alert.clock_id, hours=alert.hours)
                assert not do(moment, _alerted, clock_id=alert.clock_id, hours=alert.hours)
                given.append((moment, alert.hours))
        assert given == [("2021-06-01 00:00", 48), ("2021-06-02 00:00", 24), ("2021-06-03 00:00", 0)]
        assert queries.warnings_due(at("2021-12-01 00:00")) == []

    def test_missed_while_nobody_looked_are_given_as_one(self) -> None:
        begin()
        (alert,) = queries.warnings_due(at("2021-06-09 09:00"))
        assert alert.hours == 0
        do("2021-06-09 09:00", _alerted, clock_id=alert.clock_id, hours=alert.hours)
        assert queries.warnings_due(at("2021-06-09 09:00")) == []

    def test_come_again_for_an_extended_deadline(self) -> None:
        begin()
        (alert,) = queries.warnings_due(at("2021-06-01 09:00"))
        do("2021-06-01 09:00", _alerted, clock_id=alert.clock_id, hours=alert.hours)
        do("2021-06-01 10:00", operations.extend, rule="hotline.reply", amount=2, reason="等待配件")
        (again,) = queries.warnings_due(at("2021-06-03 09:00"))
        assert again.hours == 48


def _alerted(ctx: Any, subject: Subject, **given: Any) -> bool:
    return operations.alerted(ctx, **given)


class TestAPastRule:
    def test_that_was_edited_stops_new_clocks_and_is_reported(self) -> None:
        RuleVersion.objects.create(code="hotline.contact", valid_from=date(2005, 1, 1), digest="0" * 64)
        with pytest.raises(PastRuleChanged, match="add a new version"):
            begin(rule="hotline.contact")
        RuleVersion.objects.create(code="gone.rule", valid_from=date(2005, 1, 1), digest="0" * 64)
        from banshi.kernel.clocks import current

        gone, edited = changed_rules(current.rules())
        assert "missing from the policy files" in gone
        assert "hotline.contact" in edited
