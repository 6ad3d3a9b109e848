"""Deadlines in templates: `{% load clocks %}`."""

from datetime import datetime
from typing import Any

from django import template

from banshi.kernel.clocks import words
from banshi.kernel.clocks.rules import DayMark, Deadline, Rule
from banshi.kernel.clocks.views import ClockView

register = template.Library()


@register.filter
def time_left(clock: ClockView, now: datetime) -> str:
    """`{{ clock|time_left:now }}` → 还剩 2 个工作日."""
    return words.left_words(clock.remaining(now))


@register.filter
def period(rule: Rule, extra: int = 0) -> str:
    """`{{ rule|period }}` → 7 个工作日."""
    return words.period_words(rule, extra)


@register.filter
def rule_title(rule: Rule) -> str:
    """The rule's title in the language in force."""
    return words.title_words(rule)


@register.filter
def hold_kind(kind: str) -> str:
    """What a unit did while it held the matter."""
    return str(words.HOLDS[kind])


@register.filter
def why(mark: DayMark) -> str:
    """Why a day counted or not."""
    return words.day_words(mark)


@register.inclusion_tag("clocks/explain.html")
def explain_deadline(deadline: Deadline, calendar_version: str = "") -> dict[str, Any]:
    """The deadline's rule and day list; `calendar_version` is the one the clock was reckoned by."""
    return {
        "deadline": deadline,
        "rule": deadline.rule,
        "source": words.source_words(deadline.rule),
        "stale": bool(calendar_version) and calendar_version != deadline.calendar_version,
    }
