"""The books of a matter's clocks agree, whatever is done in whatever order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from banshi.kernel.clocks import current, holds, operations, queries
from banshi.kernel.clocks.models import LOST, Clock, ClockKind, Hold, HoldKind
from banshi.kernel.clocks.queries import LostTime, Stretch
from banshi.kernel.clocks.rules import Pause, due_of
from banshi.kernel.clocks.tests.conftest import MATTER, at, context, do, make_units
from banshi.kernel.clocks.views import ClockView, State

S = str(MATTER)
RULE = "hotline.reply"
minutes = st.integers(0, 4_000)


class Matter(RuleBasedStateMachine):
    """A matter that is handed over, paused, extended, answered and reopened."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint._from_testcase = True  # as Django's own test case does: commands open durable blocks in it
        self.savepoint.__enter__()
        self.units = make_units()
        self.now = at("2025-12-08 09:00")
        self.runs: list[list[datetime]] = []  # when somebody had it: [from, to) or [from]
        self.pauses: list[Pause] = []
        self.paused_since: datetime | None = None
        self.extended = 0
        self.unit_due_holder = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def act(self, operation: Any, **given: Any) -> Any:
        return do(context("2000-01-01 00:00").at(self.now), operation, **given)

    @property
    def open(self) -> bool:
        return bool(self.runs) and len(self.runs[-1]) == 1

    def begin(self) -> None:
        self.act(holds.hand_over, to_unit_id=self.units.desk, kind=HoldKind.HANDLING)
        self.resident = self.act(operations.start, rule=RULE, holder_id=self.units.desk)
        self.runs.append([self.now])
        self.extended, self.unit_due_holder = 0, 0

    @initialize()
    def submitted(self) -> None:
        self.begin()

    @rule(later=minutes)
    def time_passes(self, later: int) -> None:
        self.now += timedelta(minutes=later)

    @precondition(lambda self: self.open)
    @rule(to=st.sampled_from(["desk", "water", "roads"]), kind=st.sampled_from(HoldKind.values), wasted=st.booleans())
    def handed_over(self, to: str, kind: str, wasted: bool) -> None:
        unit = getattr(self.units, to)
        self.act(holds.hand_over, to_unit_id=unit, kind=kind, wasted=HoldKind.RETURNED if wasted else None)
        if self.unit_due_holder not in (0, unit):
            self.unit_due_holder, self.pauses, self.paused_since = 0, [], None

    @precondition(lambda self: self.open and not self.unit_due_holder)
    @rule()
    def the_unit_gets_its_own_clock(self) -> None:
        holder = Hold.objects.get(subject=S, ended__isnull=True).unit_id
        self.unit_started = self.act(operations.start, rule=RULE, kind=ClockKind.UNIT, holder_id=holder).started
        self.unit_due_holder, self.pauses, self.paused_since = holder, [], None

    @precondition(lambda self: self.unit_due_holder and self.paused_since is None)
    @rule()
    def the_unit_pauses(self) -> None:
        self.act(operations.pause, rule=RULE, reason="等待鉴定")
        self.paused_since = self.now

    @precondition(lambda self: self.paused_since is not None)
    @rule()
    def the_unit_resumes(self) -> None:
        assert self.paused_since is not None
        self.act(operations.resume, rule=RULE)
        self.pauses.append(Pause(self.paused_since, self.now))
        self.paused_since = None

    @precondition(lambda self: self.open and not self.unit_due_holder and self.extended < 10)
    @rule()
    def extended_by_a_day(self) -> None:
        if self.now < Clock.objects.get(subject=S, kind=ClockKind.RESIDENT, met_at__isnull=True).due:
            self.act(operations.extend, rule=RULE, amount=1, reason="需要配件")
            self.extended += 1

    @precondition(lambda self: self.open)
    @rule()
    def answered(self) -> None:
        self.act(operations.meet, rule=RULE)
        self.act(operations.cancel)
        self.act(holds.release)
        self.runs[-1].append(self.now)
        self.unit_due_holder, self.pauses, self.paused_since = 0, [], None

    @precondition(lambda self: not self.open)
    @rule()
    def reopened(self) -> None:
        self.begin()

    @invariant()
    def the_books_agree(self) -> None:
        """Read once a step; each line below is one promise about what was read."""
        way, lost, clocks = queries.way(S, self.now), queries.lost_time(S, self.now), queries.of(S)
        self.the_residents_time_is_the_sum_of_what_the_units_held(way)
        self.lost_time_and_handling_are_the_whole(way, lost)
        self.holds_follow_each_other_without_gap_or_overlap(way)
        self.the_residents_clock_counts_on_whatever_the_unit_pauses(clocks)
        self.the_units_clock_leaves_out_its_own_pauses_only(clocks)
        self.what_is_due_is_what_runs(clocks)

    def the_residents_time_is_the_sum_of_what_the_units_held(self, way: Sequence[Stretch]) -> None:
        office, calendar = current.office(), current.calendar()
        elapsed = sum(
            office.seconds_between(calendar, run[0], run[1] if len(run) > 1 else self.now) for run in self.runs
        )
        assert sum(each.office_seconds for each in way) == elapsed

    def lost_time_and_handling_are_the_whole(self, way: Sequence[Stretch], lost: Sequence[LostTime]) -> None:
        handling = sum(each.office_seconds for each in way if each.kind == HoldKind.HANDLING)
        assert sum(each.office_seconds for each in lost) + handling == sum(each.office_seconds for each in way)
        assert all(each.kind in LOST for each in lost)

    def holds_follow_each_other_without_gap_or_overlap(self, way: Sequence[Stretch]) -> None:
        ends = {moment for run in self.runs for moment in run}
        for earlier, later in pairwise(way):
            assert earlier.ended is not None
            assert earlier.ended == later.started or {earlier.ended, later.started} <= ends

    def the_residents_clock_counts_on_whatever_the_unit_pauses(self, clocks: Sequence[ClockView]) -> None:
        mine = [each for each in clocks if each.kind == ClockKind.RESIDENT]
        assert all(each.state is not State.PAUSED and not each.pauses for each in mine)
        if self.open:
            running = mine[-1]
            expected = due_of(running.rule, self.runs[-1][0], current.calendar(), current.office(), extra=self.extended)
            assert running.due == expected == running.explain().due

    def the_units_clock_leaves_out_its_own_pauses_only(self, clocks: Sequence[ClockView]) -> None:
        if self.unit_due_holder and self.paused_since is None:
            (clock,) = [each for each in clocks if each.kind == ClockKind.UNIT and each.state is State.RUNNING]
            expected = due_of(clock.rule, self.unit_started, current.calendar(), current.office(), pauses=self.pauses)
            assert clock.due == expected == clock.explain().due

    def what_is_due_is_what_runs(self, clocks: Sequence[ClockView]) -> None:
        far = self.now + timedelta(days=400)
        listed = {row.clock_id for row in queries.due_between(None, far)}
        assert listed == {each.id for each in clocks if each.state is State.RUNNING}


@pytest.mark.django_db
def test_the_books_of_a_matter_agree() -> None:
    run_state_machine_as_test(
        Matter,
        settings=settings(
            max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
