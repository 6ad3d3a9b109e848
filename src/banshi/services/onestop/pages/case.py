"""One's own cases: one line with all steps, who has it, by when, what is missing; and what one may do about it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from banshi.kernel.access.actions import Guarded, may
from banshi.kernel.access.looks import looked
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.forms import drafts
from banshi.kernel.forms.words import Told, told
from banshi.kernel.ledger.record import Subject
from banshi.kernel.places.queries import places_named
from banshi.kernel.web.idempotency import submitted
from banshi.services.onestop import commands
from banshi.services.onestop.pages import words
from banshi.services.onestop.pages.county import known_person
from banshi.services.onestop.queries.cases import mine as mine_of
from banshi.services.onestop.queries.cases import view
from banshi.services.onestop.queries.guard import OWN, READ, ROOM
from banshi.services.onestop.queries.procedures import NoProcedure, in_force
from banshi.services.onestop.queries.shown import CaseShown

DRAFTS = f"{ROOM}."


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that was begun and not sent."""

    code: str
    title: str
    kept_at: Any


@never_cache
@require_safe
def mine(request: WebRequest) -> HttpResponse:
    """What I have begun, what runs, and what is done."""
    person = known_person(request)
    rows = [(row, words.said(row.title), *words.next_words(row)) for row in mine_of(request.ctx.actor)]
    running = [each for each in rows if each[0].status == "open"]
    values = {
        "running": running,
        "over": [each for each in rows if each not in running],
        "begun": _begun(person, request),
    }
    return render(request, "onestop/mine.html", values)


@never_cache
@require_safe
def case(request: WebRequest, number: str) -> HttpResponse:
    """The case as it stands, for its resident and for staff who may read it."""
    known_person(request)
    found = view(request.ctx.actor, number, request.ctx.now)
    looked(request.ctx, Subject(ROOM, found.number, found.area[:6]), found.owner_id, READ)
    own = request.ctx.actor.person_id is not None and request.ctx.actor.person_id == found.owner_id
    return render(request, "onestop/case.html", {**about(found), "own": own, "may_act": _may_act(request, found)})


@require_POST
def leave(request: WebRequest, number: str, step: str) -> HttpResponse:
    """Leave out an item that need not be done."""
    known_person(request)
    commands.take_out(submitted(request), number=number, step=step)
    messages.success(request, _("这一项不办了，其他的照常办。"), extra_tags="done")
    return redirect("onestop:case", number)


@require_POST
def received(request: WebRequest, number: str, step: str) -> HttpResponse:
    """The documents are in my hands."""
    known_person(request)
    commands.receive(submitted(request), number=number, step=step)
    messages.success(request, _("已经记下您收到了。"), extra_tags="done")
    return redirect("onestop:case", number)


def about(found: CaseShown) -> dict[str, Any]:
    """What every page about a case shows."""
    seal, settled = words.seal(found.status)
    place = places_named([found.place]).get(found.place) if found.place else None
    return {
        "case": found,
        "title": words.said(found.title),
        "seal": seal,
        "settled": settled,
        "open": found.status == "open",
        "lines": words.lines(found),
        "picture": words.drawn(found),
        "way": words.WAY_TITLES.get(found.way, found.way),
        "place": place,
        "area": area_label(found.area, below=found.area[:4]) if found.area else "",
        "answers": answered(found),
        "ready": any(step.state in {"issued", "sent"} for step in found.steps),
        "missing": [words.said(question.title) for question in found.missing.questions],
    }


def answered(found: CaseShown) -> tuple[Told, ...]:
    """What was answered, in words."""
    return told(found.form, found.answers)


def _may_act(request: WebRequest, found: CaseShown) -> bool:
    """Whether the visitor decides about the case: its resident, or the window for them."""
    about_it = Guarded(subject=f"{ROOM}:{found.number}", area=found.area, owner_id=found.owner_id)
    return may(request.ctx.actor, OWN, about_it)


def _begun(person: int, request: WebRequest) -> list[Begun]:
    """Drafts of procedures that can still be opened."""
    found = []
    for draft in drafts.drafts_of(person):
        code = draft.name.removeprefix(DRAFTS)
        if code == draft.name:
            continue
        try:
            procedure = in_force(code, request.ctx.now.date()).procedure
        except NoProcedure:
            continue
        found.append(Begun(code, words.said(procedure.title), draft.updated))
    return found
