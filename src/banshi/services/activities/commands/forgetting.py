"""Forget a person: what they asked a leader for, how they could be reached, and venues that they still had."""

from banshi.kernel.commands import Context
from banshi.kernel.ledger.record import Subject, erase_openings, record
from banshi.services.activities.models import Contact, Hour, Talk, Use, UseStatus
from banshi.services.activities.queries.guard import ROOM

GONE = "已应本人要求删除"


def forget(ctx: Context, *, person_id: int) -> None:
    """Erase what this room holds of a person, inside the command that erases the person. Every proof still holds."""
    uses, talks = Use.objects.filter(owner_id=person_id), Talk.objects.filter(owner_id=person_id)
    coming = uses.filter(starts__gt=ctx.now, status__in=[UseStatus.ASKED, UseStatus.APPROVED])
    Hour.objects.filter(use__in=coming).update(live=False)
    coming.update(status=UseStatus.CANCELLED, decided_at=ctx.now)
    touched = [*uses.values_list("number", "county"), *talks.values_list("booking", "county")]
    uses.update(owner=None, booker="erased", purpose=GONE)
    talks.update(owner=None, heard=GONE, said="")
    Contact.objects.filter(owner_id=person_id).delete()
    for number, county in sorted(touched):
        about = Subject(ROOM, number, county)
        record(ctx, about, "activities.person_forgotten")
        erase_openings(about, ["booker", "heard", "said"])
