"""What the forms of this room share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import BanshiError, Invalid


class HouseForm(forms.Form):
    """A form whose answer is one command; what the command refuses is shown beside the field."""

    def refuse(self, error: BanshiError) -> None:
        """Show why the command refused."""
        fields = error.fields if isinstance(error, Invalid) else {}
        for name, reasons in fields.items():
            self.add_error(name if name in self.fields else None, [str(reason) for reason in reasons])
        if not fields:
            self.add_error(None, str(error))


def words_field(label: Any, help_text: Any = "", *, most: int = 500, required: bool = True) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明内容。")},
    )
