"""Coverage: who reaches a service in time and who does not, and where the next ones should be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from banshi.kernel.clocks.office import local
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label, known_areas
from banshi.kernel.places.catalogue import catalogue
from banshi.kernel.web.charts import Bar, Chart, bars
from banshi.kernel.web.formatting import count, share
from banshi.services.servicemap.engine.coverage import Share
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.picture import Frame, dots, whole
from banshi.services.servicemap.engine.surveyed import CoverageAnswer
from banshi.services.servicemap.forms import CoverageForm
from banshi.services.servicemap.pages.asking import WAYS, map_of, minutes_words, why
from banshi.services.servicemap.pages.drawn import Drawn, drawn
from banshi.services.servicemap.queries.covered import Dots, Housed, Proposal, coverage_of, housed, proposal
from banshi.services.servicemap.queries.homes import HomesRow, homes_of
from banshi.services.servicemap.queries.opened import Opened
from banshi.services.servicemap.queries.published import NoMap

WALKERS = ("foot", "elder", "slow")
MINUTES = (3, 5, 10, 15)
COUNTS = (0, 1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    title: str
    points: int
    share: str
    beyond: int
    median: str
    worst: str
    homes: str = ""
    """Households beyond reach: how many, and their share. Likewise `people`."""
    people: str = ""


@never_cache
@require_safe
def coverage(request: WebRequest) -> HttpResponse:
    """The share of street junctions from which a service is reached in time; with `k`, what k more sites would change."""
    try:
        found = map_of(request)
    except NoMap:
        return render(request, "servicemap/nothing.html")
    minutes = _chosen(request, "minutes", MINUTES, 10)
    more = _chosen(request, "k", COUNTS, 0)
    by = request.GET.get("by", "")
    going = WAYS[by if by in WALKERS else "foot"]
    assert going.kmh is not None
    answer, spots = coverage_of(found, minutes, going.kmh)
    homes = homes_of(found.county)
    lived = housed(found, homes, minutes, going.kmh) if homes is not None else None
    weigh = "people" if homes is not None and request.GET.get("weigh") == "people" else "junctions"
    next_sites, problem = _next(found, minutes, going.kmh, more, homes if weigh == "people" else None)
    frame = whole(found.atlas.network)
    values = {
        "county_name": area_label(found.county, below=found.county[:4]),
        "map": found.row,
        "form": CoverageForm(
            initial={"minutes": minutes, "by": going.key, "k": more, "weigh": weigh},
            ways=[(key, WAYS[key].title) for key in WALKERS],
            minutes=[(str(each), _("%(n)s 分钟") % {"n": each}) for each in MINUTES],
            counts=[(str(each), _("不增设") if not each else _("再设 %(n)s 处") % {"n": each}) for each in COUNTS],
            weights=[("junctions", _("按路口")), ("people", _("按住的人"))] if homes is not None else [],
        ),
        "answer": answer,
        "minutes": minutes,
        "going": going,
        "share": share(answer.total.share),
        "beyond": answer.total.points - round(answer.total.within),
        "tiers": _rows(answer.by_tier, lived.by_tier if lived else (), _tier),
        "areas": _rows(answer.by_area, lived.by_area if lived else (), _town),
        "homes": homes,
        "homes_beyond": _beyond(lived.total.households) if lived else "",
        "people_beyond": _beyond(lived.total.people) if lived and homes and homes.people else "",
        "loaded_on": local(homes.loaded_at).date().isoformat() if homes else "",
        "weigh": weigh,
        "gained": _("多走得到的人") if weigh == "people" else _("多走得到的路口"),
        "chart": _chart(answer),
        "before": _picture(found, frame, spots),
        "after": _picture(found, frame, next_sites.dots, next_sites) if next_sites else None,
        "next": next_sites.answer if next_sites else None,
        "share_before": share(next_sites.answer.before.share) if next_sites else "",
        "share_after": share(next_sites.answer.after.share) if next_sites else "",
        "problem": problem,
    }
    return render(request, "servicemap/coverage.html", values)


def _next(found: Opened, minutes: int, kmh: float, count: int, homes: HomesRow | None) -> tuple[Proposal | None, str]:
    if not count:
        return None, ""
    try:
        return proposal(found, minutes, kmh, count, homes), ""
    except MapFailure as failure:
        return None, why(failure)


def _picture(found: Opened, frame: Frame, spots: Dots, more: Proposal | None = None) -> Drawn:
    sites = [(site.lon, site.lat, 1) for site in more.answer.sites] if more else []
    shown = drawn(found, frame, sites)
    return replace(shown, served=dots(frame, spots.served), unserved=dots(frame, spots.unserved))


def _rows(shares: Sequence[Share], lived: Sequence[Housed], title: Callable[[str], str]) -> list[Row]:
    """Groups by their junctions, with the households of the same group beside them; those without a junction come last."""
    by_group = {each.households.group: each for each in lived}
    rows = [_row(each, title(each.group), by_group.pop(each.group, None)) for each in shares]
    return rows + [_homes_only(each, title(group)) for group, each in by_group.items()]


def _row(each: Share, title: str, lived: Housed | None) -> Row:
    return Row(
        title=title,
        points=each.points,
        share=share(each.share),
        beyond=each.points - round(each.within),
        median=_time(each.median),
        worst=_time(each.worst),
        homes=_beyond(lived.households) if lived else "",
        people=_beyond(lived.people) if lived else "",
    )


def _homes_only(lived: Housed, title: str) -> Row:
    """A street or town in which no place stands, so that no junction was given to it."""
    return Row(title, 0, "—", 0, "—", "—", _beyond(lived.households), _beyond(lived.people))


def _beyond(lived: Share) -> str:
    """How many are not within reach, and what share of all they are."""
    missed = lived.people - lived.within
    return (
        _("%(n)s（%(share)s）") % {"n": count(round(missed)), "share": share(missed / lived.people)}
        if lived.people
        else "—"
    )


def _time(seconds: float) -> str:
    return minutes_words(seconds) if seconds != float("inf") else "—"


def _tier(code: str) -> str:
    found = catalogue().tiers.get(code)
    return found.title if found is not None else code


def _town(code: str) -> str:
    found = known_areas([code]).get(code)
    return found.name if found is not None else code


def _chart(answer: CoverageAnswer) -> Chart | None:
    rows = sorted(answer.by_area, key=lambda each: each.share)
    if not rows:
        return None
    given = [Bar(_town(each.group), each.share * 100, share(each.share)) for each in rows]
    return bars(str(lazy("各街道（镇）走得到的比例")), given, columns=(_("街道（镇）"), _("比例")), top=100)


def _chosen(request: WebRequest, name: str, allowed: tuple[int, ...], usual: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and int(given[:4]) in allowed else usual
