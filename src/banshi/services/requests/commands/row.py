"""What the commands of this room share: find and lock the row, move it, keep it, tell people."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks import holds, operations
from banshi.kernel.commands import Context
from banshi.kernel.commands.prepared import prepared
from banshi.kernel.directory.models import Post
from banshi.kernel.directory.personal import unseal
from banshi.kernel.errors import Conflict, Invalid, NotFound
from banshi.kernel.ledger.record import Json, Recorded, record
from banshi.kernel.notices import outbox
from banshi.kernel.publication import figures
from banshi.services.requests.models import CoHandler, Note, Request
from banshi.services.requests.queries.guard import ROOM, guarded, subject
from banshi.services.requests.queries.measures import contribution
from banshi.services.requests.rules import moves, numbers
from banshi.services.requests.rules.deadlines import Clock, rule_of
from banshi.services.requests.rules.moves import Act, Stage
from banshi.services.requests.rules.submission import Problem

PHONE = "requests.phone"
NAME = "requests.name"
"""Purposes under which contact details are sealed."""


class MoveRefused(Conflict):
    """The act is not allowed at this stage."""

    code = "move_refused"
    message = _("这件事现在是“%(stage_title)s”，不能%(act_title)s。现在可以：%(allowed_titles)s。请刷新后再办。")


class Changed(Conflict):
    """The row was changed since it was read."""

    code = "version_changed"
    message = _("%(number)s 已被别人改过（您看到的是第 %(given)s 版，现在是第 %(current)s 版）。请核对后再改。")


class Unfit(Invalid):
    """Some of what was given cannot be taken; every field says what to do."""

    code = "requests_unfit"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command answers: where the request stands now, and the entry that proves it."""

    number: str
    stage: str
    version: int
    at: datetime
    entry_id: int
    entry_hash: str


def locked(number: str) -> Request:
    """The row, which nobody else changes until this command ends.

    The race: two handlers press two buttons at once. SQLite has one writer; on PostgreSQL the
    row lock makes the second wait, read what the first left, and be refused by the moves.

    Raises:
        NotFound: there is no such number.
    """
    row = next(iter(_locked(numbers.tidy_number(number))), None)
    if row is None:
        raise NotFound()
    row.counted = contribution(row)
    return row


@prepared
def _locked(number: str) -> QuerySet[Request]:
    return Request.objects.select_for_update(of=("self",)).filter(number=number)


def both(number: str, other: str) -> tuple[Request, Request]:
    """Two rows, locked in one order by everybody, so that two commands never wait for each other.

    Raises:
        NotFound: one of them does not exist.
    """
    names = [numbers.tidy_number(number), numbers.tidy_number(other)]
    rows = {name: locked(name) for name in sorted(set(names))}
    return rows[names[0]], rows[names[1]]


def move(row: Request, act: Act) -> None:
    """Set the stage that `act` leads to.

    Raises:
        MoveRefused: the act is not allowed at the row's stage.
    """
    target = moves.after(row.stage, act)
    if target is None:
        allowed = moves.allowed(row.stage)
        raise MoveRefused(
            stage=row.stage,
            act=act.value,
            allowed=[each.value for each in allowed],
            stage_title=gettext(moves.STAGE_TITLES[Stage(row.stage)]),
            act_title=pgettext("act", moves.ACT_TITLES[act]),
            allowed_titles="、".join(pgettext("act", moves.ACT_TITLES[each]) for each in allowed)
            or gettext("没有可办的操作"),
        )
    row.stage, row.open = target.value, target in moves.OPEN


def keep(ctx: Context, row: Request, *fields: str) -> None:
    """Write the row's stage, version and named fields, and bring the figures to where it now stands."""
    row.version += 1
    row.save(update_fields=["stage", "open", "version", *fields])
    now = contribution(row)
    gone = [replace(tally, value=-1) for tally in row.counted - now]
    figures.count_many(ctx, ROOM, [*gone, *(now - row.counted)])
    row.counted = now


def enter(
    ctx: Context,
    row: Request,
    kind: str,
    body: Mapping[str, Json] | None = None,
    *,
    sealed: Mapping[str, str] | None = None,
) -> Done:
    """Record what happened, with the stage and version it led to, and answer with it."""
    content = {"stage": row.stage, "version": row.version, **(body or {})}
    return done(row, record(ctx, subject(row), kind, content, sealed={k: v for k, v in (sealed or {}).items() if v}))


def done(row: Request, entry: Recorded) -> Done:
    return Done(row.number, row.stage, row.version, entry.at, entry.id, entry.hash)


def note(ctx: Context, row: Request, kind: str, text: str, entry: Done, *, shown: bool) -> None:
    """Keep the words whose commitment the entry holds; `shown` to the resident or only in office."""
    if not text:
        return
    unit_id = ctx.actor.post.unit_id if ctx.actor.post else None
    Note.objects.create(
        request=row,
        kind=kind,
        unit_id=unit_id,
        actor=ctx.actor.key,
        text=text,
        shown=shown,
        at=ctx.now,
        entry_id=entry.entry_id,
    )


def reply_rule(row: Request) -> str:
    """The deadline rule that the resident's clock follows just now."""
    return rule_of(Clock.RECTIFY if row.reopened else Clock.REPLY, row.kind, row.urgency)


def meet(ctx: Context, row: Request, rule: str, *, holder_id: int | None = None) -> None:
    """Note that what a clock waited for was done; harmless where no such clock runs."""
    with suppress(operations.NotRunning):
        operations.meet(ctx, subject(row), rule, holder_id=holder_id)


def stop_clocks(ctx: Context, row: Request) -> None:
    """Nothing is owed any more: every clock is dropped and nobody holds the matter."""
    operations.cancel(ctx, subject(row))
    holds.release(ctx, subject(row))


def refuse(problems: Mapping[str, Problem]) -> None:
    """Raise every problem at once, in the language in force.

    Raises:
        Unfit: there is at least one.
    """
    if problems:
        raise Unfit({name: [said(problem)] for name, problem in problems.items()})


def said(problem: Problem) -> str:
    return gettext(problem.message) % dict(problem.data)


def tell_resident(ctx: Context, row: Request, template: str, **data: str | int) -> None:
    """Tell whoever brought the request, and those whose request is part of it, as far as they can be reached."""
    for one in (row, *Request.objects.filter(master=row).order_by("id")):
        _tell(ctx, one, _owner(one), template, data, link=f"/requests/m/{one.number}/")


def _owner(row: Request) -> list[int | outbox.Address]:
    if row.resident_id is not None:
        return [row.resident_id]
    return [outbox.Address("sms", unseal(row.phone_sealed, PHONE))] if row.phone_sealed else []


def tell_unit(ctx: Context, row: Request, unit_id: int, template: str, *, link: str = "", **data: str | int) -> None:
    """Tell those who work at the unit today; who may not read the request is not told. By default it leads to the request."""
    today = timezone.localdate(ctx.now)
    people = Post.objects.filter(unit_id=unit_id, starts__lte=today).exclude(ends__lte=today)
    told = list(people.order_by("person_id").values_list("person_id", flat=True).distinct())
    _tell(ctx, row, told, template, data, link=link or f"/requests/desk/m/{row.number}/")


def _tell(
    ctx: Context,
    row: Request,
    to: Sequence[int | outbox.Address],
    template: str,
    data: Mapping[str, str | int],
    *,
    link: str,
) -> None:
    if to:
        filled = {"number": row.number, **data}
        outbox.send(ctx, about=guarded(row), to=to, template=template, data=filled, link=link, once=str(row.version))


def helpers_of(row: Request) -> list[int]:
    """The units that co-handle now."""
    return list(CoHandler.objects.filter(request=row, removed_at=None).order_by("id").values_list("unit_id", flat=True))
