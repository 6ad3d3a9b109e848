"""Periodic jobs are queued when due: once, on a fixed grid, never beside themselves."""

import threading
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.jobs.claims import claim, run
from banshi.kernel.jobs.models import Tick
from banshi.kernel.jobs.rules import LONGEST_WAIT, Periodic, wait_before
from banshi.kernel.jobs.ticks import tick

NOON = datetime(2026, 5, 26, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
SEAL = Periodic("seal", "banshi.kernel.jobs.tests.samples.gives_up", timedelta(seconds=30))
NIGHTLY = Periodic("nightly", "banshi.kernel.jobs.tests.samples.also_gives_up", timedelta(days=1), at=time(3, 0))
moments = st.integers(1_600_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


class TestDueTimes:
    @given(moments, st.integers(1, 86_400))
    def test_are_always_later_and_never_further_than_the_interval(self, now: datetime, seconds: int) -> None:
        every = timedelta(seconds=seconds)
        due = Periodic("x", "x", every).due_after(now)
        assert now < due <= now + every

    def test_of_a_daily_job_are_at_its_hour_in_shanghai(self) -> None:
        due = NIGHTLY.due_after(NOON).astimezone(ZoneInfo("Asia/Shanghai"))
        assert (due.day, due.hour, due.minute) == (27, 3, 0)

    @given(st.integers(1, 30))
    def test_of_a_second_try_grow_and_are_bounded(self, attempt: int) -> None:
        assert wait_before(attempt) <= wait_before(attempt + 1) <= LONGEST_WAIT


@pytest.mark.django_db
class TestATick:
    def test_queues_a_frequent_job_at_once_and_a_daily_one_at_its_hour(self) -> None:
        assert tick([SEAL, NIGHTLY], NOON) == ["seal"]
        finish_all()
        assert tick([SEAL, NIGHTLY], NOON + timedelta(hours=16)) == ["seal", "nightly"]

    def test_queues_nothing_before_its_time(self) -> None:
        tick([SEAL], NOON)
        finish_all()
        assert tick([SEAL], NOON + timedelta(seconds=29)) == []
        assert tick([SEAL], NOON + timedelta(seconds=30)) == ["seal"]

    def test_after_a_night_switched_off_runs_once_not_a_thousand_times(self) -> None:
        tick([SEAL], NOON)
        finish_all()
        assert tick([SEAL], NOON + timedelta(hours=9)) == ["seal"]
        assert tick([SEAL], NOON + timedelta(hours=9)) == []
        assert DBTaskResult.objects.filter(status="READY").count() == 1

    def test_leaves_a_turn_out_while_the_last_one_still_runs(self) -> None:
        tick([SEAL], NOON)
        claim("slow")
        assert tick([SEAL], NOON + timedelta(minutes=5)) == []


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_one_queues_the_job() -> None:
    Tick.objects.create(name="seal", due_at=NOON)
    gate, queued = threading.Barrier(8), []

    def look() -> None:
        gate.wait()
        queued.extend(tick([SEAL], NOON))
        connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert queued == ["seal"]
    assert DBTaskResult.objects.count() == 1


def finish_all() -> None:
    while (row := claim("x")) is not None:
        run(row)
