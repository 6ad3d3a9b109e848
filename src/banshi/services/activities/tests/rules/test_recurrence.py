"""Rules of RFC 5545 on real days: holidays, make-up workdays, and what is refused."""

from datetime import date, datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.clocks.calendar import official
from banshi.services.activities.rules.recurrence import LONGEST, MOST, BadRule, Holidays, plan, read

pytestmark = pytest.mark.anydb
CALENDAR = official()
WORKING = CALENDAR.is_working_day
EVENING = datetime.fromisoformat("2021-09-04T19:00")
"""Saturday. In 2021 Saturday 18 and Sunday 26 September were worked; 19–21 September was Mid-Autumn, 1–7 October National Day."""


def days(rule: str, holidays: Holidays, first: datetime = EVENING, until: date = date(2021, 10, 31)) -> list[str]:
    return [f"{each.starts:%m-%d}" for each in plan(rule, first, until, holidays, WORKING).sessions]


def test_saturdays_as_they_are() -> None:
    assert days("FREQ=WEEKLY", Holidays.KEEP)[:5] == ["09-04", "09-11", "09-18", "09-25", "10-02"]


def test_a_worked_saturday_is_left_out_or_moved_to_the_next_free_day() -> None:
    assert "09-18" not in days("FREQ=WEEKLY", Holidays.SKIP)
    assert "09-19" in days("FREQ=WEEKLY", Holidays.SHIFT)


def test_a_weekday_in_a_holiday_is_left_out_or_moved_to_the_next_working_day() -> None:
    monday = datetime.fromisoformat("2021-09-06T09:00")
    assert days("FREQ=WEEKLY", Holidays.SKIP, monday) == ["09-06", "09-13", "09-27", "10-11", "10-18", "10-25"]
    assert days("FREQ=WEEKLY", Holidays.SHIFT, monday)[2:5] == ["09-22", "09-27", "10-08"]


def test_working_days_take_in_a_worked_weekend() -> None:
    found = days("FREQ=DAILY", Holidays.WORKDAYS, datetime.fromisoformat("2021-09-17T09:00"), date(2021, 9, 27))
    assert found == ["09-17", "09-18", "09-22", "09-23", "09-24", "09-26", "09-27"]


def test_a_rule_may_name_hours_of_the_day() -> None:
    rule = "RRULE:FREQ=MONTHLY;BYDAY=2WE;BYHOUR=9,10;BYMINUTE=0,30"
    starts = [
        each.starts
        for each in plan(
            rule, datetime.fromisoformat("2021-09-01T09:00"), date(2021, 9, 30), Holidays.SKIP, WORKING
        ).sessions
    ]
    assert [f"{at:%d %H:%M}" for at in starts] == ["08 09:00", "08 09:30", "08 10:00", "08 10:30"]


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=HOURLY", "FREQ=WEEKLY;UNTIL=20211231", "FREQ=DAILY;BYEASTER=1", "FREQ=DAILY;INTERVAL=0", "BYDAY=MO", "FREQ=DAILY;COUNT=-1",
     "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;BYSETPOS=2", "FREQ=DAILY;BYHOUR=8,9", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=DAILY;;"],
)  # fmt: skip
def test_what_is_none_or_gives_nothing_or_too_much_is_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        plan(rule, EVENING, date(2022, 9, 3), Holidays.KEEP, WORKING)


@pytest.mark.parametrize("year", [2023, 2024, 2027, 2028, 2098, 2099, 2100])
@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;BYDAY=TU,SA", "FREQ=MONTHLY;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=-1FR"])
def test_a_rule_falls_on_the_days_of_its_own_year(rule: str, year: int) -> None:
    first = datetime.fromisoformat(f"{year}-12-30T09:00")
    last = first + LONGEST
    assert list(read(rule, first, last)) == list(rrulestr(rule, dtstart=first).replace(until=last))


@given(
    st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,WE,SA", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=DAILY;INTERVAL=3"]
    ),
    st.sampled_from(list(Holidays)),
    st.dates(date(2020, 1, 1), date(2025, 6, 1)),
)
def test_sessions_are_in_order_never_twice_and_on_days_that_fit(rule: str, holidays: Holidays, first: date) -> None:
    try:
        found = plan(
            rule,
            datetime.combine(first, datetime.min.time().replace(hour=9)),
            date(first.year, 12, 31),
            holidays,
            WORKING,
        )
    except BadRule:  # nothing in what is left of the year
        return
    starts = [each.starts for each in found.sessions]
    assert starts == sorted(set(starts))
    assert len(starts) + len(found.skipped) <= MOST
    if holidays is Holidays.WORKDAYS:
        assert all(WORKING(at.date()) for at in starts)
    if holidays in {Holidays.SKIP, Holidays.SHIFT}:
        assert all(
            WORKING(at.date()) is (each.day.weekday() < 5) for at, each in zip(starts, found.sessions, strict=True)
        )
