"""The process that does the work: some threads take jobs, the main one keeps time."""

import logging
import threading
import uuid
from collections.abc import Callable, Sequence

from django.db import close_old_connections, connections
from django.utils import timezone

from banshi.kernel.jobs.claims import beat, claim, leave, rescue, run
from banshi.kernel.jobs.rules import Periodic
from banshi.kernel.jobs.ticks import tick

POLL_SECONDS = 0.5
TICK_SECONDS = 1.0
BEATS_EVERY = 10  # ticks
log = logging.getLogger("banshi.jobs")


class WorkerLoop:
    """Runs until `stop()` or no longer `wanted`; a job that has begun is finished first."""

    def __init__(
        self, *, threads: int, schedule: Sequence[Periodic], wanted: Callable[[], bool] = lambda: True
    ) -> None:
        self.id = uuid.uuid4().hex
        self.threads = threads
        self.schedule = schedule
        self.wanted = wanted
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Begin to end; safe in a signal handler."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped."""
        takers = [threading.Thread(target=self._take_jobs, name=f"jobs-{n}") for n in range(self.threads)]
        self._guarded(self._alive)  # seen before the first claim, or another worker would take it over
        for taker in takers:
            taker.start()
        beats = 0
        while not self._stopping.wait(TICK_SECONDS):
            if not self.wanted():
                self.stop()
            beats += 1
            if beats % BEATS_EVERY == 0:
                self._guarded(self._alive)
            self._guarded(lambda: tick(self.schedule, timezone.now()))
        for taker in takers:
            taker.join()
        self._guarded(lambda: leave(self.id))
        connections.close_all()

    def _alive(self) -> None:
        now = timezone.now()
        beat(self.id, now)
        rescue(now)

    def _take_jobs(self) -> None:
        while not self._stopping.is_set():
            if not self._guarded(self._one):
                self._stopping.wait(POLL_SECONDS)
        connections.close_all()

    def _one(self) -> bool:
        row = claim(self.id)
        if row is None:
            return False
        run(row)
        return True

    def _guarded(self, act: Callable[[], object]) -> object:
        """A database that is away for a while does not end the worker."""
        try:
            close_old_connections()
            return act()
        except Exception:
            log.exception("the worker could not reach the queue; it goes on trying")
            connections.close_all()
            self._stopping.wait(POLL_SECONDS * 4)
            return None


def run_ready(worker_id: str = "once") -> list[str]:
    """Run everything that is ready, one after the other, and end. Returns the paths run."""
    done = []
    while (row := claim(worker_id)) is not None:
        run(row)
        done.append(str(row.task_path))
    return done
