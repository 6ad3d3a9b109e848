"""Filters of the public list."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banshi.services.requests.forms.fields import category_choices, town_choices
from banshi.services.requests.forms.statistics import day_field
from banshi.services.requests.queries.public import STATUS_CLOSED, STATUS_OPEN, PublicFilter
from banshi.services.requests.rules.submission import KIND_TITLES, Kind


class PublicFilterForm(forms.Form):
    """What of the public list is shown. A choice that does not exist is left aside, and said."""

    q = forms.CharField(label=_("查找"), required=False, max_length=200)
    area = forms.ChoiceField(label=_("乡镇"), required=False)
    category = forms.ChoiceField(label=_("分类"), required=False)
    kind = forms.ChoiceField(
        label=_("类型"),
        required=False,
        choices=[
            ("", _("全部")),
            *((kind.value, pgettext_lazy("kind", KIND_TITLES[kind])) for kind in Kind if kind != Kind.TIPOFF),
        ],
    )
    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=(("", _("全部")), (STATUS_OPEN, _("在办")), (STATUS_CLOSED, _("已答复"))),
    )
    since = day_field(_("从"))
    until = day_field(_("到"))

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        for name, choices in (
            ("area", town_choices(county)),
            ("category", category_choices(deepest=1, every=_("全部"))),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Both days in order.

        Raises:
            ValidationError: the last day stands before the first.
        """
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            raise ValidationError(_("“到”的日子在“从”的前面，请对调。"))
        return said

    def filter(self) -> PublicFilter:
        """What was asked for, as far as it can be understood."""
        self.is_valid()
        said = self.cleaned_data
        return PublicFilter(
            county=self.county,
            area=said.get("area", ""),
            category=said.get("category", ""),
            kind=said.get("kind", ""),
            status=said.get("status", ""),
            since=said.get("since"),
            until=said["until"] + timedelta(days=1) if said.get("until") else None,
            text=said.get("q", ""),
        )
