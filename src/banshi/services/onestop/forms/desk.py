"""What departments and the window write down."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.directory.numbers import BadPhone
from banshi.kernel.directory.queries.people import PersonRow, people_with_phone
from banshi.kernel.errors import BanshiError
from banshi.kernel.evidence.store import Accepted, accept
from banshi.kernel.web.forms import choose
from banshi.services.onestop.commands import Issued
from banshi.services.onestop.forms.base import HouseForm, words_field


class PaperField(forms.FileField):
    """A file checked and laid down by `kernel.evidence`; gives what was accepted."""

    def clean(self, data: Any, initial: Any = None) -> Accepted | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return accept(upload)
        except BanshiError as error:
            raise forms.ValidationError(str(error)) from error


class CompleteForm(HouseForm):
    """The documents that a step issues: number and file, both of which may be left to the house."""

    def __init__(self, *args: Any, gives: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gives = gives
        for code, title in gives:
            self.fields[f"number-{code}"] = forms.CharField(
                label=_("%(title)s的编号") % {"title": title},
                help_text=_("不填就用这件事的编号。"),
                required=False,
                max_length=60,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"file-{code}"] = PaperField(label=_("%(title)s的电子件") % {"title": title}, required=False)

    def documents(self) -> dict[str, Issued]:
        """What is issued, by material."""
        said = self.cleaned_data
        return {code: Issued(said[f"number-{code}"], said[f"file-{code}"]) for code, _title in self.gives}


class ReturnForm(HouseForm):
    """What is missing, and why; the resident reads it."""

    missing = forms.MultipleChoiceField(
        label=lazy("缺什么，或哪里要改"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("请选出缺的那几项。")},
    )
    reason = words_field(lazy("原因"), lazy("居民会看到这句话，请写清要补成什么样。"))

    def __init__(self, *args: Any, asks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "missing", asks)


class ReasonForm(HouseForm):
    """Why a step cannot be done; the resident reads it."""

    reason = words_field(lazy("为什么不能办"), lazy("居民会看到这句话。"))


class SendForm(HouseForm):
    """How it went out."""

    reference = forms.CharField(
        label=lazy("邮寄单号，或送到的地点"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LookUpForm(HouseForm):
    """Who stands at the window, by their phone, and what they came for."""

    phone = forms.CharField(
        label=lazy("居民的手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": lazy("请填手机号。")},
    )
    procedure = forms.ChoiceField(label=lazy("办哪件事"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, procedures: Sequence[tuple[str, str]], reach: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach
        choose(self, "procedure", procedures)
        if procedures:
            self.initial.setdefault("procedure", procedures[0][0])

    def people(self) -> list[PersonRow]:
        """Whoever is registered under the number and lives within reach of the window."""
        try:
            found = people_with_phone(self.cleaned_data["phone"])
        except BadPhone as error:
            self.add_error("phone", str(error))
            return []
        near = [each for each in found if each.reach.startswith(self.reach)]
        if not near:
            self.add_error("phone", _("这个号码没有登记过本地居民。请居民先用手机号登录一次。"))
        return near


class CodeForm(HouseForm):
    """The code that came to the resident's own phone."""

    consent_id = forms.IntegerField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=lazy("居民手机上的同意码"),
        help_text=lazy("六位数字。居民看过填的内容，把码念给您，就表示同意各部门共用材料。"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": lazy("请填同意码。")},
    )
