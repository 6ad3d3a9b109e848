"""When a matter leaves the ordinary way: passed around, badly rated, late, brought again, reviewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from banshi.services.requests.rules.submission import Kind
from banshi.services.requests.rules.words import gettext_noop as _

PASSES_BEFORE_ESCALATION = 3
"""The third transfer or return takes the matter to the supervisor by itself."""
WORST_SATISFIED = 3
"""Ratings below this reopen the matter: 1 very dissatisfied, 2 dissatisfied."""
SAME_PROBLEM_DAYS = 30
"""The same problem from the same place within so many days of closing takes back the "solved"."""
REVIEW_WITHIN_DAYS = 30
"""A petitioner asks for a review within so many days of the answer. Source: 信访工作条例 第三十五条、第三十六条."""


class Cause(StrEnum):
    """Why a matter is supervised."""

    PASSED_AROUND = "passed_around"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    BADLY_RATED = "badly_rated"
    LEADER = "leader"
    SUPERVISOR = "supervisor"


CAUSE_TITLES: Mapping[Cause, str] = {
    Cause.PASSED_AROUND: _("多次退回、转办"),
    Cause.OVERDUE: _("超过期限"),
    Cause.DUE_SOON: _("临近期限"),
    Cause.BADLY_RATED: _("群众不满意"),
    Cause.LEADER: _("领导交办"),
    Cause.SUPERVISOR: _("督办人员发现"),
}


def escalates(passes: int) -> bool:
    """Whether so many transfers and returns take the matter to the supervisor."""
    return passes >= PASSES_BEFORE_ESCALATION


def reopens(score: int) -> bool:
    """Whether a rating sends the matter back for rectification."""
    return score < WORST_SATISFIED


@dataclass(frozen=True, slots=True)
class Brought:
    """A matter as the comparison needs it; `at` is when it was answered, or, of the new one, brought."""

    number: str
    category: str
    area: str
    place: str
    resident_id: int | None
    at: datetime


def same_problem(new: Brought, earlier: Sequence[Brought]) -> Brought | None:
    """The latest earlier matter that the new one brings again: same category and place, or same category and person."""
    found = [one for one in earlier if new.category and _again(new, one)]
    return max(found, key=lambda one: one.at, default=None)


def _again(new: Brought, one: Brought) -> bool:
    if one.category != new.category or not new.at - timedelta(days=SAME_PROBLEM_DAYS) <= one.at <= new.at:
        return False
    same_place = bool(new.place) and (one.area, one.place) == (new.area, new.place)
    return same_place or (new.resident_id is not None and one.resident_id == new.resident_id)


def review_refusal(
    kind: str, round: int, answered_at: datetime | None, decided_rounds: Sequence[int], now: datetime
) -> str | None:
    """Why a review of this round cannot be asked for; None if it can."""
    if kind != Kind.PETITION:
        return _("只有信访事项可以申请复查、复核。对其他答复不满意，可以评价为不满意，将重新办理。")
    if round == 2 and 1 not in decided_rounds:
        return _("要先有复查意见，才能申请复核。")
    if round in decided_rounds:
        return _("这一级已经作出过意见，不能再次申请。")
    if answered_at is None or now > answered_at + timedelta(days=REVIEW_WITHIN_DAYS):
        return _("申请期限是收到书面答复之日起 30 日，现在已经超过。")
    return None
