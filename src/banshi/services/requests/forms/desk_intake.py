"""What a clerk takes down from somebody on the phone, at the counter or on a reception day."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.directory.numbers import BadPhone
from banshi.kernel.directory.queries.people import PersonRow, people_with_phone
from banshi.kernel.web.forms import choose
from banshi.services.requests.forms.fields import titled
from banshi.services.requests.forms.submission import RequestForm
from banshi.services.requests.rules.submission import (
    CHANNEL_TITLES,
    TOLD_BY_STAFF,
    URGENCY_TITLES,
    Channel,
    Contact,
    Draft,
)


class IntakeForm(RequestForm):
    """The caller's phone first: whoever is registered under it can be chosen, so nothing is asked that is known."""

    channel = forms.ChoiceField(label=lazy("怎么来的"), initial=Channel.PHONE.value)
    urgency = forms.TypedChoiceField(label=lazy("紧急程度"), coerce=int, initial=0, required=False, empty_value=None)
    resident = forms.TypedChoiceField(
        label=lazy("这个号码登记的是"), coerce=int, required=False, empty_value=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, reach: str, **kwargs: Any) -> None:
        super().__init__(*args, known=False, **kwargs)
        told = [(each.value, _(CHANNEL_TITLES[each])) for each in Channel if each in TOLD_BY_STAFF]
        choose(self, "channel", told)
        choose(self, "urgency", titled("urgency", URGENCY_TITLES))
        self.fields["name"].label, self.fields["kind"].label = _("怎么称呼对方"), _("对方是来")
        self.fields["phone"].help_text = _("填来电号码，可以先查是不是登记过。有进展发短信告诉对方。")
        self.people = _registered(self.data.get("phone", ""), reach)
        if self.people:
            known = [(each.id, f"{each.name} {each.phone_masked}") for each in self.people]
            choose(self, "resident", [*known, ("", _("都不是"))])
        else:
            del self.fields["resident"]

    @property
    def resident_id(self) -> int | None:
        """Whoever was chosen among those registered under the number."""
        chosen = self.cleaned_data.get("resident")
        return chosen if isinstance(chosen, int) else None

    def draft(self) -> Draft:
        """What was said; of somebody registered no contact is kept a second time."""
        said = self.cleaned_data
        draft = replace(super().draft(), channel=said["channel"], urgency=said["urgency"] or 0)
        return draft if self.resident_id is None else replace(draft, contact=Contact())


def _registered(phone: str, reach: str) -> list[PersonRow]:
    """People under this number whom the clerk's post reaches."""
    try:
        return [each for each in people_with_phone(phone) if each.reach.startswith(reach)] if phone.strip() else []
    except BadPhone:
        return []
