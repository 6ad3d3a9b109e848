"""Staff hide a phrase in a matter's public face, or show it again. Rooms check first who may."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context, command
from banshi.kernel.errors import Invalid, NotFound
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.publication.models import Masked
from banshi.kernel.publication.redaction import Manual

SHORTEST, LONGEST = 2, 200


class BadMask(Invalid):
    """The phrase or the reason cannot be taken."""

    code = "publication_bad_mask"
    message = _("要隐去的文字应为 2 到 200 个字，并写明理由。")


class NotMasked(NotFound):
    """The phrase is not hidden in this matter."""

    code = "publication_not_masked"
    message = _("这段文字没有被隐去。")


@dataclass(frozen=True, slots=True)
class Mask:
    """A phrase hidden in a matter."""

    id: int
    phrase: str
    reason: str
    actor: str


@command
def mask(ctx: Context, /, *, subject: Subject, phrase: str, reason: str) -> Mask:
    """Hide a phrase wherever it stands in the matter's public face.

    Raises:
        BadMask: a phrase of less than 2 or more than 200 characters, or no reason.
    """
    phrase, reason = phrase.strip(), reason.strip()
    if not (SHORTEST <= len(phrase) <= LONGEST) or not reason or len(reason) > LONGEST:
        raise BadMask()
    held = Masked.objects.filter(subject=str(subject), phrase=phrase, lifted_at=None).order_by("id").first()
    if held is None:
        held = Masked.objects.create(
            county=subject.county, subject=str(subject), phrase=phrase, reason=reason, actor=ctx.actor.key, at=ctx.now
        )
    record(ctx, subject, "publication.masked", {"mask": held.pk}, sealed={"phrase": phrase, "reason": reason})
    return Mask(held.pk, held.phrase, held.reason, held.actor)


@command
def lift(ctx: Context, /, *, subject: Subject, mask_id: int, reason: str) -> None:
    """Show a hidden phrase again.

    Raises:
        NotMasked: it is not hidden in this matter.
    """
    lifted = Masked.objects.filter(pk=mask_id, subject=str(subject), lifted_at=None).update(lifted_at=ctx.now)
    if not lifted:
        raise NotMasked()
    record(ctx, subject, "publication.mask_lifted", {"mask": mask_id}, sealed={"reason": reason})


def masks(subject: Subject) -> tuple[Mask, ...]:
    """What is hidden in the matter now, oldest first."""
    rows = Masked.objects.filter(subject=str(subject), lifted_at=None).order_by("id")
    return tuple(Mask(row.pk, row.phrase, row.reason, row.actor) for row in rows)


def manual(subject: Subject) -> tuple[Manual, ...]:
    """What is hidden in the matter, as `redaction.redact` takes it."""
    return tuple(Manual(held.phrase, held.reason) for held in masks(subject))
