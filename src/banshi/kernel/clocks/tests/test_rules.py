"""Deadlines that explain themselves, day by day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.clocks.calendar import DAY, official
from banshi.kernel.clocks.office import SHANGHAI, OfficeHours, local, midnight
from banshi.kernel.clocks.remaining import Left, Remaining, next_alert, passed, remaining
from banshi.kernel.clocks.rules import Pause, Rule, RuleKind, Standing, Start, Why, due_of, explain, last_day

pytestmark = pytest.mark.anydb
CALENDAR, OFFICE = official(), OfficeHours()


def rule(kind: RuleKind, amount: int, start: Start | None = None, **more: object) -> Rule:
    start = start or (Start.NEXT_DAY if kind.in_days else Start.INSTANT)
    made = Rule("x", kind, amount, start, "题", "title", "文", "条", Standing.DEMO, date(2005, 1, 1))
    return replace(made, **more)  # type: ignore[arg-type]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due(rule_: Rule, started: str, **more: object) -> str:
    return local(due_of(rule_, at(started), CALENDAR, OFFICE, **more)).strftime("%Y-%m-%d %H:%M")  # type: ignore[arg-type]


WORKING_5 = rule(RuleKind.WORKING_DAYS, 5)
CALENDAR_15 = rule(RuleKind.CALENDAR_DAYS_ROLL, 15)

kinds = st.sampled_from(
    [
        rule(RuleKind.WORKING_DAYS, 1),
        WORKING_5,
        rule(RuleKind.WORKING_DAYS, 60, Start.SAME_DAY),
        rule(RuleKind.CALENDAR_DAYS_ROLL, 1, Start.SAME_DAY),
        CALENDAR_15,
        rule(RuleKind.CALENDAR_DAYS_ROLL, 60),
        rule(RuleKind.HOURS, 24),
        rule(RuleKind.OFFICE_HOURS, 4),
        rule(RuleKind.OFFICE_HOURS, 13),
    ]
)
instants = st.datetimes(datetime(2019, 6, 1), datetime(2028, 6, 1)).map(  # noqa: DTZ001 - the zone is set next
    lambda value: value.replace(microsecond=0, tzinfo=SHANGHAI)
)
extras = st.integers(0, 30)


@st.composite
def stops(draw: st.DrawFn, started: datetime) -> list[Pause]:
    """Up to three pauses after `started`, in order, not overlapping."""
    pauses, moment = [], started
    for _ in range(draw(st.integers(0, 3))):
        begin = moment + timedelta(minutes=draw(st.integers(0, 20_000)))
        moment = begin + timedelta(minutes=draw(st.integers(0, 20_000)))
        pauses.append(Pause(begin, moment))
    return pauses


class TestWorkingDays:
    def test_do_not_count_the_day_on_which_they_begin(self) -> None:
        assert due(WORKING_5, "2021-05-24 09:00") == "2021-06-01 00:00"  # Monday; the last day is Monday 31 May

    def test_begin_on_the_same_day_where_the_rule_says_so(self) -> None:
        assert due(rule(RuleKind.WORKING_DAYS, 5, Start.SAME_DAY), "2021-05-24 09:00") == "2021-05-29 00:00"

    def test_from_thursday_before_spring_festival_2020_cross_the_prolonged_holiday(self) -> None:
        assert due(WORKING_5, "2020-01-23 10:00") == "2020-02-08 00:00"  # 3, 4, 5, 6, 7 February

    def test_count_make_up_saturdays(self) -> None:
        assert due(WORKING_5, "2026-09-30 10:00") == "2026-10-14 00:00"  # 8, 9, 10 (Saturday), 12, 13 October

    def test_by_the_wall_clock_of_shanghai(self) -> None:
        """23:30 UTC on Sunday is Monday morning in Shanghai."""
        utc = datetime.fromisoformat("2021-05-23T23:30:00+00:00")
        assert due_of(WORKING_5, utc, CALENDAR, OFFICE) == at("2021-06-01 00:00")


class TestCalendarDays:
    def test_that_end_on_a_working_day_end_there(self) -> None:
        assert due(CALENDAR_15, "2021-05-24 09:00") == "2021-06-09 00:00"

    def test_that_end_in_a_holiday_roll_to_the_first_day_after_it(self) -> None:
        deadline = explain(CALENDAR_15, at("2020-01-10 09:00"), CALENDAR, OFFICE)  # the 15th day is 25 January
        assert deadline.last_day == date(2020, 2, 3)
        assert deadline.days[15].number == 15
        assert {mark.why for mark in deadline.days[16:]} == {Why.ROLLED}

    def test_that_end_on_a_make_up_sunday_end_there(self) -> None:
        assert due(CALENDAR_15, "2020-06-13 09:00") == "2020-06-29 00:00"  # Sunday 28 June 2020 is worked


class TestHours:
    def test_run_from_the_moment_itself_day_and_night(self) -> None:
        assert due(rule(RuleKind.HOURS, 24), "2021-10-01 22:15") == "2021-10-02 22:15"

    def test_of_the_office_run_only_while_it_is_open(self) -> None:
        four = rule(RuleKind.OFFICE_HOURS, 4)
        assert due(four, "2021-05-26 11:00") == "2021-05-26 17:30"  # 1 h before lunch, 3 h after
        assert due(four, "2021-05-26 16:30") == "2021-05-27 11:30"
        assert due(four, "2021-05-28 18:00") == "2021-05-31 15:00"  # Friday evening to Monday

    def test_of_the_office_that_fill_a_day_end_at_its_close(self) -> None:
        whole = rule(RuleKind.OFFICE_HOURS, 13)
        assert due(whole, "2021-05-26 08:30") == "2021-05-27 17:30"

    def test_of_an_office_must_be_in_order(self) -> None:
        with pytest.raises(ValueError, match="do not overlap"):
            OfficeHours(((time(8), time(12)), (time(11), time(17))))


class TestADeadlineThatCrossesIntoAYearWithoutANotice:
    def test_is_provisional_and_says_which_year(self) -> None:
        deadline = explain(WORKING_5, at("2026-12-29 09:00"), CALENDAR, OFFICE)
        assert deadline.provisional
        assert deadline.calendar_version.startswith("2026+2027p:")
        assert deadline.last_day == date(2027, 1, 6)  # 30, 31 December, 4, 5, 6 January
        assert [mark.day.provisional for mark in deadline.days if mark.counted] == [False, False, True, True, True]

    def test_is_not_provisional_when_it_ends_before(self) -> None:
        assert not explain(WORKING_5, at("2026-12-21 09:00"), CALENDAR, OFFICE).provisional


class TestThePauseOfAUnitsClock:
    def test_takes_out_the_days_at_whose_end_the_clock_stood_still(self) -> None:
        pause = Pause(at("2021-05-25 10:00"), at("2021-05-27 09:00"))  # Tuesday to Thursday
        deadline = explain(WORKING_5, at("2021-05-24 09:00"), CALENDAR, OFFICE, pauses=[pause])
        assert [mark.day.date.day for mark in deadline.days if mark.why is Why.PAUSED] == [25, 26]
        assert deadline.last_day == date(2021, 6, 2)

    def test_within_one_day_changes_nothing_for_a_rule_in_days(self) -> None:
        pause = Pause(at("2021-05-25 10:00"), at("2021-05-25 16:00"))
        assert due(WORKING_5, "2021-05-24 09:00", pauses=[pause]) == due(WORKING_5, "2021-05-24 09:00")

    def test_of_hours_moves_the_deadline_by_its_length(self) -> None:
        pause = Pause(at("2021-05-26 00:00"), at("2021-05-26 05:00"))
        assert due(rule(RuleKind.HOURS, 24), "2021-05-25 22:00", pauses=[pause]) == "2021-05-27 03:00"

    def test_after_the_deadline_does_not_bring_it_back(self) -> None:
        late = Pause(at("2021-06-03 10:00"), at("2021-06-10 10:00"))
        assert due(WORKING_5, "2021-05-24 09:00", pauses=[late]) == "2021-06-01 00:00"

    @given(st.data(), kinds, instants, extras)
    def test_never_shortens_a_deadline(self, data: st.DataObject, rule_: Rule, started: datetime, extra: int) -> None:
        pauses = data.draw(stops(started))
        plain = due_of(rule_, started, CALENDAR, OFFICE, extra=extra)
        assert due_of(rule_, started, CALENDAR, OFFICE, extra=extra, pauses=pauses) >= plain


class TestEveryDeadline:
    @given(kinds, instants, extras)
    def test_explained_is_the_deadline_computed(self, rule_: Rule, started: datetime, extra: int) -> None:
        deadline = explain(rule_, started, CALENDAR, OFFICE, extra=extra)
        assert deadline.due == due_of(rule_, started, CALENDAR, OFFICE, extra=extra) > started

    @given(st.data(), kinds, instants, extras)
    def test_lists_every_day_once_and_counts_what_the_rule_says(
        self, data: st.DataObject, rule_: Rule, started: datetime, extra: int
    ) -> None:
        deadline = explain(rule_, started, CALENDAR, OFFICE, extra=extra, pauses=data.draw(stops(started)))
        listed = [mark.day.date for mark in deadline.days]
        assert listed == [listed[0] + timedelta(days=n) for n in range(len(listed))]
        assert (listed[0], listed[-1]) == (local(started).date(), deadline.last_day)
        if rule_.kind.in_days:
            numbers = [mark.number for mark in deadline.days if mark.counted]
            assert numbers == list(range(1, rule_.amount + extra + 1))
            assert CALENDAR.is_working_day(deadline.last_day)
        else:
            assert sum(mark.seconds for mark in deadline.days) == (rule_.amount + extra) * 3600

    @given(kinds, instants, st.integers(0, 60 * 24 * 40), extras)
    def test_of_a_later_start_or_a_longer_period_comes_no_earlier(
        self, rule_: Rule, started: datetime, later: int, extra: int
    ) -> None:
        first = due_of(rule_, started, CALENDAR, OFFICE)
        assert due_of(rule_, started + timedelta(minutes=later), CALENDAR, OFFICE) >= first
        assert due_of(rule_, started, CALENDAR, OFFICE, extra=extra) >= first


class TestOfficeTime:
    @given(instants, instants, instants)
    def test_of_parts_adds_up_exactly(self, one: datetime, two: datetime, three: datetime) -> None:
        def between(start: datetime, end: datetime) -> int:
            return OFFICE.seconds_between(CALENDAR, start, end)

        assert between(one, two) + between(two, three) == between(one, three)

    @given(instants, st.integers(1, 500_000))
    def test_added_is_the_time_that_then_lies_between(self, start: datetime, seconds: int) -> None:
        end = OFFICE.add_seconds(CALENDAR, start, seconds)
        assert OFFICE.seconds_between(CALENDAR, start, end) == seconds

    @given(st.dates(date(2020, 1, 1), date(2027, 12, 31)))
    def test_of_a_working_day_is_six_and_a_half_hours(self, day: date) -> None:
        expected = 6.5 * 3600 if CALENDAR.is_working_day(day) else 0
        assert OFFICE.seconds_between(CALENDAR, midnight(day), midnight(day + DAY)) == expected


class TestWhatIsLeft:
    DUE = at("2021-06-01 00:00")  # the last day is Monday 31 May

    @pytest.mark.parametrize(
        ("now", "told"),
        [
            ("2021-05-27 09:00", Remaining(Left.LEFT, days=2)),
            ("2021-05-28 23:59", Remaining(Left.LEFT, days=1)),
            ("2021-05-30 12:00", Remaining(Left.LEFT, days=1)),  # Sunday
            ("2021-05-31 23:59", Remaining(Left.TODAY)),
            ("2021-06-01 00:00", Remaining(Left.OVER, days=1)),
            ("2021-06-03 09:00", Remaining(Left.OVER, days=3)),
        ],
    )
    def test_is_told_in_working_days(self, now: str, told: Remaining) -> None:
        assert remaining(at(now), self.DUE, CALENDAR, rule=WORKING_5) == told

    def test_of_hours_is_told_in_hours_near_the_end(self) -> None:
        assert remaining(at("2021-05-31 20:30"), self.DUE, CALENDAR, rule=rule(RuleKind.HOURS, 24)).hours == 4

    def test_just_after_a_deadline_on_a_day_off_is_over_by_no_working_day(self) -> None:
        sunday = at("2021-05-30 10:00")
        assert remaining(sunday + timedelta(hours=1), sunday, CALENDAR) == Remaining(Left.OVER, days=0)


class TestWarnings:
    def test_come_48_and_24_hours_before_and_at_the_deadline(self) -> None:
        started, end = at("2021-05-20 09:00"), at("2021-05-28 00:00")
        alerts, below = [], None
        while alert := next_alert(WORKING_5, started, end, CALENDAR, OFFICE, below=below):
            alerts.append((local(alert.at).strftime("%d %H:%M"), alert.hours))
            below = alert.hours
        assert alerts == [("26 00:00", 48), ("27 00:00", 24), ("28 00:00", 0)]

    def test_that_fall_on_a_weekend_come_when_the_office_opens_before_it(self) -> None:
        alert = next_alert(WORKING_5, at("2021-05-24 09:00"), at("2021-06-01 00:00"), CALENDAR, OFFICE)
        assert alert is not None
        assert (alert.at, alert.hours) == (at("2021-05-28 08:30"), 48)

    def test_that_would_come_before_the_clock_began_are_left_out(self) -> None:
        short = rule(RuleKind.HOURS, 24)
        alert = next_alert(short, at("2021-05-26 09:00"), at("2021-05-27 09:00"), CALENDAR, OFFICE)
        assert alert is not None
        assert alert.hours == 0

    def test_that_have_come_together_are_given_as_the_most_urgent(self) -> None:
        end = at("2021-05-28 00:00")
        assert passed(WORKING_5, at("2021-05-26 01:00"), end, 48) == 48
        assert passed(WORKING_5, at("2021-05-27 01:00"), end, 48) == 24
        assert passed(WORKING_5, at("2021-05-29 01:00"), end, 24) == 0
        assert last_day(end) == date(2021, 5, 27)
