"""Free places go to those who wait."""

from django.db.models import F

from banshi.kernel.commands import Context
from banshi.kernel.ledger.record import record
from banshi.kernel.slots.affected import Told, told
from banshi.kernel.slots.models import Booking, Session, Status
from banshi.kernel.slots.record import second, subject_of
from banshi.kernel.slots.rules.times import offer_until
from banshi.kernel.slots.serving import planned


def offer(ctx: Context, session: Session) -> list[Told]:
    """Offer the free places of a session, read after it was locked, to those who wait. SQL: 0 where nobody does."""
    plan = planned(session, ctx.now)
    if not plan.served:
        return []
    until = offer_until(ctx.now, session.offer_minutes, session.closes)
    for booking, passed in plan.passed.items():
        Booking.objects.filter(pk=booking).update(passed=passed)
    found = Booking.objects.in_bulk(plan.served)
    served = [found[key] for key in plan.served]
    Booking.objects.filter(pk__in=plan.served).update(status=Status.OFFERED, expires=until)
    Session.objects.filter(pk=session.pk).update(
        taken=F("taken") + sum(each.seats for each in served), waiting=F("waiting") - len(served)
    )
    for each in served:
        record(ctx, subject_of(each), "slots.offered", {"until": second(until)})
    return [told("offered", each, until) for each in served]
