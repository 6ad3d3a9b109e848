"""A resident at the window agrees by a code that is sent to their own phone."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import Guarded
from banshi.kernel.access.actions import require as require_access
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.personal import keyed_index
from banshi.kernel.directory.queries.people import person as person_of
from banshi.kernel.errors import Conflict, NotFound
from banshi.kernel.ledger.record import Subject, record
from banshi.services.onestop.models import Consent
from banshi.services.onestop.queries.guard import OPEN, READ, ROOM
from banshi.services.onestop.rules.numbers import new_code

LASTS = timedelta(minutes=10)
TRIES = 5
PURPOSE = "onestop.consent"


class ConsentOver(Conflict):
    """The code was used, is too old, or was tried too often."""

    code = "consent_over"
    message = _("同意码已经失效。请重新发送。")


class NotAgreed(Conflict):
    """The resident has not told the code yet."""

    code = "consent_not_agreed"
    message = _("居民还没有同意。请先输入居民手机上收到的同意码。")


class NoPhone(Conflict):
    """The resident has no phone to which a code could be sent."""

    code = "consent_no_phone"
    message = _("这位居民没有登记手机号，收不到同意码。请先登记手机号。")


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that is to be sent at once: it is kept nowhere in the clear."""

    consent_id: int
    phone: str
    code: str
    until: datetime


@command
def ask_consent(ctx: Context, /, *, person_id: int) -> Asked:
    """Make a code for the resident's phone. The page sends it (`access.messages.text`) and shows it to nobody.

    Raises:
        NotFound, Forbidden: the actor takes nothing down there. NoSuchPerson; NoPhone.
    """
    person = person_of(person_id)
    require_access(ctx.actor, OPEN, Guarded(subject=f"{ROOM}:window", area=person.reach), read=READ)
    if not person.phone:
        raise NoPhone()
    code, until = new_code(), ctx.now + LASTS
    row = Consent.objects.create(
        county=person.reach[:6],
        person_id=person_id,
        code_hash="",
        asked_by=ctx.actor.key,
        asked_at=ctx.now,
        until=until,
    )
    Consent.objects.filter(pk=row.pk).update(code_hash=_hash(row.pk, code))
    record(ctx, Subject(ROOM, f"consent-{row.pk}", row.county), "onestop.consent_asked", {"until": until.isoformat()})
    return Asked(row.pk, person.phone, code, until)


@command
def agree(ctx: Context, /, *, consent_id: int, code: str) -> bool:
    """Whether this is the code: the resident agrees by telling it. A wrong one counts, and after five it is over.

    Raises:
        NotFound: no such code was made by this actor. ConsentOver.
    """
    row = _open(ctx, consent_id)
    right = hmac.compare_digest(row.code_hash, _hash(row.pk, code.strip()))
    now = {"agreed_at": ctx.now} if right else {"tries": row.tries + 1}
    Consent.objects.filter(pk=row.pk).update(**now)
    record(ctx, Subject(ROOM, f"consent-{row.pk}", row.county), "onestop.consent_given", {"right": right})
    return right


def use_consent(ctx: Context, *, consent_id: int, person_id: int) -> None:
    """Take the resident's agreement, once, inside the command that needs it.

    Raises:
        NotFound: it is not this person's, or was asked by another clerk. ConsentOver; NotAgreed.
    """
    row = _open(ctx, consent_id)
    if row.person_id != person_id:
        raise NotFound()
    if row.agreed_at is None:
        raise NotAgreed()
    Consent.objects.filter(pk=row.pk).update(used_at=ctx.now)


def _open(ctx: Context, consent_id: int) -> Consent:
    row = Consent.objects.select_for_update(of=("self",)).filter(pk=consent_id, asked_by=ctx.actor.key).first()
    if row is None:
        raise NotFound()
    if row.used_at is not None or row.tries >= TRIES or ctx.now >= row.until:
        raise ConsentOver()
    return row


def _hash(consent_id: int, code: str) -> str:
    """Keyed: six digits have too few bits for a plain hash."""
    return keyed_index(f"{consent_id}:{code}", PURPOSE)
