"""Who may see and do what with which case: the one place where the room's rows meet the access rules."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from banshi.kernel.access.actions import NOTHING, Columns, Guarded, may, visible
from banshi.kernel.access.actions import require as require_access
from banshi.kernel.commands import Actor
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.record import Subject
from banshi.services.onestop.models import Case, CaseStep
from banshi.services.onestop.rules import numbers

ROOM = "onestop"
READ = "onestop.read"
OWN = "onestop.own"
OPEN = "onestop.open"
HANDLE = "onestop.handle"
RECEIVE = "onestop.receive"
SUPERVISE = "onestop.supervise"
PUBLISH = "onestop.publish"


def subject(row: Case) -> Subject:
    """The case's name in the ledger and for files and notices."""
    return Subject(ROOM, row.number, row.county)


def guarded(row: Case) -> Guarded:
    """What access must know of one case: whose it is, and the units whose steps have begun. SQL: 1."""
    return guarded_from(row, CaseStep.objects.filter(case=row).values_list("unit_id", flat=True))


def guarded_from(row: Case, units: Collection[int]) -> Guarded:
    """The same from units already read."""
    return Guarded(subject=str(subject(row)), area=row.area, owner_id=row.owner_id, unit_ids=frozenset(units))


def known(key: str) -> Guarded:
    """What access must know of the case of this number, for rooms of the kernel that ask.

    Raises:
        NotFound: there is none.
    """
    row = Case.objects.filter(number=key).first()
    if row is None:
        raise NotFound()
    return guarded(row)


COLUMNS = Columns(
    subject=lambda names: Q(number__in=[name.removeprefix(f"{ROOM}:") for name in names]),
    area="area",
    level="level",
    owner="owner_id",
    units=lambda ids: Q(Exists(CaseStep.objects.filter(case=OuterRef("pk"), unit__in=ids))),
    case_person=lambda _person: NOTHING,
    accused_units=lambda _ids: NOTHING,
    accused_person=lambda _person: NOTHING,
)


def readable(actor: Actor, action: str = READ) -> QuerySet[Case]:
    """The cases to which `actor` may do `action`; the start of every list."""
    return Case.objects.alias(level=Value(1)).filter(visible(actor, action, COLUMNS))


def require(actor: Actor, action: str, row: Case) -> None:
    """Let the act through or raise.

    Raises:
        NotFound: the actor may not even read the case; that it exists is not told.
        Forbidden: the actor may read it, but not do this.
    """
    require_access(actor, action, guarded(row), read=READ)


def find(actor: Actor, number: str, *, action: str = READ) -> Case:
    """The case of this number.

    Raises:
        NotFound: there is none, or the actor may not know that there is.
    """
    row = Case.objects.select_related("procedure", "said").filter(number=numbers.tidy_number(number)).first()
    if row is None or not may(actor, action, guarded(row)):
        raise NotFound()
    return row
