"""The steps of a planned matter, each one call of a real command by the person who would take it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from banshi.demo.plan import Matter
from banshi.demo.region import County
from banshi.kernel.commands import Actor, Context
from banshi.kernel.rooms import Role
from banshi.services.requests import commands
from banshi.services.requests.queries.policy import catalogue, categories
from banshi.services.requests.queries.units import units_around
from banshi.services.requests.rules.answers import Outcome, Point, Reply, points_of
from banshi.services.requests.rules.catalogue import choose
from banshi.services.requests.rules.submission import Contact, Draft, Urgency

APPEAL = "如对答复不满意，可在15日内评价并说明，或依法申请复查；也可拨打便民热线。"
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
    if matter.answered is None:
        return
    yield Step(matter.answered, order, lambda: _answer(told))
    if matter.rating is not None and told.owner is not None:
        rated = matter.answered + timedelta(hours=7)
        yield Step(rated, order, lambda: _rate(told))
        yield Step(rated + timedelta(minutes=1), order, lambda: _close(told))


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


def _answer(told: Told) -> None:
    written = told.matter.written
    if told.unit is None or told.matter.answered is None:
        return
    asked = tuple(Point(point=point, answered_in="done") for point in points_of(written.text))
    rest_by = (told.matter.answered + timedelta(days=150)).date() if written.rest else None
    reply = Reply(
        outcome=Outcome.SOLVED,
        found=written.found,
        done=written.done,
        appeal=APPEAL,
        rest=written.rest,
        rest_by=rest_by,
        points=asked,
    )
    commands.answer(ctx_of(told.unit, told.matter.answered), number=told.number, reply=reply)


def _rate(told: Told) -> None:
    matter = told.matter
    if told.owner is not None and matter.answered is not None and matter.rating is not None:
        at = matter.answered + timedelta(hours=7)
        commands.rate(ctx_of(told.owner, at), number=told.number, score=matter.rating, comment=matter.comment)


def _close(told: Told) -> None:
    if told.matter.answered is not None:
        commands.close(ctx_of(Actor.system("clock"), told.matter.answered + timedelta(hours=8)), number=told.number)
