"""Staff who have not yet used a second factor are led to set one up, and nowhere else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from banshi.kernel.access import tokens
from banshi.kernel.access.actors import used_second_factor
from banshi.kernel.directory.models import Account

OPEN_PATHS = ("/sign-in/", "/static/", "/preferences/", "/healthz", "/readyz")


def second_factor(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outside the demonstration a password alone opens no desk: see also `actors.actor_of`."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        if _must_set_up(request):
            return HttpResponseRedirect(reverse("mfa_index"))
        return get_response(request)

    return handle


def _must_set_up(request: HttpRequest) -> bool:
    if settings.DEMO or request.path.startswith(OPEN_PATHS) or tokens.presented(request):
        return False
    account = request.user
    return isinstance(account, Account) and account.is_staff and not used_second_factor(request)
