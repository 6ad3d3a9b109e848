"""A procedure as BPMN 2.0, with a diagram, for standard modellers and engines.

A step becomes a user task. Where several steps follow, the way is split by a parallel gateway; where several come first, one joins
them. A step with a condition, or one that may be left out, stands between two exclusive gateways with a way past it, so that each
token arrives whatever is asked for. Steps begun only to undo others are no part of the way and are named in the documentation.
What BPMN has no word for is carried as an extension and read back by `bpmn_read`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from banshi.services.onestop.rules.layers import Layout, Spot, layered, reduced

MODEL, DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/MODEL", "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS, POINTS = "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI"
XSI, OWN = "http://www.w3.org/2001/XMLSchema-instance", "urn:banshi:onestop:1"
PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": BOUNDS, "di": POINTS, "xsi": XSI, "banshi": OWN}
TASK, START, END, FORK, CHOICE = "userTask", "startEvent", "endEvent", "parallelGateway", "exclusiveGateway"
SIZES = {TASK: (140, 80), START: (36, 36), END: (36, 36), FORK: (50, 50), CHOICE: (50, 50)}
"""Width and height of each kind in the diagram. Units: px, as below."""
ACROSS, DOWN, LEFT, TOP = 190, 120, 80, 80
TAKES = "take_"


@dataclass(frozen=True, slots=True)
class Task:
    """One step as the model needs it. `condition`: one line, empty where it is always part of the way."""

    code: str
    title: str
    after: tuple[str, ...] = ()
    condition: str = ""
    optional: bool = False
    words: str = ""
    """For people: who, by when, on what basis."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """For `bpmn_read`: what BPMN has no word for."""


@dataclass(frozen=True, slots=True)
class Model:
    """A procedure's way."""

    code: str
    title: str
    tasks: tuple[Task, ...]
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Node:
    kind: str
    name: str = ""
    task: Task | None = None


@dataclass(slots=True)
class _Way:
    """Nodes and the flows between them: (from, to) → condition."""

    nodes: dict[str, _Node] = field(default_factory=dict)
    flows: dict[tuple[str, str], str] = field(default_factory=dict)
    passing: dict[str, str] = field(default_factory=dict)
    """Exclusive gateway → where it leads when the condition does not hold."""


def export(model: Model) -> str:
    """The model as a BPMN 2.0 file. The same model gives the same bytes.

    Raises:
        ValueError: the steps wait for each other in a circle.
    """
    for prefix, address in PREFIXES.items():
        ET.register_namespace(prefix, address)
    way = _way(model)
    root = ET.Element(
        _q(MODEL, "definitions"), {"id": f"definitions_{model.code}", "targetNamespace": OWN, "exporter": "Banshi"}
    )
    process = ET.SubElement(root, _q(MODEL, "process"), {"id": model.code, "name": model.title, "isExecutable": "true"})
    if model.extra:
        inside = ET.SubElement(process, _q(MODEL, "extensionElements"))
        ET.SubElement(inside, _q(OWN, "procedure"), dict(model.extra))
    names = {flow: f"flow_{number}" for number, flow in enumerate(way.flows, 1)}
    for code, node in way.nodes.items():
        _element(process, code, node, way, names)
    for (source, target), condition in way.flows.items():
        given = {"id": names[source, target], "sourceRef": source, "targetRef": target}
        flow = ET.SubElement(process, _q(MODEL, "sequenceFlow"), given)
        if condition:
            said = ET.SubElement(flow, _q(MODEL, "conditionExpression"), {_q(XSI, "type"): "bpmn:tFormalExpression"})
            said.text = condition
    _diagram(root, model.code, way, names)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def takes(code: str) -> str:
    """The name of the answer that says whether a step that may be left out is wanted."""
    return f"{TAKES}{code.replace('-', '_')}"


def _way(model: Model) -> _Way:
    """Every step with its gateways, then what joins them."""
    first = reduced({task.code: task.after for task in model.tasks})
    after = {code: [each for each in first if code in first[each]] for code in first}
    way = _Way(nodes={"start": _Node(START)})
    ends = {task.code: _stretch(way, task, len(first[task.code]), len(after[task.code])) for task in model.tasks}
    roots, leaves = [code for code in first if not first[code]], [code for code in after if not after[code]]
    begin = _gate(way, "fork_start", "start") if len(roots) > 1 else "start"
    for code in roots:
        way.flows[begin, ends[code][0]] = ""
    for code, before in first.items():
        for each in before:
            way.flows[ends[each][1], ends[code][0]] = ""
    way.nodes["end"] = _Node(END)
    last = "end"
    if len(leaves) > 1:
        last = "join_end"
        way.nodes[last] = _Node(FORK)
        way.flows[last, "end"] = ""
    for code in leaves:
        way.flows[ends[code][1], last] = ""
    return way


def _gate(way: _Way, code: str, before: str) -> str:
    """A parallel gateway that follows a node."""
    way.nodes[code] = _Node(FORK)
    way.flows[before, code] = ""
    return code


def _stretch(way: _Way, task: Task, before: int, after: int) -> tuple[str, str]:
    """The gateways of one step and the step; returns where its stretch begins and ends."""
    begins = ends = task.code
    condition = " and ".join(
        [*([takes(task.code)] if task.optional else []), *([_within(task)] if task.condition else [])]
    )
    if condition:
        begins, ends = f"asked_{task.code}", f"past_{task.code}"
        way.nodes[begins] = _Node(CHOICE, task.title)
    way.nodes[task.code] = _Node(TASK, task.title, task)
    if condition:
        way.nodes[ends] = _Node(CHOICE)
        way.flows[begins, task.code] = condition
        way.flows[begins, ends] = ""
        way.passing[begins] = ends
        way.flows[task.code, ends] = ""
    if before > 1:
        way.nodes[f"join_{task.code}"] = _Node(FORK)
        way.flows[f"join_{task.code}", begins] = ""
        begins = f"join_{task.code}"
    if after > 1:
        ends = _gate(way, f"fork_{task.code}", ends)
    return begins, ends


def _within(task: Task) -> str:
    return f"({task.condition})" if task.optional else task.condition


def _element(process: ET.Element, code: str, node: _Node, way: _Way, names: Mapping[tuple[str, str], str]) -> None:
    given = {"id": code, **({"name": node.name} if node.name else {})}
    if code in way.passing:
        given["default"] = names[code, way.passing[code]]
    found = ET.SubElement(process, _q(MODEL, node.kind), given)
    if node.task is not None:
        if node.task.words:
            ET.SubElement(found, _q(MODEL, "documentation")).text = node.task.words
        if node.task.extra:
            inside = ET.SubElement(found, _q(MODEL, "extensionElements"))
            ET.SubElement(inside, _q(OWN, "step"), dict(node.task.extra))
    for end, what in ((1, "incoming"), (0, "outgoing")):
        for flow, name in names.items():
            if flow[end] == code:
                ET.SubElement(found, _q(MODEL, what)).text = name


def _diagram(root: ET.Element, code: str, way: _Way, names: Mapping[tuple[str, str], str]) -> None:
    before: dict[str, list[str]] = {node: [] for node in way.nodes}
    for source, target in way.flows:
        before[target].append(source)
    layout = layered(before)
    drawn = ET.SubElement(root, _q(DIAGRAM, "BPMNDiagram"), {"id": "diagram"})
    plane = ET.SubElement(drawn, _q(DIAGRAM, "BPMNPlane"), {"id": "plane", "bpmnElement": code})
    for node, found in way.nodes.items():
        shape = ET.SubElement(plane, _q(DIAGRAM, "BPMNShape"), {"id": f"{node}_di", "bpmnElement": node})
        x, y = _middle(layout.spots[node])
        width, height = SIZES[found.kind]
        at = {"x": f"{x - width / 2:g}", "y": f"{y - height / 2:g}", "width": str(width), "height": str(height)}
        ET.SubElement(shape, _q(BOUNDS, "Bounds"), at)
    for flow, name in names.items():
        edge = ET.SubElement(plane, _q(DIAGRAM, "BPMNEdge"), {"id": f"{name}_di", "bpmnElement": name})
        for x, y in _points(way, layout, *flow):
            ET.SubElement(edge, _q(POINTS, "waypoint"), {"x": f"{x:g}", "y": f"{y:g}"})


def _points(way: _Way, layout: Layout, source: str, target: str) -> list[tuple[float, float]]:
    """From the right side of one node to the left side of another, past what lies between."""
    x, y = _middle(layout.spots[source])
    points = [(x + SIZES[way.nodes[source].kind][0] / 2, y)]
    points += [_middle(bend) for bend in layout.bends.get((source, target), ())]
    x, y = _middle(layout.spots[target])
    return [*points, (x - SIZES[way.nodes[target].kind][0] / 2, y)]


def _middle(spot: Spot) -> tuple[float, float]:
    return LEFT + spot.layer * ACROSS, TOP + spot.row * DOWN


def _q(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}"
