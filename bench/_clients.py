"""One client's median and four clients' rate, measured the same way for us and for the peer."""

import multiprocessing
import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connections

ROUNDS, SECONDS, CLIENTS = 25, 4.0, 4
LONGEST, FEWEST = 60.0, 3
"""Seconds that one question may take up, however often it could still be asked; and how often it is asked at least."""


def alone(call: Callable[[int], object]) -> tuple[float, float]:
    """Medians of what one client's calls take, after a warm-up: milliseconds, and milliseconds of CPU of this process.

    CPU is the same on a busy machine as on an idle one; what PostgreSQL spends in its own processes is not in it.
    """
    begun = time.perf_counter()
    call(0)
    warm = FEWEST if time.perf_counter() - begun < 1 else 1
    for number in range(1, warm):
        call(number)
    taken: list[float] = []
    spent: list[float] = []
    while len(taken) < ROUNDS and (len(taken) < FEWEST or time.perf_counter() - begun < LONGEST):
        started, used = time.perf_counter(), time.process_time()
        call(warm + len(taken))
        spent.append((time.process_time() - used) * 1000)
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken), median(spent)


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
