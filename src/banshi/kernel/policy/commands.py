"""Put values on record once they are in force."""

from django.conf import settings
from django.utils import timezone

from banshi.kernel.commands import Context, command
from banshi.kernel.commands.bulk import insert_all
from banshi.kernel.ledger.record import Subject, record
from banshi.kernel.policy.current import parameters
from banshi.kernel.policy.models import PublishedValue
from banshi.kernel.policy.refusals import NothingToPublish, PastValueChanged
from banshi.kernel.policy.versions import contradictions, unrecorded

ROOM = "policy"


@command
def publish(ctx: Context, /) -> tuple[str, ...]:
    """Record every value that is in force and not on record yet; afterwards it cannot be changed. Returns their codes.

    Raises:
        PastValueChanged: a file contradicts the record; nothing is recorded until it is put right.
        NothingToPublish: everything in force is on record.
        BadParameters: a file cannot be used.
    """
    book = parameters()
    problems = contradictions(book)
    if problems:
        raise PastValueChanged(problems="；".join(problems))
    today = timezone.localdate(ctx.now)
    due = unrecorded(book, today)
    if not due:
        raise NothingToPublish()
    insert_all([PublishedValue(code=each.code, since=each.since, digest=each.digest, recorded=today) for each in due])
    for each in due:
        subject = Subject(ROOM, each.code, settings.BANSHI_COUNTY)
        record(ctx, subject, "policy.published", {**each.said(), "digest": each.digest})
    return tuple(each.code for each in due)
