"""The steps of a planned matter, each one call of a real command by the person who would take it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from banshi.demo.plan import Matter
from banshi.demo.plan import Reply as Answered
from banshi.demo.region import County
from banshi.demo.texts import Written
from banshi.kernel.commands import Actor, Context
from banshi.kernel.rooms import Role
from banshi.services.requests import commands
from banshi.services.requests.queries.policy import catalogue, categories
from banshi.services.requests.queries.units import units_around
from banshi.services.requests.rules.answers import Outcome, Point, Reply, points_of
from banshi.services.requests.rules.catalogue import choose
from banshi.services.requests.rules.submission import Contact, Draft, Urgency

APPEAL = "如对答复不满意，可在15日内评价并说明，或依法申请复查；也可拨打便民热线。"
THINKS = timedelta(hours=7)
"""How long a resident takes to rate an answer."""
STAFF_CHANNELS = frozenset({"phone", "leaders", "members", "looking", "visit", "reception"})


@dataclass(slots=True)
class Told:
    """A matter under way: the plan, its people, and the number it got."""

    matter: Matter
    county: County
    owner: Actor | None
    contact: Contact
    number: str = ""
    unit: Actor | None = None


@dataclass(order=True, slots=True)
class Step:
    """One command at its time."""

    at: datetime
    order: int
    take: Callable[[], None] = field(compare=False)


def steps(told: Told, order: int) -> Iterator[Step]:
    """Everything that happens to one matter, in time."""
    matter = told.matter
    clerk = told.county.one("hotline", Role.CLERK)
    yield Step(matter.submitted, order, lambda: _submit(told, clerk))
    if matter.triaged is None:
        return
    yield Step(matter.triaged, order, lambda: _sort(told, clerk))
    if matter.accepted is None:
        return
    if matter.returned:
        between = (matter.accepted - matter.triaged) / 3
        yield Step(matter.triaged + between, order, lambda: _return(told, clerk))
    yield Step(matter.accepted, order, lambda: _accept(told))
    for number, reply in enumerate(matter.replies):
        yield Step(reply.at, order, partial(_answer, told, reply))
        if reply.rating is not None and told.owner is not None:
            yield Step(reply.at + THINKS, order, partial(_rate, told, reply))
            if number == len(matter.replies) - 1 and not reply.poor:
                yield Step(reply.at + THINKS + timedelta(minutes=1), order, partial(_close, told, reply))


def draft_of(matter: Matter, contact: Contact) -> Draft:
    """The request as the resident or the clerk writes it."""
    written = matter.written
    return Draft(
        text=written.text,
        title=written.title,
        area=matter.place.code,
        place=written.place,
        kind=written.topic.kind,
        channel=matter.channel,
        theme=matter.theme,
        urgency=Urgency.URGENT if written.urgent else Urgency.NORMAL,
        contact=contact,
    )


def category_code(path: tuple[str, ...]) -> str:
    """The code of a category given by its names from the top down."""
    code = ""
    for name in path:
        code = next(each for each, found in categories().items() if found.zh == name and each[:-2] == code)
    return code


def ctx_of(actor: Actor, at: datetime) -> Context:
    return Context(actor=actor, now=at, request_id="demo")


def _submit(told: Told, clerk: Actor) -> None:
    matter = told.matter
    draft = draft_of(matter, told.contact)
    if matter.channel in STAFF_CHANNELS:
        owner = told.owner.person_id if told.owner else None
        receipt = commands.submit_on_behalf(ctx_of(clerk, matter.submitted), draft=draft, resident_id=owner)
    else:
        receipt = commands.submit(ctx_of(told.owner or Actor.anonymous(), matter.submitted), draft=draft)
    told.number = receipt.number


def _sort(told: Told, clerk: Actor) -> None:
    at = told.matter.triaged or told.matter.submitted
    sorting = commands.Sorting(category=category_code(told.matter.written.topic.category))
    commands.triage(ctx_of(clerk, at), number=told.number, sorting=sorting)
    if told.matter.returned:
        civil = told.county.one("civil", Role.HANDLER)
        assert civil.post is not None
        commands.dispatch(
            ctx_of(clerk, at), number=told.number, unit_id=civil.post.unit_id, reason="来电说与救助有关，请先看看"
        )
        told.unit = civil
    else:
        _dispatch(told, clerk, at)


def _dispatch(told: Told, clerk: Actor, at: datetime) -> None:
    """Ask the unit that the published catalogue names, and remember who works there."""
    area = told.matter.place.code
    choice = choose(catalogue(), category_code(told.matter.written.topic.category), area, units_around([area]))
    assert choice is not None
    commands.dispatch(ctx_of(clerk, at), number=told.number)
    told.unit = told.county.by_unit[choice.unit.id]


def _return(told: Told, clerk: Actor) -> None:
    matter = told.matter
    if told.unit is None or matter.triaged is None or matter.accepted is None:
        return
    at = matter.triaged + (matter.accepted - matter.triaged) / 3
    commands.return_(ctx_of(told.unit, at), number=told.number, reason="不在本单位职责内，请转主管部门")
    _dispatch(told, clerk, at + timedelta(minutes=15))


def _accept(told: Told) -> None:
    if told.unit is not None and told.matter.accepted is not None:
        commands.accept(ctx_of(told.unit, told.matter.accepted), number=told.number)


def _answer(told: Told, reply: Answered) -> None:
    if told.unit is None:
        return
    written = told.matter.written
    done, rest = _said(written, reply.outcome)
    found, done = reply.said or (written.found, done)
    commands.answer(
        ctx_of(told.unit, reply.at),
        number=told.number,
        reply=Reply(
            outcome=reply.outcome,
            found=found,
            done=done,
            appeal=APPEAL,
            rest=rest,
            rest_by=(reply.at + timedelta(days=150)).date() if rest else None,
            points=tuple(Point(point=point, answered_in="done") for point in points_of(written.text)),
        ),
    )


def _said(written: Written, outcome: Outcome) -> tuple[str, str]:
    """What was done, and what is left to do."""
    match outcome:
        case Outcome.PROMISED:
            return "已列入年度计划，资金和施工单位正在落实。", written.rest or "按计划施工，完工当日再次告知。"
        case Outcome.PARTLY:
            return written.done, written.rest or "还有一处需要等配件，到货后三日内装好。"
        case Outcome.EXPLAINED:
            return "已上门说明现行规定和办理条件；现在还不够条件的部分已登记，够条件时优先安排。", ""
        case _:
            return written.done, written.rest


def _rate(told: Told, reply: Answered) -> None:
    """At two stars or fewer the unit gets it back to put it right."""
    if told.owner is not None and reply.rating is not None:
        ctx = ctx_of(told.owner, reply.at + THINKS)
        commands.rate(ctx, number=told.number, score=reply.rating, comment=reply.comment)


def _close(told: Told, reply: Answered) -> None:
    at = reply.at + THINKS + timedelta(minutes=1)
    commands.close(ctx_of(Actor.system("clock"), at), number=told.number)
