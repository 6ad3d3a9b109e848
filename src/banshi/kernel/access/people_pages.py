"""Pages on which clerks and administrators find a person, and keep their accounts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.access import setup
from banshi.kernel.access.forms import PhoneSearch
from banshi.kernel.access.looks import looked
from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory import commands, queries, subjects
from banshi.kernel.directory.authority import OutOfReach, may_in, require_in
from banshi.kernel.directory.queries import PersonRow
from banshi.kernel.directory.roles import ROLE_NAMES
from banshi.kernel.errors import BanshiError, NotFound, SignInNeeded


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: WebRequest) -> HttpResponse:
    """Find who is registered under a phone number. By POST: a number has no place in an address."""
    actor = request.ctx.actor
    if actor.kind == "anonymous":
        raise SignInNeeded()
    if actor.post is None or not may_in(actor, "directory.people", actor.post.area):
        raise OutOfReach()
    form, found = PhoneSearch(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        rows = queries.people_with_phone(form.cleaned_data["phone"])
        found = [row for row in rows if may_in(actor, "directory.people", row.reach)]
    return render(request, "access/people.html", {"form": form, "found": found}, status=422 if form.errors else 200)


@require_safe
def person(request: WebRequest, person_id: int) -> HttpResponse:
    """One person: number, posts, staff account. Leaves a look."""
    row = _reached(request.ctx, person_id)
    looked(request.ctx, subjects.of_person(row.id, row.county), row.id, "directory.people")
    values = {
        "person": row,
        "area": queries.area_label(row.area, below=row.county[:4]),
        "posts": queries.current_posts(row.id, localdate(request.ctx.now)),
        "account": queries.staff_account(row.id),
        "manages": may_in(request.ctx.actor, "directory.manage", row.reach),
        "roles": ROLE_NAMES,
    }
    return render(request, "access/person.html", values)


@require_POST
def account_open(request: WebRequest, person_id: int) -> HttpResponse:
    """Open a staff account; the page shows its one-time link."""
    row = _reached(request.ctx, person_id)
    try:
        account = commands.open_account(
            request.ctx, person_id=row.id, username=request.POST.get("username", "").strip()
        )
    except BanshiError as refusal:
        messages.error(request, str(refusal), extra_tags="late")
        return redirect("person", person_id=row.id)
    return _link(request, row, account.id)


@require_POST
def account_reset(request: WebRequest, person_id: int) -> HttpResponse:
    """Take the password and every second factor away; the page shows a new one-time link."""
    row, account = _staff_account(request.ctx, person_id)
    commands.reset_account(request.ctx, account_id=account)
    setup.forget_factors(account)
    return _link(request, row, account)


@require_POST
def account_close(request: WebRequest, person_id: int) -> HttpResponse:
    """Close a staff account."""
    row, account = _staff_account(request.ctx, person_id)
    commands.close_account(request.ctx, account_id=account)
    messages.success(request, _("账号已停用。"))
    return redirect("person", person_id=row.id)


def _reached(ctx: Context, person_id: int) -> PersonRow:
    """The person, where the acting post reaches them; else nobody is there."""
    if ctx.actor.kind == "anonymous":
        raise SignInNeeded()
    row = queries.person(person_id)
    if not may_in(ctx.actor, "directory.people", row.reach):
        raise NotFound()
    return row


def _staff_account(ctx: Context, person_id: int) -> tuple[PersonRow, int]:
    row = _reached(ctx, person_id)
    require_in(ctx.actor, "directory.manage", row.reach)
    account = queries.staff_account(row.id)
    if account is None:
        raise NotFound()
    return row, account.id


def _link(request: WebRequest, row: PersonRow, account_id: int) -> HttpResponse:
    link = request.build_absolute_uri(setup.link_for(account_id))
    response = render(request, "access/link.html", {"person": row, "link": link})
    response["Cache-Control"] = "no-store"
    return response
