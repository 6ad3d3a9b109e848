"""Hold, book, confirm, cancel: what each leaves behind, and what is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.slots import commands, people, queries
from banshi.kernel.slots.models import Booking, Seat, Status
from banshi.kernel.slots.refusals import (
    AlreadyBooked,
    BookingClosed,
    Full,
    NoSuchSession,
    NotOpenYet,
    OthersWait,
    PartyRefused,
    SessionCancelled,
    SessionOver,
    TimeRanOut,
)
from banshi.kernel.slots.rules.terms import Member
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    BAO,
    CAI,
    CLOSES,
    DAI,
    ENDS,
    NOW,
    Desk,
    body_of,
    books_agree,
    ctx,
    everything,
    house,
    kinds_of,
    later,
    party,
    status_of,
)

pytestmark = pytest.mark.django_db
LAPSED = later(minutes=10)


class TestAHold:
    def test_keeps_places_for_ten_minutes_and_becomes_a_booking(self, desk: Desk) -> None:
        held = commands.hold(ctx(), session=desk.session, party=party(ALICE))
        assert held.until == LAPSED
        assert queries.session(desk.session, NOW).free == 2
        booked = commands.confirm(ctx(at=later(minutes=9)), booking=held.booking)
        assert (booked.booking, status_of(held.booking)) == (held.booking, "booked")
        assert kinds_of(held.booking) == ["held", "booked"]
        assert booked.entry.position == 1
        assert booked.entry.hash == bytes(Entry.objects.get(pk=booked.entry.id).hash).hex()
        books_agree()

    def test_counts_as_free_the_moment_it_is_over_without_any_job(self, desk: Desk) -> None:
        desk.hold(ALICE, BAO, CAI)
        assert queries.session(desk.session, LAPSED - timedelta(seconds=1)).free == 0
        assert queries.session(desk.session, LAPSED).free == 3
        assert queries.sessions(LAPSED, room="story")[0].free == 3
        desk.book(DAI, at=LAPSED)
        assert desk.row().taken == 1
        books_agree()

    def test_that_is_over_does_not_stand_in_its_own_persons_way(self, desk: Desk) -> None:
        held, offered = desk.hold(ALICE, BAO), desk.book(CAI)
        again = desk.book(ALICE, DAI, at=LAPSED)
        assert (status_of(held), status_of(again), status_of(offered)) == ("lapsed", "booked", "booked")
        assert desk.row().taken == 3
        books_agree()

    def test_that_is_over_cannot_be_confirmed_even_where_nobody_else_came(self, desk: Desk) -> None:
        held = desk.hold(ALICE)
        before = everything()
        with pytest.raises(TimeRanOut):
            commands.confirm(ctx(at=LAPSED), booking=held)
        assert everything() == before
        assert queries.booking(held, LAPSED).status == Status.LAPSED

    def test_that_lapsed_is_told_to_have_run_out(self, desk: Desk) -> None:
        held = desk.hold(ALICE, BAO, CAI)
        desk.book(DAI, at=LAPSED)
        assert kinds_of(held) == ["held", "lapsed"]
        with pytest.raises(TimeRanOut):
            commands.confirm(ctx(at=LAPSED), booking=held)

    def test_never_outlasts_booking(self, desk: Desk) -> None:
        at = CLOSES - timedelta(minutes=3)
        assert commands.hold(ctx(at=at), session=desk.session, party=party(ALICE)).until == CLOSES


class TestABooking:
    def test_in_one_step_leaves_one_entry_and_takes_its_places(self, desk: Desk) -> None:
        booked = commands.book(ctx(), session=desk.session, party=party(ALICE))
        assert kinds_of(booked.booking) == ["booked"]
        assert body_of(booked.booking, 0) == {"seats": 1, "session": desk.session}
        assert desk.row().taken == 1
        books_agree()

    def test_of_a_group_is_for_all_or_for_none(self, desk: Desk) -> None:
        desk.book(ALICE, BAO)
        before = everything()
        with pytest.raises(Full) as refused:
            desk.book(CAI, DAI)
        assert refused.value.data == {"seats": 2, "free": 1}
        assert everything() == before
        desk.book(CAI)
        assert desk.row().taken == 3

    def test_is_one_for_a_person_alone_or_in_any_party(self, desk: Desk) -> None:
        desk.open(capacity=9)
        desk.book(ALICE, BAO)
        before = everything()
        for again in [(BAO,), (CAI, ALICE)]:
            with pytest.raises(AlreadyBooked):
                desk.book(*again)
            with pytest.raises(AlreadyBooked):
                desk.hold(*again)
        assert everything() == before

    def test_that_stands_in_the_way_is_named_to_whoever_made_it_and_to_nobody_else(self, desk: Desk) -> None:
        desk.open(capacity=9)
        first = desk.book(ALICE, BAO)
        for people_, named in [((ALICE,), first), ((BAO,), "")]:
            with pytest.raises(AlreadyBooked) as refused:
                desk.book(*people_)
            assert refused.value.data == {"booking": named}

    def test_may_be_one_in_a_whole_series(self, desk: Desk) -> None:
        desk.open(once_in="story:2021")
        desk.book(ALICE)
        desk.open(once_in="story:2021")
        with pytest.raises(AlreadyBooked):
            desk.book(ALICE)
        desk.book(BAO)
        books_agree()

    def test_frees_its_person_when_it_is_cancelled(self, desk: Desk) -> None:
        commands.cancel(ctx(), booking=desk.book(ALICE))
        desk.book(ALICE)
        assert desk.row().taken == 1
        books_agree()

    def test_under_the_same_key_is_one_booking_and_the_same_answer(self, desk: Desk) -> None:
        first = commands.book(ctx(key="tap"), session=desk.session, party=party(ALICE))
        again = commands.book(ctx(key="tap", at=later(seconds=1)), session=desk.session, party=party(ALICE))
        assert first == again
        assert Booking.objects.count() == desk.row().taken == 1

    def test_joins_the_rooms_own_command_so_that_both_happen_or_neither(self, desk: Desk) -> None:
        @command
        def fails_after(ctx: Context, /) -> None:
            commands.book(ctx, session=desk.session, party=party(ALICE))
            raise BanshiError()

        before = everything()
        with pytest.raises(BanshiError):
            fails_after(ctx())
        assert everything() == before

    @pytest.mark.parametrize(
        ("at", "error"),
        [
            (NOW - timedelta(days=7, seconds=1), NotOpenYet),
            (CLOSES, BookingClosed),
            (ENDS, SessionOver),
        ],
    )
    def test_is_taken_in_its_time_only(self, desk: Desk, at: Any, error: type[BanshiError]) -> None:
        before = everything()
        with pytest.raises(error):
            desk.book(ALICE, at=at)
        with pytest.raises(error):
            queries.admit(desk.session, 1, at)
        assert everything() == before

    def test_of_a_session_that_does_not_exist_is_refused(self, desk: Desk) -> None:
        with pytest.raises(NoSuchSession):
            commands.book(ctx(), session="S210526-00000000", party=party(ALICE))

    def test_of_a_cancelled_session_is_refused(self, desk: Desk) -> None:
        commands.cancel_session(house(), session=desk.session, reason="停电")
        with pytest.raises(SessionCancelled):
            desk.book(ALICE)

    def test_of_nobody_or_of_too_many_is_refused(self, desk: Desk) -> None:
        desk.open(most_seats=1)
        before = everything()
        for people_ in [(), party(ALICE, BAO), party("13800138001")]:
            with pytest.raises(PartyRefused):
                commands.book(ctx(), session=desk.session, party=people_)
        assert everything() == before

    def test_is_not_for_newcomers_while_others_wait(self, desk: Desk) -> None:
        desk.book(ALICE, BAO)
        desk.join(CAI, DAI)
        assert queries.session(desk.session, NOW).free == 1
        with pytest.raises(OthersWait):
            desk.book("person:6")


class TestNames:
    def test_are_kept_sealed_and_given_back_to_the_room(self, desk: Desk) -> None:
        two = [Member(ALICE, "阿丽玛"), Member(people.guest(ALICE, "小女儿"), "小女儿")]
        booked = commands.book(ctx(), session=desk.session, party=two)
        kept = {bytes(each) for each in Seat.objects.values_list("name_sealed", flat=True)}
        assert not any("阿丽玛".encode() in each or "小女儿".encode() in each for each in kept)
        assert {each.name for each in queries.booking(booked.booking, NOW).party} == {"阿丽玛", "小女儿"}
        assert {member.name for row in queries.roll(desk.session) for member in row.party} == {"阿丽玛", "小女儿"}

    def test_enter_the_ledger_as_a_commitment_only(self, desk: Desk) -> None:
        booked = commands.book(ctx(), session=desk.session, party=[Member(ALICE, "阿丽玛"), Member(BAO, "宝音")])
        entry = Entry.objects.get(pk=booked.entry.id)
        assert "宝音" not in entry.body
        assert BAO not in entry.body
        assert set(json.loads(entry.body)["sealed"]) == {"people"}
        assert set(Opening.objects.get(entry=entry).salts) == {"people"}

    def test_of_a_booking_for_oneself_need_no_commitment(self, desk: Desk) -> None:
        booked = commands.book(ctx(), session=desk.session, party=party(ALICE))
        assert not Opening.objects.filter(entry_id=booked.entry.id).exists()

    def test_of_a_guest_are_the_same_person_however_they_are_written(self) -> None:
        assert people.guest(ALICE, "小 女儿") == people.guest(ALICE, "小女儿")
        assert people.guest(ALICE, "小女儿") != people.guest(BAO, "小女儿")
        assert "小女儿" not in people.guest(ALICE, "小女儿")
