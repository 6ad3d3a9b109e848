"""Call-backs for programs, under /api/v1/callbacks: draw, take a call, note a try, put down the answers."""

from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path, Router, Status

from banshi.kernel.access.api_auth import signed_in
from banshi.kernel.access.looks import looked
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.ledger.record import Subject
from banshi.kernel.web.idempotency import submitted
from banshi.services.requests import commands
from banshi.services.requests.api import shapes
from banshi.services.requests.commands import CallDone, Done, Drawn
from banshi.services.requests.queries import callbacks as queries
from banshi.services.requests.queries.callbacks import CALL, CallRow, CallShown, RoundShown

router = Router()
CallId = Annotated[int, Path(ge=1, le=2**53)]


@router.get("v1/callbacks", auth=signed_in, response=list[CallRow], summary="Calls to be made")
def calls(request: WebRequest) -> list[CallRow]:
    """What the post can call about, the soonest due first; nothing that its unit had a part in."""
    return list(queries.calls(request.ctx.actor, request.ctx.now))


@router.get("v1/callbacks/draws", auth=signed_in, response=list[RoundShown], summary="Draws")
def rounds(request: WebRequest) -> list[RoundShown]:
    """The draws of the county and how far the calls are, counted over what the post can call about."""
    return list(queries.rounds(request.ctx.actor, request.ctx.now))


@router.post("v1/callbacks/draws", auth=signed_in, response={201: Drawn}, summary="Draw from what was closed")
def draw_callbacks(request: WebRequest, given: shapes.DrawIn) -> Status[Drawn]:
    return Status(201, commands.draw_callbacks(submitted(request), **given.dict()))


@router.get("v1/callbacks/{callback_id}", auth=signed_in, response=CallShown, summary="One call")
def call(request: WebRequest, callback_id: CallId) -> CallShown:
    """Name and phone only while the post has taken it; whose they are sees that they were opened."""
    found = queries.call(request.ctx.actor, callback_id, request.ctx.now)
    subject = Subject("requests", found.row.number, found.county)
    looked(request.ctx, subject, found.resident_id, CALL, _("抽样回访"))
    return found


@router.post("v1/callbacks/{callback_id}/take", auth=signed_in, response=CallDone, summary="Take")
def take_call(request: WebRequest, callback_id: CallId) -> CallDone:
    return commands.take_call(submitted(request), callback_id=callback_id)


@router.post("v1/callbacks/{callback_id}/tries", auth=signed_in, response=CallDone, summary="No answer")
def log_try(request: WebRequest, callback_id: CallId) -> CallDone:
    return commands.log_try(submitted(request), callback_id=callback_id)


@router.post("v1/callbacks/{callback_id}/answer", auth=signed_in, response=Done, summary="What was said")
def answer_call(request: WebRequest, callback_id: CallId, given: shapes.ToldIn) -> Done:
    return commands.answer_call(submitted(request), callback_id=callback_id, told=given.told())
