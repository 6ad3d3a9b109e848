"""Sessions are opened, moved and cancelled; whoever has booked is told."""

from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.models import Session
from banshi.kernel.slots.refusals import (
    BelowTaken,
    NoSuchSession,
    ReasonMissing,
    SessionCancelled,
    SessionOver,
    TermsRefused,
)
from banshi.kernel.slots.rules.terms import Change
from banshi.kernel.slots.tests.conftest import (
    ALICE,
    BAO,
    CAI,
    CLOSES,
    COUNTY,
    DAI,
    ENDS,
    NOW,
    STARTS,
    STORY,
    Desk,
    body_of,
    books_agree,
    everything,
    house,
    kinds_of,
    later,
    status_of,
    terms,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class TestOpening:
    def test_puts_the_terms_on_the_record(self, desk: Desk) -> None:
        assert kinds_of(desk.session) == ["session_opened"]
        body = body_of(desk.session, 0)
        assert (body["about"], body["capacity"], body["starts"]) == ("story:2021-05-29", 3, "2021-05-29T11:00:00Z")

    def test_a_season_gives_a_number_for_each_in_order(self) -> None:
        season = [(Subject("story", f"week-{n}", COUNTY), terms(capacity=n)) for n in range(1, 121)]
        opened = commands.open_sessions(house(), sessions=season)
        capacities = {row.number: row.capacity for row in Session.objects.all()}
        assert [capacities[number] for number in opened] == list(range(1, 121))
        assert Entry.objects.filter(kind="slots.session_opened").count() == 120

    def test_a_season_with_one_unsound_session_opens_none(self) -> None:
        with pytest.raises(TermsRefused):
            commands.open_sessions(house(), sessions=[(STORY, terms()), (STORY, terms(capacity=0))])
        assert not Session.objects.exists()


class TestMoving:
    def test_tells_everybody_who_has_or_wants_a_place(self, desk: Desk) -> None:
        booked, held = desk.book(ALICE, BAO), desk.hold(CAI)
        waits = desk.join(DAI)
        change = Change(starts=STARTS + DAY, ends=ENDS + DAY, closes=CLOSES + DAY)
        found = commands.change_session(house(), session=desk.session, change=change)
        assert [(each.what, each.booking) for each in found.told] == [("moved", each) for each in (booked, held, waits)]
        assert found.about == STORY
        assert body_of(desk.session, 1)["starts"] == ["2021-05-29T11:00:00Z", "2021-05-30T11:00:00Z"]
        assert queries.session(desk.session, NOW).moved_at == NOW

    def test_the_title_alone_tells_nobody(self, desk: Desk) -> None:
        desk.book(ALICE)
        found = commands.change_session(house(), session=desk.session, change=Change(title="故事会", place="place:17"))
        assert found.told == ()
        assert desk.row().moved_at is None

    def test_to_fewer_places_goes_down_to_what_is_taken_and_no_further(self, desk: Desk) -> None:
        desk.book(ALICE, BAO)
        before = everything()
        with pytest.raises(BelowTaken):
            commands.change_session(house(), session=desk.session, change=Change(capacity=1))
        assert everything() == before
        commands.change_session(house(), session=desk.session, change=Change(capacity=2))
        assert desk.row().capacity == 2
        books_agree()

    def test_to_fewer_places_is_not_kept_back_by_a_hold_that_is_over(self, desk: Desk) -> None:
        held = desk.hold(ALICE, BAO)
        commands.change_session(house(later(minutes=10)), session=desk.session, change=Change(capacity=1))
        assert (desk.row().capacity, status_of(held)) == (1, "lapsed")
        books_agree()

    def test_to_times_that_do_not_go_together_is_refused(self, desk: Desk) -> None:
        before = everything()
        with pytest.raises(TermsRefused):
            commands.change_session(house(), session=desk.session, change=Change(ends=STARTS))
        assert everything() == before

    def test_what_has_ended_is_refused(self, desk: Desk) -> None:
        with pytest.raises(SessionOver):
            commands.change_session(house(ENDS), session=desk.session, change=Change(capacity=9))
        with pytest.raises(NoSuchSession):
            commands.change_session(house(), session="S210526-00000000", change=Change(capacity=9))


class TestCancelling:
    def test_ends_every_booking_and_tells_everybody(self, desk: Desk) -> None:
        bookings = [desk.book(ALICE, BAO), desk.hold(CAI), desk.join(DAI)]
        found = commands.cancel_session(house(), session=desk.session, reason="停电")
        assert [(each.what, each.booking) for each in found.told] == [("cancelled", each) for each in bookings]
        assert {status_of(each) for each in bookings} == {"cancelled"}
        view = queries.session(desk.session, NOW)
        assert (view.phase, view.reason, view.taken, view.waiting) == ("cancelled", "停电", 0, 0)
        assert body_of(desk.session, 1)["seats"] == 4
        books_agree()

    def test_frees_its_people_for_another_session_of_the_series(self, desk: Desk) -> None:
        first = desk.open(once_in="story:2021")
        desk.book(ALICE)
        commands.cancel_session(house(), session=first, reason="停电")
        desk.open(once_in="story:2021")
        desk.book(ALICE)
        books_agree()

    def test_needs_a_reason(self, desk: Desk) -> None:
        with pytest.raises(ReasonMissing):
            commands.cancel_session(house(), session=desk.session, reason=" ")
        assert desk.row().state == "open"

    @pytest.mark.parametrize("again", ["cancel", "change"])
    def test_is_the_end(self, desk: Desk, again: str) -> None:
        commands.cancel_session(house(), session=desk.session, reason="停电")
        before = everything()
        with pytest.raises(SessionCancelled):
            _again(desk, again)
        assert everything() == before


def _again(desk: Desk, act: str) -> None:
    if act == "cancel":
        commands.cancel_session(house(), session=desk.session, reason="停电")
    else:
        commands.change_session(house(), session=desk.session, change=Change(capacity=9))


class TestTheCalendar:
    def test_lists_a_rooms_sessions_by_their_start_with_their_free_places(self, desk: Desk) -> None:
        desk.book(ALICE)
        second = desk.open(starts=STARTS + DAY, ends=ENDS + DAY)
        commands.open_session(house(), about=Subject("lessons", "1", COUNTY), terms=terms())
        found = queries.sessions(NOW, room="story", county=COUNTY)
        assert [(each.free, each.phase) for each in found] == [(2, "bookable"), (3, "bookable")]
        assert [each.number for each in queries.sessions(NOW, room="story", since=STARTS + DAY)] == [second]
        assert queries.sessions(NOW, room="story", until=STARTS) == []
        assert queries.sessions(NOW, room="story", county="150622") == []

    def test_costs_two_queries_for_one_and_for_many(self, desk: Desk, django_assert_num_queries: Any) -> None:
        commands.open_sessions(house(), sessions=[(STORY, terms())] * 60)
        for hold in range(10):
            desk.session = Session.objects.order_by("-id")[hold].number
            desk.hold(f"person:{hold}")
        numbers = list(Session.objects.values_list("number", flat=True))
        for read in (
            lambda: queries.sessions(later(minutes=10), room="story"),
            lambda: queries.sessions_of(numbers, later(minutes=10)),
            lambda: queries.of_matter("story", STORY.key, later(minutes=10)),
            lambda: queries.session(desk.session, later(minutes=10)),
        ):
            with django_assert_num_queries(2):
                read()
        assert sum(each.free for each in queries.sessions(later(minutes=10), room="story")) == 61 * 3
