"""A form's document: read, refused with line and reason, and written again. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from banshi.kernel.forms import reading
from banshi.kernel.forms.conditions import both, can_hold, parse_condition, plain_condition, verify
from banshi.kernel.forms.faults import FormFault, fault
from banshi.kernel.forms.joining import under, union
from banshi.kernel.forms.questions import Condition, Form, Group, Kind, Question, Words
from banshi.kernel.policy.lines import Unreadable, read

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
FORM_CODE = re.compile(r"[a-z][a-z0-9_.-]{0,79}")
GROUP = "group"
TOP = frozenset({"code", "version", "title", "questions"})
HEADING = frozenset({"code", "kind", "title", "help", "when", "questions"})

__all__ = ["FormFault", "digest", "load", "parse", "plain", "under", "union"]


def load(text: str, where: str) -> Form:
    """The form that a YAML file describes; `where` is its name.

    Raises:
        FormFault: not readable, or not a form; says where and what to change.
    """
    try:
        return parse(read(text), where)
    except Unreadable as error:
        raise FormFault(where, error.line, error.reason) from error


def parse(raw: Mapping[str, Any], where: str, *, before: Sequence[Question] = ()) -> Form:
    """The form that a document describes. `before` are questions asked elsewhere before it: conditions may look at them.

    A mapping that `kernel.policy.lines` read gives its lines; any other is refused without one.

    Raises:
        FormFault: says where and what to change.
    """
    if not isinstance(raw, Mapping):
        fault(where, raw, f"a form is a mapping with 'questions'; given {raw!r}")
    reading.only(raw, TOP, where, "a form")
    code, version = raw.get("code", "form"), raw.get("version", 1)
    if not isinstance(code, str) or not FORM_CODE.fullmatch(code):
        fault(where, raw, f"the code of a form is small letters, digits, '_', '.', '-'; given {code!r}", "code")
    if type(version) is not int or version < 1:
        fault(where, raw, f"the version of a form is a whole number from 1; given {version!r}", "version")
    title = reading.words(raw, "title", where) if "title" in raw else Words()
    collected = _Collected(where, {question.code: question for question in before})
    for entry in reading.entries(raw, "questions", where):
        collected.add(entry)
    form = Form(code, version, title, tuple(collected.questions), tuple(collected.groups.values()))
    _insist_reachable(form, before, where)
    return form


def plain(form: Form) -> dict[str, Any]:
    """The form as its document writes it; `parse` reads it again to the same form."""
    groups = {group.code: group for group in form.groups}
    written: list[dict[str, Any]] = []
    last = ""
    for question in form.questions:
        entry = _plain_question(question)
        if not question.group:
            written.append(entry)
        elif question.group == last:
            written[-1]["questions"].append(entry)
        else:
            written.append(_plain_group(groups[question.group]) | {"questions": [entry]})
        last = question.group
    return {"code": form.code, "version": form.version, **_said("title", form.title), "questions": written}


def digest(form: Form) -> str:
    """What the form says, in 64 hex digits: SHA-256 over its document in the form of RFC 8785."""
    return hashlib.sha256(rfc8785.dumps(plain(form) | {"parts": list(form.parts)})).hexdigest()


class _Collected:
    """Questions as they are read, and what was known before each."""

    def __init__(self, where: str, before: Mapping[str, Question]) -> None:
        self.where = where
        self.known = dict(before)
        self.questions: list[Question] = []
        self.own: set[str] = set()
        self.groups: dict[str, Group] = {}

    def add(self, raw: Any) -> None:
        """One entry of the top: a question, a repeat, or a group of these."""
        if not isinstance(raw, Mapping) or raw.get("kind") != GROUP:
            self._add(raw, "", None)
            return
        reading.only(raw, HEADING, self.where, "a group")
        code = self._code(raw)
        heading = Group(
            code, reading.words(raw, "title", self.where), reading.words(raw, "help", self.where, or_none=True)
        )
        if self.groups.setdefault(code, heading) != heading:
            fault(self.where, raw, f"the group {code!r} stands here a second time with another title", "code")
        condition = self._when(raw)
        for entry in reading.entries(raw, "questions", self.where):
            if isinstance(entry, Mapping) and entry.get("kind") == GROUP:
                fault(self.where, entry, "a group cannot stand in a group")
            self._add(entry, code, condition)

    def _add(self, raw: Any, group: str, condition: Condition | None) -> None:
        question = reading.question(raw, self.where, group=group, when=None)
        code = self._code(raw)
        if code in self.own or code in self.groups:
            fault(self.where, raw, f"the code {code!r} is already taken; each question needs its own", "code")
        when = both(condition, self._when(raw))
        inner = _inner(raw, self.where) if question.kind is Kind.REPEAT else ()
        made = reading.replaced(question, when=when, questions=inner)
        self.own.add(code)
        self.known[code] = made
        self.questions.append(made)

    def _code(self, raw: Mapping[str, Any]) -> str:
        code = raw.get("code")
        if not isinstance(code, str) or not CODE.fullmatch(code):
            fault(
                self.where,
                raw,
                f"a code is small letters, digits and '_', and begins with a letter; given {code!r}",
                "code",
            )
        return code

    def _when(self, raw: Mapping[str, Any]) -> Condition | None:
        if "when" not in raw:
            return None
        condition = parse_condition(raw["when"], self.where)
        verify(condition, self.known, self.where)
        return condition


def _inner(raw: Mapping[str, Any], where: str) -> tuple[Question, ...]:
    """What a repeat asks of each; conditions there look at questions of the same one."""
    collected = _Collected(where, {})
    for entry in reading.entries(raw, "questions", where):
        if isinstance(entry, Mapping) and entry.get("kind") in {GROUP, Kind.REPEAT.value}:
            fault(where, entry, "neither a group nor a repeat can stand in a repeat")
        collected.add(entry)
    _insist_reachable(Form("repeat", 1, Words(), tuple(collected.questions)), (), where)
    return tuple(collected.questions)


def _insist_reachable(form: Form, before: Sequence[Question], where: str) -> None:
    whole = Form(form.code, form.version, form.title, (*before, *form.questions))
    for question in form.questions:
        if not can_hold(question.when, whole):
            raise FormFault(where, question.line, f"the condition of {question.code!r} can never hold")


def _plain_group(group: Group) -> dict[str, Any]:
    return {"code": group.code, "kind": GROUP, **_said("title", group.title), **_said("help", group.help)}


def _plain_question(question: Question) -> dict[str, Any]:
    written: dict[str, Any] = {"code": question.code, "kind": question.kind.value, **_said("title", question.title)}
    written |= {**_said("help", question.help), **_said("unit", question.unit), **reading.plain_limits(question)}
    if not question.required and question.kind is not Kind.REPEAT:
        written["required"] = False
    if question.when is not None:
        written["when"] = plain_condition(question.when)
    if question.choices:
        written["choices"] = [{"code": each.code, **_said("title", each.title)} for each in question.choices]
    if question.prefill:
        written["prefill"] = question.prefill
    if question.questions:
        written["questions"] = [_plain_question(each) for each in question.questions]
    return written


def _said(name: str, words: Words) -> dict[str, dict[str, str]]:
    return {name: {"zh": words.zh, "en": words.en}} if words.zh else {}
