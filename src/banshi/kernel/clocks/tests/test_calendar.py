"""Working days, with the State Council's notices as the oracle."""

import json
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.clocks.calendar import DAY, BeyondCalendar, Calendar, DayKind, official
from banshi.kernel.clocks.years import FIRST_YEAR, LAST_YEAR, BadNotice, computed, parse, years

pytestmark = pytest.mark.anydb
CALENDAR = official()
NOTICED = range(2020, 2027)

days = st.dates(date(2005, 1, 1), date(2056, 12, 31))  # so that no sum leaves the calendar, which ends with 2060
amounts = st.integers(1, 400)


def each_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days)]


def by_the_notice(year: int) -> dict[date, bool]:
    """Read straight from the notice, without the code under test: date → worked."""
    told: dict[date, bool] = {}
    for number in NOTICED:
        notice = json.loads((files("banshi.kernel.clocks") / "data" / f"{number}.json").read_text("utf-8"))
        for group, worked in (("off", False), ("work", True)):
            told |= {date.fromisoformat(day): worked for days in notice[group].values() for day in days}
    return {day: told.get(day, day.weekday() < 5) for day in each_day(year)}


class TestEveryDayFrom2020To2026:
    @pytest.mark.parametrize("year", NOTICED)
    def test_is_worked_as_the_notice_says(self, year: int) -> None:
        assert {day: CALENDAR.is_working_day(day) for day in each_day(year)} == by_the_notice(year)

    @pytest.mark.parametrize("year", NOTICED)
    def test_is_worked_as_chinesecalendar_says(self, year: int) -> None:
        """A disagreement is decided for the notice; there is none in this release of the library."""
        differing = [day for day in each_day(year) if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)]
        assert differing == []

    @pytest.mark.parametrize("year", NOTICED)
    def test_names_the_state_council_paper(self, year: int) -> None:
        known = CALENDAR.year(year)
        assert (known.source, known.provisional) == ("notice", False)
        assert all("gov.cn/zhengce/zhengceku/" in paper for paper in known.papers)


class TestNamedCases:
    def test_spring_festival_2020_was_prolonged_by_a_second_notice(self) -> None:
        """1 February had been a make-up workday; the notice of 26 January 2020 took it back."""
        assert len(CALENDAR.year(2020).papers) == 2
        assert [CALENDAR.is_working_day(date(2020, 1, 31) + timedelta(days=n)) for n in range(4)] == [
            False,
            False,
            False,
            True,
        ]
        assert CALENDAR.add_working_days(date(2020, 1, 23), 1) == date(2020, 2, 3)

    def test_saturdays_after_national_day_are_worked(self) -> None:
        for saturday in (date(2020, 10, 10), date(2021, 10, 9), date(2024, 10, 12), date(2026, 10, 10)):
            assert saturday.weekday() == 5
            assert CALENDAR.day(saturday).kind is DayKind.MAKEUP
            assert "国庆节" in CALENDAR.day(saturday).festival

    def test_sunday_before_national_day_2026_is_worked(self) -> None:
        assert CALENDAR.is_working_day(date(2026, 9, 20))
        assert CALENDAR.add_working_days(date(2026, 9, 18), 1) == date(2026, 9, 20)

    def test_the_notice_for_2023_reaches_back_into_2022(self) -> None:
        assert CALENDAR.day(date(2022, 12, 31)).festival == "元旦"

    def test_a_festival_on_a_weekend_is_told_apart_from_a_weekend(self) -> None:
        assert CALENDAR.day(date(2026, 4, 4)).kind is DayKind.FESTIVAL
        assert CALENDAR.day(date(2026, 4, 11)).kind is DayKind.WEEKEND

    def test_years_before_2020_come_from_the_library(self) -> None:
        assert CALENDAR.year(2019).source == "library"
        assert CALENDAR.day(date(2015, 9, 3)).kind is DayKind.FESTIVAL
        assert CALENDAR.day(date(2015, 9, 27)).festival == "中秋节"

    def test_outside_the_known_years_it_refuses(self) -> None:
        for day in (date(FIRST_YEAR - 1, 12, 31), date(LAST_YEAR + 1, 1, 1)):
            with pytest.raises(BeyondCalendar, match="2004-2060"):
                CALENDAR.is_working_day(day)
        with pytest.raises(BeyondCalendar):
            CALENDAR.add_working_days(date(LAST_YEAR, 12, 30), 10)
        with pytest.raises(BeyondCalendar):
            CALENDAR.year(2061)


class TestAYearWithoutANotice:
    def test_is_provisional_on_every_day(self) -> None:
        assert CALENDAR.year(2027).provisional
        assert all(CALENDAR.day(day).provisional for day in each_day(2027))

    def test_has_the_thirteen_days_of_the_regulation(self) -> None:
        off = computed(2027).off
        assert {name: sum(1 for each in off.values() if each == name) for name in sorted(set(off.values()))} == {
            "中秋节": 1,
            "元旦": 1,
            "劳动节": 4,  # Saturday and Sunday, made up on Monday and Tuesday
            "国庆节": 5,
            "春节": 6,  # from 除夕, Friday 5 February
            "清明节": 1,
            "端午节": 1,
        }
        assert CALENDAR.day(date(2027, 5, 3)).kind is DayKind.COMPENSATION

    @pytest.mark.parametrize("year", [2025, 2026])
    def test_has_as_many_working_days_as_the_notice_gives(self, year: int) -> None:
        """Moving days about keeps their number: the computation is checked on years with a notice."""
        by_rule = [day for day in each_day(year) if day.weekday() < 5 and day not in computed(year).off]
        assert len(by_rule) == CALENDAR.working_days_between(date(year, 1, 1), date(year + 1, 1, 1)) == 248

    @pytest.mark.parametrize("year", NOTICED)
    def test_puts_lunar_festivals_where_the_notices_put_them(self, year: int) -> None:
        made_up = computed(year).compensated
        lunar = {day for day, name in computed(year).off.items() if name in ("春节", "清明节", "端午节", "中秋节")}
        eve_of_2024 = {date(2024, 2, 9)}  # 除夕 was a day off by law only from 2025
        assert all(not CALENDAR.is_working_day(day) for day in lunar - made_up - eve_of_2024)

    def test_when_mid_autumn_meets_national_day_one_more_day_is_off(self) -> None:
        off = computed(2020).off  # 1 October 2020 was both
        assert date(2020, 10, 6) in off
        assert date(2020, 10, 5) in off

    def test_computes_to_the_last_year_known(self) -> None:
        for year in range(2027, LAST_YEAR + 1):
            assert 13 <= len(computed(year).off) <= 24


class TestTheVersion:
    def test_names_the_years_and_marks_the_provisional(self) -> None:
        assert CALENDAR.version(date(2026, 12, 1), date(2027, 1, 8)).startswith("2026+2027p:")
        assert CALENDAR.version(date(2026, 1, 1), date(2026, 12, 31)).startswith("2026:")

    def test_changes_with_its_own_years_only(self, tmp_path: Path) -> None:
        notice = {"year": 2027, "papers": ["https://www.gov.cn/x"], "off": {"元旦": ["2027-01-01"]}, "work": {}}
        (tmp_path / "2027.json").write_text(json.dumps(notice), "utf-8")
        newer = Calendar(years(tmp_path))
        assert not newer.year(2027).provisional
        assert newer.version(date(2027, 1, 1), date(2027, 2, 1)) != CALENDAR.version(date(2027, 1, 1), date(2027, 2, 1))
        assert newer.version(date(2026, 1, 1), date(2026, 2, 1)) == CALENDAR.version(date(2026, 1, 1), date(2026, 2, 1))


class TestANoticeThatCannotBeRead:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{", "needed are year, papers, off and work"),
            ('{"year": 2027}', "papers"),
            ('{"year": 2027, "papers": [], "off": {}, "work": {}}', "papers is empty"),
            ('{"year": 1999, "papers": ["x"], "off": {}, "work": {}}', "outside"),
            ('{"year": 2027, "papers": ["x"], "off": {"元旦": ["2027-13-01"]}, "work": {}}', "month must be"),
            ('{"year": 2027, "papers": ["x"], "off": {"元旦": ["2026-01-01"]}, "work": {}}', "does not belong"),
            (
                '{"year": 2027, "papers": ["x"], "off": {"元旦": ["2027-01-02"]}, "work": {"元旦": ["2027-01-02"]}}',
                "both off and work",
            ),
        ],
    )
    def test_is_refused_with_the_reason(self, text: str, said: str) -> None:
        with pytest.raises(BadNotice, match=said) as refused:
            parse(text, "2027.json")
        assert "2027.json" in str(refused.value)


class TestCountingWorkingDays:
    @given(days, amounts)
    def test_adding_is_the_inverse_of_counting(self, day: date, amount: int) -> None:
        end = CALENDAR.add_working_days(day, amount)
        assert CALENDAR.is_working_day(end)
        assert CALENDAR.working_days_between(day + DAY, end + DAY) == amount

    @given(days, amounts, amounts)
    def test_adding_twice_is_adding_the_sum(self, day: date, some: int, more: int) -> None:
        once = CALENDAR.add_working_days(CALENDAR.add_working_days(day, some), more)
        assert once == CALENDAR.add_working_days(day, some + more)

    @given(days, st.integers(0, 400), amounts)
    def test_later_starts_and_longer_periods_end_no_earlier(self, day: date, later: int, amount: int) -> None:
        end = CALENDAR.add_working_days(day, amount)
        assert CALENDAR.add_working_days(day + timedelta(days=later), amount) >= end
        assert CALENDAR.add_working_days(day, amount + 1) > end > day

    @given(days, days, days)
    def test_counts_over_adjoining_periods_add_up(self, one: date, two: date, three: date) -> None:
        between = CALENDAR.working_days_between
        assert between(one, two) + between(two, three) == between(one, three)
        assert between(one, two) == -between(two, one)

    @given(days, amounts)
    def test_going_back_undoes_going_forward_from_a_working_day(self, day: date, amount: int) -> None:
        day = CALENDAR.roll_forward(day)
        assert CALENDAR.add_working_days(CALENDAR.add_working_days(day, amount), -amount) == day

    @given(days)
    def test_rolling_forward_and_back_enclose_the_day(self, day: date) -> None:
        back, forward = CALENDAR.roll_back(day), CALENDAR.roll_forward(day)
        assert back <= day <= forward
        assert CALENDAR.working_days_between(back, forward) == (0 if CALENDAR.is_working_day(day) else 1)
        assert CALENDAR.add_working_days(day, 0) == forward
