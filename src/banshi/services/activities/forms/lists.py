"""What of the list is shown, and of the figures."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory.queries.areas import find_below
from banshi.kernel.web.forms import choose
from banshi.services.activities.forms.base import Choices, HouseForm, day_field, kind_choices
from banshi.services.activities.queries.offerings import Which, places_offering

ONE_DAY = timedelta(days=1)
BY: Choices = [
    ("kind", _("种类")),
    ("place", _("场所")),
    ("unit", _("单位")),
    ("area", _("乡镇")),
    ("month", _("月份")),
]


class FilterForm(HouseForm):
    """Day, kind, place, town, words."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)
    day = day_field(_("哪一天"), required=False)
    kind = forms.ChoiceField(label=_("种类"), required=False)
    place = forms.ChoiceField(label=_("场所"), required=False)
    area = forms.ChoiceField(label=_("乡镇、街道"), required=False)

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        choose(self, "kind", kind_choices(_("全部")))
        choose(self, "place", [("", _("全部")), *((row.code, row.name) for row in places_offering(county))])
        towns = find_below(county, level="township")
        choose(self, "area", [("", _("全部")), *((row.code, row.name) for row in towns)])

    def which(self) -> Which:
        """What was asked for; a field that cannot be one narrows nothing."""
        given = getattr(self, "cleaned_data", {}) if self.is_bound and (self.is_valid() or self.errors) else {}
        day: date | None = given.get("day")
        return Which(
            county=self.county,
            since=day,
            until=day + ONE_DAY if day else None,
            kind=given.get("kind", ""),
            place=given.get("place", ""),
            area=given.get("area", ""),
            text=given.get("q", "").strip(),
        )


class StatisticsForm(HouseForm):
    """The cut and the days."""

    by = forms.ChoiceField(label=_("按什么分"), choices=BY, required=False, initial="kind")
    since = day_field(_("哪天起"), required=False)
    until = day_field(_("到哪天"), required=False)
    as_of = day_field(_("截至哪天已知"), required=False)

    def asked(self) -> dict[str, Any]:
        """Arguments of the query; `until` is the day after the last one."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        last = given.get("until")
        return {
            "by": given.get("by") or "kind",
            "since": given.get("since"),
            "until": last + ONE_DAY if last else None,
            "as_of": given.get("as_of"),
        }
