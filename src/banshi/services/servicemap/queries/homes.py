"""Which households were loaded for a county, and who of them is within reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from banshi.services.servicemap.engine import homes as kept
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.homes import Homes
from banshi.services.servicemap.models import HouseholdPoints, PublishedMap
from banshi.services.servicemap.queries.opened import Opened
from banshi.services.servicemap.queries.published import MAPS, MapBroken, folder_of


@dataclass(frozen=True, slots=True)
class HomesRow:
    """The households of a county as they were loaded."""

    county: str
    folder: str
    source: str
    points: int
    households: int
    people: int
    problems: Mapping[str, int]
    invented: bool
    note: str
    note_en: str
    loaded_at: datetime

    @property
    def said(self) -> str:
        """What a reader must know of them, in the language in force."""
        return self.note_en if get_language() == "en" and self.note_en else self.note

    @property
    def left_out(self) -> int:
        """Rows that were not used."""
        return sum(self.problems.get(what, 0) for what in LEFT_OUT)


LEFT_OUT = ("no_number", "duplicate", "swapped", "off_map")
MOST_KEPT = 4
FIELDS = tuple(HomesRow.__dataclass_fields__)
_kept: dict[str, Homes] = {}
"""By folder, which never changes: households loaded anew come in one of their own."""


def homes_of(county: str) -> HomesRow | None:
    """The households of a county, None where none were loaded. SQL: 1."""
    found = HouseholdPoints.objects.filter(county=county).values_list(*FIELDS).first()
    return HomesRow(*found) if found is not None else None


def opened_homes(row: HomesRow, found: Opened) -> Homes:
    """The points themselves, on the streets of the map. SQL: none.

    Raises:
        MapBroken: their file is damaged or gone.
    """
    held = _kept.get(row.folder)
    if held is None or held.network != found.atlas.fingerprint:
        try:
            held = kept.on(kept.load(folder_of(row.folder) / kept.FILE), found.atlas)
        except MapFailure as failure:
            raise MapBroken() from failure
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[row.folder] = held
    return held


def folders() -> tuple[str, ...]:
    """Where every county's map and households lie, below the data folder: what a backup must hold. SQL: 2."""
    rows = [
        table.objects.order_by("county").values_list("folder", flat=True) for table in (PublishedMap, HouseholdPoints)
    ]
    return tuple(f"{MAPS}/{name}" for names in rows for name in names)
