"""Two at once: one result and one entry, with the lock and, as the last guard, without it."""

import threading

import pytest
from django.db import IntegrityError

from banshi.kernel.draws import commands, queries
from banshi.kernel.draws.models import Draw, Place, Status
from banshi.kernel.draws.refusals import DrawEnded, DrawExists
from banshi.kernel.draws.tests.conftest import Desk, ctx
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.race import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def entries(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def test_openings_at_once_give_one_result_and_one_entry(desk: Desk) -> None:
    number = desk.fix().number
    desk.seal()
    answers = all_at_once(*[lambda: commands.reveal(ctx(2), number=number)] * AT_ONCE)
    (outcome,) = [answer for answer in answers if isinstance(answer, commands.Outcome)]
    assert sum(isinstance(answer, DrawEnded) for answer in answers) == AT_ONCE - 1
    assert entries("draws.revealed") == 1
    assert queries.result(number) == outcome.places


def test_opening_and_giving_up_at_once_end_the_draw_one_way(desk: Desk) -> None:
    number = desk.fix().number
    desk.seal()
    answers = all_at_once(
        lambda: commands.reveal(ctx(2), number=number),
        lambda: commands.cancel(ctx(2), number=number, reason="名单有误"),
    )
    assert sum(isinstance(answer, DrawEnded) for answer in answers) == 1
    assert entries("draws.revealed") + entries("draws.cancelled") == 1
    revealed = Draw.objects.get().status == Status.REVEALED
    assert Place.objects.exists() is revealed


def test_draws_of_one_matter_fixed_at_once_are_one(desk: Desk) -> None:
    answers = all_at_once(*[desk.fix] * AT_ONCE)
    assert sum(isinstance(answer, commands.Committed) for answer in answers) == 1
    assert sum(isinstance(answer, DrawExists) for answer in answers) == AT_ONCE - 1
    assert entries("draws.committed") == Draw.objects.count() == 1


@pytest.mark.postgresql
def test_without_the_lock_both_go_to_work_and_the_database_lets_one_through(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer, so the second never sees a draw that the first is opening."""
    number = desk.fix().number
    desk.seal()
    met = threading.Barrier(2)

    def unlocked(number: str) -> Draw:
        draw = Draw.objects.get(number=number)
        assert draw.status == Status.COMMITTED, "the race happened: both see it closed"
        met.wait(20)
        return draw

    monkeypatch.setattr(commands, "_waiting", unlocked)
    answers = all_at_once(*[lambda: commands.reveal(ctx(2), number=number)] * 2)
    (outcome,) = [answer for answer in answers if isinstance(answer, commands.Outcome)]
    assert [type(answer) for answer in answers if answer is not outcome] == [IntegrityError]
    assert entries("draws.revealed") == 1
    assert queries.result(number) == outcome.places
