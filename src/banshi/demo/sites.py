"""Places at which things are offered: those of the map where they stand, else a few of each town's own."""

from datetime import datetime

from banshi.demo.region import CTX, County
from banshi.kernel.directory.areas import short_name
from banshi.kernel.directory.queries.areas import children
from banshi.kernel.places import commands as places
from banshi.kernel.places.queries import PlaceRow, places_in

CENTRES = {"150204": (109.88, 40.65), "150627": (109.75, 39.56)}
"""About where the town lies; the places are spread around it, and are invented."""
STEP = 0.006
PER_TOWN = 2


def sites(county: County, at: datetime) -> list[PlaceRow]:
    """The county's places, made up where the map has none yet."""
    found = list(places_in(county.code))
    return found or _made(county, at)


def _made(county: County, at: datetime) -> list[PlaceRow]:
    lon, lat = CENTRES[county.code]
    made = []
    for number, town in enumerate(children(county.code)):
        for each, (kind, words) in enumerate((("town-centre", "党群服务中心"), ("neighbour-house", "邻里屋"))):
            made.append(
                places.open_place(
                    CTX.at(at),
                    code=f"{county.code}-{number + 1:02}-{each + 1}",
                    name=f"{short_name(town.name)}{words}",
                    kind=kind,
                    area=town.code,
                    lon=lon + STEP * (number % 4),
                    lat=lat + STEP * (number // 4) + STEP / 3 * each,
                    offers=("hall", "party", "sport"),
                    hours="Mo-Su 08:00-21:00",
                )
            )
    return made
