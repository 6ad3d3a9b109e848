"""Showing a request to everybody, redacted, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Conflict
from banshi.kernel.search import index
from banshi.services.requests.commands.answer import as_owner_or
from banshi.services.requests.commands.row import Done, enter, keep, locked, note, refuse, tell_resident
from banshi.services.requests.models import PublicFace, Request
from banshi.services.requests.queries.guard import PUBLIC_ROOM, require
from banshi.services.requests.rules.submission import MAX_PLACE, MAX_TITLE, Kind, Level, needed


class NotForThePublic(Conflict):
    """The request may not be published."""

    code = "not_for_the_public"
    message = _("%(number)s 不能公开：举报、反映单位或人员、要求保密、已撤回或已并案的事项不公开。")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Something left out of a field, and why; never the words themselves."""

    field: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Face:
    """The public face as a person approved it."""

    title: str
    text: str
    place: str = ""
    answer: str = ""
    redactions: tuple[Redaction, ...] = ()


@command
def publish(ctx: Context, /, *, number: str, face: Face) -> Done:
    """Show the request to everybody as `face`, in place of what was shown before.

    Raises:
        NotForThePublic: it accuses somebody, is a tip-off or confidential, or was withdrawn, merged or erased.
        Unfit: the face has no title or text.
    """
    row = locked(number)
    require(ctx.actor, "requests.publish", row)
    if not publishable(row):
        raise NotForThePublic(number=row.number)
    refuse({**needed("title", face.title), **needed("text", face.text)})
    shown = {
        "title": face.title.strip()[:MAX_TITLE],
        "text": face.text.strip(),
        "place": face.place.strip()[:MAX_PLACE],
        "answer": face.answer.strip(),
        "redactions": [{"field": each.field, "what": each.what, "why": each.why} for each in face.redactions],
        "published_at": ctx.now,
    }
    PublicFace.objects.update_or_create(request=row, defaults=shown)
    row.public = True
    keep(ctx, row, "public")
    index.put(PUBLIC_ROOM, row.pk, row.county, "\n".join((row.number, face.title, face.text, face.place, face.answer)))
    tell_resident(ctx, row, "requests.published")
    sealed = {"title": face.title, "text": face.text, "place": face.place, "answer": face.answer}
    return enter(ctx, row, "requests.published", {"redactions": _reasons(face.redactions)}, sealed=sealed)


def publishable(row: Request) -> bool:
    """Whether everybody may be shown this request."""
    return not (
        row.accusing
        or row.kind == Kind.TIPOFF
        or row.level >= Level.CONFIDENTIAL
        or row.stage in ("withdrawn", "merged")
        or row.erased_at is not None
    )


def _reasons(redactions: Sequence[Redaction]) -> list[list[str]]:
    return [[each.field, each.what, each.why] for each in redactions]


@command
def unpublish(ctx: Context, /, *, number: str, reason: str, secret: str = "") -> Done:
    """Take the request back from the public: staff, or the resident whose it is.

    Raises:
        NotForThePublic: it is not public.
        Unfit: no reason is given.
    """
    row = locked(number)
    as_owner_or(ctx, row, "requests.publish", secret)
    if not row.public:
        raise NotForThePublic(number=row.number)
    refuse(needed("reason", reason))
    take_down(row)
    keep(ctx, row, "public")
    entry = enter(ctx, row, "requests.unpublished", sealed={"reason": reason})
    note(ctx, row, "requests.unpublished", reason, entry, shown=True)
    return entry


def take_down(row: Request) -> None:
    """Remove the public face of a locked row; the caller keeps and records it."""
    row.public = False
    PublicFace.objects.filter(request=row).delete()
    index.drop(PUBLIC_ROOM, [row.pk])
