"""What of the ledger goes out into a spreadsheet, and what it is compared with when it comes back."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Left

from banshi.kernel.access.actions import Confidentiality
from banshi.kernel.commands import Actor
from banshi.kernel.directory.personal import unseal
from banshi.kernel.rooms import Role, grants
from banshi.kernel.sheets.cells import Values, plain
from banshi.services.requests.models import Request
from banshi.services.requests.queries.desk import Filter, filtered
from banshi.services.requests.queries.guard import readable
from banshi.services.requests.rules.differences import Standing
from banshi.services.requests.rules.sheet import FIELDS

EXPORT, EDIT = "requests.export", "requests.triage"
EXCERPT = 200
AT_ONCE = 500
COMPARED = ("id", "number", "version", "county", "title", *FIELDS)
TAKEN_OUT = (
    *COMPARED, "stage", "accusing", "due_at", "submitted_at", "resident__name", "holder_unit__name", "name_sealed", "phone_sealed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutRow:
    """One request on its way out."""

    number: str
    version: int
    county: str
    values: Values
    title: str
    stage: str
    holder: str
    due_at: datetime
    submitted_at: datetime
    excerpt: str
    name: str
    phone: str
    """These three are empty where confidentiality was wished or somebody is complained of: a file is passed on
    more easily than a page."""
    resident_id: int | None


def granted(actor: Actor, action: str) -> bool:
    """Whether a post of this role may do `action` to anything at all."""
    return actor.kind == "system" or (actor.post is not None and action in grants()[Role(actor.post.role)])


def outgoing(actor: Actor, now: datetime, which: Filter, most: int) -> Iterator[OutRow]:
    """What the filter leaves of what the actor may take out, at most `most`, as the queue orders it. SQL: 1.

    The house itself, on the console, takes out nothing confidential and nothing that accuses: whom
    the file is for is not known there.
    """
    rows = filtered(actor, now, which, action=EXPORT)
    if actor.kind == "system":
        rows = rows.filter(level__lt=Confidentiality.CONFIDENTIAL, accusing=False)
    order = ("-submitted_at", "-id") if which.order == "new" else ("due_at", "id")
    shown = rows.select_related("resident", "holder_unit").only(*TAKEN_OUT).annotate(begins=Left("text", EXCERPT))
    for row in shown.order_by(*order)[:most].iterator(chunk_size=AT_ONCE):
        yield _out(row)


def standing(actor: Actor, numbers: Collection[str]) -> dict[str, Standing]:
    """Number → registration of those of the requests that the actor may edit. SQL: 1 for every 500."""
    wanted = sorted(set(numbers))
    found: dict[str, Standing] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = readable(actor, EDIT).filter(number__in=wanted[start : start + AT_ONCE]).only(*COMPARED)
        found |= {row.number: Standing(row.number, row.version, row.county, row.title, _values(row)) for row in rows}
    return found


def _values(row: Request) -> Values:
    return {
        "category": row.category,
        "area": row.area,
        "place": plain(row.place),
        "kind": row.kind,
        "urgency": str(row.urgency),
        "level": str(row.level),
        "theme": row.theme,
    }


def _out(row: Request) -> OutRow:
    hidden = row.accusing or row.level >= Confidentiality.CONFIDENTIAL
    return OutRow(
        number=row.number,
        version=row.version,
        county=row.county,
        values=_values(row),
        title=row.title,
        stage=row.stage,
        holder=row.holder_unit.name if row.holder_unit else "",
        due_at=row.due_at,
        submitted_at=row.submitted_at,
        excerpt="" if hidden else row.begins,  # type: ignore[attr-defined]  # annotated above
        name="" if hidden else row.resident.name if row.resident else unseal(row.name_sealed, "requests.name"),
        phone="" if hidden else unseal(row.phone_sealed, "requests.phone"),
        resident_id=row.resident_id,
    )
