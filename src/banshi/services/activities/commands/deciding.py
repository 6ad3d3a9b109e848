"""A warden decides on venues that residents asked for."""

from collections.abc import Sequence

from banshi.kernel.commands import Context, command
from banshi.services.activities.commands.row import Done, enter_own, reasoned
from banshi.services.activities.commands.telling import tell_use
from banshi.services.activities.commands.venues import UseDecided, end_use, use_of
from banshi.services.activities.models import Use, UseStatus
from banshi.services.activities.queries.guard import RUN, require


@command
def approve_use(ctx: Context, /, *, number: str) -> Done:
    """Give the venue to whoever asked for it.

    Raises:
        NoSuchUse, NotFound, Forbidden: the post does not run the venue.
        UseDecided: it is not waiting for a decision.
    """
    use = _decidable(ctx, number, (UseStatus.ASKED,))
    use.status, use.decided_at = UseStatus.APPROVED, ctx.now
    use.save(update_fields=["status", "decided_at"])
    tell_use(ctx, use, "activities.venue_approved")
    return enter_own(ctx, use.offering, use.number, "activities.venue_approved")


@command
def refuse_use(ctx: Context, /, *, number: str, reason: str) -> Done:
    """Refuse, with a reason that is told; the hours are free again. Approved use can be taken back in this way, too.

    Raises:
        As `approve_use`; Unfit: no reason.
    """
    words = reasoned(reason)
    use = _decidable(ctx, number, (UseStatus.ASKED, UseStatus.APPROVED))
    end_use(ctx, use, UseStatus.REFUSED, words)
    tell_use(ctx, use, "activities.venue_refused", reason=words)
    return enter_own(ctx, use.offering, use.number, "activities.venue_refused", sealed={"reason": words})


@command
def arrive(ctx: Context, /, *, number: str) -> Done:
    """Whoever has the venue has come.

    Raises:
        As `approve_use`.
    """
    use = _decidable(ctx, number, (UseStatus.APPROVED,))
    use.status, use.arrived_at = UseStatus.USED, ctx.now
    use.save(update_fields=["status", "arrived_at"])
    return enter_own(ctx, use.offering, use.number, "activities.venue_used")


def _decidable(ctx: Context, number: str, statuses: Sequence[str]) -> Use:
    use = use_of(number)
    require(ctx.actor, RUN, use.offering)
    if use.status not in statuses:
        raise UseDecided()
    return use
