"""Many at once for few places: the clients, and a rush on one session.

Used by bench/slots.py, which has set Django up and made the database.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from queue import Empty
from typing import Any

from bench.report import line
from django.conf import settings
from django.db import connection, connections

from banshi.kernel.commands import Actor, Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.record import Subject
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.models import Session
from banshi.kernel.slots.rules.terms import Member, Terms

SIZE = int(os.environ.get("SIZE", "100000"))
COUNTY = settings.BANSHI_COUNTY
NOW = datetime.now(UTC).replace(microsecond=0)
ATTEMPTS, PLACES = 5_000, 500
PROCESSES, THREADS = 4, 8
"""Web processes and their threads, as a county's site runs them."""
TELL = 30.0
"""Seconds after which a long run says how far it is."""


def ctx(person: int, key: str | None = None) -> Context:
    return Context(Actor(kind="resident", person_id=person), NOW, "bench", key)


def terms(capacity: int, **changes: Any) -> Terms:
    day = timedelta(days=1)
    given: dict[str, Any] = {"opens": NOW - day, "closes": NOW + day, "cancel_until": NOW + day, "most_seats": 3}
    return Terms("下午的课", NOW + day, NOW + 2 * day, capacity, **given | changes)


def opened(count: int, capacity: int) -> tuple[str, ...]:
    sessions = [(Subject("bench", f"s{number}", COUNTY), terms(capacity)) for number in range(count)]
    return commands.open_sessions(Context(Actor.system("bench"), NOW, "bench"), sessions=sessions)


def clients(
    work: Callable[[int], Any],
    processes: int = PROCESSES,
    threads: int = THREADS,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Any]:
    """What `work(client)` returned in each of so many processes with so many threads, all started together.

    `meanwhile` is called every TELL seconds.
    """
    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[Any] = context.Queue()
    start = time.monotonic() + 0.5

    def thread(client: int) -> None:
        time.sleep(max(0.0, start - time.monotonic()))
        answers.put(work(client))
        connection.close()

    def process(first: int) -> None:
        connections.close_all()
        running = [threading.Thread(target=thread, args=(first + number,)) for number in range(threads)]
        for each in running:
            each.start()
        for each in running:
            each.join()
        answers.close()
        answers.join_thread()
        os._exit(0)

    workers = [context.Process(target=process, args=(number * threads,)) for number in range(processes)]
    for worker in workers:
        worker.start()
    found: list[Any] = []
    while len(found) < processes * threads:
        try:
            found.append(answers.get(timeout=TELL))
        except Empty:
            meanwhile()
            assert any(worker.is_alive() for worker in workers), "a client died without an answer"
    for worker in workers:
        worker.join(timeout=60)
    return found


def attempt(session: str, person: int, seats: int = 1) -> str:
    """As a page does it: look first, without the lock, and then try. What came of it."""
    party = [Member(f"person:{person * 10 + seat}") for seat in range(seats)]
    try:
        queries.admit(session, seats, NOW)
        commands.book(ctx(person * 10, f"k{person}"), session=session, party=party)
    except BanshiError as refused:
        return refused.code
    return "booked"


def rush() -> bool:
    """5,000 people at once for 500 places."""
    (session,) = opened(1, PLACES)
    each = ATTEMPTS // (PROCESSES * THREADS)

    def work(client: int) -> list[tuple[str, float]]:
        found = []
        for number in range(each + (client < ATTEMPTS - each * PROCESSES * THREADS)):
            started = time.perf_counter()
            end = attempt(session, client * ATTEMPTS + number)
            found.append((end, time.perf_counter() - started))
        return found

    started = time.perf_counter()
    ends = [end for answers in clients(work) for end in answers]
    seconds = time.perf_counter() - started
    took = sorted(each[1] for each in ends)
    booked = sum(end == "booked" for end, _ in ends)
    name = f"slots.rush of {len(ends):,} for {PLACES} {connection.vendor}"
    exactly = booked == PLACES == Session.objects.get(number=session).taken
    return all(
        [
            exactly,
            line(f"{name}: booked too many or too few", abs(booked - PLACES), "places", 0),
            line(f"{name}: p99", took[len(took) * 99 // 100] * 1000, "ms", 2000),
            line(f"{name}: in all", seconds, "s"),
        ]
    )
