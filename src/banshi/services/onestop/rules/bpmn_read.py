"""Reading BPMN 2.0: the block-structured subset, as the beginning of a procedure file.

Understood are one process with one start and one end, tasks of any kind, parallel gateways that split and join, exclusive gateways
whose conditions `expressions` reads, and flows between them, without loops. The ways out of an exclusive gateway must all come
together in one; parallel ones may come together anywhere. Anything else is refused with the name of the element and what to do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from banshi.services.onestop.rules.bpmn import CHOICE, END, FORK, MODEL, OWN, START, TASK, takes
from banshi.services.onestop.rules.expressions import NotUnderstood, Raw, read

TASKS = frozenset(
    {TASK, "task", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "scriptTask"}
)
PLAIN = frozenset({"documentation", "extensionElements", "laneSet", "ioSpecification", "textAnnotation", "association"})
"""Elements of a process that say nothing about its way."""
MOST_BYTES = 1_000_000
CODE = re.compile(r"[^0-9A-Za-z_-]+")


class NotBlockStructured(ValueError):
    """A model that cannot become a procedure; says which element and why."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One step as far as the model tells it."""

    code: str
    title: str
    after: tuple[str, ...]
    when: Raw | None
    optional: bool
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """The beginning of a procedure file."""

    code: str
    title: str
    steps: tuple[Drafted, ...]
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    name: str
    passes: str
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Branch:
    """A way out of an exclusive gateway, and when it is taken."""

    gate: str
    flow: str
    when: tuple[Raw, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    """What has been passed when a flow is reached: the last steps, and the branches that are not joined yet."""

    last: frozenset[str] = frozenset()
    within: tuple[_Branch, ...] = ()


@dataclass(slots=True)
class _Model:
    parts: dict[str, _Part] = field(default_factory=dict)
    leads: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Element → where its flows lead, each with the flow's id."""
    comes: dict[str, list[str]] = field(default_factory=dict)
    """Element → the flows that come to it."""
    conditions: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Drafted] = field(default_factory=dict)

    def called(self, element: str) -> str:
        """How an element is spoken of: `“审批” (Gateway_1)`."""
        part = self.parts[element]
        return f"“{part.name}” ({element})" if part.name else f"{part.kind} {element}"


def imported(text: str) -> Draft:
    """What a BPMN file says about the way.

    Raises:
        NotBlockStructured: it is no BPMN, or holds something that a procedure has no word for.
    """
    process = _process(text)
    model = _read(process)
    starts = [code for code, part in model.parts.items() if part.kind == START]
    ends = [code for code, part in model.parts.items() if part.kind == END]
    if len(starts) != 1 or len(ends) != 1:
        raise NotBlockStructured(f"one start and one end are needed; found {len(starts)} and {len(ends)}")
    tokens: dict[str, _Token] = {}
    for element in _in_order(model):
        _pass(model, element, tokens)
    code = process.get("id", "")
    return Draft(code, process.get("name", "") or code, tuple(model.steps.values()), _extra(process, "procedure"))


def _process(text: str) -> Element:
    if len(text.encode()) > MOST_BYTES:
        raise NotBlockStructured(f"the file is larger than {MOST_BYTES:,} bytes")
    try:
        root: Element = fromstring(text)
    except (ParseError, DefusedXmlException) as error:
        raise NotBlockStructured(f"this is not readable XML: {error}") from error
    found = root.findall(f"{{{MODEL}}}process")
    if len(found) != 1:
        raise NotBlockStructured(f"one process is needed; found {len(found)}. Is it BPMN 2.0?")
    return found[0]


def _read(process: Element) -> _Model:
    model = _Model()
    flows: list[Element] = []
    for element in process:
        kind, code = str(element.tag).rpartition("}")[2], element.get("id", "")
        if kind == "sequenceFlow":
            flows.append(element)
        elif kind in TASKS or kind in {START, END, FORK, CHOICE}:
            _plain(element, kind, code)
            model.parts[code] = _Part(
                kind, element.get("name", ""), element.get("default", ""), _extra(element, "step")
            )
            model.leads[code], model.comes[code] = [], []
        elif kind not in PLAIN:
            raise NotBlockStructured(
                f"{kind} “{element.get('name') or code}” has no counterpart: use tasks, parallel and exclusive gateways"
            )
    for flow in flows:
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        if source not in model.parts or target not in model.parts:
            raise NotBlockStructured(f"the flow {flow.get('id')} leads from or to nothing")
        model.leads[source].append((target, flow.get("id", "")))
        model.comes[target].append(flow.get("id", ""))
        model.conditions[flow.get("id", "")] = (flow.findtext(f"{{{MODEL}}}conditionExpression") or "").strip()
    return model


def _plain(element: Element, kind: str, code: str) -> None:
    """Refuse events that wait for something, and tasks that repeat."""
    for inside in element:
        name = str(inside.tag).rpartition("}")[2]
        if name.endswith(("EventDefinition", "LoopCharacteristics")):
            raise NotBlockStructured(
                f"{kind} “{element.get('name') or code}” has {name}, which a procedure has no word for"
            )


def _extra(element: Element, name: str) -> Mapping[str, str]:
    inside = element.find(f"{{{MODEL}}}extensionElements")
    found = None if inside is None else inside.find(f"{{{OWN}}}{name}")
    return {} if found is None else dict(found.attrib)


def _in_order(model: _Model) -> list[str]:
    """Every element after all that lead to it."""
    sources = {flow: source for source, ways in model.leads.items() for _target, flow in ways}
    order: list[str] = []
    left = list(model.parts)
    while left:
        ready = [each for each in left if all(sources[flow] in order for flow in model.comes[each])]
        if not ready:
            raise NotBlockStructured(f"{model.called(left[0])} is come to again: loops have no counterpart")
        order += ready
        left = [each for each in left if each not in ready]
    return order


def _pass(model: _Model, element: str, tokens: dict[str, _Token]) -> None:
    """Note what the flows out of an element have behind them."""
    part, comes, ways = model.parts[element], model.comes[element], model.leads[element]
    if not comes and part.kind != START:
        raise NotBlockStructured(f"nothing leads from the start to {model.called(element)}")
    if not ways and part.kind != END:
        raise NotBlockStructured(f"{model.called(element)} leads nowhere")
    if part.kind not in {FORK, CHOICE, END} and (len(comes) > 1 or len(ways) > 1):
        raise NotBlockStructured(f"{model.called(element)} has several flows in or out: put a gateway there")
    token = _joined(model, element, [tokens[flow] for flow in comes])
    if part.kind in TASKS:
        token = _Token(_noted(model, element, token), token.within)
    branches = _conditions(model, element) if part.kind == CHOICE and len(ways) > 1 else None
    for _target, flow in ways:
        own = () if branches is None else (_Branch(element, flow, next(branches)),)
        tokens[flow] = _Token(token.last, (*token.within, *own))


def _joined(model: _Model, element: str, tokens: Sequence[_Token]) -> _Token:
    """What several flows together have behind them: branches of a choice come together in a choice, all others in parallel."""
    if len(tokens) < 2:
        return tokens[0] if tokens else _Token()
    last = frozenset(step for token in tokens for step in token.last)
    if model.parts[element].kind != CHOICE:
        if len({token.within for token in tokens}) > 1:
            raise NotBlockStructured(
                f"{model.called(element)} joins ways that are not all taken: use an exclusive gateway"
            )
        return _Token(last, tokens[0].within)
    gates = {token.within[-1].gate if token.within else "" for token in tokens}
    outside = {token.within[:-1] for token in tokens}
    taken = {token.within[-1].flow for token in tokens if token.within}
    gate = gates.pop()
    if gates or not gate or len(outside) > 1 or len(taken) < len(tokens) or len(taken) < len(model.leads[gate]):
        raise NotBlockStructured(f"{model.called(element)} does not join the ways of one exclusive gateway, each once")
    return _Token(last, tokens[0].within[:-1])


def _conditions(model: _Model, gate: str) -> Iterator[tuple[Raw, ...]]:
    """When each way out of an exclusive gateway is taken: the default where none of the others is."""
    part, ways = model.parts[gate], model.leads[gate]
    said = {flow: _said(model, gate, flow) for _target, flow in ways if flow != part.passes}
    for _target, flow in ways:
        if flow in said:
            yield (said[flow],)
        else:
            others = list(said.values())
            yield ({"not": others[0] if len(others) == 1 else {"any": others}},)


def _said(model: _Model, gate: str, flow: str) -> Raw:
    text = model.conditions[flow]
    if not text:
        raise NotBlockStructured(f"a way out of {model.called(gate)} has no condition and is not the default")
    try:
        return read(text)
    except NotUnderstood as error:
        raise NotBlockStructured(f"the condition behind {model.called(gate)}: {error}") from error


def _noted(model: _Model, at: str, token: _Token) -> frozenset[str]:
    """Note a task as a step; returns it as the last one."""
    part, code = model.parts[at], _code(at)
    if any(step.code == code for step in model.steps.values()):
        raise NotBlockStructured(f"two tasks would both get the code {code!r}: give {model.called(at)} another id")
    wanted = {"question": takes(code), "equals": True}
    said = [one for branch in token.within for one in branch.when]
    conditions = [each for one in said for each in one.get("all", [one])]
    left = [each for each in conditions if each != wanted]
    condition = None if not left else left[0] if len(left) == 1 else {"all": left}
    before = tuple(step.code for element, step in model.steps.items() if element in token.last)
    model.steps[at] = Drafted(code, part.name or code, before, condition, wanted in conditions, part.extra)
    return frozenset({at})


def _code(element: str) -> str:
    return CODE.sub("-", element).strip("-").lower() or "step"


def as_file(draft: Draft) -> dict[str, Any]:
    """The draft in the words of a procedure file; what the model does not say is left empty, and `check` names it."""
    steps = []
    for step in draft.steps:
        given: dict[str, Any] = {"code": step.code, "title": {"zh": step.title, "en": step.extra.get("en", step.title)}}
        given["department"] = step.extra.get("department", "")
        if step.after:
            given["after"] = list(step.after)
        if step.when is not None:
            given["when"] = step.when
        if step.optional:
            given["optional"] = True
        given |= {key: step.extra[key].split() for key in ("needs", "gives") if step.extra.get(key)}
        given |= {key: step.extra[key] for key in ("signs",) if step.extra.get(key)}
        if step.extra.get("delivers"):
            given["delivers"] = True
        given["limit"] = int(step.extra["limit"]) if step.extra.get("limit", "").isdecimal() else 0
        given["basis"] = {key: step.extra.get(key, "") for key in ("document", "article")}
        steps.append(given)
    return {
        "code": draft.code,
        "version": draft.extra.get("version", "1"),
        "title": {"zh": draft.title, "en": draft.extra.get("en", draft.title)},
        "departments": [],
        "materials": [],
        "steps": steps,
    }
