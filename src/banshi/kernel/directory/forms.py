"""What administrators fill in. The forms read; the commands decide and act."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory.queries import AreaRow, UnitRow
from banshi.kernel.directory.roles import ROLE_NAMES, STAFF_ROLES
from banshi.kernel.directory.units import KIND_NAMES, NAME_LENGTH, SLUG_LENGTH
from banshi.kernel.errors import BanshiError, Invalid

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label=_("单位名称"), max_length=NAME_LENGTH)
    slug = forms.CharField(
        label=_("简称"), max_length=SLUG_LENGTH, help_text=_("写进网址，设好就不变，例如 150627-water。")
    )
    kind = forms.ChoiceField(label=_("类型"), choices=list(KIND_NAMES.items()))
    area = forms.ChoiceField(label=_("所在区划"))
    parent_id = forms.TypedChoiceField(label=_("上级单位"), coerce=int, empty_value=None, required=False)
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)

    def __init__(self, *args: Any, areas: list[AreaRow], units: tuple[UnitRow, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [(row.code, row.name) for row in areas]  # type: ignore[attr-defined]
        self.fields["parent_id"].choices = [("", _("没有")), *((row.id, row.name) for row in units)]  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    """Another name for a unit."""

    name = forms.CharField(label=_("新名称"), max_length=NAME_LENGTH)


class AppointForm(forms.Form):
    """Who takes a post, in which role, from which day to which."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    phone = forms.CharField(
        label=_("手机号"), max_length=40, help_text=_("已登记过的人按姓名和手机号认出，没有就新登记。")
    )
    role = forms.ChoiceField(label=_("角色"), choices=[(role, ROLE_NAMES[role]) for role in STAFF_ROLES])
    title = forms.CharField(label=_("岗位名称"), max_length=60)
    starts = forms.DateField(label=_("任职日期"), widget=DAY)
    ends = forms.DateField(label=_("离任日期"), widget=DAY, required=False, help_text=_("这一天起不再任职。可以不填。"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = today


def take(form: forms.Form, refusal: BanshiError) -> None:
    """Show a command's refusal in the form: beside the fields it names, else above them."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    for name, reasons in fields.items():
        for reason in reasons:
            form.add_error(name if name in form.fields else None, str(reason))
    if not fields:
        form.add_error(None, str(refusal))
