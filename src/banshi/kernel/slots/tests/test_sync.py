"""What devices saw without signal: delivered late, again, in any order; every mark keeps its time and gets an answer."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest

from banshi.kernel.ledger import keys as ledger_keys
from banshi.kernel.slots import commands, doors, queries
from banshi.kernel.slots.commands import DoorMark, MarkTaken
from banshi.kernel.slots.keys import door_salt
from banshi.kernel.slots.models import Booking, Mark
from banshi.kernel.slots.refusals import DeliveryRefused
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    BAO,
    CAI,
    DAI,
    ENDS,
    STARTS,
    Desk,
    body_of,
    books_agree,
    ctx,
    everything,
    house,
    kinds_of,
    status_of,
)

pytestmark = pytest.mark.django_db
NIGHT = house(ENDS + timedelta(hours=1))
"""When the devices are back in town."""


def at(minutes: int) -> datetime:
    return STARTS + timedelta(minutes=minutes)


@pytest.fixture
def evening(desk: Desk) -> Desk:
    """Alice and Bao have booked."""
    ledger_keys.ensure_key(house())
    desk.alice, desk.bao = desk.book(ALICE), desk.book(BAO)
    desk.ticket = queries.ticket(desk.alice)
    return desk


def sync(desk: Desk, device: str, *marks: DoorMark) -> tuple[MarkTaken, ...]:
    return commands.sync(NIGHT, session=desk.session, device=device, marks=marks)


class TestACheckInWithoutSignal:
    def test_keeps_its_time(self, evening: Desk) -> None:
        (taken,) = sync(evening, "phone-1", DoorMark(1, evening.ticket, at(3)))
        assert taken == MarkTaken(1, "in", evening.alice)
        row = Booking.objects.get(number=taken.booking)
        assert (row.status, row.arrived_at, row.present) == ("arrived", at(3), 1)
        assert body_of(taken.booking, 1) == {"at": "2021-05-29T11:03:00Z", "device": "phone-1"}
        books_agree()

    def test_told_again_gives_the_same_answer_and_changes_no_booking(self, evening: Desk) -> None:
        mark = DoorMark(1, evening.ticket, at(3))
        first = sync(evening, "phone-1", mark)
        marks = list(Mark.objects.values_list())
        assert sync(evening, "phone-1", mark) == first
        assert list(Mark.objects.values_list()) == marks
        assert kinds_of(evening.alice) == ["booked", "checked_in"]
        assert body_of(evening.session, 2) == {"again": 1, "device": "phone-1", "new": 0, "refused": 0}

    def test_goes_on_where_a_delivery_broke_off(self, evening: Desk) -> None:
        ticket = queries.ticket(evening.bao)
        marks = [DoorMark(1, evening.ticket, at(3)), DoorMark(2, ticket, at(4))]
        sync(evening, "phone-1", marks[0])
        assert [each.outcome for each in sync(evening, "phone-1", *marks)] == ["in", "in"]
        books_agree()

    def test_of_somebody_found_by_name_carries_the_hash_of_the_list(self, evening: Desk) -> None:
        token = "#" + doors.hashed(door_salt(evening.session), evening.bao)
        taken = sync(evening, "phone-1", DoorMark(1, token, at(3)), DoorMark(2, "#0000", at(4)))
        assert [each.outcome for each in taken] == ["in", "unknown"]
        assert status_of(evening.bao) == "arrived"

    def test_and_out_again_ends_the_visit(self, evening: Desk) -> None:
        ticket = evening.ticket
        taken = sync(evening, "phone-1", DoorMark(1, ticket, at(3)), DoorMark(2, ticket, at(50), "out"))
        assert [each.outcome for each in taken] == ["in", "out"]
        row = Booking.objects.get(number=evening.alice)
        assert (row.status, row.arrived_at, row.left_at) == ("left", at(3), at(50))
        books_agree()


class TestATicketUsedTwice:
    def test_on_two_devices_is_named_with_where_and_when_it_was_first_used(self, evening: Desk) -> None:
        sync(evening, "phone-1", DoorMark(1, evening.ticket, at(3)))
        (taken,) = sync(evening, "phone-2", DoorMark(1, evening.ticket, at(9)))
        assert taken == MarkTaken(1, "replay", evening.alice, "phone-1", at(3))
        assert kinds_of(evening.alice) == ["booked", "checked_in", "replayed"]
        assert body_of(evening.alice, 2) == {
            "at": "2021-05-29T11:09:00Z",
            "device": "phone-2",
            "first_at": "2021-05-29T11:03:00Z",
            "first_device": "phone-1",
        }
        books_agree()

    def test_at_the_desk_first_is_a_replay_too(self, evening: Desk) -> None:
        commands.check_in(house(at(1)), booking=evening.alice)
        (taken,) = sync(evening, "phone-1", DoorMark(1, evening.ticket, at(9)))
        assert (taken.outcome, taken.first_device, taken.first_at) == ("replay", "", at(1))

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_comes_out_the_same_in_whatever_order_the_devices_come_home(
        self, evening: Desk, order: tuple[int, ...]
    ) -> None:
        ticket = evening.ticket
        seen = [
            ("phone-1", DoorMark(1, ticket, at(9))),
            ("phone-2", DoorMark(1, ticket, at(3))),
            ("phone-3", DoorMark(1, ticket, at(40), "out")),
        ]
        for number in order:
            sync(evening, seen[number][0], seen[number][1])
        outcomes = dict(Mark.objects.values_list("device", "outcome"))
        assert outcomes == {"phone-1": "replay", "phone-2": "in", "phone-3": "out"}
        row = Booking.objects.get(number=evening.alice)
        assert (row.arrived_at, row.left_at) == (at(3), at(40))
        books_agree()


class TestAMarkThatDoesNotCount:
    def test_says_why(self, evening: Desk) -> None:
        ticket = evening.ticket
        gone = evening.book(CAI)
        of_gone = queries.ticket(gone)
        commands.cancel(ctx(CAI), booking=gone)
        held = evening.hold(DAI)
        session = evening.session
        evening.open()
        other = queries.ticket(evening.book(CAI))
        evening.session = session
        marks = {
            DoorMark(1, "nonsense", at(1)): "form",
            DoorMark(2, ticket[:-1] + ("0" if ticket[-1] != "0" else "1"), at(1)): "signature",
            DoorMark(3, other, at(1)): "other",
            DoorMark(4, of_gone, at(1)): "ended",
            DoorMark(5, "#" + doors.hashed(door_salt(session), held), at(1)): "unbooked",
            DoorMark(6, ticket, at(-121)): "early",
            DoorMark(7, ticket, ENDS): "over",
            DoorMark(8, ticket, ENDS + timedelta(hours=2)): "ahead",
        }
        taken = sync(evening, "phone-1", *marks)
        assert [each.outcome for each in taken] == list(marks.values())
        assert status_of(evening.alice) == "booked"
        assert [each.outcome for each in sync(evening, "phone-1", *marks)] == list(marks.values())
        books_agree()

    def test_of_a_cancelled_session_says_so(self, evening: Desk) -> None:
        commands.cancel_session(house(), session=evening.session, reason="停电")
        (taken,) = sync(evening, "phone-1", DoorMark(1, evening.ticket, at(3)))
        assert taken.outcome == "cancelled"

    def test_under_a_number_that_said_something_else_is_a_clash_and_what_came_first_stays(self, evening: Desk) -> None:
        sync(evening, "phone-1", DoorMark(1, evening.ticket, at(3)))
        (taken,) = sync(evening, "phone-1", DoorMark(1, evening.ticket, at(4)))
        assert taken.outcome == "clash"
        assert Booking.objects.get(number=evening.alice).arrived_at == at(3)


def test_a_delivery_that_is_none_is_refused_whole(evening: Desk) -> None:
    mark = DoorMark(1, evening.ticket, at(3))
    before = everything()
    for device, marks in [
        ("", [mark]),
        ("d" * 41, [mark]),
        ("phone-1", [mark, mark]),
        ("phone-1", [DoorMark(0, mark.token, mark.at)]),
        ("phone-1", [DoorMark(1, mark.token, mark.at, "up")]),
        ("phone-1", [DoorMark(n, mark.token, mark.at) for n in range(1, 2002)]),
    ]:
        with pytest.raises(DeliveryRefused):
            commands.sync(NIGHT, session=evening.session, device=device, marks=marks)
    assert everything() == before
