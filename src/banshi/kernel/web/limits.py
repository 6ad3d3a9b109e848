"""Rate limits: a small counter that all processes share, and a clear word to whoever asks too often.

One statement looks and counts, so that of requests at the same instant no more pass than may.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import TooMany

LONGEST = 200
SPEND = """
    INSERT INTO web_spent (name, span, times, before, until) VALUES (%s, %s, 1, 0, %s)
    ON CONFLICT (name) DO UPDATE SET
        before = CASE web_spent.span WHEN excluded.span THEN web_spent.before
                                     WHEN excluded.span - 1 THEN web_spent.times ELSE 0 END,
        times = CASE web_spent.span WHEN excluded.span THEN web_spent.times + 1 ELSE 1 END,
        span = excluded.span,
        until = excluded.until
    WHERE CASE web_spent.span WHEN excluded.span THEN web_spent.times + web_spent.before * %s
                              WHEN excluded.span - 1 THEN web_spent.times * %s ELSE 0 END < %s
    RETURNING times
"""
"""No row comes back where nothing was counted."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`times` per `seconds`."""

    times: int
    seconds: int


class AskedTooOften(TooMany):
    """More requests than the limit allows."""

    code = "asked_too_often"
    message = _("操作太频繁：%(seconds)s 秒内最多 %(times)s 次。请 %(retry_after)s 秒后再试，已经提交的不会丢。")


def client_address(request: WebRequest) -> str:
    """The address to count by.

    Behind as many trusted proxies as the settings say (the count that sign-in uses too) it is the entry that the outermost of
    them wrote; a client can lengthen X-Forwarded-For only on its left.
    """
    hops: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if 0 < hops <= len(forwarded):
        return forwarded[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def spend(request: WebRequest, name: str, limit: Limit, *, by: str = "") -> None:
    """Count one use of `name` by this client, or by `by` (e.g. a phone number's hash). SQL: 1.

    The window slides: what is left of the last one counts in proportion.

    Raises:
        AskedTooOften: the limit is reached; nothing more is counted.
    """
    span, passed = divmod(request.ctx.now.timestamp(), limit.seconds)
    left = 1 - passed / limit.seconds
    until: Any = connection.ops.adapt_datetimefield_value(request.ctx.now + timedelta(seconds=limit.seconds * 2))
    who = f"{name}:{by or client_address(request)}"[:LONGEST]
    with connection.cursor() as cursor:
        cursor.execute(SPEND, [who, int(span), until, left, left, limit.times])
        counted = cursor.fetchone()
    if counted is None:
        raise AskedTooOften(times=limit.times, seconds=limit.seconds, retry_after=max(int(limit.seconds - passed), 1))
