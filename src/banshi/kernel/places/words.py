"""Opening hours and positions in the words of the language in force."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as noop

from banshi.kernel.clocks.office import local
from banshi.kernel.places.hours import EVERY_DAY, MONTHS, WEEKDAYS, Dates, Hours, Rule, Span
from banshi.kernel.places.opening import Opening

DAYS = (noop("周一"), noop("周二"), noop("周三"), noop("周四"), noop("周五"), noop("周六"), noop("周日"))
RULED = {"Mo-Su": noop("每天"), "Mo-Fr": noop("周一至周五"), "Sa,Su": noop("周六、周日"), "PH": noop("节假日")}


def hours_lines(hours: Hours) -> list[tuple[str, str]]:
    """The rules one by one: (`周一至周五`, `08:30–12:00、14:30–17:30`)."""
    if hours.always:
        return [(gettext("每天"), gettext("24 小时"))]
    return [(_when(rule), spans_words(rule.spans)) for rule in hours.rules]


def spans_words(spans: tuple[Span, ...]) -> str:
    """`08:30–12:00、14:30–17:30`, or `休息`."""
    if not spans:
        return gettext("休息")
    return _joint().join(_span(span) for span in spans)


def opening_words(found: Opening, today: date) -> str:
    """`开放中，17:30 关门` · `已关门，明天 08:30 开门` · `全天开放`."""
    if found.open and found.until is None:
        words = gettext("全天开放")
    elif found.open and found.until is not None:
        words = gettext("开放中，%(until)s 关门") % {"until": _clock(found.until)}
    elif found.opens is not None:
        words = _opens(found.opens, today)
    else:
        words = gettext("已关门")
    return words if found.certain else gettext("%(words)s（节假日可能不同，请先打电话）") % {"words": words}


def _when(rule: Rule) -> str:
    """`5月至9月 周一至周五`."""
    parts = [_dates(rule.dates)] if rule.dates is not None else []
    bare = Rule(rule.spans, months=rule.months)
    if rule.months:
        parts.append(_listed(str(bare).rpartition(" ")[0], MONTHS, _month))
    every = rule.weekdays == EVERY_DAY and not rule.holidays
    if not every or not parts:
        days = str(Rule(rule.spans, rule.weekdays, rule.holidays)).rpartition(" ")[0] or "Mo-Su"
        parts.append(_listed(days, WEEKDAYS, lambda at: gettext(DAYS[at])))
    return " ".join(parts)


def _listed(text: str, names: tuple[str, ...], said: Callable[[int], str]) -> str:
    """The names in a rule, "Mo-We,Fr", as words."""
    if text in RULED:
        return gettext(RULED[text])
    found = []
    for each in text.split(","):
        first, _dash, last = each.partition("-")
        if each in RULED:
            found.append(gettext(RULED[each]))
        elif last:
            found.append(
                gettext("%(first)s至%(last)s") % {"first": said(names.index(first)), "last": said(names.index(last))}
            )
        else:
            found.append(said(names.index(first)))
    return _joint().join(found)


def _month(at: int) -> str:
    return MONTHS[at] if _english() else f"{at + 1}月"


def _dates(dates: Dates) -> str:
    if _english():
        return str(dates).replace("-", " – ")
    first = f"{dates.first[0]}月{dates.first[1]}日"
    first = f"{dates.year}年{first}" if dates.year else first
    if dates.first == dates.last and dates.year == dates.last_year:
        return first
    last = f"{dates.last[0]}月{dates.last[1]}日"
    return f"{first}至{dates.last_year}年{last}" if dates.last_year != dates.year else f"{first}至{last}"


def _span(span: Span) -> str:
    start, end = f"{span.start // 60:02}:{span.start % 60:02}", span.end
    if end > 24 * 60:
        return gettext("%(start)s–次日 %(end)s") % {"start": start, "end": f"{end // 60 - 24:02}:{end % 60:02}"}
    return f"{start}–{end // 60:02}:{end % 60:02}"


def _clock(at: datetime) -> str:
    return f"{local(at):%H:%M}"


def _opens(opens: datetime, today: date) -> str:
    day, at = local(opens).date(), _clock(opens)
    if day == today:
        return gettext("已关门，今天 %(at)s 开门") % {"at": at}
    if day == today + timedelta(days=1):
        return gettext("已关门，明天 %(at)s 开门") % {"at": at}
    words = gettext(DAYS[day.weekday()])
    if day >= today + timedelta(days=7):
        words = f"{words} {day.day} {MONTHS[day.month - 1]}" if _english() else f"{day.month}月{day.day}日 {words}"
    return gettext("已关门，%(day)s %(at)s 开门") % {"day": words, "at": at}


def _joint() -> str:
    return ", " if _english() else "、"


def _english() -> bool:
    return not (get_language() or "zh").startswith("zh")
