"""The one-time link by which staff set their first password, and what a change of password leaves open."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.urls import reverse

from banshi.kernel.commands import Actor
from banshi.kernel.directory.models import Account

ACTOR = Actor.system("sign-in")


class _LinkTokens(PasswordResetTokenGenerator):
    """A link works for three days (PASSWORD_RESET_TIMEOUT) and until the password it sets."""

    key_salt = "banshi.kernel.access.setup"


_tokens = _LinkTokens()


def link_for(account_id: int) -> str:
    """The path of a fresh one-time link for a staff account."""
    account = Account.objects.get(pk=account_id, is_staff=True)
    return reverse("first_password", args=[str(account.pk), _tokens.make_token(account)])


def account_behind(number: str, token: str) -> Account | None:
    """The staff account that this link may set up; None where the link is used, old or invented."""
    if not number.isdecimal() or len(number) > 18:
        return None
    account = Account.objects.filter(pk=int(number), is_staff=True, is_active=True).first()
    return account if account is not None and _tokens.check_token(account, token) else None


def forget_factors(account_id: int) -> None:
    """Remove the second factors of an account whose owner has lost them."""
    Authenticator.objects.filter(user_id=account_id).delete()


def keep_session(request: HttpRequest, account: Account) -> None:
    """After a change of password this session stays, under a new key; all others have ended."""
    account.refresh_from_db()
    update_session_auth_hash(request, account)
