"""What people fill in to sign in. The forms check; allauth and the commands act."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.adapters import STAFF_SESSION
from banshi.kernel.access.doors import pending_door


class PhoneSignIn(RequestLoginCodeForm):  # type: ignore[misc]
    """A resident's phone number. A known and an unknown number go the same way."""

    def clean_phone(self) -> str:
        """Checked and counted against the limits first, so that nobody opens doors by the thousand."""
        phone: str = super().clean_phone()
        if self._user is None:
            self._user = pending_door(phone, timezone.now())
        return phone


class PhoneCode(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The six digits from the text message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "10", "autofocus": True}
        self.fields["code"] = forms.CharField(
            label=_("短信验证码"), help_text=_("6 位数字,5 分钟内有效。"), widget=forms.TextInput(attrs=attrs)
        )


class StaffSignIn(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(label=_("用户名"), max_length=80, widget=forms.TextInput(attrs=attrs))
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        request.session.set_expiry(STAFF_SESSION)
        return response
