"""What a resident writes: a request, or a tip-off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Invalid
from banshi.kernel.evidence.store import Accepted
from banshi.kernel.web.forms import LongSelect
from banshi.services.requests.forms.fields import (
    FilesField,
    FilesInput,
    area_choices,
    area_field,
    category_choices,
    unit_choices,
)
from banshi.services.requests.forms.fields import keep as keep_files
from banshi.services.requests.forms.fields import kept as kept_files
from banshi.services.requests.rules.submission import MAX_NAME, MAX_PLACE, Contact, Draft, Kind, Level

TEXTAREA = forms.Textarea(attrs={"rows": 6, "autocomplete": "off"})
OFFERED = (Kind.APPEAL, Kind.HELP, Kind.SUGGESTION, Kind.CONSULT, Kind.PETITION)
ACCEPTED_FILES = "image/*,.pdf,.doc,.docx,.xls,.xlsx"


class FormWithFiles(forms.Form):
    """A form whose files are not lost when something else in it is wrong."""

    photos = FilesField(
        label=_("照片或材料"),
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPTED_FILES}),
        help_text=_("最多 9 个，每个不超过 20 MB。照片里的拍摄地点会去掉。"),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def held_files(self) -> list[Accepted]:
        """Those accepted now, and those accepted when the form was sent before."""
        return [*kept_files(self.data.get("kept", "")), *getattr(self, "cleaned_data", {}).get("photos", [])]

    def refuse(self, error: Invalid) -> None:
        """Show what a command could not take, beside its field."""
        for name, reasons in error.fields.items():
            self.add_error(name if name in self.fields else None, [str(reason) for reason in reasons])
        if not error.fields:
            self.add_error(None, str(error))

    @property
    def kept_word(self) -> str:
        """The hidden field of the form shown again."""
        return keep_files(self.held_files)


class RequestForm(FormWithFiles):
    """What happened, where, and how to reach whoever says it."""

    text = forms.CharField(
        label=_("什么事"),
        widget=TEXTAREA,
        strip=False,
        help_text=_("写清什么事、从什么时候开始、希望怎样解决。一句话也可以。"),
        error_messages={"required": _("请写下您要反映的事情，一句话也可以。")},
    )
    area = area_field()
    place = forms.CharField(
        label=_("具体地点"), required=False, max_length=MAX_PLACE, help_text=_("小区、路口、门牌或附近的标志物。")
    )
    lat = forms.FloatField(label=_("纬度"), required=False)
    lon = forms.FloatField(label=_("经度"), required=False)
    kind = forms.ChoiceField(label=_("您是来"), required=False)
    category = forms.ChoiceField(label=_("属于哪一类"), required=False, widget=LongSelect)
    level = forms.ChoiceField(
        label=_("谁能看到"),
        widget=forms.RadioSelect,
        required=False,
        initial=Level.NORMAL.value,
        choices=(
            (Level.NORMAL.value, _("办结后去掉个人信息可以公开，供有同样问题的人查")),
            (Level.CONFIDENTIAL.value, _("请保密：不公开，经办人也看不到我的姓名和电话")),
        ),
    )
    name = forms.CharField(
        label=_("怎么称呼您"),
        required=False,
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("联系电话"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("有进展发短信告诉您，不作他用。不留也能办，凭编号和查询码查看。"),
    )

    def __init__(self, *args: Any, county: str, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        _choices(self, "area", lambda: area_choices(county))
        _choices(self, "category", category_choices)
        _choices(self, "kind", [(kind.value, KIND_WORDS[kind]) for kind in OFFERED])
        if known:
            del self.fields["name"], self.fields["phone"]

    def draft(self) -> Draft:
        """What the cleaned fields say."""
        said = self.cleaned_data
        return Draft(
            text=said["text"],
            area=said["area"],
            place=said["place"],
            lat=said["lat"],
            lon=said["lon"],
            kind=said["kind"] or Kind.APPEAL,
            category=said["category"],
            level=int(said["level"] or Level.NORMAL),
            contact=Contact(said.get("name", ""), said.get("phone", "")),
        )


class TipOffForm(FormWithFiles):
    """What happened, and whom it is about; nothing about whoever says it."""

    text = forms.CharField(
        label=_("举报什么"),
        widget=TEXTAREA,
        strip=False,
        help_text=_("写清谁、什么时候、在哪里、做了什么，您怎么知道的。不要写能认出您自己的内容。"),
        error_messages={"required": _("请写下您要举报的事情，一句话也可以。")},
    )
    unit = forms.ChoiceField(
        label=_("涉及哪个单位"),
        required=False,
        help_text=_("选了的单位和它的下属单位，从第一刻起就看不到、查不到、也派不到这件举报。"),
    )
    person = forms.CharField(
        label=_("涉及谁"),
        required=False,
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("写姓名。他本人看不到这件举报。"),
    )
    area = area_field()
    place = forms.CharField(
        label=_("具体地点"),
        required=False,
        max_length=MAX_PLACE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.county = county
        _choices(self, "area", lambda: area_choices(county))
        _choices(self, "unit", lambda: unit_choices(county))

    def draft(self) -> Draft:
        """What the cleaned fields say; a name stands in the text too, for the supervisor to read."""
        said = self.cleaned_data
        about = str(_("被举报人：%(name)s") % {"name": said["person"]}) if said["person"] else ""
        text = "\n\n".join(part for part in (said["text"], about) if part)
        return Draft(text=text, area=said["area"], place=said["place"], kind=Kind.TIPOFF)


KIND_WORDS = {
    Kind.APPEAL: _("反映问题"),
    Kind.HELP: _("求助"),
    Kind.SUGGESTION: _("提建议"),
    Kind.CONSULT: _("咨询"),
    Kind.PETITION: _("信访（按信访条例的期限办理）"),
}


def _choices(form: forms.Form, name: str, choices: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
