"""Form fields for the numbers that people give."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory import numbers
from banshi.kernel.errors import Invalid


class PhoneField(forms.CharField):
    """A mobile number as people write it; cleaned to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "autocomplete": "tel", "inputmode": "tel", "placeholder": "138 0013 8000"}
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        given = super().clean(value)
        if not given:
            return ""
        try:
            return numbers.mobile(given)
        except Invalid as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from None
