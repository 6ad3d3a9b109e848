"""A session that tests can book: the story evening at 昭君新村 on Saturday 29 May 2021, three places, a waiting list."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Count, Q, Sum

from banshi.kernel.commands import Actor, Context
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject
from banshi.kernel.rooms import Service
from banshi.kernel.slots import affected, commands
from banshi.kernel.slots.affected import Affected
from banshi.kernel.slots.models import LIVE, TAKING, Booking, Seat, Session, State, Status
from banshi.kernel.slots.rules.terms import Member, Terms

COUNTY = "150627"
NOW = datetime(2021, 5, 26, 2, 0, tzinfo=UTC)
"""Wednesday, 10:00 in Beijing."""
STARTS = datetime(2021, 5, 29, 11, 0, tzinfo=UTC)
"""Saturday, 19:00 in Beijing."""
ENDS = STARTS + timedelta(hours=2)
CLOSES = STARTS - timedelta(hours=1)
CANCEL_UNTIL = STARTS - timedelta(hours=3)
STORY = Subject("story", "2021-05-29", COUNTY)
ALICE, BAO, CAI, DAI, ERDEN = "person:1", "person:2", "person:3", "person:4", "person:5"


def terms(**changes: Any) -> Terms:
    """Booking has been open for a week."""
    given: dict[str, Any] = {
        "title": "昭君新村故事会",
        "starts": STARTS,
        "ends": ENDS,
        "capacity": 3,
        "opens": NOW - timedelta(days=7),
        "closes": CLOSES,
        "cancel_until": CANCEL_UNTIL,
        "most_seats": 3,
        "place": "place:17",
    }
    return Terms(**given | changes)


def ctx(who: str = ALICE, at: datetime = NOW, *, key: str | None = None) -> Context:
    """The context in which a resident acts."""
    actor = Actor(kind="resident", person_id=int(who.partition(":")[2]))
    return Context(actor, at, f"test-{who}", key)


def house(at: datetime = NOW) -> Context:
    """The house itself: the room's desk, the jobs."""
    return Context(Actor.system("test"), at, "test")


def later(**spans: int) -> datetime:
    return NOW + timedelta(**spans)


def party(*people: str) -> tuple[Member, ...]:
    return tuple(Member(each) for each in people)


@dataclass
class Desk:
    """Opens the session, and books for people by their keys."""

    session: str = ""
    told: list[Affected] = field(default_factory=list)
    """What the room was asked to tell by the kernel's jobs."""

    def open(self, **changes: Any) -> str:
        self.session = commands.open_session(house(), about=STORY, terms=terms(**changes))
        return self.session

    def book(self, *people: str, at: datetime = NOW) -> str:
        return commands.book(ctx(people[0], at), session=self.session, party=party(*people)).booking

    def hold(self, *people: str, at: datetime = NOW) -> str:
        return commands.hold(ctx(people[0], at), session=self.session, party=party(*people)).booking

    def join(self, *people: str, at: datetime = NOW) -> str:
        return commands.join(ctx(people[0], at), session=self.session, party=party(*people)).booking

    def row(self) -> Session:
        return Session.objects.get(number=self.session)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk with an open session, of a room that remembers what it was told."""
    found = Desk()
    room = Service("story", "故事会", hooks={affected.HOOK: f"{__name__}.told"})
    monkeypatch.setattr(affected, "services", lambda: (room,))
    monkeypatch.setattr(affected, "import_string", lambda path: lambda ctx, given: found.told.append(given))
    found.open()
    return found  # type: ignore[return-value]


def status_of(booking: str) -> str:
    return Booking.objects.get(number=booking).status


def statuses() -> Counter[str]:
    return Counter(Booking.objects.values_list("status", flat=True))


def kinds_of(number: str) -> list[str]:
    entries = Entry.objects.filter(subject=f"slots:{number}").order_by("position").values_list("kind", flat=True)
    return [kind.removeprefix("slots.") for kind in entries]


def body_of(number: str, position: int) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(Entry.objects.get(subject=f"slots:{number}", position=position).body)
    return body


def everything() -> tuple[Any, ...]:
    """All rows that a refused command must leave as they are."""
    tables = (Session, Booking, Seat, Entry)
    return tuple(tuple(table.objects.order_by("pk").values_list()) for table in tables)


AFTER = {
    "held": Status.HELD, "booked": Status.BOOKED, "applied": Status.APPLIED, "waiting": Status.WAITING,
    "offered": Status.OFFERED, "placed": Status.BOOKED, "queued": Status.WAITING, "unlucky": Status.UNLUCKY,
    "lapsed": Status.LAPSED, "cancelled": Status.CANCELLED, "checked_in": Status.ARRIVED, "checked_out": Status.LEFT,
    "attended": Status.ARRIVED, "missed": Status.MISSED,
}  # fmt: skip
"""Where a booking stands after an entry of its chain."""


def books_agree() -> None:
    """What every session counts is what its bookings say, nobody has two of anything, and the ledger says the same."""
    for session in Session.objects.annotate(
        seats=Sum("bookings__seats", filter=Q(bookings__status__in=TAKING), default=0),
        lined=Count("bookings", filter=Q(bookings__status=Status.WAITING)),
    ):
        assert (session.taken, session.waiting) == (session.seats, session.lined), session.number
        assert session.taken <= session.capacity
    live = Seat.objects.filter(live=True)
    assert not live.values("scope", "person").annotate(times=Count("id")).filter(times__gt=1).exists(), "a person twice"
    kinds: dict[str, list[str]] = {}
    for subject, kind in (
        Entry.objects.filter(subject__startswith="slots:B").order_by("id").values_list("subject", "kind")
    ):
        kinds.setdefault(subject.removeprefix("slots:"), []).append(kind.removeprefix("slots."))
    for booking in Booking.objects.select_related("session").annotate(
        people=Count("party"), living=Count("party", filter=Q(party__live=True))
    ):
        assert booking.people == booking.seats
        may_come = booking.session.state != State.OVER and "attended" not in kinds[booking.number]
        expected = booking.seats if booking.status in LIVE and may_come else 0
        assert booking.living == expected, (booking.number, booking.status)
        said = [AFTER[kind] for kind in kinds[booking.number] if kind in AFTER]
        assert booking.status == (Status.LEFT if Status.LEFT in said else said[-1]), (booking.number, said)
