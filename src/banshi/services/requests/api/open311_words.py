"""GeoReport v2's vocabulary: how our values are called there, in JSON and in XML."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.kernel.clocks.rules import last_day
from banshi.kernel.directory.queries.areas import area_label
from banshi.services.requests.commands import Receipt
from banshi.services.requests.queries.policy import categories
from banshi.services.requests.queries.public import PublicMatter, PublicRow
from banshi.services.requests.rules.moves import STAGE_TITLES, Stage

UNSORTED = "0000"
WHERE = gettext_lazy("请给出地点：经纬度（lat、long），或地址（address_string）。")
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
Fields = Mapping[str, Any]


@cache
def codes() -> frozenset[str]:
    """Codes of the services: categories of the second level, and one for what is not sorted yet."""
    return frozenset(code for code in categories() if len(code) == 4) | {UNSORTED}


def services() -> list[Fields]:
    """The service list."""
    tree = categories()
    listed = [
        _service(code, tree[code].title, tree[code[:2]].title, keywords=_keywords(code))
        for code in sorted(codes() - {UNSORTED})
    ]
    return [*listed, _service(UNSORTED, _("还没有分类"), "", keywords="")]


def _service(code: str, name: str, group: str, *, keywords: str) -> Fields:
    described = {"service_code": code, "service_name": name, "description": f"{group} {name}".strip()}
    return {**described, "metadata": False, "type": "realtime", "keywords": keywords, "group": group}


def _keywords(code: str) -> str:
    return ",".join(each.title for each in categories().values() if each.code.startswith(code) and each.code != code)


def unknown_service(code: str) -> str:
    return _("没有编号为“%(code)s”的服务。全部编号见 services.json。") % {"code": code}


def notice(receipt: Receipt) -> str:
    """What the resident is told: by when, and the secret to follow the request with."""
    day = last_day(receipt.due_at).isoformat()
    return _("已收到，最迟 %(day)s 答复。查询码：%(secret)s") % {"day": day, "secret": receipt.secret}


def brief(row: PublicRow) -> Fields:
    """One request of a list, under GeoReport's names."""
    code = row.category[:4] or UNSORTED
    known = categories().get(code)
    return {
        "service_request_id": row.number,
        "status": "open" if row.open else "closed",
        "status_notes": str(_(STAGE_TITLES[Stage(row.stage)])),
        "service_name": known.title if known else _("还没有分类"),
        "service_code": code,
        "description": row.title,
        "agency_responsible": row.unit or None,
        "service_notice": None,
        "requested_datetime": _at(row.submitted_at),
        "updated_datetime": _at(row.updated_at),
        "expected_datetime": _at(row.due_at),
        "address": f"{row.place} {area_label(row.area)}".strip() or None,
        "address_id": row.area,
        "zipcode": None,
        "lat": row.lat,
        "long": row.lon,
        "media_url": None,
    }


def full(matter: PublicMatter) -> Fields:
    """One request with its words and its answer."""
    words = {"description": matter.text[:4000]}
    return {**brief(matter.row), **words, "status_notes": matter.answer or brief(matter.row)["status_notes"]}


def discovery(base: str) -> Fields:
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": base,
        "changeset": "2026-11-23T00:00:00+08:00",
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {
        "changeset": endpoint["changeset"],
        "contact": _("见首页页脚"),
        "key_service": _("由本平台管理员发放 api_key。"),
        "endpoints": [endpoint],
    }


def render(root: str, each: str, items: Sequence[Fields], fmt: str, status: int = 200) -> HttpResponse:
    """A list in the format asked for."""
    if fmt != "xml":
        return _response(json.dumps(list(items), ensure_ascii=False, default=str), fmt, status)
    tree = Element(root)
    for item in items:
        _put(SubElement(tree, each), item)
    return _response(tostring(tree, encoding="unicode"), fmt, status)


def render_one(root: str, item: Fields, fmt: str) -> HttpResponse:
    """A single thing in the format asked for."""
    if fmt != "xml":
        return _response(json.dumps(item, ensure_ascii=False, default=str), fmt, 200)
    tree = Element(root)
    _put(tree, item)
    return _response(tostring(tree, encoding="unicode"), fmt, 200)


def _put(parent: Element, fields: Fields) -> None:
    for name, value in fields.items():
        child = SubElement(parent, name)
        if isinstance(value, list):
            for part in value:
                inner = SubElement(child, name.removesuffix("s"))
                if isinstance(part, Mapping):
                    _put(inner, part)
                else:
                    inner.text = NOT_XML.sub("", str(part))
        elif value is not None:
            child.text = str(value).lower() if isinstance(value, bool) else NOT_XML.sub("", str(value))


def _response(text: str, fmt: str, status: int) -> HttpResponse:
    head = '<?xml version="1.0" encoding="utf-8"?>\n' if fmt == "xml" else ""
    return HttpResponse(head + text, status=status, content_type=TYPES.get(fmt, TYPES["json"]))


def _at(at: datetime | None) -> str | None:
    return at.astimezone().isoformat(timespec="seconds") if at else None
