"""Many at once for few places: a rush on one session, and SIZE contended attempts at a few.

Used by bench/slots.py, which has set Django up and made the database.
"""

import multiprocessing
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.report import line
from django.conf import settings
from django.db import connection, connections
from django.db.models import Sum

from banshi.kernel.commands import Actor, Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.record import Subject
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.models import TAKING, Booking, Session
from banshi.kernel.slots.rules.terms import Member, Terms

SIZE = int(os.environ.get("SIZE", "100000"))
COUNTY = settings.BANSHI_COUNTY
NOW = datetime.now(UTC).replace(microsecond=0)
ATTEMPTS, PLACES = 5_000, 500
PROCESSES, THREADS = 4, 8
"""Web processes and their threads, as a county's site runs them."""
SCARCE, STRAIGHT = 500, 64
"""Places that a contended session has at most; one attempt in so many goes straight at the guard, the others look first, as
every page and endpoint does: who comes too late costs one read and no lock."""
LONGEST = 600
"""Seconds in which a million attempts must have come to their end."""


def ctx(person: int, key: str | None = None) -> Context:
    return Context(Actor(kind="resident", person_id=person), NOW, "bench", key)


def terms(capacity: int, **changes: Any) -> Terms:
    day = timedelta(days=1)
    given: dict[str, Any] = {"opens": NOW - day, "closes": NOW + day, "cancel_until": NOW + day, "most_seats": 3}
    return Terms("下午的课", NOW + day, NOW + 2 * day, capacity, **given | changes)


def opened(count: int, capacity: int) -> tuple[str, ...]:
    sessions = [(Subject("bench", f"s{number}", COUNTY), terms(capacity)) for number in range(count)]
    return commands.open_sessions(Context(Actor.system("bench"), NOW, "bench"), sessions=sessions)


def clients(work: Callable[[int], Any], processes: int = PROCESSES, threads: int = THREADS) -> list[Any]:
    """What `work(client)` returned in each of so many processes with so many threads, all started together."""
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
    found = [answers.get(timeout=7200) for _ in range(processes * threads)]
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


def contended() -> bool:
    """SIZE attempts of parties at a few scarce sessions, some of whom give their places back."""
    sessions = opened(20, min(max(20, SIZE // 400), SCARCE))
    each = SIZE // (PROCESSES * THREADS)

    def work(client: int) -> Counter[str]:
        chance, ends, mine = random.Random(client), Counter(), []
        for number in range(each):
            person = 10_000_000 + client * SIZE + number
            session = chance.choice(sessions)
            if mine and chance.random() < 0.02:
                ends[given_back(person, mine.pop(chance.randrange(len(mine))))] += 1
                continue
            ends[_try(session, person, 1 + chance.randrange(3), mine, look=number % STRAIGHT > 0)] += 1
        return ends

    started = time.perf_counter()
    ends = sum(clients(work), Counter())
    seconds = time.perf_counter() - started
    rows = Session.objects.filter(number__in=sessions)
    over = sum(max(0, _sold(row) - row.capacity) + abs(_sold(row) - row.taken) for row in rows)
    unforeseen = sum(times for end, times in ends.items() if end.startswith("failed"))
    name = f"slots.{sum(ends.values()):,} contended attempts {connection.vendor}"
    print(f"  {dict(ends.most_common())}")
    return all(
        [
            line(f"{name}: oversold", over, "places", 0),
            line(f"{name}: failures other than refusals", unforeseen, "", 0),
            line(f"{name}: in all", seconds, "s", LONGEST * SIZE / 1_000_000 + LONGEST / 10),
            line(name, sum(ends.values()) / seconds, "/s"),
        ]
    )


def _try(session: str, person: int, seats: int, mine: list[str], *, look: bool) -> str:
    """One attempt; nearly all look first, the others go straight at the guard."""
    party = [Member(f"person:{person * 10 + seat}") for seat in range(seats)]
    try:
        if look:
            queries.admit(session, seats, NOW)
        mine.append(commands.book(ctx(person * 10), session=session, party=party).booking)
    except BanshiError as refused:
        return refused.code
    except Exception as failure:  # a deadlock, a timeout: counted, and a goal missed
        return f"failed {type(failure).__name__}"
    return "booked"


def given_back(person: int, booking_: str) -> str:
    try:
        commands.cancel(ctx(person), booking=booking_)
    except BanshiError as refused:
        return refused.code
    except Exception as failure:
        return f"failed {type(failure).__name__}"
    return "cancelled"


def _sold(row: Session) -> int:
    taken = Booking.objects.filter(session=row, status__in=TAKING)
    return int(taken.aggregate(seats=Sum("seats"))["seats"] or 0)
