"""A web request as pages see it, after the house's middleware."""

from django.http import HttpRequest

from banshi.kernel.commands.context import Context


class WebRequest(HttpRequest):
    """Carries `ctx`: who asks, and when. For annotations; Django makes the object."""

    ctx: Context
    request_id: str
