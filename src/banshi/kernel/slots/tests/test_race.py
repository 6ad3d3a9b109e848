"""Many at once: first that places are oversold without the guard, then that with it nothing is, whoever meets whom."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import pytest
from django.db.models import Sum

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger import keys as ledger_keys
from banshi.kernel.ledger import sealing
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.commands import DoorMark
from banshi.kernel.slots.commands import bookings as booking_commands
from banshi.kernel.slots.commands.entering import enter
from banshi.kernel.slots.commands.lapsing import tidy
from banshi.kernel.slots.models import TAKING, Booking, Mark, Session, Status
from banshi.kernel.slots.refusals import AlreadyBooked, Full, OthersWait
from banshi.kernel.slots.rules.terms import Change
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    ENDS,
    NOW,
    STARTS,
    Desk,
    books_agree,
    ctx,
    house,
    later,
    party,
    status_of,
)
from banshi.kernel.testing.race import all_at_once, unforeseen

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8
SEED = 20210526


def sold(desk: Desk) -> int:
    rows = Booking.objects.filter(session__number=desk.session, status__in=TAKING)
    return int(rows.aggregate(seats=Sum("seats"))["seats"] or 0)


@pytest.mark.postgresql
class TestWithoutTheGuard:
    """SQLite has one writer, so there whoever counts counts right; it is the guard's rows that count elsewhere."""

    @pytest.mark.parametrize(("capacity", "seats"), [(2, 1), (3, 2)])
    def test_counting_first_and_booking_then_sells_places_twice(self, desk: Desk, capacity: int, seats: int) -> None:
        desk.open(capacity=capacity)
        desk.book("person:91")
        counted = threading.Barrier(2)

        @command
        def naive(ctx: Context, /, *, people: Sequence[str]) -> None:
            row = Session.objects.get(number=desk.session)
            assert row.capacity - sold(desk) >= len(people), "the race happened: both see the places free"
            counted.wait(20)
            enter(ctx, row, party(*people), people[0], Status.BOOKED)

        parties = [[f"person:{who}{seat}" for seat in range(seats)] for who in (1, 2)]
        answers = all_at_once(*[lambda people=people: naive(ctx(), people=people) for people in parties])
        assert answers == [None, None]
        assert sold(desk) == 1 + 2 * seats > capacity

    def test_the_places_that_a_rush_counts_are_sold_more_often_than_they_are(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The very commands of the house, with only the conditional UPDATE replaced by a count."""
        desk.open(capacity=3)
        counted = threading.Barrier(AT_ONCE)

        def counting(session_id: int, seats: int, now: object) -> bool:
            able = sold(desk) + seats <= 3
            counted.wait(20)
            return able

        monkeypatch.setattr(booking_commands, "take", counting)
        all_at_once(*[lambda who=who: desk.book(f"person:{who}") for who in range(1, AT_ONCE + 1)])
        assert sold(desk) > 3


class TestARush:
    def test_of_single_people_sells_every_place_once(self, desk: Desk) -> None:
        desk.open(capacity=10)
        chance = random.Random(SEED)

        def client(number: int) -> Counter[str]:
            ends: Counter[str] = Counter()
            for _attempt in range(12):
                try:
                    desk.book(f"person:{number * 100 + chance.randrange(100)}")
                    ends["booked"] += 1
                except (Full, AlreadyBooked) as refused:
                    ends[refused.code] += 1
            return ends

        answers = all_at_once(*[lambda n=n: client(n) for n in range(1, AT_ONCE + 1)])
        assert unforeseen(answers) == []
        assert sum(each["booked"] for each in answers if isinstance(each, Counter)) == sold(desk) == 10
        books_agree()

    def test_of_groups_books_all_of_a_party_or_none_and_never_too_many(self, desk: Desk) -> None:
        desk.open(capacity=10, most_seats=3)
        works = [
            lambda n=n: desk.book(*(f"person:{n * 10 + seat}" for seat in range(1 + n % 3)))
            for n in range(1, 2 * AT_ONCE + 1)
        ]
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert sold(desk) <= 10
        assert desk.row().taken == sold(desk) >= 8, "a party of three may just not fit"
        books_agree()

    def test_of_one_person_with_many_fingers_is_one_booking(self, desk: Desk) -> None:
        desk.open(capacity=10)
        answers = all_at_once(*[lambda: desk.book(ALICE)] * AT_ONCE)
        assert sorted(type(each).__name__ for each in answers) == ["AlreadyBooked"] * (AT_ONCE - 1) + ["str"]
        assert desk.row().taken == 1

    def test_of_one_attempt_sent_again_and_again_is_one_booking_and_one_answer(self, desk: Desk) -> None:
        answers = all_at_once(
            *[lambda: commands.book(ctx(key="tap"), session=desk.session, party=party(ALICE))] * AT_ONCE
        )
        assert answers == [answers[0]] * AT_ONCE
        assert not isinstance(answers[0], Exception)
        assert desk.row().taken == 1

    def test_of_parties_that_share_people_in_any_order_ends_without_a_deadlock(self, desk: Desk) -> None:
        desk.open(capacity=50, most_seats=5)
        people = [f"person:{n}" for n in range(1, 6)]
        works = [lambda n=n: desk.book(*random.Random(n).sample(people, 5)) for n in range(AT_ONCE)]
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert sum(isinstance(each, str) for each in answers) == 1
        books_agree()

    def test_of_people_whose_holds_have_run_out_books_each_of_them_once(self, desk: Desk) -> None:
        desk.open(capacity=4)
        for who in range(1, 5):
            desk.hold(f"person:{who}")

        def book(who: str) -> str:
            while True:
                try:
                    return desk.book(who, at=later(minutes=10))
                except Conflict as moved_on:
                    if type(moved_on) is not Conflict:  # "just changed, try again", and no other refusal
                        raise

        answers = all_at_once(*[lambda n=n: book(f"person:{1 + n % 4}") for n in range(AT_ONCE)])
        assert unforeseen(answers) == []
        assert sum(isinstance(each, str) for each in answers) == desk.row().taken == 4
        books_agree()

    def test_for_places_of_holds_that_ran_out_lets_each_go_once(self, desk: Desk) -> None:
        desk.open(capacity=4)
        for who in range(1, 5):
            desk.hold(f"person:{who}")
        over = later(minutes=10)
        works = [lambda n=n: desk.book(f"person:{n}", at=over) for n in range(11, 11 + AT_ONCE)]
        answers = all_at_once(*[*works, lambda: tidy(house(over), session_id=desk.row().pk)])
        assert unforeseen(answers) == []
        assert desk.row().taken == sold(desk) == 4
        assert Booking.objects.filter(status=Status.LAPSED).count() == 4
        books_agree()


class TestMeetingSomebodyElse:
    def test_confirming_while_the_hold_lapses_ends_one_way(self, desk: Desk) -> None:
        ends = set()
        over = later(minutes=10)
        for _turn in range(6):
            desk.open()
            held = desk.hold(ALICE)
            works = [
                partial(commands.confirm, ctx(at=over - timedelta(seconds=1)), booking=held),
                partial(tidy, house(over), session_id=desk.row().pk),
            ]
            assert unforeseen(all_at_once(*works)) == []
            ends.add(status_of(held))
            books_agree()
        assert ends <= {"booked", "lapsed"}

    def test_booking_while_the_session_is_cancelled_leaves_nobody_with_a_place(self, desk: Desk) -> None:
        desk.open(capacity=40)
        held = desk.hold("person:90")
        works: list[Callable[[], object]] = [lambda n=n: desk.book(f"person:{n}") for n in range(1, 7)]
        works.append(lambda: commands.cancel_session(house(), session=desk.session, reason="停电"))
        works.append(lambda: commands.confirm(ctx("person:90"), booking=held))
        works.append(lambda: commands.cancel(ctx("person:90"), booking=held))
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert desk.row().taken == sold(desk) == 0
        books_agree()

    def test_making_a_session_smaller_while_it_is_booked_never_goes_below_what_is_taken(self, desk: Desk) -> None:
        desk.open(capacity=6)
        works: list[Callable[[], object]] = [lambda n=n: desk.book(f"person:{n}") for n in range(1, 7)]
        works += [
            lambda: commands.change_session(house(), session=desk.session, change=Change(capacity=3)) for _ in range(2)
        ]
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert sold(desk) == desk.row().taken <= desk.row().capacity
        books_agree()

    def test_freed_places_go_to_those_who_wait_and_never_to_newcomers(self, desk: Desk) -> None:
        desk.open(capacity=4)
        booked = [desk.book(f"person:{n}") for n in range(1, 5)]
        waits = [desk.join(f"person:{n}") for n in range(11, 16)]
        works: list[Callable[[], object]] = [
            lambda n=n, number=number: commands.cancel(ctx(f"person:{n}"), booking=number)
            for n, number in enumerate(booked, 1)
        ]
        works += [lambda n=n: desk.book(f"person:{n}") for n in range(21, 25)]
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert sum(isinstance(each, OthersWait | Full) for each in answers) == 4
        assert [status_of(each) for each in waits] == ["offered"] * 4 + ["waiting"]
        books_agree()

    def test_joining_the_line_while_places_come_free_leaves_nobody_waiting_beside_a_free_place(
        self, desk: Desk
    ) -> None:
        desk.open(capacity=2)
        booked = [desk.book(f"person:{n}") for n in (1, 2)]
        works: list[Callable[[], object]] = [
            lambda n=n, number=number: commands.cancel(ctx(f"person:{n}"), booking=number)
            for n, number in enumerate(booked, 1)
        ]
        works += [lambda n=n: desk.join(f"person:{n}") for n in range(11, 15)]
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        row = desk.row()
        assert row.waiting == 0 or row.taken == row.capacity
        assert queries.to_tidy(NOW) == []
        books_agree()

    def test_two_devices_that_deliver_the_same_ticket_at_once_agree_who_was_first(self, desk: Desk) -> None:
        ledger_keys.ensure_key(house())
        booking = desk.book(ALICE)
        ticket = queries.ticket(booking)

        def deliver(device: str, minutes: int) -> object:
            mark = DoorMark(1, ticket, STARTS + timedelta(minutes=minutes))
            return commands.sync(house(ENDS), session=desk.session, device=device, marks=[mark])

        works = [lambda n=n: deliver(f"phone-{n % 3}", n % 3) for n in range(AT_ONCE)]
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert Counter(Mark.objects.values_list("outcome", flat=True)) == {"in": 1, "replay": 2}
        assert Booking.objects.get().arrived_at == STARTS
        books_agree()


def test_after_all_that_the_ledger_verifies(desk: Desk) -> None:
    desk.open(capacity=5)
    all_at_once(*[lambda n=n: desk.book(f"person:{n}") for n in range(1, AT_ONCE + 1)])
    sealing.seal(NOW)
    report = verify_database(file=False)
    assert report.ok, report.findings
