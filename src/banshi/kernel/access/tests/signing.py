"""Signing in through the real pages, for the tests."""

import re
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from banshi.kernel.testing.people import World

PASSWORD = "korrekt-pferd-batterie"
PHONE = "13800138001"


class Inbox:
    """The text messages that were sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def __call__(self, phone: str, words: str) -> None:
        self.sent.append((phone, words))

    @property
    def code(self) -> str:
        """The code in the last message."""
        found = re.search(r"\d{6}", self.sent[-1][1])
        assert found
        return found.group()


def ask_code(client: Client, phone: str = PHONE) -> Any:
    return client.post(reverse("account_request_login_code"), {"phone": phone})


def give_code(client: Client, code: str, **more: str) -> Any:
    return client.post(reverse("account_confirm_login_code"), {"code": code, "action": "verify", **more})


def by_phone(client: Client, inbox: Inbox, phone: str = PHONE) -> Any:
    """Sign in as a resident with the code from the text message."""
    ask_code(client, phone)
    return give_code(client, inbox.code)


def set_password(world: World, name: str) -> None:
    account = world.account(name)
    account.set_password(PASSWORD)
    account.save()


def by_password(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    """The first step of a member of staff."""
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def code_now(secret: str) -> str:
    """What an authenticator with this secret shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))


__all__ = ["PASSWORD", "PHONE", "Inbox", "ask_code", "by_password", "by_phone", "code_now", "give_code", "set_password"]
