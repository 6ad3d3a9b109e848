"""Pages on which administrators keep units and posts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from banshi.kernel.commands import Context
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory import commands, queries
from banshi.kernel.directory.authority import OutOfReach, require_in
from banshi.kernel.directory.forms import AppointForm, RenameForm, UnitForm, take
from banshi.kernel.directory.roles import ROLE_NAMES
from banshi.kernel.directory.units import KIND_NAMES
from banshi.kernel.errors import BanshiError, SignInNeeded

READ_WRITE = require_http_methods(["GET", "HEAD", "POST"])
NAMES = {"roles": ROLE_NAMES, "kinds": KIND_NAMES}


@require_safe
def units(request: WebRequest) -> HttpResponse:
    """The units of the administrator's area, by tree, or those whose name was asked for."""
    area, words = _area(request.ctx), request.GET.get("q", "")[:80]
    rows = queries.find_units(words, area=area) if words.strip() else queries.units_in(area)
    names = queries.known_areas({row.area for row in rows} | {area})
    values = {"units": rows, "areas": names, "area": names[area], "words": words, **NAMES}
    return render(request, "directory/units.html", values)


@READ_WRITE
def unit_add(request: WebRequest) -> HttpResponse:
    """Set up a unit."""
    area = _area(request.ctx)
    choices = [queries.area(area), *queries.find_below(area)]
    form = UnitForm(request.POST or None, areas=choices, units=queries.units_in(area))
    if request.method == "POST" and form.is_valid():
        try:
            row = commands.add_unit(request.ctx, **form.cleaned_data)
        except BanshiError as refusal:
            take(form, refusal)
        else:
            messages.success(request, _("“%(name)s”已设立。") % {"name": row.name})
            return redirect("directory:unit", slug=row.slug)
    return render(request, "directory/unit_add.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def unit(request: WebRequest, slug: str) -> HttpResponse:
    """One unit: who holds a post there, and what can be done."""
    row = queries.unit_by_slug(slug)
    require_in(request.ctx.actor, "directory.manage", row.area)
    values = {
        "unit": row,
        "area": queries.area_label(row.area, below=row.area[:4]),
        "above": queries.unit(row.parent_id) if row.parent_id else None,
        "posts": queries.staff_of(row.id, localdate(request.ctx.now)),
        "rename": RenameForm(initial={"name": row.name}),
        **NAMES,
    }
    return render(request, "directory/unit.html", values)


@require_POST
def unit_rename(request: WebRequest, slug: str) -> HttpResponse:
    """Give a unit another name."""
    row = queries.unit_by_slug(slug)
    commands.rename_unit(request.ctx, unit_id=row.id, name=request.POST.get("name", ""))
    messages.success(request, _("已更名。"))
    return redirect("directory:unit", slug=slug)


@require_POST
def unit_close(request: WebRequest, slug: str) -> HttpResponse:
    """Close a unit."""
    row = queries.unit_by_slug(slug)
    commands.close_unit(request.ctx, unit_id=row.id)
    messages.success(request, _("“%(name)s”已撤销。") % {"name": row.name})
    return redirect("directory:units")


@READ_WRITE
def appoint(request: WebRequest, slug: str) -> HttpResponse:
    """Appoint somebody to a post in the unit."""
    row = queries.unit_by_slug(slug)
    require_in(request.ctx.actor, "directory.manage", row.area)
    form = AppointForm(request.POST or None, today=localdate(request.ctx.now))
    if request.method == "POST" and form.is_valid():
        try:
            post = commands.appoint_by_phone(request.ctx, unit_id=row.id, **form.cleaned_data)
        except BanshiError as refusal:
            take(form, refusal)
        else:
            messages.success(request, _("%(person)s 已任职。") % {"person": post.person})
            return redirect("directory:unit", slug=slug)
    return render(request, "directory/appoint.html", {"form": form, "unit": row}, status=422 if form.errors else 200)


@require_POST
def post_end(request: WebRequest, slug: str, post_id: int) -> HttpResponse:
    """End a post from today."""
    post = commands.end_post(request.ctx, post_id=post_id)
    messages.success(request, _("%(person)s 已离任，从现在起没有这个岗位的权限。") % {"person": post.person})
    return redirect("directory:unit", slug=slug)


def _area(ctx: Context) -> str:
    """The area that the acting administrator keeps.

    Raises:
        SignInNeeded: nobody is signed in.
        OutOfReach: not an administrator.
    """
    if ctx.actor.kind == "anonymous":
        raise SignInNeeded()
    if ctx.actor.post is None:
        raise OutOfReach()
    require_in(ctx.actor, "directory.manage", ctx.actor.post.area)
    return ctx.actor.post.area
