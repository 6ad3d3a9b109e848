"""How sessions and bookings are put into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from banshi.kernel.clocks.office import local
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.places.hours import BadHours, parse
from banshi.kernel.places.words import hours_lines
from banshi.kernel.slots.queries import SessionView
from banshi.kernel.web.formatting import day, moment
from banshi.services.activities.queries.kinds import kind_title
from banshi.services.activities.queries.offerings import OfferingView, SeriesView, Shown
from banshi.services.activities.rules.audience import span
from banshi.services.activities.rules.recurrence import HOLIDAY_TITLES, Holidays

STATUS: Mapping[str, tuple[str, object]] = {
    "applied": ("wait", lazy("已报名，等抽签")),
    "waiting": ("wait", lazy("候补中")),
    "offered": ("act", lazy("有名额了，等您确认")),
    "held": ("act", lazy("名额已留住，等您确认")),
    "booked": ("done", lazy("约好了")),
    "arrived": ("done", lazy("已签到")),
    "left": ("done", lazy("已离开")),
    "missed": ("late", lazy("约了没有来")),
    "cancelled": ("plain", lazy("已取消")),
    "lapsed": ("plain", lazy("保留时间已过")),
    "unlucky": ("plain", lazy("没有抽中")),
}
USE_STATUS: Mapping[str, tuple[str, object]] = {
    "asked": ("wait", lazy("等工作人员同意")),
    "approved": ("done", lazy("约好了")),
    "refused": ("late", lazy("没有约上")),
    "cancelled": ("plain", lazy("已取消")),
    "used": ("done", lazy("已到场")),
}
WEEKDAYS = {
    "MO": lazy("周一"),
    "TU": lazy("周二"),
    "WE": lazy("周三"),
    "TH": lazy("周四"),
    "FR": lazy("周五"),
    "SA": lazy("周六"),
    "SU": lazy("周日"),
}


PHASES: Mapping[str, tuple[str, object, str]] = {
    "soon": ("wait", lazy("%(at)s 开放预约"), "opens"),
    "applying": ("act", lazy("报名抽签，%(at)s 截止"), "draw"),
    "drawing": ("wait", lazy("正在抽签"), ""),
    "closed": ("plain", lazy("预约已截止"), ""),
    "over": ("plain", lazy("已结束"), ""),
    "cancelled": ("plain", lazy("已取消"), ""),
}
"""Of a session that cannot be booked: tone, words, and which moment they name."""


@dataclass(frozen=True, slots=True)
class Line:
    """A session as a list shows it."""

    shown: Shown
    when: str
    kind: str
    where: str
    tone: str
    places: str
    marks: tuple[str, ...]


def line(shown: Shown) -> Line:
    tone, places = free_words(shown.session)
    offering = shown.offering
    marks = (*audience_words(offering), *((offering.leader_words,) if offering.leader_words else ()))
    return Line(shown, when_words(shown.session), kind_title(offering.kind), where_words(shown), tone, places, marks)


def free_words(session: SessionView) -> tuple[str, str]:
    """Tone and words: how many places are free, or what else can be done."""
    if session.phase != "bookable":
        tone, words, at = PHASES[session.phase]
        when = {"opens": session.opens, "draw": session.draw_at or session.closes}.get(at)
        return tone, str(words) % {"at": moment(when)} if when else str(words)
    if session.waiting:
        return "soon", ngettext("约满了，%(n)s 家候补", "约满了，%(n)s 家候补", session.waiting) % {
            "n": session.waiting
        }
    if session.free <= 0:
        return "soon", _("约满了，可以候补") if session.waiting_list else _("约满了")
    return "done", ngettext("还有 %(n)s 个名额", "还有 %(n)s 个名额", session.free) % {"n": session.free}


def when_words(session: SessionView) -> str:
    """`5月29日 周六 19:00–20:30`."""
    return span_words(session.starts, session.ends)


def span_words(starts: datetime, ends: datetime) -> str:
    """From one moment to another, the day said once where it is one."""
    if local(starts).date() == local(ends).date():
        return f"{moment(starts)}–{local(ends):%H:%M}"
    return f"{moment(starts)} – {moment(ends)}"


def where_words(shown: Shown) -> str:
    """The place and the room in it."""
    name = shown.place.name if shown.place else ""
    return " ".join(part for part in (name, shown.offering.where) if part)


def hours_words(hours: str) -> str:
    """A venue's opening hours: `每天 08:00–21:00`."""
    try:
        return "; ".join(f"{days} {spans}" for days, spans in hours_lines(parse(hours)))
    except BadHours:
        return hours


def audience_words(offering: OfferingView) -> tuple[str, ...]:
    """Whom it is for, in a few words each."""
    audience, found = offering.audience, []
    if audience.age_from is not None or audience.age_to is not None:
        found.append(_("%(ages)s 岁") % {"ages": span(audience)})
    if audience.within:
        found.append(_("给%(area)s的居民") % {"area": area_label(audience.within, below=audience.within[:4])})
    if audience.members:
        found.append(_("给%(members)s") % {"members": audience.members})
    if audience.guardian_below is not None:
        found.append(_("%(below)s 岁以下要大人陪同") % {"below": audience.guardian_below})
    if offering.needs_account:
        found.append(_("要登录"))
    return tuple(found)


def repeats(series: SeriesView) -> str:
    """How it repeats, in words: `每周三、周六 19:00，到 6月30日 周三`."""
    if not series.rule:
        return ""
    parts = dict(part.split("=", 1) for part in series.rule.split(";"))
    every = int(parts.get("INTERVAL", "1")) if parts.get("INTERVAL", "1").isdigit() else 1
    named = [str(WEEKDAYS[each]) for each in parts.get("BYDAY", "").split(",") if each in WEEKDAYS]
    clock = {"clock": f"{local(series.first):%H:%M}", "until": day(series.until)}
    match parts.get("FREQ"), len(parts) - ("INTERVAL" in parts) - ("BYDAY" in parts and bool(named)):
        case "DAILY", 1:
            words = _("每天") if every == 1 else _("每 %(n)s 天") % {"n": every}
        case "WEEKLY", 1:
            days = "、".join(named) or day(series.first).rpartition(" ")[2]
            words = (
                _("每周（%(days)s）") % {"days": days}
                if every == 1
                else _("每 %(n)s 周（%(days)s）") % {"n": every, "days": days}
            )
        case _other:
            words = series.rule
    return f"{words} {clock['clock']}" + _("，到 %(until)s；%(holidays)s") % {
        "until": clock["until"],
        "holidays": _(HOLIDAY_TITLES[Holidays(series.holidays)]),
    }
