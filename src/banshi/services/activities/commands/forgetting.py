"""Forget a person: what they asked a leader for, how they could be reached, and venues that they still had."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import numbers
from banshi.kernel.directory.personal import keyed_indexes
from banshi.kernel.errors import Invalid, NotFound
from banshi.kernel.ledger.record import Subject, erase_openings, record
from banshi.kernel.notices import commands as notices
from banshi.kernel.slots import commands as slots
from banshi.services.activities.models import Contact, Hour, Talk, Use, UseStatus
from banshi.services.activities.queries.guard import ROOM
from banshi.services.activities.rules.purposes import PHONE

if TYPE_CHECKING:
    from django.db.models import QuerySet

GONE = "已应本人要求删除"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many bookings and uses of venues name nobody any more."""

    bookings: int
    uses: int


def forget(ctx: Context, *, person_id: int) -> None:
    """Erase what this room holds of a person, inside the command that erases the person. Every proof still holds."""
    _take_words(ctx, Use.objects.filter(owner_id=person_id), Talk.objects.filter(owner_id=person_id))
    Contact.objects.filter(owner_id=person_id).delete()


@command
def forget_guest(ctx: Context, /, *, number: str, phone: str) -> Forgotten:
    """Erase everything that somebody without an account left under a phone; what is to come is given up.

    For whoever knows the phone and the number of one booking under it: the same two that lead to the booking.

    Raises:
        NotFound: they do not belong together, or it was done.
    """
    try:
        indexes = keyed_indexes(numbers.mobile(phone), PHONE)
    except Invalid:
        raise NotFound() from None
    bookings = list(Contact.objects.filter(phone_index__in=indexes).order_by("id").values_list("booking", flat=True))
    uses = list(Use.objects.filter(phone_index__in=indexes).order_by("id").values_list("number", flat=True))
    if number.strip().upper()[:20] not in {*bookings, *uses}:
        raise NotFound()
    slots.forget_guest(ctx, bookings=bookings)
    _take_words(ctx, Use.objects.filter(number__in=uses), Talk.objects.filter(booking__in=bookings))
    Contact.objects.filter(booking__in=bookings).delete()
    notices.forget_guest([f"{ROOM}:{each}" for each in (*bookings, *uses)])
    return Forgotten(len(bookings), len(uses))


def _take_words(ctx: Context, uses: "QuerySet[Use]", talks: "QuerySet[Talk]") -> None:
    """Venues to come are given up; of these uses and talks, words, keys and salts go."""
    coming = uses.filter(starts__gt=ctx.now, status__in=[UseStatus.ASKED, UseStatus.APPROVED])
    Hour.objects.filter(use__in=coming).update(live=False)
    coming.update(status=UseStatus.CANCELLED, decided_at=ctx.now)
    touched = [*uses.values_list("number", "county"), *talks.values_list("booking", "county")]
    talks.update(owner=None, heard=GONE, said="")
    uses.update(owner=None, booker="erased", purpose=GONE, name_sealed=b"", phone_sealed=b"", phone_index="")
    for number, county in sorted(touched):
        about = Subject(ROOM, number, county)
        record(ctx, about, "activities.person_forgotten")
        erase_openings(about, ["booker", "heard", "said"])
