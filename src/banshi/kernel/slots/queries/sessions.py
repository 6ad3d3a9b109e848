"""Sessions with their free places: two queries, for one or for ten thousand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from banshi.kernel.slots import admission
from banshi.kernel.slots.models import Booking, Session, State
from banshi.kernel.slots.refusals import NoSuchSession
from banshi.kernel.slots.rows import session_of
from banshi.kernel.slots.rules.times import Phase, phase


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as anybody may know it, as it stood at `now`."""

    now: datetime
    over: int
    """Places of holds and offers whose time ran out by `now`: taken still, and free already."""
    id: int
    number: str
    county: str
    room: str
    reference: str
    title: str
    place: str
    unit_id: int | None
    starts: datetime
    ends: datetime
    opens: datetime
    draw_at: datetime | None
    closes: datetime
    cancel_until: datetime
    capacity: int
    waiting: int
    most_seats: int
    once_in: str
    waiting_list: bool
    state: str
    reason: str
    draw: str
    drawn_at: datetime | None
    moved_at: datetime | None
    taken: int

    @property
    def free(self) -> int:
        """Places that nobody has. Newcomers get them where nobody waits."""
        return self.capacity - self.taken + self.over

    @property
    def phase(self) -> str:
        """What can be done: soon, applying, drawing, bookable, closed, over, or cancelled."""
        if self.state != State.OPEN:
            return Phase.OVER if self.state == State.OVER else State.CANCELLED
        return phase(
            self.now,
            opens=self.opens,
            draw_at=self.draw_at,
            drawn=self.drawn_at is not None,
            closes=self.closes,
            ends=self.ends,
        )


COLUMNS = tuple(name for name in SessionView.__dataclass_fields__ if name not in {"over", "now"})


def session(number: str, now: datetime) -> SessionView:
    """One session. SQL: 2.

    Raises:
        NoSuchSession: there is none.
    """
    found = _views(Session.objects.filter(number=number), now)
    if not found:
        raise NoSuchSession(number=number[:20])
    return found[0]


def sessions(
    now: datetime, *, room: str, county: str = "", since: datetime | None = None, until: datetime | None = None
) -> list[SessionView]:
    """A room's sessions that start in [since, until), by their start. SQL: 2."""
    rows = Session.objects.filter(room=room)
    if county:
        rows = rows.filter(county=county)
    if since is not None:
        rows = rows.filter(starts__gte=since)
    if until is not None:
        rows = rows.filter(starts__lt=until)
    return _views(rows, now)


def sessions_of(numbers: Sequence[str], now: datetime) -> dict[str, SessionView]:
    """Sessions by number; those that do not exist are left out. SQL: 2."""
    return {each.number: each for each in _views(Session.objects.filter(number__in=numbers), now)}


def of_matter(room: str, reference: str, now: datetime) -> list[SessionView]:
    """The sessions of one matter of a room, by their start. SQL: 2."""
    return _views(Session.objects.filter(room=room, reference=reference), now)


def admit(number: str, seats: int, now: datetime) -> None:
    """Refuse what `hold` and `book` would refuse now. SQL: 1, and 1 more where the session looks full.

    Asked before the command begins, it spares those who come too late the lock on the database.

    Raises:
        As `commands.hold`, but for the party.
    """
    refused = admission.no_place(session_of(number), seats, now)
    if refused is not None:
        raise refused


def view(row: Session, over: int, now: datetime) -> SessionView:
    """A row that was read already, with the places of its holds that ran out."""
    return SessionView(now, over, *(getattr(row, name) for name in COLUMNS))


def over_of(now: datetime) -> Counter[int]:
    """Session → places of holds and offers whose time ran out. They are few: the job lets them go. SQL: 1."""
    found: Counter[int] = Counter()
    for session_id, seats in (
        Booking.objects.filter(expires__lte=now).order_by("expires").values_list("session_id", "seats")
    ):
        found[session_id] += seats  # grouped here, for SQLite would group by reading the whole table
    return found


def _views(rows: "QuerySet[Session]", now: datetime) -> list[SessionView]:
    over = over_of(now)
    read = rows.order_by("starts", "id").values_list(*COLUMNS)
    return [SessionView(now, over[values[0]], *values) for values in read]
