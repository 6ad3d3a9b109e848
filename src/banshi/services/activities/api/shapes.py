"""What programs send and receive where it differs from the domain's own values."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from banshi.kernel.slots.commands import DoorMark
from banshi.services.activities.commands import Who
from banshi.services.activities.queries.offerings import Shown
from banshi.services.activities.rules.audience import Said
from banshi.services.activities.rules.hours import Asked

Short = Annotated[str, Field(max_length=80)]
Age = Annotated[int, Field(ge=0, le=150)]
Count = Annotated[int, Field(ge=1, le=10_000)]
Sequence_ = Annotated[int, Field(ge=1, le=2**31 - 1)]


class SessionOut(Schema):
    """A session with its free places. `phase`: soon, applying, drawing, bookable, closed, over, cancelled."""

    number: str
    offering: str
    title: str
    kind: str
    place: str
    place_name: str
    where: str
    starts: datetime
    ends: datetime
    opens: datetime
    closes: datetime
    cancel_until: datetime
    draw_at: datetime | None
    capacity: int
    free: int
    waiting: int
    most_seats: int
    waiting_list: bool
    phase: str
    reason: str
    draw: str
    leader: str

    @classmethod
    def of(cls, shown: Shown) -> "SessionOut":
        plain = (
            "number", "title", "starts", "ends", "opens", "closes", "cancel_until", "draw_at", "capacity", "free", "waiting",
            "most_seats", "waiting_list", "phase", "reason", "draw",
        )  # fmt: skip
        return cls(
            **{name: getattr(shown.session, name) for name in plain},
            offering=shown.offering.code,
            kind=shown.offering.kind,
            place=shown.place.code if shown.place else "",
            place_name=shown.place.name if shown.place else "",
            where=shown.offering.where,
            leader=shown.offering.leader_words,
        )


class SessionPage(Schema):
    """One page of sessions; pass `after` on for the next, empty on the last."""

    rows: list[SessionOut]
    after: str


class PartyIn(Schema):
    """Who comes. Without an account, name and phone; the rest where the offering asks for it."""

    myself: bool = True
    names: Annotated[list[Short], Field(max_length=50)] = []
    name: Short = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    ages: Annotated[list[Age], Field(max_length=51)] = []
    lives_here: bool = False
    is_member: bool = False
    guardian: Short = ""
    guardian_phone: Annotated[str, Field(max_length=30)] = ""

    @property
    def seats(self) -> int:
        return len(self.names) + self.myself

    def who(self) -> Who:
        return Who(self.myself, tuple(self.names), self.name, self.phone)

    def said(self) -> Said:
        return Said(
            ages=tuple(self.ages),
            lives_here=self.lives_here,
            is_member=self.is_member,
            guardian=self.guardian,
            guardian_phone=self.guardian_phone,
        )


class BookingOut(Schema):
    """A booking. Whoever has the `link` may see, confirm and cancel it; `ticket` is what the QR code carries."""

    number: str
    link: str
    session: str
    status: str
    seats: int
    position: int = 0
    until: datetime | None = None
    ticket: str = ""


class CheckInIn(Schema):
    """A ticket's text, a booking's number or the end of it."""

    token: Annotated[str, Field(max_length=200)]
    present: Annotated[int, Field(ge=1, le=200)] | None = None


class MarkIn(Schema):
    """What a device saw: the ticket's text, or "#" and the booking's hash on the door list."""

    sequence: Sequence_
    token: Annotated[str, Field(max_length=200)]
    at: AwareDatetime
    act: Literal["in", "out"] = "in"

    def mark(self) -> DoorMark:
        return DoorMark(self.sequence, self.token, self.at, self.act)


class MarksIn(Schema):
    device: Annotated[str, Field(min_length=1, max_length=40)]
    marks: Annotated[list[MarkIn], Field(max_length=2000)]


class UseIn(Schema):
    """A venue from a full hour on, for so many hours."""

    starts: AwareDatetime
    hours: Annotated[int, Field(ge=1, le=24)]
    purpose: Annotated[str, Field(max_length=200)]
    people: Count
    name: Short = ""
    phone: Annotated[str, Field(max_length=30)] = ""

    def asked(self) -> Asked:
        return Asked(self.starts, self.hours, self.purpose, self.people)


class UseOut(Schema):
    number: str
    link: str
    status: str
    starts: datetime
    ends: datetime
