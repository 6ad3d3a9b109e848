"""Values in words: money to the fen, ratios as they are written in documents."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from banshi.kernel.policy.parameters import Parameter, Unit


def amount(parameter: Parameter) -> str:
    """`90 个工作日`, `4,000.00 元`, `80%`."""
    value = parameter.value
    if value is None:
        return _("不再有")
    return ratio(value) if isinstance(value, Decimal) else WRITTEN[parameter.unit](value)


def ratio(value: Decimal) -> str:
    """`80%`, `62.5%`; exact."""
    percent = value * 100
    whole = percent.to_integral_value()
    return f"{whole if percent == whole else percent.normalize():f}%"


def money(fen: int) -> str:
    """`4,000.00 元`."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return _("%(sum)s 元") % {"sum": f"{sign}{yuan:,}.{rest:02d}"}


WRITTEN: Mapping[Unit, Callable[[int], str]] = {
    Unit.FEN: money,
    Unit.WORKING_DAYS: lambda n: ngettext("%(n)s 个工作日", "%(n)s 个工作日", n) % {"n": n},
    Unit.CALENDAR_DAYS: lambda n: ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n},
    Unit.HOURS: lambda n: ngettext("%(n)s 小时", "%(n)s 小时", n) % {"n": n},
    Unit.MONTHS: lambda n: ngettext("%(n)s 个月", "%(n)s 个月", n) % {"n": n},
    Unit.YEARS: lambda n: ngettext("%(n)s 年", "%(n)s 年", n) % {"n": n},
    Unit.COUNT: lambda n: f"{n:,}",
}
