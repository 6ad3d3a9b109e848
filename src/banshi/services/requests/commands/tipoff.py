"""A tip-off: taken in, and kept from whoever it names, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Unit
from banshi.kernel.evidence.store import Accepted
from banshi.services.requests.commands.accuse import accuse
from banshi.services.requests.commands.intake import submit
from banshi.services.requests.commands.taking import Receipt
from banshi.services.requests.queries.parties import staff_called
from banshi.services.requests.rules.catalogue import COUNTY
from banshi.services.requests.rules.submission import Draft, Kind


@command
def tip_off(
    ctx: Context, /, *, draft: Draft, unit_id: int | None = None, person: str = "", files: Sequence[Accepted] = ()
) -> Receipt:
    """Take in a tip-off; the unit named, and staff of the name given, never see it from the first moment.

    A name that nobody on the staff has stays in the text, for the supervisor to find out.

    Raises:
        Unfit: a field cannot be taken.
    """
    plain = ctx.keyed(None)
    receipt = submit(plain, draft=replace(draft, kind=Kind.TIPOFF), files=files)
    units = list(Unit.objects.filter(pk=unit_id).values_list("id", flat=True)) if unit_id else []
    people = staff_called(person, draft.area[:COUNTY], timezone.localdate(ctx.now), unit_id=unit_id)
    if units or people:
        accuse(plain, number=receipt.number, unit_ids=units, person_ids=people, secret=receipt.secret)
    return receipt
