"""A job follows the commit of the command that called for it, and is tried until it succeeds."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from banshi.kernel.commands import OutsideCommand
from banshi.kernel.jobs import enqueue
from banshi.kernel.jobs.claims import beat, claim, leave, rescue
from banshi.kernel.jobs.models import Worker
from banshi.kernel.jobs.rules import MAX_ATTEMPTS
from banshi.kernel.jobs.tests import samples
from banshi.kernel.jobs.worker import run_ready
from banshi.kernel.testing.jobs import run_jobs_twice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    samples.ran.clear()


def the_job() -> Any:
    return DBTaskResult.objects.get()


def make_due() -> None:
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now() - timedelta(seconds=1))


class TestAQueuedJob:
    def test_runs_after_the_command_and_outside_its_transaction(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        assert samples.ran == []
        assert run_ready() == ["banshi.kernel.jobs.tests.samples.note"]
        assert samples.ran == [("lamp", False)]

    def test_never_runs_when_the_command_rolls_back(self) -> None:
        with pytest.raises(ValueError, match="something else"):
            samples.queue(samples.context(), job="note", args=("lamp",), fail=True)
        assert run_ready() == []
        assert samples.ran == []

    def test_cannot_be_queued_outside_a_command(self) -> None:
        with pytest.raises(OutsideCommand):
            enqueue(samples.note, "lamp")
        assert not DBTaskResult.objects.exists()

    def test_is_claimed_once(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        assert claim("one") is not None
        assert claim("two") is None


class TestAFailingJob:
    def test_waits_longer_after_each_try_and_is_then_given_up(self) -> None:
        samples.queue(samples.context(), job="always_fails", args=("lamp",))
        waits = []
        for _ in range(MAX_ATTEMPTS):
            assert run_ready() != []
            assert run_ready() == [], "not tried again at once"
            waits.append(the_job().run_after)
            make_due()
        assert the_job().status == "FAILED"
        assert samples.ran == ["lamp"] * MAX_ATTEMPTS
        assert waits[:-1] == sorted(waits[:-1])
        make_due()
        assert run_ready() == []

    def test_that_knows_it_cannot_succeed_is_given_up_at_once(self) -> None:
        samples.queue(samples.context(), job="gives_up")
        run_ready()
        assert the_job().status == "FAILED"

    def test_whose_code_is_gone_is_given_up_and_stops_nobody(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        DBTaskResult.objects.update(task_path="banshi.services.removed.tasks.note")
        run_ready()
        assert the_job().status == "FAILED"


class TestAJobWhoseWorkerDied:
    def test_is_given_to_another(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        beat("gone", timezone.now() - timedelta(minutes=5))
        assert claim("gone") is not None
        assert rescue(timezone.now()) == 1
        run_ready()
        assert samples.ran == [("lamp", False)]

    def test_is_given_away_at_once_where_the_process_is_gone_from_this_machine(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        beat("killed", timezone.now())
        Worker.objects.update(pid=2**22 - 3)  # beyond what a machine hands out
        claim("killed")
        assert rescue(timezone.now()) == 1

    def test_is_left_alone_while_the_worker_lives(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        beat("alive", timezone.now())
        claim("alive")
        assert rescue(timezone.now()) == 0
        leave("alive")
        assert rescue(timezone.now()) == 1

    def test_that_kills_every_worker_is_given_up(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        for _ in range(MAX_ATTEMPTS):
            claim("gone")
            rescue(timezone.now())
        assert the_job().status == "FAILED"


class TestRunningEachJobTwice:
    def test_finds_the_job_that_changes_something_the_second_time(self) -> None:
        samples.queue(samples.context(), job="writes_each_time")
        with pytest.raises(AssertionError, match="changed jobs_tick"):
            run_jobs_twice()

    def test_lets_the_others_pass(self) -> None:
        samples.queue(samples.context(), job="note", args=("lamp",))
        assert run_jobs_twice() == ["banshi.kernel.jobs.tests.samples.note"]
