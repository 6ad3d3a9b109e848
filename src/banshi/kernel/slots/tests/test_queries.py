"""Reads cost a fixed number of queries, however many rows there are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banshi.kernel.ledger import keys as ledger_keys
from banshi.kernel.ledger.receipts import receipt
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.capacity import over
from banshi.kernel.slots.refusals import Full, NoSuchBooking, NoSuchSession, OthersWait
from banshi.kernel.slots.tests.conftest import ALICE, COUNTY, ENDS, NOW, STARTS, Desk, ctx, house, later, party

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 20], ids=["few", "many"])
def busy(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """As many parties of two with places, and half as many waiting for some."""
    count = int(request.param)
    ledger_keys.ensure_key(house())
    desk.open(capacity=2 * count)
    for number in range(count):
        desk.last = desk.book(f"person:{number}", f"person:{number}00")  # type: ignore[attr-defined]
    for number in range(count // 2 + 1):
        desk.waits = desk.join(f"person:{number}50", f"person:{number}60")  # type: ignore[attr-defined]
    return desk


def refused(desk: Desk) -> None:
    with pytest.raises(OthersWait):
        queries.admit(desk.session, 1, NOW)


COSTS: dict[str, tuple[int, Callable[[Any], object]]] = {
    "session": (2, lambda desk: queries.session(desk.session, NOW)),
    "sessions": (2, lambda desk: queries.sessions(NOW, room="story")),
    "admit": (2, refused),
    "booking": (3, lambda desk: queries.booking(desk.last, NOW)),
    "booking in line": (4, lambda desk: queries.booking(desk.waits, NOW)),
    "mine": (1, lambda desk: queries.mine("person:0", NOW)),
    "roll": (3, lambda desk: queries.roll(desk.session)),
    "line": (1, lambda desk: queries.line(desk.session)),
    "absences": (1, lambda desk: queries.absences("person:0", NOW)),
    "attendance": (1, lambda desk: queries.attendance(room="story", since=STARTS, until=ENDS)),
    "ticket": (2, lambda desk: queries.ticket(desk.last)),
    "door list": (5, lambda desk: queries.door_list(desk.session, NOW)),
}


@pytest.mark.parametrize("name", COSTS)
def test_a_read_costs_what_is_documented(busy: Desk, django_assert_max_num_queries: Any, name: str) -> None:
    most, read = COSTS[name]
    with django_assert_max_num_queries(most):
        read(busy)


@pytest.mark.parametrize(("act", "most"), [("book", 5), ("hold", 5), ("confirm", 5)])
def test_a_write_is_lean(desk: Desk, django_assert_max_num_queries: Any, act: str, most: int) -> None:
    """Beside the transaction's own: read the session, write booking, party and entry, take the places."""
    held = desk.hold("person:9")
    writes: dict[str, Callable[[], object]] = {
        "book": lambda: desk.book(ALICE),
        "hold": lambda: desk.hold(ALICE),
        "confirm": lambda: commands.confirm(ctx("person:9"), booking=held),
    }
    with django_assert_max_num_queries(most + 2):  # the savepoint that stands for the transaction in tests
        writes[act]()


@pytest.mark.sqlite
def test_nothing_that_is_asked_again_and_again_reads_a_whole_table(desk: Desk) -> None:
    for number in range(30):
        desk.open()
        desk.hold(f"person:{number}")
    with CaptureQueriesContext(connection) as captured:
        queries.to_tidy(NOW)
        queries.to_draw(NOW)
        queries.to_settle(NOW)
        queries.sessions(NOW, room="story", county=COUNTY)
        queries.line(desk.session)
        over(desk.row().pk, NOW)
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
            assert not [row for row in cursor.fetchall() if "SCAN slots_" in row[-1]], query["sql"]


class TestReading:
    def test_a_booking_says_everything_to_whoever_may_see_it(self, desk: Desk) -> None:
        number = desk.hold(ALICE)
        found = queries.booking(number, NOW)
        assert (found.status, found.seats, found.until) == ("held", 1, later(minutes=10))
        assert found.session.number == desk.session
        assert [each.number for each in queries.mine(ALICE, NOW)] == [number]
        assert queries.mine(ALICE, later(minutes=10))[0].status == "lapsed"

    def test_what_does_not_exist_is_refused(self) -> None:
        with pytest.raises(NoSuchSession):
            queries.session("S210526-00000000", NOW)
        with pytest.raises(NoSuchSession):
            queries.roll("S210526-00000000")
        with pytest.raises(NoSuchBooking):
            queries.booking("B210526-00000000", NOW)
        assert queries.sessions_of(["S210526-00000000"], NOW) == {}

    def test_looking_first_says_what_trying_would(self, desk: Desk) -> None:
        desk.book(ALICE, "person:2")
        queries.admit(desk.session, 1, NOW)
        with pytest.raises(Full):
            queries.admit(desk.session, 2, NOW)

    def test_a_booking_has_a_receipt(self, desk: Desk) -> None:
        booked = commands.book(ctx(), session=desk.session, party=party(ALICE))
        slip = receipt(booked.entry.subject, booked.entry.position)
        assert slip["hash"] == booked.entry.hash
        assert slip["entry"]["kind"] == "slots.booked"
