"""Open now, next opens: on real days of 2021, holidays and make-up workdays included."""

from datetime import date, datetime, timedelta

import opening_hours
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.clocks.calendar import DayKind, official
from banshi.kernel.clocks.office import SHANGHAI
from banshi.kernel.places.hours import Hours, parse
from banshi.kernel.places.opening import hours_on, opening, week
from banshi.kernel.places.tests.test_hours import rules

pytestmark = pytest.mark.anydb
CALENDAR = official()
OFFICE = parse("Mo-Fr 08:30-12:00,14:30-17:30")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def spans(hours: str, day: str) -> tuple[str, bool]:
    found = hours_on(parse(hours), CALENDAR.day(date.fromisoformat(day)))
    return ",".join(map(str, found.spans)), found.certain


class TestADay:
    def test_in_the_week_has_its_weekdays_hours(self) -> None:
        assert spans("Mo-Fr 08:30-17:30; Sa 09:00-12:00", "2021-05-26") == ("08:30-17:30", True)
        assert spans("Mo-Fr 08:30-17:30; Sa 09:00-12:00", "2021-05-29") == ("09:00-12:00", True)
        assert spans("Mo-Fr 08:30-17:30; Sa 09:00-12:00", "2021-05-30") == ("", True)

    def test_made_up_for_a_holiday_is_worked_by_those_who_work_from_monday_to_friday(self) -> None:
        """Sunday 25 April 2021 was a working day."""
        assert CALENDAR.day(date(2021, 4, 25)).kind is DayKind.MAKEUP
        assert spans("Mo-Fr 08:30-17:30", "2021-04-25") == ("08:30-17:30", True)
        assert spans("Mo-Fr 08:30-17:30; Su 10:00-12:00", "2021-04-25") == ("08:30-17:30", True)

    def test_made_up_for_a_holiday_is_a_sunday_for_those_with_a_week_of_their_own(self) -> None:
        assert spans("Tu-Sa 09:00-17:00; Su 10:00-16:00", "2021-04-25") == ("10:00-16:00", True)

    def test_of_a_holiday_closes_those_who_are_closed_at_weekends(self) -> None:
        """Monday 3 May 2021 was a holiday."""
        assert spans("Mo-Fr 08:30-17:30", "2021-05-03") == ("", True)

    def test_of_a_holiday_has_the_hours_that_are_said_for_holidays(self) -> None:
        assert spans("Mo-Fr 08:30-17:30; PH 10:00-12:00", "2021-05-03") == ("10:00-12:00", True)
        assert spans("09:00-17:00; PH off", "2021-05-03") == ("", True)

    def test_of_a_holiday_is_not_certain_for_those_open_all_week_who_say_nothing(self) -> None:
        assert spans("Mo-Su 09:00-17:00", "2021-05-03") == ("09:00-17:00", False)
        assert spans("24/7", "2021-05-03") == ("00:00-24:00", True)

    def test_named_by_its_date_has_the_hours_of_that_date(self) -> None:
        hours = "09:00-17:00; PH off; 2021 May 03 10:00-11:00; Oct 01-Oct 07 off"
        assert spans(hours, "2021-05-03") == ("10:00-11:00", True)
        assert spans(hours, "2021-10-05") == ("", True)
        assert spans(hours, "2022-05-03") == ("", True)

    def test_belongs_to_its_season(self) -> None:
        hours = "May-Sep 06:00-22:00; Oct-Apr 07:00-20:00"
        assert spans(hours, "2021-07-07")[0] == "06:00-22:00"
        assert spans(hours, "2021-01-07")[0] == "07:00-20:00"


class TestAtAnInstant:
    def test_an_open_place_says_when_it_closes(self) -> None:
        found = opening(OFFICE, CALENDAR, at("2021-05-26T10:00"))
        assert (found.open, found.until, found.opens) == (True, at("2021-05-26T12:00"), None)

    def test_a_closed_place_says_when_it_opens_next(self) -> None:
        assert opening(OFFICE, CALENDAR, at("2021-05-26T12:00")).opens == at("2021-05-26T14:30")
        assert opening(OFFICE, CALENDAR, at("2021-05-28T17:30")).opens == at("2021-05-31T08:30")

    def test_the_next_opening_lies_behind_a_holiday_and_on_a_made_up_day(self) -> None:
        """From 30 April 2021: five days off, and Saturday 8 May is worked."""
        assert opening(OFFICE, CALENDAR, at("2021-04-30T18:00")).opens == at("2021-05-06T08:30")
        assert opening(OFFICE, CALENDAR, at("2021-05-07T18:00")).opens == at("2021-05-08T08:30")

    def test_the_night_belongs_to_the_day_before(self) -> None:
        night = parse("Fr 20:00-02:00")
        assert opening(night, CALENDAR, at("2021-05-29T01:00")).until == at("2021-05-29T02:00")
        assert not opening(night, CALENDAR, at("2021-05-28T01:00")).open

    def test_days_that_join_are_one_stretch(self) -> None:
        assert opening(parse("00:00-24:00; 2021 May 30 off"), CALENDAR, at("2021-05-26T10:00")).until == at(
            "2021-05-30T00:00"
        )

    def test_a_place_that_never_closes_and_one_that_never_opens_say_so(self) -> None:
        assert opening(parse("24/7"), CALENDAR, at("2021-05-26T10:00")).until is None
        never = opening(parse("Mo-Su off"), CALENDAR, at("2021-05-26T10:00"))
        assert (never.open, never.opens) == (False, None)

    def test_a_seasonal_place_is_found_open_next_year(self) -> None:
        assert opening(parse("May-Sep 06:00-22:00"), CALENDAR, at("2021-11-03T10:00")).opens == at("2022-05-01T06:00")

    def test_beyond_the_known_years_nothing_is_promised(self) -> None:
        assert opening(parse("Jan 05 09:00-10:00"), CALENDAR, at("2060-12-30T10:00")).opens is None


class TestAWeek:
    def test_shows_seven_days(self) -> None:
        shown = week(OFFICE, CALENDAR, date(2021, 5, 5))
        assert [len(day.spans) for day in shown] == [0, 2, 2, 2, 0, 2, 2]


class TestOnOrdinaryDays:
    """In a stretch without holidays a library that knows the whole of the syntax must say the same."""

    @given(
        st.lists(rules(), min_size=1, max_size=3).map(lambda given: Hours(tuple(given))),
        st.integers(0, 7 * 24 * 60 - 1),
    )
    def test_agrees_with_another_implementation(self, hours: Hours, minute: int) -> None:
        instant = at("2021-05-17T00:00") + timedelta(minutes=minute)
        theirs = opening_hours.OpeningHours(str(hours)).is_open(instant.replace(tzinfo=None))
        assert opening(hours, CALENDAR, instant).open == theirs
