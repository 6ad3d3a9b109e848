"""What people fill in to sign in. The forms check; allauth and the commands act."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actors import FACTOR_KEY
from banshi.kernel.access.adapters import STAFF_SESSION
from banshi.kernel.access.commands import LONGEST_REASON, LONGEST_TOKEN_DAYS
from banshi.kernel.access.doors import pending_door
from banshi.kernel.access.fields import PhoneField
from banshi.kernel.directory.models import Account


class PhoneSignIn(RequestLoginCodeForm):  # type: ignore[misc]
    """A resident's phone number. A known and an unknown number go the same way."""

    _user: Account | None

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
            label=_("短信验证码"), help_text=_("6 位数字，5 分钟内有效。"), widget=forms.TextInput(attrs=attrs)
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


class _Code(forms.CharField):
    """Six digits from an authenticator, or a recovery code."""

    def __init__(self) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        super().__init__(label=_("验证码"), max_length=20, widget=forms.TextInput(attrs=attrs))


class SecondFactor(AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    code = _Code()


class SecondFactorAgain(mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor before a sensitive step."""

    code = _Code()


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]
    """Proof that the authenticator was set up."""

    code = _Code()

    def clean_code(self) -> str:
        code: str = super().clean_code()
        context.request.session[FACTOR_KEY] = True
        return code


class PasswordAgain(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password before a sensitive step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "current-password"}
        self.fields["password"] = forms.CharField(label=_("密码"), strip=False, widget=forms.PasswordInput(attrs=attrs))


class NewPasskey(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey by which one also signs in without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("名字")
        self.fields["name"].help_text = _("起一个认得出的名字，例如“我的手机”。")
        self.fields["passwordless"].label = _("以后只用它就能登录")
        self.fields["passwordless"].help_text = _("要求设备能验指纹、人脸或屏幕锁。")
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("credential") and not self.errors:
            context.request.session[FACTOR_KEY] = True
        return cleaned


class PasskeyName(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(label=_("名字"), max_length=80)


class NewPassword(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, twice; checked against the house's rules."""

    @staticmethod
    def encode(password: str) -> str:
        """As it is kept: an Argon2 hash."""
        return make_password(password)

    def encoded(self) -> str:
        return self.encode(self.cleaned_data["new_password1"])


class PhoneSearch(forms.Form):
    """A whole phone number to search by."""

    phone = PhoneField(required=True)


class GlassForm(forms.Form):
    """Which matter, and why it cannot wait."""

    subject = forms.CharField(label=_("事项"), max_length=80, help_text=_("事项编号，例如 requests:210526-7KX4QM。"))
    reason = forms.CharField(
        label=_("原因"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明为什么现在必须打开，10 到 400 个字。当事人和督办单位会看到这段话。"),
    )


class DelayForm(forms.Form):
    """Which matter, until when, and why."""

    subject = forms.CharField(label=_("事项"), max_length=80, help_text=_("事项编号，例如 requests:210526-7KX4QM。"))
    until = forms.DateTimeField(
        label=_("到什么时候"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    reason = forms.CharField(
        label=_("原因"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("10 到 400 个字。"),
    )


class TokenForm(forms.Form):
    """A token for a program of one's own."""

    label = forms.CharField(label=_("用途"), max_length=80, help_text=_("写给自己看，例如“镇里大屏”。"))
    scopes = forms.ChoiceField(
        label=_("能做什么"),
        choices=[("read", _("只读取")), ("read write", _("读取和办理"))],
        initial="read",
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=LONGEST_TOKEN_DAYS, initial=90)

    def clean_scopes(self) -> list[str]:
        return str(self.cleaned_data["scopes"]).split()
