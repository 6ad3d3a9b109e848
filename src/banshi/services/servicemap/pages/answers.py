"""What is reached from a position, as the bytes that programs and phones get: from memory where nothing changed for a second."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl

from banshi.kernel.clocks.calendar import BeyondCalendar
from banshi.kernel.clocks.current import calendar
from banshi.kernel.places.opening import opening
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.web.quick import QuickPage
from banshi.services.servicemap.engine.modes import MOST_MINUTES, seconds_of, slowness
from banshi.services.servicemap.engine.near import nearest
from banshi.services.servicemap.pages.asking import Going, way_of
from banshi.services.servicemap.queries.opened import Opened, recently

ADDRESS = re.compile(r"/map/([0-9]{6})/reach\.json")
MOST_FIELDS = 12
SECONDS = [b',"seconds":%d}' % each for each in range(MOST_MINUTES * 60 + 2)]
"""How the line of a place ends, ready for every time there is."""
_told: dict[str, tuple[Opened, int, list[bytes]]] = {}


def body_of(found: Opened, asked: dict[str, str], now: datetime) -> bytes:
    """The answer to `lon`, `lat`, and perhaps `minutes`, `by` and `most`, as JSON.

    Raises:
        ValueError: something is no number.
        MapFailure: the position is off the map, or the time is out of bounds.
    """
    lon, lat = float(asked.get("lon", "nan")), float(asked.get("lat", "nan"))
    minutes, most = float(asked.get("minutes", "10")), max(int(asked.get("most", "100000")), 0)
    going = way_of(asked.get("by"))
    places, times = _reached(found, lon, lat, minutes, going)
    told = _fragments(found, now)
    head = b'{"county":"%b","by":"%b","minutes":%b,"places":[' % (
        found.county.encode(),
        going.key.encode(),
        str(minutes).encode(),
    )
    lines = [told[place] + SECONDS[time] for place, time in zip(places[:most], times[:most], strict=True)]
    return head + b",".join(lines) + b"]}"


def quick_pages() -> Sequence[QuickPage]:
    """`Service.hooks["quick"]`."""
    return [QuickPage("servicemap:reach_answer", "reach.json", quick_answer)]


def quick_answer(path: str, query: str, now: datetime) -> bytes | None:
    """The same as the page's answer; None where that must look into the database first, or refuse."""
    address = ADDRESS.fullmatch(path)
    found = recently(address[1]) if address is not None else None
    if found is None:
        return None
    try:
        asked = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
        return body_of(found, asked, now)
    except ValueError:  # MapFailure is one: Django says why
        return None


def _reached(found: Opened, lon: float, lat: float, minutes: float, going: Going) -> tuple[list[int], list[int]]:
    atlas, mode = found.atlas, going.mode
    origin = atlas.snapper(mode).must(lon, lat)
    return nearest(atlas.graph(mode), atlas.table(mode), origin, seconds_of(minutes), slowness(mode, going.kmh))


def _fragments(found: Opened, now: datetime) -> list[bytes]:
    """By its number in the table, of each place what stands before its seconds; made once a minute, since whether it is open changes."""
    minute = int(now.timestamp()) // 60
    kept = _told.get(found.county)
    if kept is None or kept[0] is not found or kept[1] != minute:
        opened = {row.hours: _open(row, now) for row in found.places.values()}
        rows = [found.places[code] for code in found.atlas.reach.codes]
        told = [_fragment(row, opened[row.hours]) for row in rows]
        kept = _told[found.county] = (found, minute, told)
    return kept[2]


def _fragment(row: PlaceRow, opened: bool | None) -> bytes:
    said = {
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "kind": row.kind,
        "tier": row.tier,
        "lon": row.lon,
        "lat": row.lat,
        "open": opened,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()[:-1]


def _open(row: PlaceRow, now: datetime) -> bool | None:
    """None where nobody knows."""
    try:
        return opening(row.timetable, calendar(), now).open if row.timetable is not None else None
    except BeyondCalendar:
        return None
