"""One-click sign-in of the demonstration. Routed only where BANSHI_DEMO is set."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from banshi.kernel.access import personas


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """GET shows the people; POST signs in as one of them, in a session of its own."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return render(request, "access/personas.html", {"present": personas.present()})
    account = personas.account_of(request.POST.get("username", ""))
    if account is None:
        raise Http404
    logout(request)
    response: HttpResponse = perform_login(request, account, email_verification="none", redirect_url="/")
    return response
