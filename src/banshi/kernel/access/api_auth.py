"""Who asks through the API: a bearer token, the session, or nobody where the endpoint is open.

`signed_in` is for endpoints that need somebody, `anyone` for those that serve the public
too. Every way leads to the same Actor as the pages have, in `request.ctx.actor`.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from banshi.kernel.access import tokens
from banshi.kernel.access.actors import actor_of
from banshi.kernel.commands import Actor
from banshi.kernel.errors import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OutOfScope(Forbidden):
    """The token was issued for reading only."""

    code = "out_of_scope"


class Bearer(HttpBearer):
    """`Authorization: Bearer banshi_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The token's actor; None where it is unknown, revoked or out of date.

        Raises:
            OutOfScope: a writing call with a token for reading.
        """
        holder = tokens.holder_of(token, timezone.now())
        actor = actor_of(request)
        if holder is None or actor.kind == "anonymous":
            return None
        if ("read" if request.method in SAFE else "write") not in holder.scopes:
            raise OutOfScope()
        return actor


class Session(APIKeyCookie):
    """The browser's own session, with its CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        """Without a session there is nothing that a foreign page could misuse, so nothing to check."""
        return super()._get_key(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor = actor_of(request)
        return actor if actor.kind != "anonymous" and not tokens.presented(request) else None


def nobody(request: HttpRequest) -> Actor | None:
    """Lets an open endpoint answer without a sign-in; a wrong token is still refused."""
    return None if tokens.presented(request) else Actor.anonymous()


signed_in: list[Any] = [Bearer(), Session(csrf=True)]
anyone: list[Any] = [*signed_in, nobody]
