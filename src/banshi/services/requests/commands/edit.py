"""The spreadsheet's way in: registration fields changed row by row, each with the version that was read; saved views."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Forbidden, Invalid
from banshi.kernel.ledger.record import Subject, record
from banshi.services.requests.commands.row import Changed, Done, locked
from banshi.services.requests.commands.triage import Sorting, register
from banshi.services.requests.models import SavedView
from banshi.services.requests.queries.guard import ROOM, require

MOST_VIEWS = 30


class ViewRefused(Invalid):
    """The view cannot be saved."""

    code = "view_refused"
    message = _("视图名称要在 1 到 40 个字之间，最多保存 30 个。")


@command
def edit(ctx: Context, /, *, number: str, version: int, sorting: Sorting) -> Done:
    """Change registration fields of a request, open or over, if it is still as it was read.

    Raises:
        Changed: somebody changed it since `version`.
        Unfit: an unknown area, category or choice.
    """
    row = locked(number)
    require(ctx.actor, "requests.triage", row)
    if row.version != version:
        raise Changed(number=row.number, given=version, current=row.version)
    return register(ctx, row, sorting, kind="requests.edited")


@command
def save_view(ctx: Context, /, *, name: str, filters: Mapping[str, str]) -> None:
    """Keep a filter of the desk under a name, in place of one of the same name.

    Raises:
        Forbidden: nobody is signed in.
        ViewRefused: no name, too long, or too many.
    """
    if ctx.actor.person_id is None:
        raise Forbidden(action="requests.save_view")
    title = name.strip()
    own = SavedView.objects.filter(person_id=ctx.actor.person_id)
    if not 1 <= len(title) <= 40 or own.exclude(name=title).count() >= MOST_VIEWS:
        raise ViewRefused({"name": []})
    SavedView.objects.update_or_create(
        person_id=ctx.actor.person_id, name=title, defaults={"filters": dict(filters), "at": ctx.now}
    )
    record(ctx, _views(ctx), "requests.view_saved", {"filters": sorted(filters)})


@command
def remove_view(ctx: Context, /, *, name: str) -> None:
    """Forget a saved view.

    Raises:
        ViewRefused: there is none of this name.
    """
    own = SavedView.objects.filter(person_id=ctx.actor.person_id or 0, name=name.strip())
    if not own.delete()[0]:
        raise ViewRefused({"name": []})
    record(ctx, _views(ctx), "requests.view_removed")


def _views(ctx: Context) -> Subject:
    """Views have a chain of their own for each post."""
    return Subject(ROOM, f"views:{ctx.actor.key}", ctx.actor.post.area[:6] if ctx.actor.post else "")
