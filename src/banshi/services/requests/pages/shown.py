"""A request in the words and drawings of its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from banshi.kernel.clocks.rules import last_day
from banshi.kernel.clocks.views import ClockView, State
from banshi.kernel.clocks.words import HOLDS, left_words
from banshi.kernel.directory.areas import short_name
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.rooms import kinds
from banshi.kernel.web.formatting import day
from banshi.kernel.web.way import Held
from banshi.services.requests.queries.policy import category_path
from banshi.services.requests.queries.shown import EntryShown, Matter
from banshi.services.requests.rules.moves import STAGE_TITLES, Stage

Words = str | Promise

SEALS: Mapping[str, tuple[Words, bool]] = {
    Stage.RECEIVED: (lazy("已收"), False),
    Stage.TRIAGED: (lazy("登记"), False),
    Stage.DISPATCHED: (lazy("派单"), False),
    Stage.ACCEPTED: (lazy("受理"), False),
    Stage.HANDLING: (lazy("在办"), False),
    Stage.PAUSED: (lazy("暂停"), False),
    Stage.ESCALATED: (pgettext_lazy("event", "督办"), False),
    Stage.ANSWERED: (pgettext_lazy("event", "答复"), True),
    Stage.RATED: (lazy("已评"), True),
    Stage.REVIEWING: (lazy("复查"), False),
    Stage.RE_REVIEWING: (lazy("复核"), False),
    Stage.CLOSED: (lazy("办结"), True),
    Stage.WITHDRAWN: (lazy("撤回"), True),
    Stage.MERGED: (lazy("并案"), True),
}
NEXT: Mapping[str, Words] = {
    Stage.RECEIVED: lazy("登记分类，派给责任单位"),
    Stage.TRIAGED: lazy("派给责任单位"),
    Stage.DISPATCHED: pgettext_lazy("act", "受理"),
    Stage.ACCEPTED: lazy("办理并答复您"),
    Stage.HANDLING: lazy("答复您"),
    Stage.PAUSED: lazy("恢复办理；您的期限照常计算"),
    Stage.ESCALATED: lazy("督办人员指定责任单位"),
    Stage.REVIEWING: pgettext_lazy("act", "作出复查意见"),
    Stage.RE_REVIEWING: pgettext_lazy("act", "作出复核意见"),
}
OVER: Mapping[str, Words] = {
    Stage.ANSWERED: lazy("请您看看答复，评一评办得怎么样。不评价的，到期自动办结。"),
    Stage.RATED: lazy("您已评价，等办结。问题又出现，可以要求重新办理。"),
    Stage.CLOSED: lazy("这件事已办结。问题又出现，可以要求重新办理。"),
    Stage.WITHDRAWN: lazy("您已撤回这件事。"),
    Stage.MERGED: lazy("与同一件事并案办理，进展同样告诉您。"),
}
TONES: Mapping[str, str] = {
    Stage.ANSWERED: "act",
    Stage.RATED: "done",
    Stage.CLOSED: "done",
    Stage.WITHDRAWN: "plain",
    Stage.MERGED: "plain",
    Stage.PAUSED: "wait",
    Stage.ESCALATED: "late",
}


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, by whom and by when."""

    words: str
    who: str
    due: datetime | None
    left: str
    tone: str


def stage_words(stage: str) -> str:
    return _(STAGE_TITLES[Stage(stage)])


def tone_of(stage: str) -> str:
    return TONES.get(stage, "wait")


def resident_clock(clocks: tuple[ClockView, ...]) -> ClockView | None:
    """The clock that the resident waits by: the running one, else the last."""
    own = [clock for clock in clocks if clock.kind == "resident"]
    running = [clock for clock in own if clock.state in (State.RUNNING, State.PAUSED)]
    return (running or own)[-1] if own else None


def next_of(matter: Matter, now: datetime) -> Next:
    """The next thing and by when, in words."""
    if matter.stage in OVER:
        return Next(str(OVER[matter.stage]), "", None, "", tone_of(matter.stage))
    clock = resident_clock(matter.clocks)
    if clock is None:
        return Next(str(NEXT[matter.stage]), matter.holder_unit, matter.due_at, "", "wait")
    left = clock.remaining(now)
    tone = "late" if now >= clock.due else "soon" if left.days <= 1 else "wait"
    return Next(str(NEXT[matter.stage]), matter.holder_unit, matter.due_at, left_words(left), tone)


def last_day_words(matter: Matter) -> str:
    """The last day on which the answer is in time."""
    clock = resident_clock(matter.clocks)
    return day(clock.last_day if clock else last_day(matter.due_at))


def way_of(matter: Matter) -> list[Held]:
    """Who held the matter for how long; lost time is charged to whoever held it."""
    return [
        Held(
            each.unit,
            each.days,
            "lost" if each.lost and _shows(each.days) else "now" if each.ended is None and matter.open else "held",
            str(HOLDS[each.kind]),
        )
        for each in matter.way
    ]


def _shows(days: float) -> bool:
    """Whether so much working time is more than the nothing it would be shown as."""
    return round(days, 1) > 0


def where(matter: Matter) -> str:
    return place_words(matter.area, matter.place, below=matter.county[:4])


def place_words(area: str, place: str, *, below: str) -> str:
    """Where it is in one line; a village that the place begins with is not said twice."""
    label = area_label(area, below=below)
    *above, last = label.split(" ")
    if place and place.startswith(short_name(last)):
        label = " ".join(above)
    return " · ".join(part for part in (label, place) if part)


def category_words(code: str) -> str:
    return " / ".join(each.title for each in category_path(code))


def entry_lines(entries: tuple[EntryShown, ...]) -> list[dict[str, Any]]:
    """The ledger of the matter: what, when and on whose behalf."""
    described = kinds()
    return [
        {"entry": each, "what": str(described.get(each.kind, each.kind)), "who": _who(each.actor)} for each in entries
    ]


def _who(actor: str) -> str:
    kind = actor.partition(":")[0]
    return {"person": _("诉求人"), "anonymous": _("诉求人"), "post": _("工作人员")}.get(kind, _("系统"))


def seal_of(stage: str) -> tuple[Words, bool]:
    return SEALS[stage]
