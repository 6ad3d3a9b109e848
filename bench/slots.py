"""Booking under a rush: `SIZE=1000000 python bench/slots.py` for a million contended attempts, some minutes on two cores.

Anchor in the same run: a plain Django booking, the same conditional UPDATE and one row, without ledger entry, receipt,
party, idempotency key or waiting list. Makes a database of its own and removes it at the end.
"""

import multiprocessing
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")

import django

django.setup()

from bench._clients import p50  # noqa: E402
from bench.report import line  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, connections, models, transaction  # noqa: E402
from django.db.models import F, Q, Sum  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from banshi.kernel.commands import Actor, Context  # noqa: E402
from banshi.kernel.errors import BanshiError  # noqa: E402
from banshi.kernel.ledger.receipts import receipt  # noqa: E402
from banshi.kernel.ledger.record import Subject  # noqa: E402
from banshi.kernel.slots import commands, queries  # noqa: E402
from banshi.kernel.slots.models import TAKING, Booking, Session  # noqa: E402
from banshi.kernel.slots.rules.terms import Member, Terms  # noqa: E402

SIZE = int(os.environ.get("SIZE", "100000"))
COUNTY = settings.BANSHI_COUNTY
NOW = datetime.now(UTC).replace(microsecond=0)
GOAL = {"sqlite": 300, "postgresql": 250}
ATTEMPTS, PLACES = 5_000, 500
PROCESSES, THREADS = 4, 8
"""Web processes and their threads, as a county's site runs them."""
SCARCE, STRAIGHT = 500, 64
"""Places that a contended session has at most; one attempt in so many goes straight at the guard, the others look first, as
every page and endpoint does: who comes too late costs one read and no lock."""
LONGEST = 600
"""Seconds in which a million attempts must have come to their end."""
LISTED = 10_000
SECONDS, ROUNDS, PER_ROUND = 3.0, 3, 200


class PlainSession(models.Model):
    """The plain design's session."""

    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "slots"
        constraints = [models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="plain_capacity")]


class PlainBooking(models.Model):
    """The plain design's booking."""

    session = models.ForeignKey(PlainSession, on_delete=models.PROTECT)
    person = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        app_label = "slots"
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="plain_once")]


def plain_book(session_id: int, person: str) -> bool:
    """Whether there was a place."""
    with transaction.atomic():
        free = PlainSession.objects.filter(pk=session_id, taken__lt=F("capacity"))
        if not free.update(taken=F("taken") + 1):
            return False
        PlainBooking.objects.create(session_id=session_id, person=person, at=NOW)
        return True


def ctx(person: int, key: str | None = None) -> Context:
    return Context(Actor(kind="resident", person_id=person), NOW, "bench", key)


def terms(capacity: int, **changes: Any) -> Terms:
    day = timedelta(days=1)
    given: dict[str, Any] = {"opens": NOW - day, "closes": NOW + day, "cancel_until": NOW + day, "most_seats": 3}
    return Terms("下午的课", NOW + day, NOW + 2 * day, capacity, **given | changes)


def opened(count: int, capacity: int) -> tuple[str, ...]:
    sessions = [(Subject("bench", f"s{number}", COUNTY), terms(capacity)) for number in range(count)]
    return commands.open_sessions(Context(Actor.system("bench"), NOW, "bench"), sessions=sessions)


def main() -> int:
    """Measure everything on the database at hand; 1 where a goal was missed."""
    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR = Path(folder)
        connection.settings_dict["TEST"]["NAME"] = (
            f"{folder}/bench.sqlite3" if connection.vendor == "sqlite" else f"bench_{os.getpid()}"
        )
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with connection.schema_editor() as editor:
                editor.create_model(PlainSession)
                editor.create_model(PlainBooking)
            met = [booking(), rush(), listing(), contended()]
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
    return 0 if all(met) else 1


def booking() -> bool:
    """One client's time and four clients' rate: over many sessions, and all for one."""
    vendor = connection.vendor
    many, others, (one,) = opened(200, 1_000_000), opened(200, 1_000_000), opened(1, 1_000_000)
    plain = [PlainSession.objects.create(capacity=1_000_000).pk for _ in range(201)]

    def book(session: str, person: int) -> Any:
        """With its key, its entry and the receipt of it."""
        done = commands.book(ctx(person, f"{session} {person}"), session=session, party=[Member(f"person:{person}")])
        return receipt(done.entry.subject, done.entry.position)

    def kept(person: int) -> None:
        party = [Member(f"person:{person}", "阿丽玛")]
        held = commands.hold(ctx(person, f"h{person}"), session=others[person % 200], party=party)
        commands.confirm(ctx(person, f"c{person}"), booking=held.booking)

    calls: dict[str, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
        "book": (lambda n: book(many[n % 200], n), lambda n: plain_book(plain[n % 200], f"p{n}")),
        "book, one session": (lambda n: book(one, n), lambda n: plain_book(plain[200], f"p{n}")),
    }
    met = []
    for name, (ours, theirs) in calls.items():
        pairs = [(cpu(ours, turn), cpu(theirs, turn)) for turn in range(ROUNDS)]
        alone, anchor = (median(each) for each in zip(*pairs, strict=True))
        line(f"slots.{name} {vendor}: CPU of this process", alone, "ms", None, anchor, anchor / alone)
        pairs = [(rate(ours, turn), rate(theirs, turn)) for turn in range(1, ROUNDS + 1)]
        found, anchor = (median(each) for each in zip(*pairs, strict=True))
        met.append(line(f"slots.{name} {vendor}, four clients", found, "/s", GOAL[vendor], anchor, found / anchor))
    line(f"slots.hold and confirm {vendor}, four clients", rate(kept, 1), "/s")
    return all(met)


def cpu(call: Callable[[int], Any], turn: int) -> float:
    """Milliseconds of CPU that one call takes here, so that a busy machine and its disk do not count."""
    started = time.process_time()
    for number in range(PER_ROUND):
        call(turn * PER_ROUND + number)
    return (time.process_time() - started) * 1000 / PER_ROUND


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


def rate(call: Callable[[int], Any], turn: int) -> float:
    """Calls a second of four client processes together; no number comes twice in any turn."""

    def work(client: int) -> int:
        first = (turn * PROCESSES + client) * 1_000_000
        call(first)
        done, until = 0, time.monotonic() + SECONDS
        while time.monotonic() < until:
            done += 1
            call(first + done)
        return done

    return float(sum(clients(work, threads=1))) / SECONDS


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


def listing() -> bool:
    """Free places of ten thousand sessions."""
    opened(LISTED, 40)
    attempt(Session.objects.latest("id").number, 1)
    with CaptureQueriesContext(connection) as captured:
        found = [each for each in queries.sessions(NOW, room="bench", county=COUNTY) if each.free]
    assert len(found) >= LISTED
    taken = p50(lambda _n: queries.sessions(NOW, room="bench", county=COUNTY), 9)

    def one_by_one() -> None:
        for row in Session.objects.filter(room="bench").order_by("starts", "id")[:1000]:
            taken_ = Booking.objects.filter(session=row, status__in=TAKING).aggregate(seats=Sum("seats"))["seats"] or 0
            assert row.capacity >= taken_

    started = time.perf_counter()
    one_by_one()
    anchor = (time.perf_counter() - started) * 1000 * len(found) / 1000
    name = f"slots.list {len(found):,} {connection.vendor}"
    return all(
        [
            line(f"{name}: queries", len(captured), "queries", 2),
            line(name, taken, "ms", None, anchor, anchor / taken),
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


if __name__ == "__main__":
    sys.exit(main())
