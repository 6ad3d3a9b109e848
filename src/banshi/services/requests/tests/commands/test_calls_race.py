"""Two callers, one call: one of them gets it, with the lock and, as the last guard, without it."""

import threading
from collections.abc import Callable

import pytest

from banshi.kernel.draws.refusals import DrawExists
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import COUNTY, build
from banshi.kernel.testing.race import all_at_once
from banshi.services.requests import commands
from banshi.services.requests.commands import CallDone, calls
from banshi.services.requests.commands.callbacks import Drawn, ListedMeanwhile, NothingToDraw
from banshi.services.requests.commands.calls import CallTaken
from banshi.services.requests.models import CallBack, CallBackRound, Request
from banshi.services.requests.tests.calling import DAY, SOLVED, TODAY, Calling, closed

pytestmark = pytest.mark.django_db(transaction=True)
CALLERS = ("clerk", "supervisor")


@pytest.fixture
def calling(transactional_db: None) -> Calling:
    made = Calling(build())
    closed(made.world)
    return made


def take(calling: Calling, who: str) -> Callable[[], CallDone]:
    ctx, which = calling.ctx(who), CallBack.objects.get().pk
    return lambda: commands.take_call(ctx, callback_id=which)


def entries(kind: str) -> int:
    return Entry.objects.filter(kind=f"requests.{kind}").count()


def test_a_call_taken_by_two_at_once_is_one_callers(calling: Calling) -> None:
    calling.open()
    answers = all_at_once(*(take(calling, who) for who in CALLERS))
    assert sorted(type(answer).__name__ for answer in answers) == ["CallDone", "CallTaken"]
    assert entries("call_taken") == 1


@pytest.mark.postgresql
def test_without_the_lock_both_see_it_free_and_the_database_lets_one_through(
    calling: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer, so the second never sees a call that the first is taking."""
    calling.open()
    met = threading.Barrier(2)

    def unlocked(callback_id: int) -> tuple[Request, CallBack]:
        call = CallBack.objects.select_related("request", "round").get(pk=callback_id)
        assert call.caller_id is None, "the race happened: both see it free"
        met.wait(20)
        return call.request, call

    monkeypatch.setattr(calls, "_locked", unlocked)
    answers = all_at_once(*(take(calling, who) for who in CALLERS))
    assert sorted(type(answer).__name__ for answer in answers) == ["CallDone", "CallTaken"]
    assert [type(answer) for answer in answers if not isinstance(answer, CallDone)] == [CallTaken]
    assert entries("call_taken") == 1


def test_answers_put_down_twice_at_once_are_one(calling: Calling) -> None:
    calling.open()
    take(calling, "clerk")()
    ctx, which = calling.ctx("clerk"), CallBack.objects.get().pk
    answers = all_at_once(*[lambda: commands.answer_call(ctx, callback_id=which, told=SOLVED)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Done", "NotFound"]
    assert entries("called_back") == 1


@pytest.mark.parametrize("earlier", [0, 1])
def test_draws_of_the_same_closings_at_once_are_one(calling: Calling, earlier: int) -> None:
    """Of the same days the draw itself is refused, of others that overlap the list; or the first was quicker."""
    ctx = calling.ctx("supervisor")

    def draw(before: int) -> Callable[[], Drawn]:
        since = TODAY - before * DAY
        return lambda: commands.draw_callbacks(ctx, county=COUNTY, since=since, until=TODAY + DAY)

    answers = all_at_once(draw(0), draw(earlier))
    (refused,) = [answer for answer in answers if not isinstance(answer, Drawn)]
    assert isinstance(refused, NothingToDraw | (ListedMeanwhile if earlier else DrawExists))
    assert CallBackRound.objects.count() == CallBack.objects.count() == 1
