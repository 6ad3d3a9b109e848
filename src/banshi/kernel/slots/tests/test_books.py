"""The books agree, whatever is done in whatever order: nothing is oversold, nobody has two, the ledger verifies."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger import keys as ledger_keys
from banshi.kernel.ledger import sealing
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.commands import DoorMark
from banshi.kernel.slots.commands.lapsing import tidy
from banshi.kernel.slots.commands.settling import settle
from banshi.kernel.slots.models import KEPT, Booking, Session, State, Status
from banshi.kernel.slots.rules.line import MOST_PASSES, saves
from banshi.kernel.slots.rules.terms import Change
from banshi.kernel.slots.rules.times import DOOR_SHUTS
from banshi.kernel.slots.tests.conftest import CLOSES, ENDS, NOW, STARTS, STORY, books_agree, ctx, house, party, terms

PEOPLE = [f"person:{n}" for n in range(1, 9)]
PARTIES = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)
WHICH = st.integers(0, 30)


class Evening(RuleBasedStateMachine):
    """A session of four places that is booked, waited for, changed, attended and closed."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint._from_testcase = True  # as Django's own test case does: commands open durable blocks in it
        self.savepoint.__enter__()
        self.now = NOW
        self.numbers: list[str] = []
        self.marks = 0
        self.agreed = False

    def teardown(self) -> None:
        try:
            self.agreed = False  # a refusal may have left a trace
            self.all_is_well()
            sealing.seal(self.now)
            assert verify_database(file=False).ok
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @initialize(capacity=st.integers(2, 5), listed=st.booleans())
    def opened(self, capacity: int, listed: bool) -> None:
        ledger_keys.ensure_key(house(self.now))
        given = terms(capacity=capacity, waiting_list=listed, offer_minutes=30)
        self.session = commands.open_session(house(self.now), about=STORY, terms=given)

    def act(self, command: Callable[..., Any], who: str = "", **given: Any) -> Any:
        """What the command answers; a refusal is one too."""
        try:
            answer = command(ctx(who, self.now) if who else house(self.now), **given)
        except BanshiError as refused:
            return refused
        self.agreed = False
        return answer

    def enter(self, command: Callable[..., Any], people: list[str]) -> None:
        found = self.act(command, people[0], session=self.session, party=party(*people))
        if not isinstance(found, BanshiError):
            self.numbers.append(found.booking)

    def one(self, which: int) -> str:
        return self.numbers[which % len(self.numbers)] if self.numbers else "B210526-00000000"

    @rule(people=PARTIES)
    def somebody_holds(self, people: list[str]) -> None:
        self.enter(commands.hold, people)

    @rule(people=PARTIES)
    def somebody_books(self, people: list[str]) -> None:
        self.enter(commands.book, people)

    @rule(people=PARTIES)
    def somebody_joins_the_line(self, people: list[str]) -> None:
        self.enter(commands.join, people)

    @rule(which=WHICH)
    def somebody_confirms(self, which: int) -> None:
        self.act(commands.confirm, booking=self.one(which))

    @rule(which=WHICH)
    def somebody_cancels(self, which: int) -> None:
        self.act(commands.cancel, booking=self.one(which))

    @rule(which=WHICH)
    def the_room_releases(self, which: int) -> None:
        self.act(commands.release, booking=self.one(which), reason="让出")

    @rule(minutes=st.sampled_from([1, 9, 10, 30, 300]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.agreed = False

    @rule(moment=st.sampled_from([CLOSES - timedelta(hours=24), CLOSES, STARTS, ENDS, ENDS + DOOR_SHUTS]))
    def days_pass(self, moment: Any) -> None:
        self.now = max(self.now, moment)
        self.agreed = False

    @rule()
    def the_job_comes_by(self) -> None:
        for session_id in queries.to_tidy(self.now):
            tidy(house(self.now), session_id=session_id)
            self.agreed = False

    @rule(capacity=st.integers(1, 6))
    def the_hall_changes(self, capacity: int) -> None:
        self.act(commands.change_session, session=self.session, change=Change(capacity=capacity))

    @rule(which=WHICH)
    def somebody_comes(self, which: int) -> None:
        self.act(commands.check_in, booking=self.one(which))

    @rule(which=WHICH)
    def somebody_leaves(self, which: int) -> None:
        self.act(commands.check_out, booking=self.one(which))

    @rule(
        which=WHICH,
        minutes=st.integers(-60, 100),
        device=st.sampled_from(["a", "b"]),
        act=st.sampled_from(["in", "out"]),
    )
    def a_device_comes_home(self, which: int, minutes: int, device: str, act: str) -> None:
        ticket = self.act(lambda _ctx, booking: queries.ticket(booking), booking=self.one(which))
        self.marks += 1
        if isinstance(ticket, str):
            mark = DoorMark(self.marks, ticket, STARTS + timedelta(minutes=minutes), act)
            self.act(commands.sync, session=self.session, device=device, marks=[mark])

    @rule()
    def the_session_is_closed(self) -> None:
        for session_id in queries.to_settle(self.now):
            settle(house(self.now), session_id=session_id)
            self.agreed = False

    @invariant()
    def all_is_well(self) -> None:
        """After each step that was not refused, and at the end: each line below is one promise."""
        if not self.agreed:
            books_agree()
            self.what_is_shown_free_can_be_had()
            self.nobody_is_passed_too_often()
            self.nobody_waits_beside_places_that_are_theirs()
            self.agreed = True

    def what_is_shown_free_can_be_had(self) -> None:
        """Unless others wait: then it is theirs."""
        if not hasattr(self, "session"):
            return
        view = queries.session(self.session, self.now)
        kept_over = Booking.objects.filter(status__in=KEPT, expires__lte=self.now)
        assert view.free == view.capacity - view.taken + sum(each.seats for each in kept_over)
        assert 0 <= view.free <= view.capacity

    def nobody_is_passed_too_often(self) -> None:
        row = Session.objects.first()
        if row is not None and row.state == State.OPEN and saves(self.now, row.opens, row.closes):
            assert not Booking.objects.filter(status=Status.WAITING, passed__gt=MOST_PASSES).exists()

    def nobody_waits_beside_places_that_are_theirs(self) -> None:
        """Whatever was freed was offered in the same breath; only what ran out, or was saved, waits for the job."""
        row = Session.objects.first()
        if row is not None and not Booking.objects.filter(expires__lte=self.now).exists():
            stretched = saves(NOW, row.opens, row.closes) != saves(self.now, row.opens, row.closes)
            assert stretched or queries.to_tidy(self.now) == []


@pytest.mark.django_db
def test_the_books_of_an_evening_agree() -> None:
    run_state_machine_as_test(
        Evening,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
