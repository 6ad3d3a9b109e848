"""The last two prerequisites at once: what waits for both begins once, and never not at all."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from banshi.kernel.commands import Context
from banshi.kernel.testing.people import build
from banshi.kernel.testing.race import all_at_once
from banshi.services.onestop import commands
from banshi.services.onestop.commands import Done, StepMovedOn, completing, onward, row
from banshi.services.onestop.models import Case, CaseStep
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.tests.way import HANDS, Way, opened, prepared

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_left(transactional_db: None) -> Way:
    """Only water and parking are left before the town's welcome."""
    way = opened(prepared(build()))
    way.complete("deed")
    return way


def complete(way: Way, step: str) -> Callable[[], Done]:
    ctx = way.ctx(HANDS[step])
    return lambda: commands.complete(ctx, number=way.number, step=step)


def test_what_waits_for_both_begins_once(two_left: Way) -> None:
    answers = all_at_once(complete(two_left, "water"), complete(two_left, "parking"))
    assert [type(answer) for answer in answers] == [Done, Done]
    assert two_left.begun == {"welcome"}


def test_one_step_completed_by_two_is_done_once(two_left: Way) -> None:
    answers = all_at_once(complete(two_left, "water"), complete(two_left, "water"))
    assert sorted(type(answer).__name__ for answer in answers) == ["Done", "StepMovedOn"]
    assert any(isinstance(answer, StepMovedOn) for answer in answers)


def test_a_bulk_and_a_single_completion_do_not_wait_for_each_other_for_ever(two_left: Way) -> None:
    ctx, parking = two_left.ctx("roads"), two_left.step("parking").pk
    answers = all_at_once(complete(two_left, "water"), lambda: commands.complete_many(ctx, steps=[parking]))
    assert [type(answer).__name__ for answer in answers] == ["Done", "Bulk"]
    assert two_left.begun == {"welcome"}


def test_the_same_steps_completed_in_bulk_by_two_are_done_once(two_left: Way) -> None:
    ctx, parking = two_left.ctx("roads"), two_left.step("parking").pk
    answers = all_at_once(*[lambda: commands.complete_many(ctx, steps=[parking])] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Bulk", "NothingToComplete"]


@pytest.mark.postgresql
def test_without_the_lock_each_sees_the_other_unmet_and_nothing_begins(
    two_left: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race itself: both read first, and write what they have read. SQLite has one writer."""
    read, seen = threading.Barrier(2), threading.local()

    def unlocked(number: str) -> Any:
        found = row.rows(row.CASES.format(where="c.number = %s"), [number])
        seen.met = Case.objects.get(number=number).met
        read.wait(20)
        return row.case_row(found[0])

    def blindly(ctx: Context, procedure: Procedure, cases: Sequence[int], place: int) -> None:
        case = Case.objects.get(pk=cases[0])
        met = seen.met | 1 << place
        after = [at for at in procedure.following[place] if case.parts >> at & 1]
        waits = [at for at in after if not procedure.first[at] & case.parts & ~met]
        Case.objects.filter(pk=case.pk).update(met=met, begun=case.begun | sum(1 << at for at in waits))
        onward.begin(ctx, procedure, cases, waits)

    monkeypatch.setattr(completing, "locked", unlocked)
    monkeypatch.setattr(completing.onward, "met", blindly)
    answers = all_at_once(complete(two_left, "water"), complete(two_left, "parking"))
    assert [type(answer) for answer in answers] == [Done, Done]
    assert "welcome" not in two_left.begun, "the race did not happen"


@pytest.mark.postgresql
def test_without_the_row_lock_the_update_alone_begins_it_once(two_left: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    read = threading.Barrier(2)

    def unlocked(number: str) -> Any:
        found = row.rows(row.CASES.format(where="c.number = %s"), [number])
        read.wait(20)
        return row.case_row(found[0])

    monkeypatch.setattr(completing, "locked", unlocked)
    answers = all_at_once(complete(two_left, "water"), complete(two_left, "parking"))
    assert [type(answer) for answer in answers] == [Done, Done]
    assert CaseStep.objects.filter(case__number=two_left.number, place=4).count() == 1
