"""What the commands of this room share: find and lock rows, refuse, answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.commands import Context
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.ledger.record import Json, Recorded, Subject, record
from banshi.services.activities.models import Occasion, Offering
from banshi.services.activities.queries.guard import ROOM, RUN, require, subject
from banshi.services.activities.rules.offering import LONGEST, Problem


class Unfit(Invalid):
    """Some of what was given cannot be taken; every field says what to do."""

    code = "activities_unfit"


class NoSuchOffering(NotFound):
    """No activity or venue has this number."""

    code = "no_such_offering"
    message = _("没有编号为 %(number)s 的活动或场地。请回到列表重新选择。")


class OfferingClosed(Conflict):
    """It is offered no more."""

    code = "offering_closed"
    message = _("“%(title)s”已经停办。请看看其他活动。")


class OfferingMovedOn(Conflict):
    """Somebody else changed the offering since it was read."""

    code = "offering_moved_on"
    message = _("“%(title)s”刚刚被别人改过，请看过新的内容再改。")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command answers: the number of what it acted on, and the entry that proves it."""

    number: str
    at: datetime
    entry_id: int
    entry_hash: str


def done(number: str, entry: Recorded) -> Done:
    return Done(number, entry.at, entry.id, entry.hash)


def refuse(problems: Mapping[str, Problem]) -> None:
    """Raise every problem at once, in the language in force.

    Raises:
        Unfit: there is at least one.
    """
    if problems:
        raise Unfit({name: [gettext(text) % dict(data)] for name, (text, data) in problems.items()})


def reasoned(reason: str) -> str:
    """The words without blanks around them.

    Raises:
        Unfit: none, or too many.
    """
    words = reason.strip()
    if not 0 < len(words) <= LONGEST["reason"]:
        raise Unfit({"reason": [_("请写明原因，最多 300 个字。预约的人会看到。")]})
    return words


def offering_of(code: str, *, lock: bool = False) -> Offering:
    """The offering with its unit.

    Raises:
        NoSuchOffering: there is none.
    """
    rows = Offering.objects.select_related("unit")
    if lock:
        rows = rows.select_for_update(
            of=("self",), no_key=True
        )  # whoever takes an hour refers to the row, and need not wait
    found = rows.filter(code=code[:20]).first()
    if found is None:
        raise NoSuchOffering(number=code[:20])
    return found


def run_by(ctx: Context, code: str) -> Offering:
    """The offering, locked, for whoever runs it.

    Raises:
        NoSuchOffering, NotFound, Forbidden: see `guard.require`.
        OfferingClosed: it is offered no more.
    """
    row = offering_of(code, lock=True)
    require(ctx.actor, RUN, row)
    if row.closed_at is not None:
        raise OfferingClosed(title=row.title)
    return row


def occasion_of(number: str) -> Occasion:
    """The session with its offering.

    Raises:
        NoSuchOffering: there is none.
    """
    found = Occasion.objects.select_related("offering__unit", "series").filter(number=number[:20]).first()
    if found is None:
        raise NoSuchOffering(number=number[:20])
    return found


def enter(
    ctx: Context,
    row: Offering,
    kind: str,
    body: Mapping[str, Json] | None = None,
    *,
    number: str = "",
    sealed: Mapping[str, str] | None = None,
) -> Done:
    """Record what happened on the offering's chain, and answer with it."""
    kept = {name: value for name, value in (sealed or {}).items() if value}
    return done(number or row.code, record(ctx, subject(row), kind, body or {}, sealed=kept))


def enter_own(
    ctx: Context,
    row: Offering,
    number: str,
    kind: str,
    body: Mapping[str, Json] | None = None,
    *,
    sealed: Mapping[str, str] | None = None,
) -> Done:
    """Record what concerns one person on a chain of its own, so that what is erased of one leaves others alone."""
    kept = {name: value for name, value in (sealed or {}).items() if value}
    about = Subject(ROOM, number, row.county)
    return done(number, record(ctx, about, kind, {"offering": row.code, **(body or {})}, sealed=kept))
