"""A figure published for a day can be recomputed for that day, for ever."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.commands import OutsideCommand
from banshi.kernel.publication.figures import Tally, UnknownMeasure, close, count, fold, read, rebuild, statement
from banshi.kernel.publication.figures.cells import cells
from banshi.kernel.publication.models import FigureEvent, FigurePending, FigureSum
from banshi.kernel.publication.tests.conftest import COUNTY, at

pytestmark = pytest.mark.django_db(transaction=True)

Counted = Callable[..., None]
VILLAGE = "150627101201"


def received(**place: Any) -> Tally:
    return Tally("received", COUNTY, **{"unit": 17, "area": VILLAGE, "category": "03/0312", "channel": "web", **place})


class TestCounting:
    def test_adds_to_every_cut(self, counted: Counted) -> None:
        counted("2021-05-26", received(), received(channel="phone"))
        for _ in range(2):
            figures = read("trial", ["received"], county=COUNTY, by=["unit", "area", "category", "channel", "month"])
            assert figures.total("received") == 2
            assert figures.by("unit") == [("17", {"received": 2})]
            assert [key for key, _ in figures.by("area")] == ["150627", "150627101", VILLAGE]
            assert figures.by("area", level=9) == [("150627101", {"received": 2})]
            assert read("trial", ["received"], county=COUNTY, by=["area:9"]).by("area") == figures.by("area", level=9)
            assert figures.by("category", level=1) == [("03", {"received": 2})]
            assert figures.by("channel") == [("phone", {"received": 1}), ("web", {"received": 1})]
            assert figures.by("month") == [("2021-05", {"received": 2})]
            fold()

    def test_makes_one_event_of_what_counts_in_the_same_place(self, counted: Counted) -> None:
        counted(
            "2021-05-26",
            received(),
            received(),
            received(channel="phone"),
            received(unit=18),
            received(unit=18, value=-1),
        )
        events = FigureEvent.objects.order_by("channel").values_list("channel", "value")
        assert list(events) == [("phone", 1), ("web", 2)]
        assert read("trial", ["received"], county=COUNTY).total("received") == 3

    def test_takes_place_in_commands_only(self, counted: Counted) -> None:
        with pytest.raises(OutsideCommand):
            count(at("2021-05-26"), "trial", "received", county=COUNTY)
        assert not FigureEvent.objects.exists()

    def test_refuses_a_measure_that_nobody_declared(self, counted: Counted) -> None:
        with pytest.raises(UnknownMeasure):
            counted("2021-05-26", Tally("guessed", COUNTY))
        assert not FigureEvent.objects.exists()

    def test_of_a_command_that_fails_leaves_nothing(self, counted: Counted) -> None:
        with pytest.raises(UnknownMeasure):
            counted("2021-05-26", received(), Tally("guessed", COUNTY))
        assert not FigureEvent.objects.exists()
        assert not FigurePending.objects.exists()


class TestAFigureAsOfADay:
    def test_stays_when_a_correction_comes_later(self, counted: Counted) -> None:
        counted("2021-05-20", received(), received())
        counted("2021-05-27", received(value=-1, day=date(2021, 5, 20)))
        for _ in range(2):
            assert read("trial", ["received"], county=COUNTY, as_of=date(2021, 5, 26)).total("received") == 2
            assert read("trial", ["received"], county=COUNTY, as_of=date(2021, 5, 27)).total("received") == 1
            fold()

    def test_stays_when_the_past_is_imported_later(self, counted: Counted) -> None:
        counted("2021-05-20", received())
        counted("2021-06-15", *[received(day=date(2020, 3, 9))] * 5)
        fold()
        published = read("trial", ["received"], county=COUNTY, as_of=date(2021, 5, 26), by=["month"])
        assert published.by("month") == [("2021-05", {"received": 1})]
        assert read("trial", ["received"], county=COUNTY, by=["month"]).by("month") == [
            ("2020-03", {"received": 5}),
            ("2021-05", {"received": 1}),
        ]

    def test_cannot_be_changed_once_the_books_are_closed(self, counted: Counted) -> None:
        counted("2021-05-26", received())
        close(COUNTY, date(2021, 5, 26))
        with pytest.raises(IntegrityError, match="closed"):
            counted("2021-05-26", received())
        counted("2021-05-27", received(day=date(2021, 5, 26)))
        assert read("trial", ["received"], county=COUNTY, as_of=date(2021, 5, 26)).total("received") == 1

    def test_cannot_be_changed_by_altering_an_event(self, counted: Counted) -> None:
        counted("2021-05-26", received())
        with pytest.raises(IntegrityError, match="never altered"), transaction.atomic():
            FigureEvent.objects.update(value=1000)


class TestReading:
    def test_is_one_statement(self, counted: Counted) -> None:
        counted("2021-05-26", received())
        with CaptureQueriesContext(connection) as asked:
            read("trial", ["received", "solved"], county=COUNTY, by=["unit", "area", "month"], as_of=date(2021, 5, 27))
        assert len(asked) == 1

    def test_cuts_one_unit_and_one_area_further(self, counted: Counted) -> None:
        counted("2021-05-26", received(), received(unit=18, category="05"), received(area="150627102"))
        for _ in range(2):
            unit = read("trial", ["received"], county=COUNTY, within=("unit", "17"), by=["category:1", "month"])
            assert unit.total("received") == 2
            assert unit.by("category") == [("03", {"received": 2})]
            assert unit.by("month") == [("2021-05", {"received": 2})]
            town = read("trial", ["received"], county=COUNTY, within=("area", "150627101"), by=["category:1"])
            assert town.by("category") == [("03", {"received": 1}), ("05", {"received": 1})]
            fold()
        with pytest.raises(ValueError, match="not by"):
            read("trial", ["received"], county=COUNTY, within=("unit", "17"), by=["area"])

    def test_adds_up_counties_under_a_shorter_code(self, counted: Counted) -> None:
        counted("2021-05-26", received(), Tally("received", "150625", area="150625"), Tally("received", "152224"))
        fold()
        league = read("trial", ["received"], county="1506", by=["area"])
        assert league.total("received") == 2
        assert [key for key, _ in league.by("area", level=6)] == ["150625", "150627"]
        assert read("trial", ["received"], county="11").total("received") == 0

    def test_of_no_days_is_zero(self, counted: Counted) -> None:
        counted("2021-05-26", received())
        day = date(2021, 5, 26)
        assert read("trial", ["received"], county=COUNTY, since=day, until=day).total("received") == 0


DAYS = st.dates(date(2021, 4, 20), date(2021, 6, 12)) | st.dates(date(2019, 11, 1), date(2022, 2, 20))
TALLIES = st.tuples(
    DAYS,
    st.none() | DAYS,
    st.sampled_from(["received", "solved"]),
    st.sampled_from([0, 17, 18]),
    st.sampled_from(["", "150627101", VILLAGE]),
    st.sampled_from(["", "03", "03/0312"]),
    st.sampled_from([1, 1, 2, -1]),
)
CUTS = ["unit", "area", "category", "channel"]


class TestRollups:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(TALLIES, max_size=12),
        st.integers(0, 12),
        st.none() | DAYS,
        st.none() | DAYS,
        st.none() | DAYS,
    )
    def test_equal_the_sum_of_the_events_for_any_days_as_of_any_day(
        self,
        counted: Counted,
        given_: list[Any],
        folded: int,
        since: date | None,
        until: date | None,
        as_of: date | None,
    ) -> None:
        for model in (FigurePending, FigureEvent, FigureSum):
            model.objects.all().delete()
        expected: Counter[tuple[str, str, str]] = Counter()
        for known, day, measure, unit, area, category, value in sorted(given_, key=lambda row: row[0]):
            tally = Tally(measure, COUNTY, unit, area, category, "web", value, day)
            counted(known.isoformat(), tally)
            when = day or known
            if (since or when) <= when < (until or when + timedelta(1)) and known <= (as_of or known):
                for dimension, key in cells(unit, area, category, "web"):
                    expected[(dimension.partition(":")[0], key, measure)] += value
                expected[("month", f"{when:%Y-%m}", measure)] += value
        if folded:
            fold(limit=folded)
        days = {"since": since, "until": until, "as_of": as_of}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(statement, "LISTED_MONTHS", 12)
            figures = read("trial", ["received", "solved"], county=COUNTY, by=[*CUTS, "month"], **days)
        found = {
            (cut, key, measure): value
            for cut, keys in figures.values.items()
            for key, sums in keys.items()
            for measure, value in sums.items()
            if value
        }
        wanted = {cell: value for cell, value in expected.items() if value and "+" not in cell[0]}
        assert found == wanted

    def test_hold_each_event_once_however_often_folded(self, counted: Counted) -> None:
        counted("2021-05-26", *(received(unit=unit) for unit in range(5)))
        assert [fold(limit=2), fold(limit=2), fold(limit=2), fold()] == [2, 2, 1, 0]
        assert read("trial", ["received"], county=COUNTY).total("received") == 5

    def test_can_be_built_anew_from_the_events(self, counted: Counted) -> None:
        counted("2021-05-26", *(received(unit=unit) for unit in range(5)))
        fold()
        before = list(FigureSum.objects.order_by("dimension", "key").values_list("dimension", "key", "value"))
        assert rebuild() == 5
        assert read("trial", ["received"], county=COUNTY).total("received") == 5
        fold()
        assert list(FigureSum.objects.order_by("dimension", "key").values_list("dimension", "key", "value")) == before
