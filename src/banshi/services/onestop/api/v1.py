"""One thing done once, for programs, under /api/v1/onestop: what there is, open, follow, and the department's desk.

`Idempotency-Key` makes a repeated call one effect with the same answer.
"""

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from banshi.kernel.access.api_auth import anyone, signed_in
from banshi.kernel.access.looks import looked
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.forms.schema import schema
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.idempotency import submitted
from banshi.services.onestop import commands
from banshi.services.onestop.api import shapes
from banshi.services.onestop.api.shapes import CaseOut, ProcedureOut
from banshi.services.onestop.commands import Bulk, Done, Issued, Opened, Supplied
from banshi.services.onestop.queries import cases, desk, procedures, uses
from banshi.services.onestop.queries.desk import Desk
from banshi.services.onestop.queries.shown import MineRow, UseShown
from banshi.services.onestop.rules.asking import form_for

router = Router()
Code = Annotated[str, Path(max_length=40)]
Number = Annotated[str, Path(max_length=40)]


@router.get("v1/onestop/procedures", auth=anyone, response=list[ProcedureOut], summary="What can be done at once")
def onestop_procedures(request: WebRequest) -> list[ProcedureOut]:
    return [ProcedureOut.of(each) for each in procedures.all_in_force(timezone.localdate(request.ctx.now))]


@router.get("v1/onestop/procedures/{code}", auth=anyone, response=ProcedureOut, summary="One procedure and its form")
def onestop_procedure(request: WebRequest, code: Code) -> ProcedureOut:
    """With the JSON Schema of its answers; a page checks by the same rule."""
    today = timezone.localdate(request.ctx.now)
    version = procedures.in_force(code, today)
    return ProcedureOut.of(version, dict(schema(form_for(version.procedure), today=today)))


@router.post("v1/onestop/cases", auth=signed_in, response={201: Opened}, summary="Open a case for oneself")
def onestop_open(request: WebRequest, given: shapes.WishIn) -> Status[Opened]:
    return Status(201, commands.open_case(submitted(request), wish=given.wish()))


@router.get("v1/onestop/mine", auth=signed_in, response=list[MineRow], summary="My cases")
def onestop_mine(request: WebRequest) -> list[MineRow]:
    return list(cases.mine(request.ctx.actor))


@router.get("v1/onestop/uses", auth=signed_in, response=list[UseShown], summary="Who used my papers")
def onestop_uses(request: WebRequest) -> list[UseShown]:
    return list(uses.uses_of_mine(request.ctx.actor))


@router.get("v1/onestop/cases/{number}", auth=signed_in, response=CaseOut, summary="One case")
def onestop_case(request: WebRequest, number: Number) -> CaseOut:
    """For its resident, and for staff who may read it, who leave a look; for all others it is not there."""
    found = cases.view(request.ctx.actor, number, request.ctx.now)
    looked(
        request.ctx, Subject("onestop", found.number, found.area[:6]), found.owner_id, "onestop.case", _("办理一件事")
    )
    return CaseOut.of(found)


@router.post("v1/onestop/cases/{number}/supply", auth=signed_in, response=Supplied, summary="Give what is missing")
def onestop_supply(request: WebRequest, number: Number, given: shapes.AnswersIn) -> Supplied:
    return commands.supply(submitted(request), number=number, answers=given.answers)


@router.post("v1/onestop/cases/{number}/withdraw", auth=signed_in, response=Done, summary="Withdraw")
def onestop_withdraw(request: WebRequest, number: Number, given: shapes.ReasonIn) -> Done:
    return commands.withdraw(submitted(request), number=number, reason=given.reason)


@router.post("v1/onestop/cases/{number}/{step}/leave", auth=signed_in, response=Done, summary="Leave a step out")
def onestop_leave(request: WebRequest, number: Number, step: Code) -> Done:
    return commands.take_out(submitted(request), number=number, step=step)


@router.post("v1/onestop/cases/{number}/{step}/receive", auth=signed_in, response=Done, summary="It was received")
def onestop_receive(request: WebRequest, number: Number, step: Code) -> Done:
    return commands.receive(submitted(request), number=number, step=step)


@router.post("v1/onestop/cases/{number}/{step}/complete", auth=signed_in, response=Done, summary="The step is done")
def onestop_complete(request: WebRequest, number: Number, step: Code, given: shapes.NumbersIn) -> Done:
    documents = {code: Issued(number=text) for code, text in given.numbers.items()}
    return commands.complete(submitted(request), number=number, step=step, documents=documents)


@router.post("v1/onestop/cases/{number}/{step}/return", auth=signed_in, response=Done, summary="Something is missing")
def onestop_return(request: WebRequest, number: Number, step: Code, given: shapes.MissingIn) -> Done:
    return commands.return_step(
        submitted(request), number=number, step=step, reason=given.reason, missing=tuple(given.missing)
    )


@router.post("v1/onestop/cases/{number}/{step}/fail", auth=signed_in, response=Done, summary="It cannot be done")
def onestop_fail(request: WebRequest, number: Number, step: Code, given: shapes.ReasonIn) -> Done:
    return commands.fail(submitted(request), number=number, step=step, reason=given.reason)


@router.post("v1/onestop/cases/{number}/{step}/send", auth=signed_in, response=Done, summary="It is on its way")
def onestop_send(request: WebRequest, number: Number, step: Code, given: shapes.SentIn) -> Done:
    return commands.deliver(submitted(request), number=number, step=step, reference=given.reference)


@router.get("v1/onestop/desk", auth=signed_in, response=Desk, summary="What waits for the unit, due first")
def onestop_desk(
    request: WebRequest,
    procedure: Annotated[str, Query(max_length=40)] = "",
    step: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> Desk:
    ctx = request.ctx
    return desk.desk(ctx.actor, ctx.now, after=after, limit=limit, procedure=procedure, step=step)


@router.post("v1/onestop/desk/complete", auth=signed_in, response=Bulk, summary="Complete many steps at once")
def onestop_complete_many(request: WebRequest, given: shapes.StepsIn) -> Bulk:
    """Those that have moved on are left, and it is said why."""
    return commands.complete_many(submitted(request), steps=tuple(given.steps))
