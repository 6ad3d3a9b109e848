"""What can be done at once, and what one of these things is: who does what, on what basis, with which papers, in how many days."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from banshi.kernel.commands.request import WebRequest
from banshi.kernel.web.formatting import day, workdays
from banshi.services.onestop.pages.words import said
from banshi.services.onestop.queries.procedures import Version, all_in_force, in_force
from banshi.services.onestop.rules.bpmn import export
from banshi.services.onestop.rules.bpmn_model import model
from banshi.services.onestop.rules.drawing import Mark, Picture, picture
from banshi.services.onestop.rules.procedure import Basis, Origin, Procedure, Step
from banshi.services.onestop.rules.span import working_days


@dataclass(frozen=True, slots=True)
class Told:
    """One step as the page tells it."""

    step: Step
    title: str
    who: str
    limit: str
    after: tuple[str, ...]
    gives: tuple[str, ...]
    basis: Basis
    limit_demo: bool
    """The working days were read in no document."""


@require_safe
def procedures(request: WebRequest) -> HttpResponse:
    """Everything that can be done at once, in a line or two each."""
    lines = [_line(version) for version in all_in_force(today(request))]
    return render(request, "onestop/list.html", {"lines": lines})


@require_safe
def procedure(request: WebRequest, code: str) -> HttpResponse:
    """One procedure before one begins it."""
    version = in_force(code, today(request))
    found = version.procedure
    steps = told(found)
    values = {
        "version": version,
        "effective": day(version.effective, year=True),
        "line": _line(version),
        "steps": steps,
        "picture": drawn(found),
        "given": [said(each.title) for each in found.materials.values() if each.origin is Origin.GIVEN],
        "held": [said(each.title) for each in found.materials.values() if each.origin is Origin.HELD],
        "issued": [said(each.title) for each in found.materials.values() if each.origin is Origin.ISSUED],
        "demo": any(each.basis.demo or each.limit_demo for each in steps),
    }
    return render(request, "onestop/procedure.html", values)


@require_safe
def bpmn(request: WebRequest, code: str) -> HttpResponse:
    """The same for modellers and engines: BPMN 2.0 with its diagram."""
    version = in_force(code, today(request))
    response = HttpResponse(export(model(version.procedure)), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{version.code}-{version.version}.bpmn"'
    return response


def today(request: WebRequest) -> date:
    """The day in the county."""
    return timezone.localdate(request.ctx.now)


def told(found: Procedure) -> list[Told]:
    """The steps of the way, in order; those that only undo others are not part of it."""
    return [
        Told(
            step,
            said(step.title),
            said(found.departments[step.department].title),
            workdays(step.limit),
            tuple(said(found.step(each).title) for each in step.after),
            tuple(said(found.materials[each].title) for each in step.gives),
            step.basis,
            found.limit_basis(step).demo,
        )
        for step in found.steps
        if not step.undoes
    ]


def drawn(found: Procedure) -> Picture:
    """The way as it lies ahead."""
    marks = [
        Mark(each.step.code, each.title, each.who, "ahead", _may_be_left(each), each.step.after) for each in told(found)
    ]
    about = "；".join(f"{mark.title}，{mark.who}，{mark.words}" for mark in marks)
    return picture(marks, name="way", title=_("“%(title)s”的各步和先后") % {"title": said(found.title)}, about=about)


def _may_be_left(each: Told) -> str:
    return _("%(limit)s · 可以不办") % {"limit": each.limit} if each.step.optional else each.limit


def _line(version: Version) -> dict[str, object]:
    found = version.procedure
    way = [step for step in found.steps if not step.undoes]
    units = len({step.department for step in way})
    days = working_days(found)
    return {
        "code": version.code,
        "title": said(found.title),
        "about": said(found.about),
        "facts": (
            ngettext("%(n)s 项", "%(n)s 项", len(way)) % {"n": len(way)},
            ngettext("%(n)s 个部门", "%(n)s 个部门", units) % {"n": units},
            _("最多 %(days)s") % {"days": workdays(days)},
        ),
        "before": found.trips_before,
    }
