"""How a person wants to be told."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.notices import rules

NAMES = {rules.SMS: _("短信"), rules.EMAIL: _("电子邮件"), rules.WECHAT: _("微信")}


class ChoiceForm(forms.Form):
    """Channels, addresses and quiet hours; only channels that this site serves are offered."""

    channels = forms.MultipleChoiceField(
        label=_("除站内通知外，还通过"), required=False, widget=forms.CheckboxSelectMultiple
    )
    email = forms.EmailField(label=_("电子邮件地址"), required=False, max_length=200)
    wechat = forms.RegexField(
        r"^[\w@.-]+$",
        label=_("微信推送编号"),
        required=False,
        max_length=80,
        help_text=_("在微信推送服务里看到的个人编号。"),
    )
    quiet_from = forms.TimeField(
        label=_("免打扰从"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("免打扰到"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("这段时间里的通知，结束后再发。两项都留空，表示随时可以通知。"),
    )

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [(channel, NAMES[channel]) for channel in offered]  # type: ignore[attr-defined]
        for channel, field in ((rules.EMAIL, "email"), (rules.WECHAT, "wechat")):
            if channel not in offered:
                del self.fields[field]
        if not offered:
            del self.fields["channels"], self.fields["quiet_from"], self.fields["quiet_until"]

    def clean(self) -> dict[str, Any]:
        """Half a period, or a channel without its address, is pointed at."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("quiet_from")) != bool(given.get("quiet_until")):
            self.add_error("quiet_until", _("请把两个时间都填上，或者都留空。"))
        for channel, field in ((rules.EMAIL, "email"), (rules.WECHAT, "wechat")):
            if (
                channel in given.get("channels", [])
                and field in self.fields
                and not given.get(field)
                and not self.errors.get(field)
            ):
                self.add_error(field, _("选择了这种方式，请填写地址。"))
        return given
