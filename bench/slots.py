"""Booking under a rush: `SIZE=1000000 python bench/slots.py` for a million contended attempts, half an hour on two cores.

`python bench/slots.py contest` measures that alone; so with `booking`, `peer`, `rush` and `listing`.

Anchor in the same run: a plain Django booking, the same conditional UPDATE and one row, without ledger entry, receipt,
party, idempotency key or waiting list. Makes a database of its own and removes it at the end.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")

import django

django.setup()

from bench._clients import p50  # noqa: E402
from bench._contest import contest  # noqa: E402
from bench._rush import COUNTY, NOW, PROCESSES, attempt, clients, ctx, opened, rush  # noqa: E402
from bench.report import line  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.models import F, Q, Sum  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from banshi.kernel.ledger.receipts import receipt  # noqa: E402
from banshi.kernel.slots import commands, queries  # noqa: E402
from banshi.kernel.slots.models import TAKING, Booking, Session  # noqa: E402
from banshi.kernel.slots.rules.terms import Member  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
GOAL = {"sqlite": 300, "postgresql": 250}
LISTED, TIMES = 10_000, 20
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
            parts = {each.__name__: each for each in (booking, peer, rush, listing, contest)}
            met = [parts[name]() for name in sys.argv[1:] or parts]
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
    return 0 if all(met) else 1


def book(session: str, person: int) -> Any:
    """With its key, its entry and the receipt of it."""
    done = commands.book(ctx(person, f"{session} {person}"), session=session, party=[Member(f"person:{person}")])
    return receipt(done.entry.subject, done.entry.position)


def booking() -> bool:
    """One client's time and four clients' rate: over many sessions, and all for one."""
    vendor = connection.vendor
    many, others, (one,) = opened(200, 1_000_000), opened(200, 1_000_000), opened(1, 1_000_000)
    plain = [PlainSession.objects.create(capacity=1_000_000).pk for _ in range(201)]

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


def peer() -> bool:
    """Beside pretix's orders, where an interpreter has it: this one, or the one that PRETIX_PYTHON names."""
    python, vendor = os.environ.get("PRETIX_PYTHON", sys.executable), connection.vendor
    folder = Path(connection.settings_dict["NAME"]).parent
    url = os.environ["BANSHI_DATABASE_URL"] if vendor == "postgresql" else f"sqlite://{folder}/pretix.sqlite3"
    asked = subprocess.run(
        [python, "-m", "bench._pretix", url], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    if asked.returncode:
        print(f"  no pretix: {asked.stderr.strip().splitlines()[-1][:100]}; see bench/_pretix.py")
        return True
    theirs = json.loads(asked.stdout.splitlines()[-1])
    sessions = opened(200, 1_000_000)
    alone = median(cpu(lambda n: book(sessions[n % 200], n), turn) for turn in range(ROUNDS))
    found = median(rate(lambda n: book(sessions[n % 200], n), turn) for turn in range(1, ROUNDS + 1))
    name = f"slots.book {vendor} beside pretix {theirs['version']}"
    return all(
        [
            line(f"{name}: CPU", alone, "ms", theirs["cpu"] / TIMES, theirs["cpu"], theirs["cpu"] / alone),
            line(f"{name}: four clients", found, "/s", theirs["rate"] * TIMES, theirs["rate"], found / theirs["rate"]),
        ]
    )


def cpu(call: Callable[[int], Any], turn: int) -> float:
    """Milliseconds of CPU that one call takes here, so that a busy machine and its disk do not count."""
    started = time.process_time()
    for number in range(PER_ROUND):
        call(turn * PER_ROUND + number)
    return (time.process_time() - started) * 1000 / PER_ROUND


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


if __name__ == "__main__":
    sys.exit(main())
