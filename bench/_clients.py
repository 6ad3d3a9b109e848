"""One client's median and four clients' rate, measured the same way for us and for the peer."""

import multiprocessing
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connections

ROUNDS, SECONDS, CLIENTS = 25, 4.0, 4


def p50(call: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Median milliseconds of one client's calls, after a warm-up."""
    for number in range(3):
        call(number)
    taken = []
    for number in range(rounds):
        started = time.perf_counter()
        call(number + 3)
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def cpu(call: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Median milliseconds of CPU that this process spends on one call: the same on a busy machine as on an idle one.

    What PostgreSQL spends in its own processes is not in it.
    """
    taken = []
    for number in range(rounds):
        started = time.process_time()
        call(number + 3 + rounds)
        taken.append((time.process_time() - started) * 1000)
    return median(taken)


def rate(call: Callable[[int], Any]) -> float:
    """Calls a second that four client processes together were answered; what was refused does not count."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts: multiprocessing.Queue[int] = context.Queue()
    start = time.monotonic() + 1.0

    def run(client: int) -> None:
        connections.close_all()
        call(client * 1_000_000)
        while time.monotonic() < start:
            time.sleep(0.01)
        asked = done = 0
        while time.monotonic() < start + SECONDS:
            asked += 1
            done += call(client * 1_000_000 + asked).status_code < 400
        counts.put(done)
        counts.close()
        counts.join_thread()
        os._exit(0)

    workers = [context.Process(target=run, args=(number + 1,)) for number in range(CLIENTS)]
    for worker in workers:
        worker.start()
    total = sum(counts.get(timeout=SECONDS + 60) for _ in workers)
    for worker in workers:
        worker.join(timeout=10)
    return total / SECONDS
