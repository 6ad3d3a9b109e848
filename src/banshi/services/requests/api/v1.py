"""Requests for programs, under /api/v1/requests: bring, follow, handle.

`Idempotency-Key` makes a repeated call one effect with the same answer. `Tracking-Secret`
opens a request that was brought without an account.
"""

from datetime import date
from typing import Annotated, Literal

from ninja import Header, Query, Router, Status
from pydantic import Field

from banshi.kernel.access.api_auth import anyone, signed_in
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.web.idempotency import submitted
from banshi.kernel.web.limits import Limit, spend
from banshi.services.requests import commands
from banshi.services.requests.api import callbacks, shapes
from banshi.services.requests.commands import Done, Receipt
from banshi.services.requests.queries import desk, matter, mine, policy, public, statistics
from banshi.services.requests.queries.keyset import Cut, Page
from banshi.services.requests.queries.shown import Matter
from banshi.services.requests.rules.submission import Channel

router = Router()
router.add_router("", callbacks.router)
SUBMISSIONS = Limit(times=60, seconds=600)
Secret = Annotated[str, Header("", alias="Tracking-Secret")]
Mark = Annotated[str, Field(max_length=400)]
Limited = Annotated[int, Field(ge=1, le=500)]


@router.post("v1/requests", auth=anyone, response={201: Receipt}, summary="Bring a request")
def submit(request: WebRequest, given: shapes.NewRequest) -> Status[Receipt]:
    """Needs no account: the receipt carries the number and the secret to follow it with."""
    spend(request, "requests.submit", SUBMISSIONS)
    return Status(201, commands.submit(submitted(request), draft=given.draft(Channel.API)))


@router.get("v1/requests", auth=signed_in, response=Page[desk.DeskRow], summary="The queue")
def queue(
    request: WebRequest,
    open: bool | None = None,
    overdue: bool = False,
    area: Annotated[str, Query(max_length=12)] = "",
    category: Annotated[str, Query(max_length=6)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    order: Literal["due", "new"] = "due",
    after: Mark = "",
    limit: Limited = 50,
) -> Page[desk.DeskRow]:
    """What the post may read, page by page: pass `after` on from the last answer."""
    which = desk.Filter(open=open, overdue=overdue, area=area, category=category, text=q, order=order)
    return desk.desk(request.ctx.actor, request.ctx.now, which, Cut(after=after, limit=limit))


@router.get("v1/requests/mine", auth=signed_in, response=Page[mine.MineRow], summary="My requests")
def own(request: WebRequest, after: Mark = "", limit: Limited = 50) -> Page[mine.MineRow]:
    return mine.mine(request.ctx.actor, Cut(after=after, limit=limit))


@router.get("v1/requests/{number}", auth=anyone, response=Matter, summary="One request")
def one(request: WebRequest, number: str, secret: Secret) -> Matter:
    """For its owner, for staff who may read it, and for whoever has its secret; for all others it is not there."""
    return matter.view(request.ctx.actor, number, request.ctx.now, secret=secret)


@router.post("v1/requests/{number}/triage", auth=signed_in, response=Done, summary="Register")
def triage(request: WebRequest, number: str, given: shapes.SortingIn) -> Done:
    sorting = commands.Sorting(**given.dict())
    return commands.triage(submitted(request), number=number, sorting=sorting)


@router.post("v1/requests/{number}/dispatch", auth=signed_in, response=Done, summary="Dispatch")
def dispatch(request: WebRequest, number: str, given: shapes.DispatchIn) -> Done:
    return commands.dispatch(submitted(request), number=number, **given.dict())


@router.post("v1/requests/{number}/accept", auth=signed_in, response=Done, summary="Accept")
def accept(request: WebRequest, number: str) -> Done:
    return commands.accept(submitted(request), number=number)


@router.post("v1/requests/{number}/return", auth=signed_in, response=Done, summary="Give back")
def give_back(request: WebRequest, number: str, given: shapes.ReasonIn) -> Done:
    return commands.return_(submitted(request), number=number, reason=given.reason)


@router.post("v1/requests/{number}/transfer", auth=signed_in, response=Done, summary="Transfer")
def transfer(request: WebRequest, number: str, given: shapes.TransferIn) -> Done:
    return commands.transfer(submitted(request), number=number, unit_id=given.unit_id, reason=given.reason)


@router.post("v1/requests/{number}/progress", auth=signed_in, response=Done, summary="Log progress")
def progress(request: WebRequest, number: str, given: shapes.ProgressIn) -> Done:
    return commands.log_progress(submitted(request), number=number, text=given.text)


@router.post("v1/requests/{number}/answer", auth=signed_in, response=Done, summary="Answer")
def answer(request: WebRequest, number: str, given: shapes.AnswerIn) -> Done:
    return commands.answer(submitted(request), number=number, reply=given.reply())


@router.post("v1/requests/{number}/rating", auth=anyone, response=Done, summary="Rate the answer")
def rate(request: WebRequest, number: str, given: shapes.RatingIn, secret: Secret) -> Done:
    ctx = submitted(request)
    return commands.rate(ctx, number=number, score=given.score, comment=given.comment, secret=secret)


@router.post("v1/requests/{number}/reopen", auth=anyone, response=Done, summary="Take up again")
def reopen(request: WebRequest, number: str, given: shapes.ReasonIn, secret: Secret) -> Done:
    return commands.reopen(submitted(request), number=number, reason=given.reason, secret=secret)


@router.post("v1/requests/{number}/withdraw", auth=anyone, response=Done, summary="Withdraw")
def withdraw(request: WebRequest, number: str, given: shapes.ReasonIn, secret: Secret) -> Done:
    return commands.withdraw(submitted(request), number=number, reason=given.reason, secret=secret)


@router.get("v1/public/requests", response=Page[public.PublicRow], summary="Published requests")
def published(
    request: WebRequest,
    area: Annotated[str, Query(max_length=12)] = "",
    category: Annotated[str, Query(max_length=6)] = "",
    status: Literal["", "open", "closed"] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    after: Mark = "",
    limit: Limited = 50,
) -> Page[public.PublicRow]:
    """Redacted; never one that accuses anybody."""
    which = public.PublicFilter(area=area, category=category, status=status, text=q)
    return public.public_list(which, Cut(after=after, limit=limit))


@router.get("v1/public/requests/{number}", response=public.PublicMatter, summary="One published")
def published_one(request: WebRequest, number: str) -> public.PublicMatter:
    return public.public_view(number)


@router.get("v1/public/statistics", response=statistics.Statistics, summary="Figures as of a day")
def figures(
    request: WebRequest,
    county: Annotated[str, Query(pattern=r"^\d{6}$", examples=["150627"])],
    by: statistics.By = "unit",
    as_of: date | None = None,
    since: date | None = None,
    until: date | None = None,
) -> statistics.Statistics:
    """Counts and rates with what they leave out; the figures of a day stay what they were."""
    return statistics.statistics(county, by=by, as_of=as_of, since=since, until=until)


@router.get("v1/categories", response=list[policy.Category], summary="The tree of categories")
def categories(request: WebRequest) -> list[policy.Category]:
    return list(policy.categories().values())
