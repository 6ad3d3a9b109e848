"""BPMN out and in; SpiffWorkflow, which knows nothing of us, reads the same tasks in the same order."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.services.onestop.rules.bpmn import MODEL, Model, Task, export, takes
from banshi.services.onestop.rules.bpmn_model import model
from banshi.services.onestop.rules.bpmn_read import NotBlockStructured, as_file, imported
from banshi.services.onestop.rules.expressions import read
from banshi.services.onestop.rules.layers import reduced
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.tests.rules.test_drawing import graphs
from banshi.services.onestop.tests.shipped import shipped

pytestmark = pytest.mark.anydb

BOTH = pytest.mark.parametrize("code", ["newborn", "retirement"])


def carried_out(text: str, process: str, data: Mapping[str, Any]) -> list[set[str]]:
    """What SpiffWorkflow offers round by round when everything on offer is carried out."""
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO(text.encode()))
    workflow = BpmnWorkflow(parser.get_spec(process))
    workflow.data.update(data)
    for task in workflow.get_tasks(state=TaskState.READY):
        task.data.update(data)
    rounds: list[set[str]] = []
    workflow.do_engine_steps()
    while offered := workflow.get_tasks(state=TaskState.READY, manual=True):
        rounds.append({task.task_spec.bpmn_id for task in offered})
        for task in offered:
            task.run()
        workflow.do_engine_steps()
    assert workflow.is_completed()
    return rounds


def sets(graph: Mapping[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """What comes directly before each step, in whatever order it is written."""
    return {code: set(first) for code, first in reduced(graph).items()}


def by_hand(tasks: Mapping[str, tuple[str, ...]], wanted: Callable[[str], bool]) -> list[set[str]]:
    """The same from the graph alone: a step that is not wanted is passed as soon as all before it are met."""
    met: set[str] = set()
    rounds: list[set[str]] = []
    while len(met) < len(tasks):
        while passed := {
            code for code, first in tasks.items() if code not in met and not wanted(code) and met >= set(first)
        }:
            met |= passed
        offered = {code for code, first in tasks.items() if code not in met and met >= set(first)}
        if offered:
            rounds.append(offered)
        met |= offered
    return rounds


@BOTH
class TestAnExportedProcedure:
    def test_is_carried_out_by_an_independent_engine_in_the_order_of_the_file(self, code: str) -> None:
        procedure = shipped(code)
        way = {step.code: step.after for step in procedure.steps if not step.undoes}
        optional = [step.code for step in procedure.steps if step.optional]
        answers = everything(procedure)
        for left in [(), *((each,) for each in optional)]:
            data = answers | {takes(each): each not in left for each in optional}
            found = carried_out(export(model(procedure)), procedure.code, data)
            assert found == by_hand(way, lambda each, left=left: each not in left)  # type: ignore[misc]

    def test_comes_back_with_the_same_steps_order_and_conditions(self, code: str) -> None:
        procedure = shipped(code)
        draft = imported(export(model(procedure)))
        way = [step for step in procedure.steps if not step.undoes]
        assert {step.code for step in draft.steps} == {step.code for step in way}
        assert sets({step.code: step.after for step in draft.steps}) == sets({step.code: step.after for step in way})
        assert {step.code for step in draft.steps if step.optional} == {step.code for step in way if step.optional}
        given = {task.code: read(task.condition) for task in model(procedure).tasks if task.condition}
        assert {step.code: step.when for step in draft.steps if step.when} == given
        file = as_file(draft)
        assert file["version"] == procedure.version
        assert {step["code"]: step["department"] for step in file["steps"]} == {
            step.code: step.department for step in way
        }

    def test_has_a_place_in_the_diagram_for_every_element(self, code: str) -> None:
        from xml.etree import ElementTree as ET

        root = ET.fromstring(export(model(shipped(code))))
        (process,) = root.findall(f"{{{MODEL}}}process")
        drawn = {element.get("bpmnElement") for element in root.iter() if element.get("bpmnElement")}
        named = {each.get("id") for each in process if str(each.tag) != f"{{{MODEL}}}extensionElements"}
        assert drawn == {process.get("id"), *named}


def everything(procedure: Procedure) -> dict[str, Any]:
    """Answers under which every condition of the procedure's steps holds: each is a plain comparison."""
    found: dict[str, Any] = {}
    for task in model(procedure).tasks:
        if task.condition:
            condition = read(task.condition)
            assert "question" in condition
            found[condition["question"]] = condition.get("equals", (condition.get("in") or [None])[0])
    return found


class TestAnyGraph:
    @settings(max_examples=25)  # the other engine takes its time
    @given(graphs(), st.data())
    def test_is_carried_out_in_its_own_order(self, graph: dict[str, tuple[str, ...]], data: st.DataObject) -> None:
        optional = data.draw(st.sets(st.sampled_from(sorted(graph))))
        left = data.draw(st.sets(st.sampled_from(sorted(optional)))) if optional else set()
        tasks = tuple(Task(code, code, first, optional=code in optional) for code, first in graph.items())
        found = carried_out(
            export(Model("any", "任意", tasks)), "any", {takes(code): code not in left for code in optional}
        )
        assert found == by_hand(graph, lambda code: code not in left)

    @given(graphs())
    def test_comes_back_as_it_was(self, graph: dict[str, tuple[str, ...]]) -> None:
        tasks = tuple(Task(code, code, first) for code, first in graph.items())
        draft = imported(export(Model("any", "任意", tasks)))
        assert sets({step.code: step.after for step in draft.steps}) == sets(graph)


class TestAForeignModel:
    def test_of_tasks_and_gateways_becomes_the_beginning_of_a_file(self) -> None:
        file = as_file(
            imported(foreign('<task id="Receive" name="受理"/><userTask id="Check" name="审核"/>', SEQUENCE))
        )
        assert [(step["code"], step["title"]["zh"], step.get("after", [])) for step in file["steps"]] == [
            ("receive", "受理", []),
            ("check", "审核", ["receive"]),
        ]
        assert [step["department"] for step in file["steps"]] == ["", ""]

    def test_with_a_choice_gets_conditions_and_the_opposite_for_the_default(self) -> None:
        draft = imported(foreign(CHOICE, CHOICE_FLOWS))
        assert {step.code: step.when for step in draft.steps} == {
            "a": {"question": "big", "equals": True},
            "b": {"not": {"question": "big", "equals": True}},
        }

    @pytest.mark.parametrize(
        ("elements", "flows", "reason"),
        [
            ('<subProcess id="Sub" name="子流程"/>', "", "子流程"),
            ('<inclusiveGateway id="Or"/>', "", "inclusiveGateway"),
            ('<task id="A"><multiInstanceLoopCharacteristics/></task>', "", "multiInstanceLoopCharacteristics"),
            (
                '<task id="A"/><task id="B"/>',
                [("start", "A"), ("A", "B"), ("B", "A"), ("B", "end")],
                "is come to again",
            ),
            ('<task id="A"/><task id="B"/>', [("start", "A"), ("A", "end")], "nothing leads from the start to task B"),
            (
                '<parallelGateway id="G"/><task id="A"/><task id="B"/><exclusiveGateway id="J"/>',
                [("start", "G"), ("G", "A"), ("G", "B"), ("A", "J"), ("B", "J"), ("J", "end")],
                "does not join the ways of one exclusive gateway",
            ),
            (
                '<exclusiveGateway id="G"/><task id="A"/><task id="B"/><exclusiveGateway id="J"/>',
                [("start", "G"), ("G", "A"), ("G", "B"), ("A", "J"), ("B", "J"), ("J", "end")],
                "no condition",
            ),
        ],
    )
    def test_that_goes_beyond_is_refused_with_the_element_and_the_reason(
        self, elements: str, flows: list[tuple[str, str]], reason: str
    ) -> None:
        with pytest.raises(NotBlockStructured, match=reason):
            imported(foreign(elements, flows))

    @pytest.mark.parametrize("text", ["", "<a/>", "not xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
    def test_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(NotBlockStructured):
            imported(text)


SEQUENCE = [("start", "Receive"), ("Receive", "Check"), ("Check", "end")]
CHOICE = '<exclusiveGateway id="G" default="f2"/><task id="A"/><task id="B"/><exclusiveGateway id="J"/>'
CHOICE_FLOWS = [("start", "G"), ("G", "A", "big = true"), ("G", "B"), ("A", "J"), ("B", "J"), ("J", "end")]


def foreign(elements: str, flows: Any) -> str:
    """A model as another tool writes it; the flows are named f0, f1, …"""
    drawn = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{flow[0]}" targetRef="{flow[1]}">'
        + (f"<conditionExpression>{flow[2]}</conditionExpression>" if len(flow) > 2 else "")
        + "</sequenceFlow>"
        for number, flow in enumerate(flows)
    )
    return (
        f'<definitions xmlns="{MODEL}"><process id="theirs" name="别处的流程"><startEvent id="start"/>{elements}'
        f'<endEvent id="end"/>{drawn}</process></definitions>'
    )
