"""Reads a procedure from its file, or names everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from banshi.kernel.forms.conditions import parse_condition
from banshi.kernel.forms.document import parse as parse_form
from banshi.kernel.forms.faults import FormFault
from banshi.kernel.forms.questions import Condition, Form, Question
from banshi.kernel.policy.lines import Unreadable, line_of
from banshi.kernel.policy.lines import read as read_yaml
from banshi.services.onestop.rules.checking import ordered, problems
from banshi.services.onestop.rules.faults import BadProcedure, Fault
from banshi.services.onestop.rules.pieces import Reader
from banshi.services.onestop.rules.procedure import (
    MOST_STEPS,
    Compensation,
    Department,
    Material,
    Origin,
    Procedure,
    Step,
    Undo,
    Way,
)

HEAD = (
    *("code", "version", "effective", "title", "about", "basis", "limits", "trips_before", "ways"),
    *("departments", "materials", "form", "steps"),
)
STEP = (
    *("code", "title", "department", "after", "when", "optional", "limit", "basis", "needs", "gives", "signs"),
    *("delivers", "undoes", "compensate", "form"),
)
SIGNERS = ("clerk", "handler", "township", "leader", "supervisor")
LEVELS = (2, 4, 6, 9, 12)


def read(text: str, file: str) -> Procedure:
    """The procedure that the file describes.

    Raises:
        BadProcedure: with every fault, by line.
    """
    try:
        raw = read_yaml(text)
    except Unreadable as error:
        raise BadProcedure([Fault(error.line, error.reason, file)]) from error
    reader = Reader(file)
    given = reader.mapping(raw, "a procedure", HEAD)
    made = _procedure(reader, given, text)
    if len(made.positions) == len(made.steps):
        reader.faults += problems(made, file, formed=made.form is not None or "form" not in given)
    if reader.faults:
        raise BadProcedure(reader.faults)
    return replace(made, steps=ordered(made.steps))


def _procedure(reader: Reader, raw: Mapping[str, Any], text: str) -> Procedure:
    departments = [_department(reader, each) for each in reader.listed(raw, "departments")]
    materials = [_material(reader, each) for each in reader.listed(raw, "materials")]
    for made, name in ((departments, "departments"), (materials, "materials")):
        _once(reader, raw, name, [each.code for each in made])
    form = _form(reader, raw, ())
    common = form.questions if form is not None else ()
    steps = tuple(_step(reader, each, common) for each in reader.listed(raw, "steps"))
    _once(reader, raw, "steps", [step.code for step in steps])
    if not 1 <= len(steps) <= MOST_STEPS:
        reader.note(raw, f"a procedure has 1 to {MOST_STEPS} steps; given {len(steps)}", "steps")
    return Procedure(
        code=reader.code(raw, "a procedure"),
        version=reader.text(raw, "version", most=20),
        title=reader.words(raw, "title"),
        about=reader.words(raw, "about"),
        effective=reader.day(raw, "effective"),
        basis=reader.basis(raw),
        departments={each.code: each for each in departments},
        materials={each.code: each for each in materials},
        steps=steps,
        form=form,
        ways=_ways(reader, raw),
        limits=reader.basis(raw, "limits") if "limits" in raw else None,
        trips_before=reader.whole(raw, "trips_before", 0, 99, 0),
        source=text,
    )


def _department(reader: Reader, raw: Any) -> Department:
    given = reader.mapping(raw, "a department", ("code", "title", "unit", "level"))
    level = reader.whole(given, "level", LEVELS[0], LEVELS[-1], 6)
    if level not in LEVELS:
        reader.note(given, f"'level' is one of {', '.join(str(each) for each in LEVELS)}; given {level}", "level")
    code = reader.code(given, "a department")
    return Department(code, reader.words(given, "title"), reader.text(given, "unit", most=40), level)


def _material(reader: Reader, raw: Any) -> Material:
    given = reader.mapping(raw, "a material", ("code", "title", "origin"))
    origin = reader.one_of(given, "origin", Origin, [each.value for each in Origin])
    return Material(reader.code(given, "a material"), reader.words(given, "title"), origin or Origin.HELD)


def _step(reader: Reader, raw: Any, common: Sequence[Question]) -> Step:
    given = reader.mapping(raw, "a step", STEP)
    return Step(
        code=reader.code(given, "a step"),
        title=reader.words(given, "title"),
        department=reader.text(given, "department", most=40),
        limit=reader.whole(given, "limit", 1, 999),
        basis=reader.basis(given),
        after=reader.codes(given, "after"),
        when=_condition(reader, given),
        optional=reader.yes(given, "optional"),
        needs=reader.codes(given, "needs"),
        gives=reader.codes(given, "gives"),
        signs=(reader.one_of(given, "signs", str, SIGNERS) or "") if "signs" in given else "",
        delivers=reader.yes(given, "delivers"),
        undoes=reader.yes(given, "undoes"),
        compensate=_compensation(reader, given),
        form=_form(reader, given, common),
        line=line_of(raw),
    )


def _compensation(reader: Reader, given: Mapping[str, Any]) -> Compensation:
    if "compensate" not in given:
        return Compensation()
    found = reader.mapping(given["compensate"], "'compensate'", ("act", "step"))
    act = reader.one_of(found, "act", Undo, [each.value for each in Undo]) if found else None
    return Compensation(act or Undo.NONE, reader.text(found, "step", most=40, default=""))


def _condition(reader: Reader, given: Mapping[str, Any]) -> Condition | None:
    if "when" not in given:
        return None
    try:
        return parse_condition(given["when"], reader.file)
    except FormFault as fault:
        reader.faults.append(Fault(fault.line or line_of(given, "when"), fault.reason, reader.file))
        return None


def _form(reader: Reader, given: Mapping[str, Any], before: Sequence[Question]) -> Form | None:
    if "form" not in given:
        return None
    own = given["form"]
    again = (
        {each.get("code") for each in own.get("questions", ()) if isinstance(each, Mapping)}
        if isinstance(own, Mapping)
        else set()
    )
    try:
        return parse_form(own, reader.file, before=[each for each in before if each.code not in again])
    except FormFault as fault:
        reader.faults.append(Fault(fault.line or line_of(given, "form"), fault.reason, reader.file))
        return None


def _ways(reader: Reader, raw: Mapping[str, Any]) -> tuple[Way, ...]:
    known = [each.value for each in Way]
    given = reader.codes(raw, "ways") or (Way.WINDOW.value,)
    for name in given:
        if name not in known:
            reader.note(raw, f"'ways' lists {', '.join(known)}; given {name!r}", "ways")
    return tuple(Way(name) for name in given if name in known)


def _once(reader: Reader, raw: Mapping[str, Any], name: str, codes: list[str]) -> None:
    """Note every code that is used a second time."""
    for at, code in enumerate(codes):
        if code and code in codes[:at]:
            reader.note(raw.get(name), f"the code {code!r} is used twice in {name!r}", at)
