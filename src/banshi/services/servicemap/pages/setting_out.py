"""From where: a position in the address, a street or community chosen, or words looked up."""

import math
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from banshi.kernel.commands.request import WebRequest
from banshi.services.servicemap.queries.opened import Opened
from banshi.services.servicemap.queries.starts import Start, area_start, starts


@dataclass(frozen=True, slots=True)
class SettingOut:
    """Where the reader sets out, or what there is to choose from, or why there is neither."""

    lon: float | None = None
    lat: float | None = None
    title: str = ""
    choices: tuple[tuple[Start, str], ...] = ()
    """Each with the address that chooses it."""
    problem: str = ""

    @property
    def known(self) -> bool:
        return self.lon is not None

    @property
    def asked(self) -> str:
        """The position for an address, empty where none is known."""
        return urlencode({"lon": f"{self.lon:.6f}", "lat": f"{self.lat:.6f}"}) if self.lon is not None else ""


def setting_out(request: WebRequest, found: Opened) -> SettingOut:
    """Read it from the address. Words and choices stand before the position of the last question; words that fit one thing are that thing."""
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:60]
    if words:
        return _looked_up(request, found, words)
    if code := request.GET.get("area", ""):
        start = area_start(found, code)
        if start is None:
            return SettingOut(problem=_("这个街道、社区在地图上还没有场所。请选附近的一个。"))
        return SettingOut(start.lon, start.lat, start.title)
    lon, lat = _number(request, "lon"), _number(request, "lat")
    if lon is not None and lat is not None:
        return SettingOut(lon, lat, _("您选的位置"))
    if lon is not None or lat is not None or request.GET.get("lon") or request.GET.get("lat"):
        return SettingOut(problem=_("经度和纬度要写成数字，例如 109.8403 和 40.6575。"))
    return SettingOut()


def _looked_up(request: WebRequest, found: Opened, words: str) -> SettingOut:
    listed = starts(found, words)
    if len(listed) == 1:
        return SettingOut(listed[0].lon, listed[0].lat, listed[0].title)
    if not listed:
        return SettingOut(
            problem=_("没有找到“%(words)s”。请写街道、社区、路或场所的名字，或者从列表里选。") % {"words": words}
        )
    return SettingOut(choices=tuple((start, _address(request, start)) for start in listed))


def _address(request: WebRequest, start: Start) -> str:
    kept = {name: value for name, value in request.GET.items() if name not in ("q", "area")}
    return "?" + urlencode({**kept, "lon": f"{start.lon:.6f}", "lat": f"{start.lat:.6f}"})


def _number(request: WebRequest, name: str) -> float | None:
    try:
        value = float(request.GET.get(name, ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
