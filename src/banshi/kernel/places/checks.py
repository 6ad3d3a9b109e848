"""What may be said of a place: each field checked and brought into the form in which it is kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory import numbers
from banshi.kernel.errors import Invalid
from banshi.kernel.places import hours, positions
from banshi.kernel.places.catalogue import catalogue
from banshi.kernel.places.coordinates import Point, System, convert
from banshi.kernel.places.refusals import FLAWS, PlaceRefused

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = {"code": 40, "name": 80, "name_en": 120, "address": 200, "note": 300, "reason": 200}
MOST_PHONES = 4
Wrong = dict[str, list[str | Promise]]


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are kept.

    Raises:
        PlaceRefused: names every field that is not allowed, and why.
    """
    wrong: Wrong = {}
    kept = {name: _field(name, value, wrong) for name, value in given.items()}
    if wrong:
        raise PlaceRefused(wrong)
    return kept


def position(lon: float, lat: float, system: str) -> Point:
    """The position in WGS-84, to the centimetre.

    Raises:
        PlaceRefused: no number, swapped, outside China, or an unknown system.
    """
    if system not in set(System):
        raise PlaceRefused({"system": [_("坐标系是 wgs84、cgcs2000、gcj02 或 bd09。")]})
    try:
        given = Point(float(lon), float(lat))
    except (TypeError, ValueError):
        given = Point(float("nan"), float("nan"))
    flaw = positions.flaw(given)
    if flaw is not None:
        raise PlaceRefused({"position": [FLAWS[flaw]]}, reason=flaw.value)
    return positions.kept(convert(given, System(system), System.WGS84))


def reason(given: str) -> str:
    """Why a place is moved or closed.

    Raises:
        PlaceRefused: none, or too long.
    """
    words = given.strip()
    if not 0 < len(words) <= LONGEST["reason"]:
        raise PlaceRefused({"reason": [_("请写明理由，最多 200 个字。")]})
    return words


def _field(name: str, value: Any, wrong: Wrong) -> Any:
    if name in LISTED:
        return _terms(name, value, wrong)
    return CHECKS[name](value, wrong) if name in CHECKS else _words(name, value, wrong)


def _code(value: str, wrong: Wrong) -> str:
    if not CODE.fullmatch(value) or len(value) > LONGEST["code"]:
        wrong["code"] = [_("编码只用小写字母、数字和短横线，最多 40 个字符，例如 150204-qsl-03。")]
    return value


def _words(name: str, value: str, wrong: Wrong) -> str:
    words = value.strip()
    if len(words) > LONGEST[name] or (name == "name" and not words):
        wrong[name] = [_("请写 1 到 80 个字的名称。") if name == "name" else _("这一项太长了，请写短些。")]
    return words


def _kind(value: str, wrong: Wrong) -> str:
    if value not in catalogue().kinds:
        wrong["kind"] = [_("没有“%(given)s”这一类场所。请从场所目录里选择。") % {"given": value[:40]}]
    return value


def _terms(name: str, value: Sequence[str], wrong: Wrong) -> list[str]:
    """In the order of the catalogue, each once."""
    known = getattr(catalogue(), name)
    strange = [each for each in value if each not in known]
    if strange:
        wrong[name] = [_("场所目录里没有“%(given)s”。") % {"given": "、".join(strange)[:60]}]
    return [code for code in known if code in set(value)]


def _phones(value: Sequence[str], wrong: Wrong) -> list[str]:
    kept: list[str] = []
    try:
        kept = list(dict.fromkeys(numbers.phone(each) for each in value if each.strip()))
    except Invalid as refusal:
        wrong["phones"] = [str(refusal)]
    if len(kept) > MOST_PHONES:
        wrong["phones"] = [_("最多写 4 个电话。")]
    return kept


def _hours(value: str, wrong: Wrong) -> str:
    if not value.strip():
        return ""
    try:
        written = str(hours.parse(value))
    except hours.BadHours as refusal:
        wrong["hours"] = [
            _("看不懂开放时间“%(piece)s”。请写成“周一至周五 8:30-12:00，14:30-17:30；节假日休息”。")
            % {"piece": refusal.piece}
        ]
        return value
    if len(written) > hours.LONGEST:
        wrong["hours"] = [_("这一项太长了，请写短些。")]
    return written


LISTED = ("offers", "features")
CHECKS: Mapping[str, Callable[[Any, Wrong], Any]] = {"code": _code, "kind": _kind, "phones": _phones, "hours": _hours}
"""Field → what brings it into its form; all others are words."""
