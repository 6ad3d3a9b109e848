"""What the resident may do with what is held about them: have it put right, or erased."""

from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.personal import keyed_index, seal
from banshi.kernel.errors import Conflict
from banshi.kernel.evidence.queries import files_of
from banshi.kernel.evidence.store import erase as erase_files
from banshi.kernel.ledger.record import erase_openings
from banshi.kernel.search import index
from banshi.services.requests.commands.publishing import take_down
from banshi.services.requests.commands.row import NAME, PHONE, Done, enter, keep, locked, refuse
from banshi.services.requests.commands.texts import reindex
from banshi.services.requests.models import (
    Answer,
    CallBack,
    HotMember,
    Message,
    Note,
    Rating,
    Request,
    Review,
    Signature,
    Suggestion,
    Visit,
)
from banshi.services.requests.queries.guard import ROOM, require, subject
from banshi.services.requests.rules.submission import MAX_PLACE, MAX_TITLE, Problem, needed

ERASED = gettext_noop("（应本人要求已删除）")
SEALED = (
    "text",
    "title",
    "place",
    "name",
    "phone",
    "answer",
    "reason",
    "comment",
    "found",
    "done",
    "rest",
    "appeal",
    "opinion",
    "heard",
    "outcome",
    "demand",
    "task",
    "why",
    "units",
    "people",
)
"""Every name under which this room commits to a personal value."""


class TooEarlyToErase(Conflict):
    """The matter is still being worked on."""

    code = "too_early_to_erase"
    message = _("%(number)s 还在办理，办结或撤回以后才能删除。可以先撤回。")


@dataclass(frozen=True, slots=True)
class Correction:
    """What the resident puts right. None leaves a field as it is."""

    title: str | None = None
    text: str | None = None
    place: str | None = None
    name: str | None = None
    phone: str | None = None


@command
def correct(ctx: Context, /, *, number: str, correction: Correction, secret: str = "") -> Done:
    """Put right what is held; what stood before stays provable by its commitment alone.

    Raises:
        Unfit: a field would be left without words.
    """
    row = locked(number)
    require(ctx.actor, "requests.own", row, secret=secret)
    given = {name: value.strip() for name in correction.__slots__ if (value := getattr(correction, name)) is not None}
    problems: dict[str, Problem] = {}
    for name in ("title", "text"):
        if name in given:
            problems |= needed(name, given[name])
    refuse(problems)
    row.title = given.get("title", row.title)[:MAX_TITLE]
    row.text = given.get("text", row.text)
    row.place = given.get("place", row.place)[:MAX_PLACE]
    if "name" in given:
        row.name_sealed = seal(given["name"], NAME)
    if "phone" in given:
        row.phone_sealed, row.phone_index = seal(given["phone"], PHONE), keyed_index(given["phone"], PHONE)
    if row.public:
        take_down(row)
    keep(ctx, row, "title", "text", "place", "name_sealed", "phone_sealed", "phone_index", "public")
    reindex(row)
    return enter(ctx, row, "requests.corrected", {"fields": sorted(given)}, sealed=given)


@command
def erase(ctx: Context, /, *, number: str, secret: str = "") -> Done:
    """Destroy every personal word of a matter that is over: texts, contact, files, and the salts of their commitments.

    What stays is that there was a matter of this kind, its way and its times: the law wants it
    kept, and it names nobody. Source: 个人信息保护法 第四十七条.

    Raises:
        TooEarlyToErase: it is still open.
    """
    row = locked(number)
    require(ctx.actor, "requests.own", row, secret=secret)
    if row.open or row.erased_at is not None:
        raise TooEarlyToErase(number=row.number)
    if row.public:
        take_down(row)
    _blank(row)
    row.erased_at = ctx.now
    keep(
        ctx,
        row,
        "title",
        "text",
        "place",
        "lon",
        "lat",
        "name_sealed",
        "phone_sealed",
        "phone_index",
        "resident",
        "secret_hash",
        "public",
        "erased_at",
    )
    index.drop(ROOM, [row.pk])
    erase_files(ctx, subject=subject(row), keys=[file.key for file in files_of(str(subject(row))) if not file.erased])
    destroyed = erase_openings(subject(row), SEALED)
    return enter(ctx, row, "requests.erased", {"openings": destroyed})


def _blank(row: Request) -> None:
    """Replace every free text of the matter; the same words in every language, so that no text hints at its owner."""
    gone = gettext(ERASED)
    row.title, row.text, row.place = gone, gone, ""
    row.lon = row.lat = None
    row.name_sealed = row.phone_sealed = b""
    row.phone_index = row.secret_hash = ""
    row.resident = None
    Note.objects.filter(request=row).update(text=gone)
    Message.objects.filter(request=row).update(text=gone)
    Rating.objects.filter(request=row).update(comment="")
    CallBack.objects.filter(request=row).update(words="")
    Answer.objects.filter(request=row).update(found=gone, done=gone, rest="", appeal=gone, points=[])
    Review.objects.filter(request=row).update(reason=gone, opinion=gone)
    Visit.objects.filter(charge__request=row).update(place="", heard=gone)
    Suggestion.objects.filter(request=row).delete()
    Signature.objects.filter(request=row).delete()
    HotMember.objects.filter(request=row).delete()
