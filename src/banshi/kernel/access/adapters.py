"""How allauth meets this house: its people, its phones, its words."""

from time import time
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banshi.kernel.access.actors import forget_actor
from banshi.kernel.access.doors import is_pending, resident_door
from banshi.kernel.access.fields import PhoneField
from banshi.kernel.access.messages import text
from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory.commands import enrol_resident
from banshi.kernel.directory.models import Account
from banshi.kernel.directory.personal import seal, unseal
from banshi.kernel.directory.queries import current_posts, person

FRESH = 300
"""Seconds for which a sign-in counts as fresh."""
STAFF_SESSION = 10 * 3600
"""Seconds after which staff sign in again: one working day."""
SEALED_FOR = "mfa.secret"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Residents by phone, staff by user name; nobody signs up with a form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("这个账号已停用。请联系单位的管理员。"),
        "incorrect_code": gettext_lazy("验证码不对。请核对短信里的 6 位数字。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "invalid_login": gettext_lazy("登录没有成功。请核对后再试。"),
        "phone_password_mismatch": gettext_lazy("用户名或密码不对。"),
        "username_password_mismatch": gettext_lazy("用户名或密码不对。"),
        "too_many_login_attempts": gettext_lazy("尝试次数太多了。请过 15 分钟再试，或请管理员重设密码。"),
        "rate_limited": gettext_lazy("操作太频繁，请稍等片刻再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        return PhoneField(**kwargs)

    def get_phone(self, user: Account) -> tuple[str, bool]:
        """Always proved: a resident's number by its code, and staff sign in without one."""
        return (person(user.person_id).phone if user.person_id and not user.is_staff else "", True)

    def get_user_by_phone(self, phone: str) -> Account | None:
        return resident_door(phone)

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        """A number reaches its person only once it is proved: see `set_phone_verified`."""

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """The code came back: the pending door becomes its person's."""
        if is_pending(user):
            ctx = Context(actor=Actor.system("sign-in"), now=timezone.now(), request_id=uuid4().hex)
            enrol_resident(ctx, account_id=user.pk, phone=phone)
            user.refresh_from_db()

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        if settings.DEMO:
            messages.info(self.request, _("演示环境不发短信，验证码是 %(code)s。") % {"code": code})
            return
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        words = _("您的登录验证码是 %(code)s，%(minutes)s 分钟内有效。请不要告诉任何人，工作人员也不会问您要。")
        text(phone, words % {"code": code, "minutes": minutes})

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Staff with several posts choose one first; their session ends with the working day."""
        forget_actor(request)
        if user.is_staff:
            request.session.set_expiry(STAFF_SESSION)
            posts = current_posts(user.person_id, timezone.localdate()) if user.person_id else ()
            if len(posts) > 1:
                after = {"next": kwargs["redirect_url"]} if kwargs.get("redirect_url") else {}
                kwargs["redirect_url"] = f"{reverse('choose_post')}?{urlencode(after)}"
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before a sensitive step, unless the sign-in itself was within the last five minutes.

        Raises:
            ReauthenticationRequired: of residents, whom allauth would let pass for want of a password.
        """
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time() - records[-1]["at"] < FRESH:
            return False
        if isinstance(request.user, Account) and not request.user.has_usable_password():
            raise ReauthenticationRequired()
        return True

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, str]]:
        """Residents have no password: they prove who they are by signing in anew."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        if not methods and user.is_authenticated:
            again = {"id": "sign_in_again", "description": _("重新登录"), "url": reverse("sign_in_again")}
            return [again]
        return methods


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed, asked of staff only."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证码不对。请看验证器里现在显示的 6 位数字。"),
        "cannot_delete_authenticator": gettext_lazy("工作账号要留一种第二步验证，不能全部停用。"),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, SEALED_FOR).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(bytes.fromhex(encrypted_text), SEALED_FOR)

    def get_totp_issuer(self) -> str:
        return _("办实事")

    def is_mfa_enabled(self, user: Account | AnonymousUser, types: Any = None) -> bool:
        """A resident's passkey is another way in, not one more hurdle behind the phone code."""
        if isinstance(user, Account) and not user.is_staff:
            return False
        return bool(super().is_mfa_enabled(user, types))

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Staff always keep one second factor; a lost one is replaced by a reset."""
        if not authenticator.user.is_staff:
            return True
        others = type(authenticator).objects.filter(user_id=authenticator.user_id, type__in=["totp", "webauthn"])
        return authenticator.type == "recovery_codes" or bool(others.exclude(pk=authenticator.pk).exists())
