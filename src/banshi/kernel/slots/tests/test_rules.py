"""Terms, parties, times and absences, decided without a table."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.slots import numbers
from banshi.kernel.slots.refusals import FLAWS
from banshi.kernel.slots.rules.absence import PAUSE, WITHIN, Past, counts, paused_until
from banshi.kernel.slots.rules.terms import MOST_SEATS, Change, Member, party_flaw, terms_flaw
from banshi.kernel.slots.rules.times import SHANGHAI, Phase, door_open, hold_until, offer_until, phase
from banshi.kernel.slots.tests.conftest import CLOSES, ENDS, NOW, STARTS, party, terms

pytestmark = pytest.mark.anydb
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class TestTerms:
    def test_that_go_together_are_taken(self) -> None:
        assert terms_flaw(terms()) is None
        assert terms_flaw(terms(draw_at=CLOSES, closes=ENDS, cancel_until=ENDS)) is None

    @pytest.mark.parametrize(
        ("changes", "flaw"),
        [
            ({"title": " "}, "title"),
            ({"title": "字" * 121}, "title"),
            ({"ends": STARTS, "closes": STARTS - HOUR}, "times"),
            ({"ends": STARTS + timedelta(days=31, seconds=1)}, "times"),
            ({"opens": CLOSES}, "window"),
            ({"closes": ENDS + MINUTE}, "window"),
            ({"cancel_until": ENDS + MINUTE}, "cancel_until"),
            ({"draw_at": CLOSES + MINUTE}, "draw_at"),
            ({"draw_at": NOW - timedelta(days=7)}, "draw_at"),
            ({"capacity": 0}, "capacity"),
            ({"most_seats": 0}, "most_seats"),
            ({"most_seats": MOST_SEATS + 1}, "most_seats"),
            ({"hold_minutes": 0}, "minutes"),
            ({"offer_minutes": 4}, "minutes"),
            ({"once_in": "x" * 81}, "reference"),
        ],
    )
    def test_that_do_not_are_named(self, changes: dict[str, Any], flaw: str) -> None:
        assert terms_flaw(terms(**changes)) == flaw
        assert flaw in FLAWS

    def test_change_only_what_is_given(self) -> None:
        assert Change(capacity=0, waiting_list=False).given == {"capacity": 0, "waiting_list": False}
        assert not Change(capacity=5, title="新的标题").moves
        assert Change(place="place:2").moves


class TestAParty:
    def test_of_people_who_are_named_by_keys_is_taken(self) -> None:
        assert party_flaw(party("person:1", "guest:0a1b"), "person:1", 2) is None

    @pytest.mark.parametrize(
        ("people", "booker", "flaw"),
        [
            ((), "person:1", "nobody"),
            (("person:1", "person:2", "person:3"), "person:1", "too_many"),
            (("person:1", "person:1"), "person:1", "twice"),
            (("阿丽玛",), "person:1", "person"),
            (("person:1",), "", "person"),
            (("guest:13800138001",), "person:1", "personal"),
            (("person:1",), "15062719900101001X", "personal"),
        ],
    )
    def test_that_cannot_be_taken_is_named(self, people: tuple[str, ...], booker: str, flaw: str) -> None:
        assert party_flaw(party(*people), booker, 2) == flaw
        assert flaw in FLAWS

    def test_has_names_of_a_length_that_is_kept(self) -> None:
        assert party_flaw([Member("person:1", "名" * 81)], "person:1", 2) == "name"


class TestASession:
    @pytest.mark.parametrize(
        ("now", "draw_at", "drawn", "expected"),
        [
            (NOW, None, False, Phase.BOOKABLE),
            (NOW - timedelta(days=7, seconds=1), None, False, Phase.SOON),
            (CLOSES, None, False, Phase.CLOSED),
            (ENDS, None, False, Phase.OVER),
            (NOW, NOW + HOUR, False, Phase.APPLYING),
            (NOW + HOUR, NOW + HOUR, False, Phase.DRAWING),
            (CLOSES, NOW + HOUR, False, Phase.DRAWING),
            (NOW + HOUR, NOW + HOUR, True, Phase.BOOKABLE),
        ],
    )
    def test_says_what_can_be_done_now(
        self, now: datetime, draw_at: datetime | None, drawn: bool, expected: Phase
    ) -> None:
        opens = NOW - timedelta(days=7)
        assert phase(now, opens=opens, draw_at=draw_at, drawn=drawn, closes=CLOSES, ends=ENDS) is expected

    def test_lets_people_in_from_two_hours_before_the_start_to_the_end(self) -> None:
        moments = [STARTS - 2 * HOUR - MINUTE, STARTS - 2 * HOUR, ENDS - MINUTE, ENDS]
        assert [door_open(at, STARTS, ENDS) for at in moments] == [False, True, True, False]


class TestAHold:
    def test_lasts_its_minutes_and_never_longer_than_booking(self) -> None:
        assert hold_until(NOW, 10, CLOSES) == NOW + 10 * MINUTE
        assert hold_until(CLOSES - MINUTE, 10, CLOSES) == CLOSES


class TestAnOffer:
    @pytest.mark.parametrize(
        ("now", "until"),
        [
            ("2021-05-26 10:00", "2021-05-26 12:00"),
            ("2021-05-26 20:59", "2021-05-26 22:59"),
            ("2021-05-26 21:00", "2021-05-27 10:00"),
            ("2021-05-27 03:10", "2021-05-27 10:00"),
            ("2021-05-27 08:00", "2021-05-27 10:00"),
        ],
    )
    def test_made_at_night_counts_from_the_morning(self, now: str, until: str) -> None:
        assert offer_until(beijing(now).astimezone(UTC), 120, ENDS) == beijing(until)

    def test_ends_when_booking_closes(self) -> None:
        assert offer_until(CLOSES - MINUTE, 120, CLOSES) == CLOSES


class TestAMissedSession:
    def test_counts_where_nobody_came(self) -> None:
        assert counts(Past(booked_at=NOW, arrived=False, ended=ENDS))
        assert not counts(Past(booked_at=NOW, arrived=True, ended=ENDS))

    def test_does_not_count_where_it_was_moved_after_it_was_booked(self) -> None:
        assert not counts(Past(booked_at=NOW, arrived=False, ended=ENDS, moved_at=NOW + MINUTE))
        assert counts(Past(booked_at=NOW, arrived=False, ended=ENDS, moved_at=NOW - MINUTE))

    def test_is_forgiven_twice_and_the_third_within_ninety_days_may_ask_for_a_pause(self) -> None:
        day = timedelta(days=1)
        assert paused_until([NOW - 2 * day, NOW - day], NOW) is None
        assert paused_until([NOW - 2 * day, NOW, NOW - day], NOW) == NOW + PAUSE
        assert paused_until([NOW - WITHIN, NOW - day, NOW], NOW) is None

    def test_is_forgotten_when_the_pause_is_over(self) -> None:
        assert paused_until([NOW] * 3, NOW + PAUSE) is None


class TestANumber:
    @given(st.integers(0, (1 << 40) - 1), st.dates(date(2000, 1, 1), date(2068, 12, 31)))
    def test_goes_into_seven_bytes_and_comes_back(self, word: int, day: date) -> None:
        at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        number = numbers.fresh(numbers.BOOKING, at, lambda below: word)
        assert len(numbers.packed(number)) == numbers.BYTES
        assert numbers.unpacked(numbers.BOOKING, numbers.packed(number)) == number

    @pytest.mark.parametrize("other", ["", "B210526", "B210526-7KX4QM2", "B210526-7KX4QMIL", "X210526-7KX4QM2A"])
    def test_of_another_form_is_refused(self, other: str) -> None:
        with pytest.raises(ValueError, match="not a number"):
            numbers.packed(other)
