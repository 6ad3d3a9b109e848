"""Days, moments, sums and spans in plain words; cheap enough for a hundred rows a page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(value: datetime) -> datetime:
    """The moment as clocks in Asia/Shanghai show it."""
    return value.astimezone(SHANGHAI)


def this_year() -> int:
    """The year that need not be said."""
    return timezone.localdate(timezone=SHANGHAI).year


def day(value: date | datetime, *, year: bool | None = None) -> str:
    """`5月26日 周三`, or `Wed 26 May`; with the year where `year` asks for it or where it is not this one."""
    at = local(value) if isinstance(value, datetime) else value
    year = at.year != this_year() if year is None else year
    if (get_language() or "zh").startswith("zh"):
        words = f"{at.month}月{at.day}日 周{WEEKDAYS_ZH[at.weekday()]}"
        return f"{at.year}年{words}" if year else words
    words = f"{WEEKDAYS_EN[at.weekday()]} {at.day} {MONTHS_EN[at.month - 1]}"
    return f"{words} {at.year}" if year else words


def moment(value: datetime, *, year: bool | None = None) -> str:
    """`5月26日 周三 14:05`, or `Wed 26 May, 14:05`."""
    at = local(value)
    joint = " " if (get_language() or "zh").startswith("zh") else ", "
    return f"{day(at, year=year)}{joint}{at:%H:%M}"


def machine(value: date | datetime) -> str:
    """The ISO form for `<time datetime>`."""
    return local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def money(fen: int) -> str:
    """A sum in fen as yuan, exact to the fen: `1,234.50 元`.

    Units: `fen` is a whole number of 分.
    """
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return gettext("%(sum)s 元") % {"sum": f"{sign}{yuan:,}.{rest:02d}"}


def workdays(count: int) -> str:
    """`3 个工作日`."""
    return ngettext("%(n)s 个工作日", "%(n)s 个工作日", count) % {"n": count}


def left(count: int) -> str:
    """How much of a deadline is left: `还剩 2 个工作日`, `今天到期`, `已超 3 个工作日`.

    Units: working days; below zero it is over.
    """
    if count == 0:
        return gettext("今天到期")
    if count > 0:
        return ngettext("还剩 %(n)s 个工作日", "还剩 %(n)s 个工作日", count) % {"n": count}
    return ngettext("已超 %(n)s 个工作日", "已超 %(n)s 个工作日", -count) % {"n": -count}


def count(value: int) -> str:
    """`1,795`."""
    return f"{value:,}"


def share(value: float) -> str:
    """A share between 0 and 1 as `36.9%`."""
    return f"{value * 100:.1f}%"


def size(octets: int) -> str:
    """A file's size as `3.4 MB`.

    Units: bytes; 1 KB is 1024 of them.
    """
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if octets >= factor:
            return f"{octets / factor:.1f} {unit}"
    return f"{octets} B"
