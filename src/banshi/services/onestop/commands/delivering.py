"""Documents are handed over: at the window, at a place near home, by post. A step is finished when they are received."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.actions import may
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.personal import seal
from banshi.kernel.errors import Conflict
from banshi.services.onestop.commands import onward
from banshi.services.onestop.commands.row import (
    Done,
    Row,
    StepRow,
    Unfit,
    alive,
    begun_step,
    done,
    enter,
    in_hand,
    locked,
    moved_on,
    not_begun,
    other_unit,
    own,
)
from banshi.services.onestop.models import Case, CaseStep, Delivery
from banshi.services.onestop.queries.collecting import collects
from banshi.services.onestop.queries.guard import OWN, RECEIVE
from banshi.services.onestop.queries.kept import ADDRESS
from banshi.services.onestop.rules.procedure import Way
from banshi.services.onestop.rules.progress import State

LONGEST_REFERENCE = 60
LONGEST_ADDRESS = 200
LONGEST_PLACE = 40


class NothingToReceive(Conflict):
    """Nothing of the case waits to be received."""

    code = "nothing_to_receive"
    message = _("%(number)s 现在没有等待领取的文件。")


@command
def deliver(ctx: Context, /, *, number: str, step: str, reference: str = "") -> Done:
    """What the step gave is on its way: posted, or brought to the place near home; `reference` is the post's number.

    Raises:
        As `complete`; StepMovedOn: it is not ready, or on its way already; Unfit: the reference is too long.
    """
    row = locked(number)
    held = in_hand(ctx, row, step, gettext("寄送"), State.ISSUED)
    words = reference.strip()
    if len(words) > LONGEST_REFERENCE:
        raise Unfit({"reference": [_("单号最多 60 个字。")]})
    Delivery.objects.filter(step_id=held.id).update(sent_at=ctx.now, reference=words)
    CaseStep.objects.filter(pk=held.id).update(state=State.SENT)
    entry = enter(ctx, row, "onestop.sent", {"step": step, "unit": held.unit_id, "reference": words})
    return done(row, entry)


@command
def receive(ctx: Context, /, *, number: str, step: str) -> Done:
    """The document is in the resident's hands: said by themselves, by the unit that hands it over, or by a clerk.

    Raises:
        NotFound, Forbidden: neither theirs nor at the actor's window. OtherUnit: another unit hands it over.
        CaseOver; NoSuchStep, NotBegun.
        StepMovedOn: there is nothing to receive of it.
    """
    row = locked(number)
    own(ctx, row, RECEIVE)
    held = _held(row, step)
    if not may(ctx.actor, RECEIVE, row.guarded([held.unit_id])):
        raise other_unit(row.procedure, held.place)
    alive(row)
    if held.state not in (State.ISSUED, State.SENT):
        raise moved_on(row, held, gettext("签收"))
    Delivery.objects.filter(step_id=held.id).update(received_at=ctx.now)
    CaseStep.objects.filter(pk=held.id).update(state=State.DONE)
    entry = enter(ctx, row, "onestop.received", {"step": step, "by": ctx.actor.kind})
    onward.received(ctx, row.procedure, [row.id], held.place)
    return done(row, entry)


@command
def choose_way(ctx: Context, /, *, number: str, way: str, place: str = "", address: str = "") -> Done:
    """Choose how documents are handed over; holds for all that are not on their way yet.

    Raises:
        NotFound, Forbidden; CaseOver; Unfit: not a way of this procedure, or place or address are missing.
    """
    row = locked(number)
    own(ctx, row, OWN)
    alive(row)
    faults = unfit_way(row.procedure.ways, row.county, way, place, address)
    if faults:
        raise Unfit(faults)
    chosen = {"way": way, "place": place if way == Way.NEAR else ""}
    posted = seal(address.strip(), ADDRESS) if way == Way.POST else b""
    Case.objects.filter(pk=row.id).update(**chosen, address=posted)
    Delivery.objects.filter(case_id=row.id, sent_at=None, received_at=None).update(**chosen)
    entry = enter(ctx, row, "onestop.way_chosen", chosen, sealed={"address": address.strip() if posted else ""})
    return done(row, entry)


def unfit_way(ways: tuple[Way, ...], county: str, way: str, place: str, address: str) -> Mapping[str, list[Any]]:
    """What is wrong with how a document is to be handed over."""
    found: dict[str, list[Any]] = {}
    if way not in ways:
        found["way"] = [_("这件事不能用这种方式领取。请选其他方式。")]
    if way == Way.NEAR and not (0 < len(place) <= LONGEST_PLACE and collects(place, county)):
        found["place"] = [_("请选一个离家近的领取点。")]
    if way == Way.POST and not 0 < len(address.strip()) <= LONGEST_ADDRESS:
        found["address"] = [_("请写收件地址，最多 200 个字。")]
    return found


def _held(row: Row, step: str) -> StepRow:
    place = row.procedure.positions.get(step)
    held = begun_step(row, place) if place is not None else None
    if held is None:
        raise not_begun(row, step)
    return held
