"""Periods, days and what is left, in the words of the language in force; cheap enough for long tables."""

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_noop as noop

from banshi.kernel.clocks.calendar import Day, DayKind
from banshi.kernel.clocks.remaining import Left, Remaining
from banshi.kernel.clocks.rules import DayMark, Rule, RuleKind, Standing, Why

FESTIVALS = (noop("元旦"), noop("春节"), noop("清明节"), noop("劳动节"), noop("端午节"), noop("中秋节"), noop("国庆节"))
HOLDS = {
    "handling": gettext_lazy("办理"),
    "unsigned": gettext_lazy("未签收"),
    "returned": gettext_lazy("退回前滞留"),
    "transferring": gettext_lazy("等待转办"),
}
"""What a unit did with a matter while it held it."""


def left_words(left: Remaining) -> str:
    """`还剩 2 个工作日`, `还剩 5 小时`, `今天到期`, `已超期 3 个工作日`."""
    if left.left is Left.TODAY:
        return gettext("今天到期")
    if left.left is Left.OVER:
        if left.days == 0:
            return gettext("已超期")
        return ngettext("已超期 %(n)s 个工作日", "已超期 %(n)s 个工作日", left.days) % {"n": left.days}
    if left.hours:
        return ngettext("还剩 %(n)s 小时", "还剩 %(n)s 小时", left.hours) % {"n": left.hours}
    return ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", left.days) % {"n": left.days}


def period_words(rule: Rule, extra: int = 0) -> str:
    """`7 个工作日`, with what extensions have added: `60 日（已延长 20）`."""
    match rule.kind:
        case RuleKind.WORKING_DAYS:
            words = ngettext("%(n)s 个工作日", "%(n)s 个工作日", rule.amount)
        case RuleKind.CALENDAR_DAYS_ROLL:
            words = ngettext("%(n)s 日，期满遇休息日顺延", "%(n)s 日，期满遇休息日顺延", rule.amount)
        case RuleKind.HOURS:
            words = ngettext("%(n)s 小时", "%(n)s 小时", rule.amount)
        case RuleKind.OFFICE_HOURS:
            words = ngettext("%(n)s 个工作小时", "%(n)s 个工作小时", rule.amount)
    words = words % {"n": rule.amount}
    return words if extra == 0 else gettext("%(period)s（已延长 %(extra)s）") % {"period": words, "extra": extra}


def title_words(rule: Rule) -> str:
    """The rule's title in the language in force."""
    return rule.title_zh if (get_language() or "zh").startswith("zh") else rule.title_en


def source_words(rule: Rule) -> str:
    """Document, article and, where it applies, how days are counted and that it is an example."""
    words = f"{rule.document} {rule.article}"
    if rule.counting:
        words = f"{words}；{rule.counting}"
    return f"{words} [{gettext('示例')}]" if rule.standing is Standing.DEMO else words


def day_words(mark: DayMark) -> str:
    """Why the day counted or not: `工作日`, `周末,不计入`, `春节放假,不计入`, `国庆节调休上班`, `起算当日，不计入`."""
    match mark.why:
        case Why.START:
            words = gettext("起算当日，不计入")
        case Why.PAUSED:
            words = gettext("时限中止，不计入")
        case Why.ROLLED if mark.day.working:
            words = gettext("休息日后第一个工作日，期满")
        case Why.ROLLED:
            words = gettext("期满遇休息日，顺延（%(day)s）") % {"day": kind_words(mark.day)}
        case Why.REST:
            words = gettext("%(day)s，不计入") % {"day": kind_words(mark.day)}
        case Why.COUNTED if mark.seconds:
            words = gettext("计 %(hours)s 小时") % {"hours": f"{mark.seconds / 3600:.2f}".rstrip("0").rstrip(".")}
        case Why.COUNTED:
            words = kind_words(mark.day)
    return words


def kind_words(day: Day) -> str:
    """What kind of day it is."""
    match day.kind:
        case DayKind.WORKDAY:
            return gettext("工作日")
        case DayKind.WEEKEND:
            return gettext("周末")
        case DayKind.MAKEUP:
            return gettext("%(festival)s调休上班") % {"festival": festival_words(day.festival)}
        case DayKind.FESTIVAL:
            return gettext("%(festival)s放假") % {"festival": festival_words(day.festival)}
        case DayKind.COMPENSATION:
            return gettext("%(festival)s补假") % {"festival": festival_words(day.festival)}


def festival_words(name: str) -> str:
    """The festival's name; a holiday of two festivals names both."""
    return gettext("、").join(gettext(part) for part in name.split("、"))
