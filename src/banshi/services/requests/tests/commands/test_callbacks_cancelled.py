"""Cancelling a draw of closed requests: by whom, until when, and what follows from it."""

import pytest

from banshi.kernel.draws.queries import shown
from banshi.kernel.draws.refusals import TermsRefused
from banshi.kernel.errors import Forbidden
from banshi.kernel.ledger.sealing import seal
from banshi.kernel.testing.jobs import run_jobs_twice
from banshi.kernel.testing.people import NOW, World
from banshi.services.requests import commands, tasks
from banshi.services.requests.commands.callbacks import TooLateToCancel
from banshi.services.requests.models import CallBack
from banshi.services.requests.queries.callbacks import rounds
from banshi.services.requests.tests.calling import Calling, body, closed, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def calling(world: World) -> Calling:
    return Calling(world)


class TestCancellingADraw:
    WHY = "日子选错了"

    def cancel(self, calling: Calling, who: str = "supervisor", reason: str = WHY) -> str:
        assert calling.made is not None
        return commands.cancel_callbacks(calling.ctx(who), round_id=calling.made.round_id, reason=reason)

    def test_tells_everybody_why_and_lets_nothing_escape(self, calling: Calling, world: World) -> None:
        way = closed(world)
        first = calling.draw()
        assert self.cancel(calling) == first.draw
        view = shown(first.draw, NOW)
        assert (view.row.status, view.reason, view.value_known) == ("cancelled", self.WHY, False)
        assert body("requests.callbacks_cancelled") == {"draw": first.draw, "listed": 1}
        again = calling.draw()
        assert (again.size, again.draw != first.draw) == (1, True)
        calling.reveal()
        commands.open_callbacks(calling.ctx("system"), round_id=again.round_id)
        assert calling.numbers() == {way.number}

    def test_is_refused_once_the_result_is_fixed_though_nobody_has_opened_it(
        self, calling: Calling, world: World
    ) -> None:
        closed(world)
        calling.draw()
        seal(NOW)
        before = whole()
        with pytest.raises(TooLateToCancel):
            self.cancel(calling)
        assert whole() == before

    def test_is_refused_twice_and_after_it_was_opened(self, calling: Calling, world: World) -> None:
        closed(world)
        calling.draw()
        self.cancel(calling)
        before = whole()
        with pytest.raises(TooLateToCancel):
            self.cancel(calling)
        assert whole() == before
        calling.open()
        with pytest.raises(TooLateToCancel):
            self.cancel(calling)

    def test_needs_a_reason(self, calling: Calling, world: World) -> None:
        closed(world)
        calling.draw()
        before = whole()
        with pytest.raises(TermsRefused):
            self.cancel(calling, reason=" ")
        assert whole() == before

    @pytest.mark.parametrize("who", ["clerk", "handler", "inspector", "alice", "charlie"])
    def test_is_refused_to(self, calling: Calling, world: World, who: str) -> None:
        closed(world)
        calling.draw()
        before = whole()
        with pytest.raises(Forbidden):
            self.cancel(calling, who)
        assert whole() == before

    def test_leaves_the_job_nothing_to_take_over(self, calling: Calling, world: World) -> None:
        closed(world)
        calling.draw()
        self.cancel(calling)
        tasks.tend_callbacks.enqueue()
        run_jobs_twice()
        assert not CallBack.objects.exists()
        (each,) = rounds(world.actor("supervisor"), NOW)
        assert (each.cancelled_at, each.opened_at) == (NOW, None)
