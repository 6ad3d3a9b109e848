"""SIZE contended attempts: wave after wave of small sessions, each wanted by twelve times as many as it holds.

All clients are at the same wave at the same time, for they draw their attempts from one counter. Attempts are parties of one to
three who book, or hold and confirm, and bookers who give their places back while others still try, so that places are
lost and won until the wave is over. At the end latecomers take what is left one by one, and everything is counted again.
"""

import multiprocessing
import os
import random
import time
from collections import Counter
from typing import Any

from bench._rush import NOW, PROCESSES, SIZE, THREADS, clients, ctx, opened
from bench.report import line
from django.db import connection
from django.db.models import Count, Q, Sum

from banshi.kernel.errors import BanshiError
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.sealing import seal
from banshi.kernel.slots import commands, queries
from banshi.kernel.slots.models import TAKING, Session
from banshi.kernel.slots.refusals import Full
from banshi.kernel.slots.rules.terms import Member

WAVE, EACH, PLACES = 32, 60, 10
"""Sessions of a wave, attempts for each of them, and places in each."""
GIVE_BACK, HOLD, STRAIGHT = 0.3, 0.1, 0.05
"""How many of those who booked give back; how many hold first; how many go straight at the guard, where pages look before."""
ATTEMPTS = (SIZE + WAVE * EACH - 1) // (WAVE * EACH) * WAVE * EACH
BATCH = 8
LONGEST = float(os.environ.get("LONGEST", "0")) or 60 + 4800 * SIZE / 1_000_000
"""Seconds after which the clients stop where they are."""


class Attempts:
    """What one client tries, drawn from the counter of all."""

    def __init__(self, client: int, sessions: tuple[str, ...], counter: Any, until: float) -> None:
        self.client, self.sessions, self.counter, self.until = client, sessions, counter, until
        self.chance, self.ends, self.slowest = random.Random(client), Counter[str](), 0.0
        self.mine: list[str] = []

    def run(self) -> tuple[Counter[str], float]:
        """How they ended, and the seconds that the slowest took."""
        while (first := self._drawn()) < ATTEMPTS and time.monotonic() < self.until:
            for number in range(first, first + BATCH):
                started = time.monotonic()
                self._one(number)
                self.slowest = max(self.slowest, time.monotonic() - started)
        return self.ends, self.slowest

    def _drawn(self) -> int:
        with self.counter.get_lock():
            first = int(self.counter.value)
            self.counter.value += BATCH
        return first

    def _one(self, number: int) -> None:
        wave, place = divmod(number, WAVE * EACH)
        early = place < WAVE * EACH // 2
        if self.mine and early and self.chance.random() < GIVE_BACK:
            self._ended(lambda: self._give_back(number))
        elif self.mine and not early:
            self.mine.clear()
        session = self.sessions[wave * WAVE + self.chance.randrange(WAVE)]
        self._ended(lambda: self._try(session, number))

    def _ended(self, act: Any) -> None:
        try:
            end = act()
        except BanshiError as refused:
            end = refused.code
        except Exception as failure:  # a deadlock, a lock not given: a goal missed
            end = f"failed {type(failure).__name__} {str(failure)[:60]}"
        self.ends[end] += 1

    def _try(self, session: str, number: int) -> str:
        person = number * 4
        party = [Member(f"person:{person + seat}") for seat in range(self.chance.randint(1, 3))]
        looked = self.chance.random() >= STRAIGHT
        if looked:
            try:
                queries.admit(session, len(party), NOW)
            except Full:
                return "turned away"
        try:
            if self.chance.random() < HOLD:
                held = commands.hold(ctx(person), session=session, party=party)
                booking = commands.confirm(ctx(person), booking=held.booking).booking
            else:
                booking = commands.book(ctx(person), session=session, party=party).booking
        except Full:
            return "lost the race" if looked else "refused by the guard"
        self.mine.append(booking)
        return "booked"

    def _give_back(self, number: int) -> str:
        commands.cancel(ctx(number * 4), booking=self.mine.pop(self.chance.randrange(len(self.mine))))
        return "given back"


def contest() -> bool:
    """Run it, fill up what was left, and count again."""
    sessions = opened(ATTEMPTS // EACH, PLACES)
    before = Entry.objects.latest("id").pk
    counter, started = multiprocessing.Value("q", 0), time.monotonic()

    def told() -> None:
        done, seconds = min(counter.value, ATTEMPTS), time.monotonic() - started
        print(
            f"  {time.strftime('%H:%M:%S')}  {done:>9,} attempts of {ATTEMPTS:,}, {done / seconds:,.0f}/s", flush=True
        )

    found = clients(lambda client: Attempts(client, sessions, counter, started + LONGEST).run(), meanwhile=told)
    seconds = time.monotonic() - started
    ends = sum((each for each, _ in found), Counter[str]())
    reached = sessions[: -(-min(counter.value, ATTEMPTS) // (WAVE * EACH)) * WAVE]
    late = _filled(reached)
    print(f"  {dict(ends.most_common())}; {late} latecomers took what was left", flush=True)
    total, name = sum(ends.values()), f"slots.contest {connection.vendor}"
    failed = sum(times for end, times in ends.items() if end.startswith("failed"))
    return all(
        [
            line(f"{name}: attempts of {PROCESSES} × {THREADS} clients", total, ""),
            line(f"{name}: attempts a second", total / seconds, "/s"),
            line(f"{name}: the slowest", max(each for _, each in found) * 1000, "ms"),
            line(f"{name}: failures other than refusals", failed, "", 0),
            *_counted_again(name, reached, before, ends["booked"] + late, ends["given back"]),
        ]
    )


def _filled(sessions: tuple[str, ...]) -> int:
    """How many single people still found a place; after them there is none."""
    late = 0
    for session in sessions:
        for number in range(PLACES + 1):
            person = 10**12 + late + number
            try:
                queries.admit(session, 1, NOW)
                commands.book(ctx(person), session=session, party=[Member(f"person:{person}")])
            except Full:
                late += number
                break
    return late


def _counted_again(name: str, sessions: tuple[str, ...], before: int, booked: int, given_back: int) -> list[bool]:
    """The rows, the guard's counts and the ledger, each against the others."""
    seats = Sum("bookings__seats", filter=Q(bookings__status__in=TAKING))
    bookings = Count("bookings", filter=Q(bookings__status__in=TAKING))
    wanted, rows = set(sessions), Session.objects.filter(room="bench", capacity=PLACES).annotate(sold=seats, n=bookings)
    read = [row for row in rows.values_list("number", "capacity", "taken", "sold", "n") if row[0] in wanted]
    over = sum(max(0, (sold or 0) - capacity) for _, capacity, _, sold, _ in read)
    uneven = sum(not (sold or 0) == taken == capacity for _, capacity, taken, sold, _ in read)
    entries = dict(
        Entry.objects.filter(pk__gt=before, kind__in=["slots.booked", "slots.cancelled"])
        .values_list("kind")
        .annotate(Count("id"))
    )
    ledger = abs(entries.get("slots.booked", 0) - booked) + abs(entries.get("slots.cancelled", 0) - given_back)
    seal(NOW)
    report = verify_database(file=False)
    print(f"  ledger: {report.facts}, {len(report.findings)} findings", flush=True)
    return [
        line(f"{name}: places sold in {len(read):,} sessions", sum(sold or 0 for *_, sold, _ in read), "places"),
        line(f"{name}: oversold", over, "places", 0),
        line(f"{name}: sessions where booked ≠ counted ≠ capacity", uneven, "", 0),
        line(
            f"{name}: live bookings beside booked − given back",
            abs(sum(n for *_, n in read) - booked + given_back),
            "",
            0,
        ),
        line(f"{name}: entries beside what was answered", ledger, "", 0),
        line(f"{name}: findings of the ledger's check", len(report.findings), "", 0),
    ]
