"""A request in the words that staff read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from banshi.kernel.clocks import current
from banshi.kernel.clocks.remaining import Left, remaining
from banshi.kernel.clocks.rules import last_day
from banshi.kernel.clocks.views import State
from banshi.kernel.clocks.words import left_words
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.rooms import kinds
from banshi.kernel.web.formatting import day
from banshi.services.requests.forms.desk import About
from banshi.services.requests.pages import shown as pages
from banshi.services.requests.pages.called import called_of
from banshi.services.requests.queries.box import box_of
from banshi.services.requests.queries.shown import SuggestionShown
from banshi.services.requests.rules.answers import OUTCOME_TITLES, Outcome
from banshi.services.requests.rules.moves import OPEN, Stage
from banshi.services.requests.rules.oversight import CAUSE_TITLES, Cause
from banshi.services.requests.rules.proposals import Field
from banshi.services.requests.rules.submission import (
    CHANNEL_TITLES,
    KIND_TITLES,
    URGENCY_TITLES,
    Channel,
    Kind,
    Urgency,
)

Words = str | Promise
EARLIER = (Field.DUPLICATE, Field.CHAIN)

WAITS: Mapping[str, Words] = {
    Stage.RECEIVED: lazy("待登记"),
    Stage.TRIAGED: lazy("待派单"),
    Stage.DISPATCHED: lazy("待受理"),
    Stage.ACCEPTED: lazy("待办理"),
    Stage.HANDLING: lazy("办理中"),
    Stage.PAUSED: lazy("暂停"),
    Stage.ESCALATED: lazy("待督办指定"),
    Stage.ANSWERED: lazy("待评价"),
    Stage.RATED: lazy("待办结"),
    Stage.REVIEWING: lazy("复查中"),
    Stage.RE_REVIEWING: lazy("复核中"),
    Stage.CLOSED: lazy("已办结"),
    Stage.WITHDRAWN: lazy("已撤回"),
    Stage.MERGED: lazy("已并案"),
}
FIELD_TITLES: Mapping[str, Words] = {
    "category": lazy("分类"),
    "place": lazy("地点"),
    "area": lazy("地区"),
    "unit": lazy("单位"),
    "urgency": lazy("紧急程度"),
    "duplicate": lazy("可能重复"),
    "chain": lazy("可能是同一件事"),
}


def short(unit: str, county: str) -> str:
    """The unit's name without the county's before it, as people in the county say it."""
    return unit.removeprefix(area_label(county, below=county[:4])) or unit


def urgency_words(urgency: int) -> str:
    return pgettext("urgency", URGENCY_TITLES[Urgency(urgency)])


def clock_of(
    stage: str, due: datetime, answered: datetime | None, closed: datetime | None, now: datetime
) -> tuple[str, str]:
    """The tone and words of the resident's clock."""
    if stage not in OPEN:
        at = closed or answered
        return "done", _("%(day)s 办过") % {"day": day(at)} if at else str(WAITS[stage])
    left = remaining(now, due, current.calendar())
    if left.left is Left.OVER:
        return "late", left_words(left)
    return "soon" if left.left is Left.TODAY or left.days <= 1 else "wait", left_words(left)


def heading(about: About) -> dict[str, Any]:
    """What stands above the request wherever it is shown."""
    matter = about.matter
    seal, settled = pages.seal_of(matter.stage)
    tone, clock = clock_of(matter.stage, matter.due_at, matter.answered_at, matter.closed_at, about.now)
    return {
        "matter": matter,
        "seal": seal,
        "settled": settled,
        "tone": tone,
        "clock": clock,
        "last": last_day(matter.due_at),
        "whom": _("诉求人") if matter.stage == Stage.ANSWERED else matter.holder_unit or _("还没有单位"),
        "waits": WAITS[matter.stage],
        "now": about.now,
    }


def shown(about: About) -> dict[str, Any]:
    """Everything on the page of a request."""
    matter = about.matter
    described = kinds()
    return {
        **heading(about),
        "facts": facts(about),
        "way": pages.way_of(matter),
        "entries": pages.entry_lines(matter.entries),
        "answers": [(each, _(OUTCOME_TITLES[Outcome(each.outcome)])) for each in matter.answers],
        "called": called_of(matter),
        "notes": [(each, str(described.get(each.kind, each.kind))) for each in reversed(matter.notes)],
        "demands": [(each, _(CAUSE_TITLES[Cause(each.cause)])) for each in matter.supervisions],
        "suggestions": suggested(about),
        "clocks": [each for each in matter.clocks if each.state is not State.CANCELLED],
        "box": box_of(matter.number),
    }


def facts(about: About) -> list[tuple[str, str]]:
    """What is known of the request, without what is empty."""
    matter = about.matter
    pairs = [
        (_("何处"), pages.where(matter)),
        (_("分类"), pages.category_words(matter.category)),
        (_("性质"), " · ".join((pgettext("kind", KIND_TITLES[Kind(matter.kind)]), urgency_words(matter.urgency)))),
        (
            _("来源"),
            _("%(channel)s，%(day)s")
            % {"channel": _(CHANNEL_TITLES[Channel(matter.channel)]), "day": day(matter.submitted_at)},
        ),
        (
            _("诉求人"),
            _("要求保密") if matter.hidden else " ".join(part for part in (matter.resident, matter.phone) if part),
        ),
        (_("责任单位"), matter.lead_unit),
        (_("经办人"), matter.handler),
        (_("包案领导"), matter.leader),
        (_("并入"), matter.master),
        (_("被反映的"), "、".join(each.name for each in matter.accused)),
        (_("退回、转办"), _("%(n)s 次") % {"n": matter.passes} if matter.passes else ""),
        (_("重新办理"), _("%(n)s 次") % {"n": matter.reopened} if matter.reopened else ""),
    ]
    return [(term, value) for term, value in pairs if value]


def suggested(about: About) -> list[dict[str, Any]]:
    """What the machine proposed for this request, how sure it is and what that rests on."""
    return [_suggested(each) for each in about.matter.suggestions]


def _suggested(each: SuggestionShown) -> dict[str, Any]:
    value = each.value
    if each.field == "category":
        value = pages.category_words(each.value) or each.value
    elif each.field == "urgency" and each.value.isdigit():
        value = urgency_words(int(each.value))
    return {
        "field": FIELD_TITLES.get(each.field, each.field),
        "value": value,
        "number": each.value if each.field in EARLIER else "",
        "share": f"{each.confidence * 100:.0f}%",
        "basis": "、".join(each.basis),
        "decision": {"confirmed": _("已确认"), "corrected": _("已改正")}.get(each.decision, ""),
    }
