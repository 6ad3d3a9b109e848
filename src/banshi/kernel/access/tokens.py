"""Read the bearer token of a program: its form, its hash, its holder."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest

from banshi.kernel.access.models import ApiToken
from banshi.kernel.commands.prepared import prepared

PREFIX = "banshi_"
SECRET_BYTES = 32
USE_IS_NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Holder:
    """In whose name a token acts, and how far."""

    token_id: int
    person_id: int
    post_id: int | None
    scopes: frozenset[str]


def fresh() -> str:
    """A new token. 256 random bits, so one round of SHA-256 is enough to keep it."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def hint(token: str) -> str:
    """The first characters after the prefix, by which its holder tells a token from others."""
    return token.removeprefix(PREFIX)[:6]


def presented(request: HttpRequest) -> str:
    """The token in the Authorization header, or nothing."""
    scheme, _space, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def holder_of(token: str, now: datetime) -> Holder | None:
    """Whose token this is, unless it is unknown, revoked or out of date. Notes its use now and then."""
    row = next(iter(_valid(digest(token), now)), None)
    if row is None:
        return None
    if row.last_used is None or now - row.last_used > USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(last_used=now)
    return Holder(row.pk, row.person_id, row.post_id, frozenset(row.scopes.split()))


@prepared
def _valid(digest: str, now: datetime) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(digest=digest, revoked__isnull=True, expires__gt=now)
