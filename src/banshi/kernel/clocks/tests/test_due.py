"""What is due, of what somebody is warned, and a rule of the past."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from banshi.kernel.clocks import operations, queries
from banshi.kernel.clocks.models import ClockKind, RuleVersion
from banshi.kernel.clocks.tests.conftest import MATTER, Units, at, begin, do
from banshi.kernel.clocks.versions import PastRuleChanged, changed_rules
from banshi.kernel.ledger.record import Subject

pytestmark = pytest.mark.django_db
S = str(MATTER)


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
            (
                1,
                lambda: queries.of("requests:n0"),
            ),  # a resident's clock never stands still, and this one was not extended
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
