"""What a keeper may put right: the places of their area, and what can be chosen there."""

from collections.abc import Iterable
from dataclasses import dataclass

from banshi.kernel.commands import Actor
from banshi.kernel.directory.authority import may_in
from banshi.kernel.directory.queries.areas import find_below, known_areas
from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.kernel.places.catalogue import Term, catalogue
from banshi.kernel.places.queries import PlaceRow, places_in
from banshi.kernel.sheets.cells import Values
from banshi.services.servicemap.rules.differences import Standing
from banshi.services.servicemap.rules.sheet import JOINTS

MANAGE = "places.manage"


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a cell: field → code → label, in Chinese, so that one file is good for everybody."""

    areas: dict[str, str]
    kinds: dict[str, str]
    offers: dict[str, str]
    features: dict[str, str]


def keeper_area(actor: Actor) -> str:
    """The area whose places this member of staff keeps.

    Raises:
        SignInNeeded, Forbidden: nobody is signed in, or their post keeps none.
    """
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if actor.post is None or not may_in(actor, MANAGE, actor.post.area):
        raise Forbidden(action=MANAGE)
    return actor.post.area


def choices(area: str) -> Choices:
    """SQL: at most 2."""
    known = catalogue()
    rows = (*known_areas([area]).values(), *find_below(area, level="village"))
    return Choices(
        areas={row.code: f"{row.code} {row.name}" for row in rows},
        kinds=_labels(known.kinds.values()),
        offers=_labels(known.offers.values()),
        features=_labels(known.features.values()),
    )


def standing(area: str) -> dict[str, Standing]:
    """The open places of an area, as a spreadsheet has them. SQL: 1."""
    return {row.code: Standing(row.code, row.version, values_of(row)) for row in places_in(area)}


def values_of(row: PlaceRow) -> Values:
    """What the spreadsheet has of a place."""
    texts = {name: getattr(row, name) for name in ("name", "kind", "area", "address", "hours", "name_en", "note")}
    lists = {name: joint.join(getattr(row, name)) for name, joint in JOINTS.items()}
    return {**texts, **lists, "lon": f"{row.lon:.7f}", "lat": f"{row.lat:.7f}"}


def _labels(terms: Iterable[Term]) -> dict[str, str]:
    return {term.code: term.zh for term in terms}
