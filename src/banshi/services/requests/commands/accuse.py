"""Naming whom a matter complains of: from that moment they never see it again."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import holds, operations
from banshi.kernel.clocks.models import ClockKind, HoldKind
from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Person, Unit
from banshi.kernel.errors import Invalid
from banshi.services.requests.commands.answer import as_owner_or
from banshi.services.requests.commands.charge import end_charge
from banshi.services.requests.commands.dispatch import escalate_row, place
from banshi.services.requests.commands.publishing import take_down
from banshi.services.requests.commands.row import Done, enter, helpers_of, keep, locked, move, tell_resident, tell_unit
from banshi.services.requests.commands.texts import reindex
from banshi.services.requests.models import AccusedParty, CoHandler, Request, Review
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import subject
from banshi.services.requests.queries.units import tainted, unit_ref, units_above, units_around
from banshi.services.requests.rules import catalogue
from banshi.services.requests.rules.catalogue import UnitRef
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import WITH_UNIT, Act, Stage
from banshi.services.requests.rules.oversight import Cause


class NoSuchParty(Invalid):
    """Neither a known unit nor a known person is named."""

    code = "no_such_party"
    message = _("请从单位或人员名单中选择被反映的对象；名单里没有的，写在正文里，由督办人员核实。")


@command
def accuse(
    ctx: Context, /, *, number: str, unit_ids: Sequence[int] = (), person_ids: Sequence[int] = (), secret: str = ""
) -> Done:
    """Name the units and people complained of. Whoever of them has the matter loses it at once.

    The nearest unit above the accused that is not accused itself receives it, else the
    supervisor. What was public is taken down, and no figure counts it any more.

    Raises:
        NoSuchParty: nobody known is named.
    """
    row = locked(number)
    as_owner_or(ctx, row, "requests.accuse", secret)
    units = list(Unit.objects.filter(pk__in=unit_ids).values_list("id", flat=True))
    people = list(Person.objects.filter(pk__in=person_ids).values_list("id", flat=True))
    if not units and not people:
        raise NoSuchParty()
    parties = [AccusedParty(request=row, unit_id=unit, at=ctx.now) for unit in units]
    parties += [AccusedParty(request=row, person_id=person, at=ctx.now) for person in people]
    AccusedParty.objects.bulk_create(parties, ignore_conflicts=True)
    row.accusing = True
    if row.public:
        take_down(row)
    accused = tainted(row)
    _let_go(ctx, row, accused, people)
    keep(ctx, row, "accusing", "public", "leader", "lead_unit")
    body = {"parties": len(units) + len(people)}
    entry = enter(ctx, row, "requests.accused", body, sealed=_named(units, people))
    return _reroute(ctx, row, accused) if _dirty(row.holder_unit_id, accused) else entry


def _named(units: Sequence[int], people: Sequence[int]) -> dict[str, str]:
    """Who it is enters only as a commitment: the open ledger must not accuse anybody."""
    return {
        "units": ",".join(str(unit) for unit in sorted(units)),
        "people": ",".join(str(person) for person in sorted(people)),
    }


def _dirty(unit_id: int | None, accused: frozenset[int]) -> bool:
    unit = unit_ref(unit_id) if unit_id is not None else None
    return unit is not None and not catalogue.untainted(unit, accused)


def _let_go(ctx: Context, row: Request, accused: frozenset[int], people: Sequence[int]) -> None:
    """Co-handlers, the unit responsible and the leader in charge that are accused take no part any more."""
    for unit_id in helpers_of(row):
        if _dirty(unit_id, accused):
            CoHandler.objects.filter(request=row, unit_id=unit_id, removed_at=None).update(removed_at=ctx.now)
    if _dirty(row.lead_unit_id, accused):
        row.lead_unit = None
    if row.leader_id in people:
        end_charge(ctx, row, "recused")


def _reroute(ctx: Context, row: Request, accused: frozenset[int]) -> Done:
    """Give the matter to the nearest clean unit above its holder, else to a supervisor, else to nobody."""
    holder = unit_ref(row.holder_unit_id) if row.holder_unit_id is not None else None
    around = units_around([row.area])
    watching = [around[key] for key in catalogue.overseers(policy.catalogue(), row.area) if key in around]
    unit = catalogue.receiver(units_above(holder) if holder else [], watching, accused)
    if unit is None and row.stage in WITH_UNIT:
        return escalate_row(ctx, row, Cause.SUPERVISOR, "")
    if row.stage in WITH_UNIT or row.stage == Stage.ESCALATED:
        move(row, Act.REROUTE)
    operations.cancel(ctx, subject(row), kind=ClockKind.UNIT)
    row.lead_unit_id = unit.id if unit else None
    _give(ctx, row, unit)
    keep(ctx, row, "holder_unit", "lead_unit", "handler")
    reindex(row, tuple(helpers_of(row)))
    tell_resident(ctx, row, "requests.rerouted")
    return enter(ctx, row, "requests.rerouted", {"unit": row.holder_unit_id})


def _give(ctx: Context, row: Request, unit: UnitRef | None) -> None:
    """Hand over what is open; of what is answered only the name of the unit responsible changes."""
    if not row.open or unit is None:
        row.holder_unit_id, row.handler = (unit.id if unit else None), None
        holds.release(ctx, subject(row))
        return
    waits = row.stage == Stage.DISPATCHED
    place(ctx, row, unit, kind=HoldKind.UNSIGNED if waits else HoldKind.HANDLING)
    if waits:
        rule = rule_of(Clock.ACCEPT, row.kind, row.urgency)
        operations.start(ctx, subject(row), rule, kind=ClockKind.UNIT, holder_id=unit.id)
    Review.objects.filter(request=row, decided_at=None).update(unit_id=unit.id)
    tell_unit(ctx, row, unit.id, "requests.assigned")
