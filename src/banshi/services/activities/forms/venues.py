"""Asking for a venue by the hour."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.web.forms import choose
from banshi.services.activities.forms.booking import WhoForm
from banshi.services.activities.rules.hours import PURPOSE, Asked

PARTY = 1
"""Whoever asks for a venue answers for it alone; how many come is a number."""


class VenueForm(WhoForm):
    """From which hour, how long, what for."""

    starts = forms.ChoiceField(
        label=_("几点开始"),
        error_messages={"required": _("请选几点开始。"), "invalid_choice": _("这个时间已经不空，请另选。")},
    )
    hours = forms.TypedChoiceField(label=_("用多久"), coerce=int)
    people = forms.IntegerField(label=_("大约多少人"), min_value=1, max_value=10_000)
    purpose = forms.CharField(label=_("做什么用"), max_length=PURPOSE, error_messages={"required": _("请写做什么用。")})
    field_order = ["starts", "hours", "purpose", "people", "name", "phone"]

    def __init__(self, *args: Any, free: list[datetime], most_hours: int, known: str, **kwargs: Any) -> None:
        super().__init__(*args, known=known, most=PARTY, **kwargs)
        choose(self, "starts", [(at.isoformat(), f"{at:%H:%M}") for at in free])
        spans = [(n, _("%(n)s 小时") % {"n": n}) for n in range(1, most_hours + 1)]
        choose(self, "hours", spans)

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(datetime.fromisoformat(given["starts"]), given["hours"], given["purpose"], given["people"])
