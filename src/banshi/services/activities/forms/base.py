"""What the forms of this room share."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks.office import midnight
from banshi.kernel.errors import BanshiError, Invalid
from banshi.services.activities.queries.kinds import kinds

Choices = list[tuple[str, Any]]
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class HouseForm(forms.Form):
    """A form whose answer is one command; what the command refuses is shown beside the field."""

    def refuse(self, error: BanshiError) -> None:
        """Show why the command refused."""
        fields = error.fields if isinstance(error, Invalid) else {}
        for name, reasons in fields.items():
            self.add_error(name if name in self.fields else None, [str(reason) for reason in reasons])
        if not fields:
            self.add_error(None, str(error))


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day between 2000 and 2099, so that no calendar is asked for what it cannot know."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(
            attrs={"type": "date", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()}, format="%Y-%m-%d"
        ),
        validators=[_in_reach],
        error_messages={"required": _("请选日期。"), "invalid": _("请写成 2021-05-29 这样的日期。")},
    )


def clock_field(label: Any, help_text: Any = "") -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(
        label=label,
        help_text=help_text,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("请写时间。"), "invalid": _("请写成 19:00 这样的时间。")},
    )


def instant(day: date, clock: time) -> datetime:
    """A local day and time as an instant."""
    return datetime.combine(day, clock, midnight(day).tzinfo)


def kind_choices(every: Any = "", *, forms_: tuple[str, ...] = ()) -> Choices:
    """The kinds of activities; the first choice leaves it open."""
    listed: Choices = [(each.code, each.title) for each in kinds().values() if not forms_ or each.form in forms_]
    return [("", every), *listed] if every else listed


def lines(text: str) -> tuple[str, ...]:
    """The lines in which something stands."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _in_reach(value: date) -> None:
    if not EARLIEST <= value <= LATEST:
        raise forms.ValidationError(_("请选 2000 年到 2099 年之间的日期。"))
