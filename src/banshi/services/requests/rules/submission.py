"""What a request must be to be taken in: the same rule for a form, a call, an API and an import."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from banshi.services.requests.rules.words import gettext_noop as _
from banshi.services.requests.rules.words import pgettext_noop

MAX_TEXT = 20_000
MAX_TITLE = 200
MAX_PLACE = 200
MAX_NAME = 80
TITLE_FROM_TEXT = 40
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
CLOCK_SLACK = timedelta(minutes=5)
EARLIEST_YEAR = 1990


class Kind(StrEnum):
    """What a resident brings."""

    APPEAL = "appeal"
    HELP = "help"
    PETITION = "petition"
    TIPOFF = "tipoff"
    SUGGESTION = "suggestion"
    CONSULT = "consult"


class Channel(StrEnum):
    """The way it came."""

    WEB = "web"
    PHONE = "phone"
    VISIT = "visit"
    RECEPTION = "reception"
    SHEET = "sheet"
    OPEN311 = "open311"
    API = "api"
    LEADERS = "leaders"
    MEMBERS = "members"
    LOOKING = "looking"


TOLD_BY_STAFF = frozenset(
    {Channel.PHONE, Channel.VISIT, Channel.RECEPTION, Channel.LEADERS, Channel.MEMBERS, Channel.LOOKING}
)
"""Channels by which only staff take a request down."""


class Urgency(IntEnum):
    """How soon it must be looked at."""

    NORMAL = 0
    PRESSING = 1
    URGENT = 2
    DANGER = 3


class Level(IntEnum):
    """How closely it is kept: the steps of kernel.access.Confidentiality."""

    OPEN = 0
    NORMAL = 1
    CONFIDENTIAL = 2
    SECRET = 3


KIND_TITLES: Mapping[Kind, str] = {
    Kind.APPEAL: pgettext_noop("kind", "诉求"),
    Kind.HELP: pgettext_noop("kind", "求助"),
    Kind.PETITION: pgettext_noop("kind", "信访"),
    Kind.TIPOFF: pgettext_noop("kind", "举报"),
    Kind.SUGGESTION: pgettext_noop("kind", "建议"),
    Kind.CONSULT: pgettext_noop("kind", "咨询"),
}
CHANNEL_TITLES: Mapping[Channel, str] = {
    Channel.WEB: _("网上"),
    Channel.PHONE: _("电话"),
    Channel.VISIT: _("来访"),
    Channel.RECEPTION: _("领导接待日"),
    Channel.SHEET: _("台账导入"),
    Channel.OPEN311: _("Open311"),
    Channel.API: _("接口"),
    Channel.LEADERS: _("旗县领导收集"),
    Channel.MEMBERS: _("党员收集"),
    Channel.LOOKING: _("我有事我找你"),
}
URGENCY_TITLES: Mapping[Urgency, str] = {
    Urgency.NORMAL: pgettext_noop("urgency", "一般"),
    Urgency.PRESSING: pgettext_noop("urgency", "较急"),
    Urgency.URGENT: pgettext_noop("urgency", "紧急"),
    Urgency.DANGER: pgettext_noop("urgency", "危险"),
}
LEVEL_TITLES: Mapping[Level, str] = {
    Level.OPEN: pgettext_noop("level", "可公开"),
    Level.NORMAL: pgettext_noop("level", "一般"),
    Level.CONFIDENTIAL: pgettext_noop("level", "保密"),
    Level.SECRET: pgettext_noop("level", "严格保密"),
}
THEME_TITLES: Mapping[str, str] = {
    "skills": pgettext_noop("theme", "农牧技术"),
    "culture": pgettext_noop("theme", "文化体育"),
    "legal": pgettext_noop("theme", "法律援助"),
    "hardship": pgettext_noop("theme", "困难帮扶"),
}

KINDS, CHANNELS = tuple(kind.value for kind in Kind), tuple(channel.value for channel in Channel)
THEMES = ("", *THEME_TITLES)
LEVELS, URGENCIES = tuple(map(int, Level)), tuple(map(int, Urgency))
"""What can be chosen, as it is kept."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach someone who has no account. Kept sealed, never in the ledger's clear text."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a matter that another ledger had already answered."""

    answer: str
    answered_at: datetime
    closed_at: datetime | None = None
    unit_id: int | None = None
    solved: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as it is given."""

    text: str
    area: str
    title: str = ""
    kind: str = Kind.APPEAL
    channel: str = Channel.WEB
    theme: str = ""
    category: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    level: int = Level.NORMAL
    urgency: int = Urgency.NORMAL
    contact: Contact = field(default_factory=Contact)
    submitted_at: datetime | None = None
    """When it was brought elsewhere; now when not given."""
    source: str = ""
    source_id: str = ""
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field is refused, and what to do: a msgid and what fills it."""

    message: str
    data: Mapping[str, object] = field(default_factory=dict)


Problems = Mapping[str, Problem]


def tidy(draft: Draft) -> Draft:
    """The draft as it is kept: trimmed, with a title, tip-offs kept confidential."""
    text = draft.text.strip()
    title = " ".join(draft.title.split()) or heading(text)
    level = max(draft.level, Level.CONFIDENTIAL) if draft.kind == Kind.TIPOFF else draft.level
    return replace(draft, text=text, title=title, place=" ".join(draft.place.split()), level=int(level))


def heading(text: str) -> str:
    """The first sentence of a text, cut to a title's length."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    for mark in "。!?!?;;":
        line = line.split(mark)[0]
    return line if len(line) <= TITLE_FROM_TEXT else line[: TITLE_FROM_TEXT - 1] + "…"


def problems(draft: Draft, now: datetime, *, area_known: bool, category_known: bool) -> Problems:
    """Every reason why the tidied draft cannot be taken in, by field; empty if it can."""
    found: dict[str, Problem] = {}
    if not draft.text:
        found["text"] = Problem(_("请写下您要反映的事情，一句话也可以。"))
    elif len(draft.text) > MAX_TEXT:
        found["text"] = Problem(
            _("内容有 %(given)s 个字，最多 %(allowed)s 个字。请精简，或把材料作为附件提交。"),
            {"given": len(draft.text), "allowed": MAX_TEXT},
        )
    for name, value, allowed in (
        ("title", draft.title, MAX_TITLE),
        ("place", draft.place, MAX_PLACE),
        ("name", draft.contact.name, MAX_NAME),
    ):
        if len(value) > allowed:
            found[name] = Problem(
                _("这里有 %(given)s 个字，最多 %(allowed)s 个字。"), {"given": len(value), "allowed": allowed}
            )
    spoilt = next((name for name in ("text", "title", "place") if _unkeepable(getattr(draft, name))), None)
    if spoilt:
        found[spoilt] = Problem(_("内容里有无法保存的字符，可能是编码不对。请改用 UTF-8 文本。"))
    if not area_known:
        found["area"] = Problem(_("没有编号为“%(given)s”的行政区划。请从列表中选择。"), {"given": draft.area})
    elif len(draft.area) < 6:
        found["area"] = Problem(_("“%(given)s”范围太大，请至少选到旗县区。"), {"given": draft.area})
    if draft.category and not category_known:
        found["category"] = Problem(
            _("没有编号为“%(given)s”的分类。可以先不选，由工作人员分类。"), {"given": draft.category}
        )
    return {**found, **_choices(draft), **_place(draft), **_dates(draft, now)}


def _unkeepable(text: str) -> bool:
    """Whether no database can keep the text: it holds a NUL or half a character."""
    return UNKEEPABLE.search(text) is not None


def needed(name: str, text: str) -> Problems:
    """A problem when nothing is said, or too much."""
    if not text.strip():
        return {name: Problem(_("请写明内容。"))}
    if len(text) > MAX_TEXT:
        return {
            name: Problem(
                _("这里有 %(given)s 个字，最多 %(allowed)s 个字。"), {"given": len(text), "allowed": MAX_TEXT}
            )
        }
    return {}


def _choices(draft: Draft) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    choices: tuple[tuple[str, str | int, Sequence[str | int]], ...] = (
        ("kind", draft.kind, KINDS),
        ("channel", draft.channel, CHANNELS),
        ("theme", draft.theme, THEMES),
        ("level", draft.level, LEVELS),
        ("urgency", draft.urgency, URGENCIES),
    )
    for name, value, allowed in choices:
        if value not in allowed:
            found[name] = Problem(
                _("“%(given)s”不在可选范围内。可选：%(allowed)s。"),
                {"given": value, "allowed": "、".join(str(choice) for choice in allowed if choice != "")},
            )
    return found


def _place(draft: Draft) -> dict[str, Problem]:
    if (draft.lon is None) != (draft.lat is None):
        return {"lon": Problem(_("经度和纬度要一起填写。"))}
    if draft.lon is None or draft.lat is None:
        return {}
    if not (-180 <= draft.lon <= 180 and -90 <= draft.lat <= 90):
        return {
            "lon": Problem(
                _("坐标 %(lon)s, %(lat)s 不在地球上。请在地图上重新点选。"), {"lon": draft.lon, "lat": draft.lat}
            )
        }
    return {}


def _dates(draft: Draft, now: datetime) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    at = draft.submitted_at or now
    if at > now + CLOCK_SLACK or at.year < EARLIEST_YEAR:
        found["submitted_at"] = Problem(
            _("提交时间 %(given)s 不可能：应在 %(from)s 年以后、今天以前。"),
            {"given": at.date().isoformat(), "from": EARLIEST_YEAR},
        )
    settled = draft.settled
    if settled is None:
        return found
    if not settled.answer.strip():
        found["answer"] = Problem(_("已办结的事项要有答复内容。"))
    if not at <= settled.answered_at <= now + CLOCK_SLACK:
        found["answered_at"] = Problem(
            _("答复时间 %(given)s 应在提交之后、今天以前。"), {"given": settled.answered_at.date().isoformat()}
        )
    if settled.closed_at is not None and not settled.answered_at <= settled.closed_at <= now + CLOCK_SLACK:
        found["closed_at"] = Problem(
            _("办结时间 %(given)s 应在答复之后、今天以前。"), {"given": settled.closed_at.date().isoformat()}
        )
    return found
