"""Who may see which request: the one place where the room's rows meet the access rules.

Every query that lists, searches, counts or exports starts from `readable`; every single
matter goes through `require`. So the accused are kept out everywhere by the same two functions.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from banshi.kernel.access.actions import Columns, Confidentiality, Guarded, is_accused, may, visible
from banshi.kernel.access.actions import require as require_access
from banshi.kernel.commands import Actor
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.record import Subject
from banshi.services.requests.models import AccusedParty, CoHandler, Request
from banshi.services.requests.rules import numbers

ROOM = "requests"
PUBLIC_ROOM = "requests_public"
"""The search table of public faces: only what everybody may read is found there."""
READ = "requests.read"


def subject(row: Request) -> Subject:
    """The request's name in the ledger and for clocks, files and notices."""
    return Subject(ROOM, row.number, row.county)


def guarded(row: Request) -> Guarded:
    """What access must know of one request. SQL: 2."""
    return guarded_from(row, _helpers(row.pk), _accused(row.pk))


@prepared
def _accused(request_id: int) -> QuerySet[AccusedParty, tuple[int | None, int | None]]:
    return AccusedParty.objects.filter(request_id=request_id).values_list("unit_id", "person_id")


@prepared
def _helpers(request_id: int) -> QuerySet[CoHandler, int]:
    return CoHandler.objects.filter(request_id=request_id, removed_at=None).values_list("unit_id", flat=True)


@prepared
def _numbered(number: str) -> QuerySet[Request]:
    return Request.objects.filter(number=number)


def guarded_from(row: Request, helpers: Collection[int], accused: Collection[tuple[int | None, int | None]]) -> Guarded:
    """The same from rows already read: co-handling units, and accused (unit, person) pairs."""
    return Guarded(
        subject=str(subject(row)),
        area=row.area,
        level=Confidentiality(row.level),
        owner_id=row.resident_id,
        unit_ids=frozenset(unit for unit in (row.lead_unit_id, row.holder_unit_id, *helpers) if unit is not None),
        case_person_ids=frozenset() if row.leader_id is None else frozenset({row.leader_id}),
        accused_units=frozenset(unit for unit, _person in accused if unit is not None),
        accused_persons=frozenset(person for _unit, person in accused if person is not None),
    )


def numbered(number: str) -> Request | None:
    """The request of this number as people write it, whoever asks. SQL: 1."""
    return next(iter(_numbered(numbers.tidy_number(number))), None)


def known(number: str) -> Guarded:
    """What access must know of the request of this number, for rooms of the kernel that ask.

    Raises:
        NotFound: there is none.
    """
    row = numbered(number)
    if row is None:
        raise NotFound()
    return guarded(row)


def _of(parties: QuerySet[AccusedParty]) -> Exists:
    return Exists(parties.filter(request=OuterRef("pk")))


COLUMNS = Columns(
    subject=lambda names: Q(number__in=[name.removeprefix(f"{ROOM}:") for name in names]),
    area="area",
    level="level",
    owner="resident_id",
    units=lambda ids: (
        Q(holder_unit__in=ids)
        | Q(lead_unit__in=ids)
        | Q(Exists(CoHandler.objects.filter(request=OuterRef("pk"), unit__in=ids, removed_at=None)))
    ),
    case_person=lambda person: Q(leader=person),
    accused_units=lambda ids: Q(_of(AccusedParty.objects.filter(unit__in=ids))),
    accused_person=lambda person: Q(_of(AccusedParty.objects.filter(person=person))),
)


def flag(**column: bool) -> Q:
    """A Q on one boolean column that an index serves: SQLite does not use one for Django's bare `WHERE open`."""
    return Q(**{f"{name}__in": [value] for name, value in column.items()})


def readable(actor: Actor, action: str = READ) -> QuerySet[Request]:
    """The requests to which `actor` may do `action`; the start of every list."""
    return Request.objects.filter(visible(actor, action, COLUMNS))


def require(actor: Actor, action: str, row: Request, *, secret: str = "") -> None:
    """Let the act through or raise; the tracking secret makes its bearer the owner.

    Raises:
        NotFound: the actor may not even read the request; that it exists is not told.
        Forbidden: the actor may read it, but not do this.
    """
    if secret and holds_secret(actor, row, secret):
        return
    require_access(actor, action, guarded(row), read=READ)


def holds_secret(actor: Actor, row: Request, secret: str) -> bool:
    """Whether `secret` opens the request. It never opens it to somebody signed in who is complained of."""
    return numbers.matches(secret, row.secret_hash) and not is_accused(actor, guarded(row))


def find(actor: Actor, number: str, *, action: str = READ) -> Request:
    """The request of this number.

    Raises:
        NotFound: there is none, or the actor may not know that there is.
    """
    row = numbered(number)
    if row is None or not may(actor, action, guarded(row)):
        raise NotFound()
    return row
