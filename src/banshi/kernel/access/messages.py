"""Reach people from down here: the sending itself belongs to the rooms that offer it.

A room offers text messages under `hooks["text_message"]`: f(phone, words) -> None, which sends at once
and keeps nothing, because a sign-in code has no place in an outbox.
"""

from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context
from banshi.kernel.errors import BanshiError
from banshi.kernel.rooms import services


class NoTextMessages(BanshiError):
    """This house cannot send text messages now."""

    code = "no_text_messages"
    status = 503
    message = _("短信暂时发不出去。请稍后再试，或用通行密钥登录，也可以拨打热线由工作人员代办。")


def text(phone: str, words: str) -> None:
    """Send `words` to the phone at once.

    Raises:
        NoTextMessages: no room offers it, or sending failed.
    """
    for room in services():
        if path := room.hooks.get("text_message"):
            import_string(path)(phone, words)
            return
    raise NoTextMessages()


def announce(ctx: Context, **notice: Any) -> None:
    """Put a notice into the outbox that some room offers under `hooks["send_notice"]`."""
    for room in services():
        if path := room.hooks.get("send_notice"):
            import_string(path)(ctx, **notice)
