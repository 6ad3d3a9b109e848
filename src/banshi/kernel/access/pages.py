"""Pages around signing in: the acting post, the first password, an emergency, tokens, who looked."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from banshi.kernel.access import commands, queries, setup, tokens
from banshi.kernel.access.actors import POST_KEY, forget_actor
from banshi.kernel.access.forms import GlassForm, NewPassword, TokenForm
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.commands import set_password
from banshi.kernel.directory.models import Account
from banshi.kernel.directory.queries import current_posts
from banshi.kernel.errors import BanshiError, Forbidden, NotFound, SignInNeeded

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@READ_WRITE
def choose_post(request: WebRequest) -> HttpResponse:
    """In which of their posts a member of staff acts from now on."""
    actor = request.ctx.actor
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if actor.kind != "staff":
        raise Forbidden()
    onward = _onward(request)
    if request.method == "POST":
        chosen = next((post for post in actor.posts if str(post.id) == request.POST.get("post")), None)
        if chosen is None:
            raise NotFound()
        request.session[POST_KEY] = chosen.id
        forget_actor(request)
        return HttpResponseRedirect(onward)
    posts = current_posts(actor.person_id or 0, request.ctx.now.date())
    return render(request, "access/post.html", {"posts": posts, "acting": actor.post, "next": onward})


@READ_WRITE
def sign_in_again(request: WebRequest) -> HttpResponse:
    """Who has no password proves who they are by signing in anew before a sensitive step."""
    if request.method == "POST":
        logout(request)
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': _onward(request)})}")
    return render(request, "access/again.html", {"next": _onward(request)})


@sensitive_post_parameters()
@never_cache
@READ_WRITE
def first_password(request: WebRequest, number: str, token: str) -> HttpResponse:
    """The one-time link that an administrator hands to a member of staff."""
    account = setup.account_behind(number, token)
    if account is None:
        return render(request, "access/link_gone.html", status=410)
    form = NewPassword(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(request.ctx.acting(setup.ACTOR), account_id=account.pk, encoded=form.encoded())
        messages.success(request, _("密码已设好。请用它登录，再设置第二步验证。"))
        return redirect("account_login")
    return render(request, "access/first_password.html", {"form": form, "account": account})


@sensitive_post_parameters()
@never_cache
@READ_WRITE
def change_password(request: WebRequest) -> HttpResponse:
    """Staff change their own password; every other session of theirs ends."""
    account = request.user
    if not isinstance(account, Account):
        raise SignInNeeded()
    if not account.has_usable_password():
        raise Forbidden()
    form = PasswordChangeForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        encoded = NewPassword.encode(form.cleaned_data["new_password1"])
        set_password(request.ctx, account_id=account.pk, encoded=encoded)
        setup.keep_session(request, account)
        messages.success(request, _("密码已更换，其他设备上的登录已全部退出。"))
        return redirect("usersessions_list")
    return render(request, "access/change_password.html", {"form": form})


@READ_WRITE
def break_glass(request: WebRequest) -> HttpResponse:
    """Open a matter outside the grants, with a reason that is told."""
    if request.ctx.actor.kind == "anonymous":
        raise SignInNeeded()
    form = GlassForm(request.POST or None, initial={"subject": request.GET.get("subject", "")})
    if request.method == "POST" and form.is_valid():
        try:
            commands.break_glass(request.ctx, **form.cleaned_data)
        except BanshiError as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(_onward(request))
    status = 422 if form.errors else 200
    return render(request, "access/break_glass.html", {"form": form, "next": _onward(request)}, status=status)


@READ_WRITE
def token_list(request: WebRequest) -> HttpResponse:
    """The reader's own tokens; a new one is shown once."""
    actor = request.ctx.actor
    if actor.person_id is None:
        raise SignInNeeded()
    form, fresh = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        fresh = tokens.fresh()
        commands.issue_token(
            request.ctx,
            person_id=actor.person_id,
            post_id=actor.post.id if actor.post else None,
            digest=tokens.digest(fresh),
            hint=tokens.hint(fresh),
            **form.cleaned_data,
        )
        form = TokenForm()
    values = {"form": form, "fresh": fresh, "tokens": queries.tokens_of(actor), "now": request.ctx.now}
    return render(request, "access/tokens.html", values, status=422 if form.errors else 200)


@require_POST
def token_revoke(request: WebRequest, token_id: int) -> HttpResponse:
    """Put one of the reader's tokens out of force."""
    commands.revoke_token(request.ctx, token_id=token_id)
    messages.success(request, _("令牌已吊销，用它的程序从现在起不能再访问。"))
    return redirect("access_tokens")


@require_http_methods(["GET", "HEAD"])
def looks(request: WebRequest) -> HttpResponse:
    """Who opened the reader's record, when and why."""
    if request.ctx.actor.person_id is None:
        raise SignInNeeded()
    before = request.GET.get("before", "")
    rows = queries.looks_at(request.ctx, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    return render(request, "access/looks.html", {"looks": rows, "more": len(rows) == queries.PAGE})


def _onward(request: WebRequest) -> str:
    """Where the reader wanted to go, never out of this house."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=here, require_https=request.is_secure())
    return wanted if safe else reverse("home")
