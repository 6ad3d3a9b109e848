"""What the pages share: whose map is shown, how somebody goes, hours in words."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.clocks.calendar import BeyondCalendar
from banshi.kernel.clocks.current import calendar
from banshi.kernel.clocks.office import local
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.places.catalogue import catalogue
from banshi.kernel.places.opening import opening
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.places.words import opening_words
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.modes import PACES, Mode
from banshi.services.servicemap.engine.words import minutes
from banshi.services.servicemap.queries.opened import Opened, opened
from banshi.services.servicemap.queries.published import NoMap, mapped_counties

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Going:
    """A way of getting about that a reader can choose."""

    key: str
    mode: Mode
    kmh: float | None
    title: object


WAYS = {
    way.key: way
    for way in (
        Going("foot", Mode.FOOT, PACES["adult"], lazy("步行")),
        Going("elder", Mode.FOOT, PACES["elder"], lazy("步行，慢一些（长者）")),
        Going("slow", Mode.FOOT, PACES["slow"], lazy("步行，很慢")),
        Going("wheelchair", Mode.WHEELCHAIR, None, lazy("轮椅，不走台阶")),
        Going("bicycle", Mode.BICYCLE, None, lazy("自行车")),
        Going("car", Mode.CAR, None, lazy("开车")),
    )
}


def map_of(request: WebRequest) -> Opened:
    """The map asked for by `county`, else that of this house, else the first there is.

    Raises:
        NoMap: nobody has published one.
    """
    known = mapped_counties()
    given = request.GET.get("county", "")
    for county in (given, settings.BANSHI_COUNTY, *known):
        if county in known:
            return opened(county)
    raise NoMap()


def way_of(given: str | None, *, large: bool = False) -> Going:
    """How somebody goes; readers of the large type walk as elders do unless they say otherwise."""
    return WAYS.get(given or "", WAYS["elder" if large else "foot"])


def language() -> str:
    """ "zh" or "en"."""
    return "en" if get_language() == "en" else "zh"


def why(failure: MapFailure) -> str:
    """A refusal of the engine in the language in force."""
    return failure.said(language())


def minutes_words(seconds: float) -> str:
    return minutes(seconds)[language() == "en"]


def kind_words(place: PlaceRow) -> str:
    """The kind of a place, its code where the catalogue does not know it any more."""
    found = catalogue().kinds.get(place.kind)
    return found.title if found is not None else place.kind


def name_of(place: PlaceRow) -> str:
    return place.name_en if language() == "en" and place.name_en else place.name


def hours_now(place: PlaceRow, now: datetime) -> tuple[str, str]:
    """Tone and words: open until when, or closed and when next."""
    if place.timetable is None:
        return "plain", _("开放时间没有登记")
    try:
        found = opening(place.timetable, calendar(), now)
    except BeyondCalendar:
        return "plain", place.hours
    return "done" if found.open else "wait", opening_words(found, local(now).date())
