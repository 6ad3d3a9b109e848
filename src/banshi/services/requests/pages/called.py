"""A draw for call-backs and the call that followed, in the words of the matter's pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.clocks.rules import last_day
from banshi.kernel.web.formatting import day
from banshi.services.requests.forms.acts import SCORES
from banshi.services.requests.queries.shown import CallBackShown, Matter
from banshi.services.requests.rules.callbacks import Said

ENDED: Mapping[str, tuple[str, str | Promise]] = {
    Said.SOLVED: ("done", lazy("诉求人说：解决了")),
    Said.UNSOLVED: ("late", lazy("诉求人说：没有解决，退回重新办理")),
    Said.MISSED: ("plain", lazy("打了几次都没有接通")),
    Said.LAPSED: ("plain", lazy("这件事又有了变化，不再回访")),
}


@dataclass(frozen=True, slots=True)
class Called:
    """One draw with how it came out, and what was said on the telephone."""

    shown: CallBackShown
    tone: str
    words: str
    asks: str
    """What the resident can expect while the call is still to come."""
    answers: tuple[tuple[str, str], ...]


def called_of(matter: Matter) -> list[Called]:
    """The draws that the matter was on the list of, the latest first."""
    return [_called(each) for each in reversed(matter.callbacks)]


def _called(each: CallBackShown) -> Called:
    if each.said:
        tone, words = ENDED[each.said]
        return Called(each, tone, str(words), "", _answers(each))
    if each.due_at is not None:
        asks = _("最迟 %(day)s，会有人打电话给您，只问三件事：真的解决了吗，满不满意，态度好不好。不问验证码，不谈钱。")
        asks = asks % {"day": day(last_day(each.due_at))}
        return Called(each, "act", _("按规定回访") if each.must else _("抽中了，等回访"), asks, ())
    return Called(each, "wait", _("这次没有抽中") if each.opened else _("在名单上，等开签"), "", ())


def _answers(each: CallBackShown) -> tuple[tuple[str, str], ...]:
    if each.satisfied is None or each.attitude is None:
        return ()
    scored = ((_("对结果"), SCORES[each.satisfied]), (_("对态度"), SCORES[each.attitude]))
    return tuple((what, str(score)) for what, score in scored)
