"""What a session offers and who a party is, and what is wrong with either. Pure: no Django, no clock, no chance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

MOST_SEATS = 200
MOST_CAPACITY = 1_000_000
LONGEST = timedelta(days=31)
LONGEST_TITLE, LONGEST_NAME, LONGEST_REFERENCE = 120, 80, 80
PERSON = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,79}")
PERSONAL = re.compile(r"(?:\+?86)?1[3-9]\d{9}|\d{17}[\dXx]")
"""A mobile number or an identity number: never how a person is referred to."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A session as a room offers it. Instants are aware; periods are half-open.

    Bookings are taken in [opens, closes). With `draw_at`, applications are taken in
    [opens, draw_at), then a public draw gives out the places, and from then on who comes
    first is served. `once_in` is where a person may have one live booking: this session
    (empty), or all sessions that name the same scope, e.g. "activities:reception-2021".
    """

    title: str
    starts: datetime
    ends: datetime
    capacity: int
    opens: datetime
    closes: datetime
    cancel_until: datetime
    draw_at: datetime | None = None
    most_seats: int = 1
    once_in: str = ""
    hold_minutes: int = 10
    offer_minutes: int = 120
    waiting_list: bool = True
    place: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different about a session; None stays as it is."""

    title: str | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    capacity: int | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    cancel_until: datetime | None = None
    waiting_list: bool | None = None
    place: str | None = None
    unit_id: int | None = None

    @property
    def given(self) -> dict[str, object]:
        """What was given, by field."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}

    @property
    def moves(self) -> bool:
        """Whether those who are booked would come at the wrong time or to the wrong place."""
        return any(value is not None for value in (self.starts, self.ends, self.place))


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a party. `person` names nobody ("person:12"); the name is kept sealed, and out of the ledger."""

    person: str
    name: str = ""


def terms_flaw(terms: Terms) -> str | None:
    """The code of the first thing that is wrong with the terms; None where all is well."""
    checks = {
        "title": 0 < len(terms.title.strip()) <= LONGEST_TITLE,
        "times": terms.starts < terms.ends <= terms.starts + LONGEST,
        "window": terms.opens < terms.closes <= terms.ends,
        "cancel_until": terms.cancel_until <= terms.ends,
        "draw_at": terms.draw_at is None or terms.opens < terms.draw_at <= terms.closes,
        "capacity": 1 <= terms.capacity <= MOST_CAPACITY,
        "most_seats": 1 <= terms.most_seats <= MOST_SEATS,
        "minutes": 1 <= terms.hold_minutes <= 120 and 5 <= terms.offer_minutes <= 7 * 24 * 60,
        "reference": max(len(terms.place), len(terms.once_in)) <= LONGEST_REFERENCE,
    }
    return next((code for code, well in checks.items() if not well), None)


def party_flaw(party: Sequence[Member], booker: str, most: int) -> str | None:
    """The code of the first thing that is wrong with a party; None where all is well."""
    people = [member.person for member in party]
    checks = {
        "nobody": bool(people),
        "too_many": len(people) <= most,
        "twice": len(set(people)) == len(people),
        "person": all(PERSON.fullmatch(key) for key in (*people, booker)),
        "personal": not any(PERSONAL.fullmatch(key.rpartition(":")[2]) for key in (*people, booker)),
        "name": all(len(member.name) <= LONGEST_NAME for member in party),
    }
    return next((code for code, well in checks.items() if not well), None)
