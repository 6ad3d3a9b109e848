"""Who may run and see what: the one place where the room's rows meet the access rules."""

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from banshi.kernel.access.actions import EVERYTHING, NOTHING, Guarded
from banshi.kernel.access.actions import require as require_access
from banshi.kernel.commands import Actor
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.record import Subject
from banshi.kernel.rooms import Reach, Role, grants
from banshi.kernel.slots.models import Booking
from banshi.services.activities.models import Offering, Use

ROOM = "activities"
READ, RUN, RECEIVE = "activities.read", "activities.run", "activities.receive"
PERSON = "person:"


def subject(row: Offering) -> Subject:
    """The offering's name in the ledger."""
    return Subject(ROOM, row.code, row.county)


def owner_of(booker: str) -> int | None:
    """The person who answers for a booking; None where it was made without an account."""
    number = booker.removeprefix(PERSON)
    return int(number) if booker.startswith(PERSON) and number.isascii() and number.isdigit() else None


def guarded(row: Offering, *, key: str = "", owner: int | None = None) -> Guarded:
    """What access must know of an offering, or of the booking `key` of it. SQL: 1 unless its unit was read."""
    return Guarded(
        subject=f"{ROOM}:{key or row.code}",
        area=row.area,
        owner_id=owner,
        unit_ids=frozenset(int(part) for part in row.unit.path.split("/") if part),
        case_person_ids=frozenset() if row.leader_id is None else frozenset({row.leader_id}),
    )


def offerings() -> "QuerySet[Offering]":
    """Offerings with the unit that runs them."""
    return Offering.objects.select_related("unit")


def known(key: str) -> Guarded:
    """What access must know of an offering, a booking or a use of a venue, for rooms of the kernel that ask.

    Raises:
        NotFound: there is none.
    """
    found = known_many([key])
    if key not in found:
        raise NotFound()
    return found[key]


def known_many(keys: Iterable[str]) -> Mapping[str, Guarded]:
    """The same for many, those that do not exist left out. SQL: 3."""
    asked = list(keys)
    bookers = {
        number: (code, booker)
        for number, code, booker in Booking.objects.filter(number__in=asked, session__room=ROOM).values_list(
            "number", "session__reference", "booker"
        )
    }
    for number, code, booker in Use.objects.filter(number__in=asked).values_list("number", "offering__code", "booker"):
        bookers[number] = (code, booker)
    codes = {code for code, _booker in bookers.values()} | set(asked)
    rows = {row.code: row for row in offerings().filter(code__in=codes)}
    found = {key: guarded(rows[key]) for key in asked if key in rows}
    for number, (code, booker) in bookers.items():
        if code in rows:
            found[number] = guarded(rows[code], key=number, owner=owner_of(booker))
    return found


def reached(actor: Actor, action: str = READ) -> Q:
    """The offerings to which a member of staff may do `action`, as a filter: the same rule as `may`."""
    if actor.kind == "system":
        return EVERYTHING
    if actor.post is None:
        return NOTHING
    match grants()[Role(actor.post.role)].get(action):
        case Reach.UNIT:
            return Q(unit__path__contains=f"/{actor.post.unit_id}/")
        case Reach.CASE:
            return Q(leader_id=actor.person_id)
        case Reach.AREA:
            return Q(area__startswith=actor.post.area)
    return NOTHING


def require(actor: Actor, action: str, row: Offering) -> None:
    """Let the act through or raise.

    Raises:
        NotFound: the actor's post has nothing to do with the offering.
        Forbidden: it may see it, but not do this.
    """
    require_access(actor, action, guarded(row), read=READ)
