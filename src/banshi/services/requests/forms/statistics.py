"""What of the statistics is asked for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
BY = (
    ("unit", _("责任单位")),
    ("area", _("乡镇")),
    ("category", _("分类")),
    ("channel", _("来源")),
    ("month", _("月份")),
)


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day between 1990 and 2100, or none."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[
            MinValueValidator(FIRST, _("请填 1990 年以后的日子。")),
            MaxValueValidator(LAST, _("请填 2100 年以前的日子。")),
        ],
        error_messages={"invalid": _("请填日子，如 2021-05-26。")},
    )


class StatisticsForm(forms.Form):
    """Cut by what, as of which day, for which days."""

    by = forms.ChoiceField(label=_("按什么分"), choices=BY, required=False)
    as_of = day_field(_("截至哪天"))
    since = day_field(_("从哪天提交的"))
    until = day_field(_("到哪天提交的"))

    def clean(self) -> dict[str, Any]:
        """Both days in order.

        Raises:
            ValidationError: the last day stands before the first.
        """
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            raise ValidationError(_("“到哪天”在“从哪天”的前面，请对调。"))
        return said

    def asked(self) -> dict[str, Any]:
        """What was understood, as the query takes it: `until` is the day after the last one."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        found: dict[str, Any] = {"by": said.get("by", "unit"), "as_of": said.get("as_of"), "since": said.get("since")}
        return {**found, "until": said["until"] + timedelta(days=1) if "until" in said else None}
