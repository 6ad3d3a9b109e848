"""Rate limits: a small counter in the cache, and a clear word to whoever asks too often.

The counter lives in Django's default cache, which the settings let all processes share. Two
requests at the same instant may both count as one: a limit may be passed by as many as run at once.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.errors import TooMany


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
    """Count one use of `name` by this client, or by `by` (e.g. a phone number's hash).

    The window slides: what is left of the last one counts in proportion.

    Raises:
        AskedTooOften: the limit is reached; nothing more is counted.
    """
    at = request.ctx.now.timestamp()
    window, passed = divmod(at, limit.seconds)
    stem = f"limit:{name}:{by or client_address(request)}"
    this, last = f"{stem}:{window:.0f}", f"{stem}:{window - 1:.0f}"
    kept = cache.get_many([this, last])
    used = kept.get(this, 0) + kept.get(last, 0) * (1 - passed / limit.seconds)
    if used >= limit.times:
        raise AskedTooOften(times=limit.times, seconds=limit.seconds, retry_after=max(int(limit.seconds - passed), 1))
    if not cache.add(this, 1, timeout=limit.seconds * 2):
        cache.incr(this)
