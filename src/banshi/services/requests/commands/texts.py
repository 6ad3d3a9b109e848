"""By what words and marks a request is found."""

from banshi.kernel.search import index
from banshi.services.requests.models import Request
from banshi.services.requests.queries.guard import ROOM


def findable(row: Request, units: tuple[int, ...] = ()) -> index.Text:
    """Its number, title, text and place; marks for the units that take part."""
    holders = {row.lead_unit_id, row.holder_unit_id, *units} - {None}
    return index.Text(
        key=row.pk,
        county=row.county,
        text="\n".join(part for part in (row.number, row.title, row.text, row.place) if part),
        marks=tuple(f"u{unit}" for unit in sorted(unit for unit in holders if unit)),
    )


def reindex(row: Request, units: tuple[int, ...] = ()) -> None:
    """Make the row findable as it stands now."""
    found = findable(row, units)
    index.put(ROOM, found.key, found.county, found.text, marks=found.marks)
