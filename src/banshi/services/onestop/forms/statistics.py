"""Which days the figures are of."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.services.onestop.forms.base import HouseForm

DAYS = {"30": 30, "90": 90, "365": 365}


class StatisticsForm(HouseForm):
    """Begun in the last so many days."""

    days = forms.ChoiceField(
        label=_("哪些日子开始的"),
        required=False,
        choices=[("30", _("近 30 天")), ("90", _("近 90 天")), ("365", _("近一年"))],
    )

    def since(self, now: datetime) -> datetime:
        """The first instant that counts; a year ago where nothing was asked for."""
        given = self.cleaned_data.get("days", "") if self.is_valid() else ""
        return now - timedelta(days=DAYS.get(given, DAYS["365"]))
