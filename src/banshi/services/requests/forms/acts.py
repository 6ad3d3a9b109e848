"""What the resident does to their own request after it was brought."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Invalid
from banshi.services.requests.rules.submission import MAX_NAME, MAX_PLACE, MAX_TEXT, MAX_TITLE

SCORES: Mapping[int, str | Promise] = {
    5: _("非常满意"),
    4: _("满意"),
    3: _("基本满意"),
    2: _("不满意"),
    1: _("很不满意"),
}


class ActForm(forms.Form):
    """A form whose answer is one command; what the command refuses is shown beside the field."""

    def refuse(self, error: Invalid) -> None:
        for name, reasons in error.fields.items():
            self.add_error(name if name in self.fields else None, [str(reason) for reason in reasons])
        if not error.fields:
            self.add_error(None, str(error))


def _words(label: Any, help_text: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请写明内容。")},
    )


class RateForm(ActForm):
    """Five levels; the two lowest send the matter back."""

    score = forms.TypedChoiceField(
        label=_("这次办得怎么样"),
        coerce=int,
        choices=tuple(SCORES.items()),
        widget=forms.RadioSelect,
        help_text=_("选“不满意”或“很不满意”，这件事会退回去重新办理。"),
        error_messages={"required": _("请选一项。")},
    )
    comment = _words(_("想说的话"), _("哪里好，哪里不好。"), required=False)


class TellForm(ActForm):
    text = _words(_("给经办单位留言"), _("补充情况、回答他们的问题。"))


class ReopenForm(ActForm):
    reason = _words(_("为什么要重新办理"), _("写明哪里没有办好，或者问题又怎样出现了。"))


class ReviewForm(ActForm):
    reason = _words(_("申请的理由"), _("写明对哪一点不服、有什么依据。"))


class WithdrawForm(ActForm):
    reason = _words(_("撤回的原因"), _("不写也可以。"), required=False)


class UnpublishForm(ActForm):
    reason = _words(_("为什么不要公开"), _("写明哪里不该公开。提交后立即停止公开。"))


class CorrectForm(ActForm):
    """Fields left as they are stay as they are."""

    title = forms.CharField(label=_("标题"), required=False, max_length=MAX_TITLE)
    text = _words(_("内容"), _("改动会记在账上：什么时候改过，谁都看得到；改了什么，只有您和经办人看得到。"))
    place = forms.CharField(label=_("具体地点"), required=False, max_length=MAX_PLACE)
    name = forms.CharField(label=_("怎么称呼您"), required=False, max_length=MAX_NAME)
    phone = forms.CharField(label=_("联系电话"), required=False, max_length=40)

    def clean(self) -> dict[str, Any]:
        """Only what was changed.

        Raises:
            ValidationError: nothing was.
        """
        said = super().clean() or {}
        changed = {name: said[name] for name in self.changed_data if name in said}
        if not changed and not self.errors:
            raise forms.ValidationError(_("没有改动。请改好以后再提交，或者返回。"))
        return changed


class EraseForm(ActForm):
    sure = forms.BooleanField(
        label=_("我明白：删除以后不能恢复，编号和查询码也不能再查看"),
        error_messages={"required": _("请先勾选确认。")},
    )


class TrackForm(forms.Form):
    """The number and the secret of the receipt."""

    number = forms.CharField(
        label=_("编号"),
        max_length=40,
        help_text=_("如 210526-7KX4QM。大小写、横线、空格都不要紧。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填编号，在回执或短信里。")},
    )
    secret = forms.CharField(
        label=_("查询码"),
        max_length=60,
        help_text=_("回执上的十二位，如 8K2M-Q4TD-0X7B。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填查询码，在回执上。")},
    )
