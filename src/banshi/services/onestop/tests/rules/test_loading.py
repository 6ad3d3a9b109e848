"""A procedure's file: what is wrong is named with line and reason, all of it at once."""

import pytest

from banshi.services.onestop.policy import packaged
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.faults import BadProcedure
from banshi.services.onestop.rules.loading import read
from banshi.services.onestop.tests.way import MOVING

pytestmark = pytest.mark.anydb

WATER_BASIS = "    basis: {document: 示例文件, article: 第三条}\n"
FAULTS = {
    "a circle": (
        "    department: housing\n    limit: 5",
        "    department: housing\n    after: [welcome]\n    limit: 5",
        30,
        "in a circle: deed → ",
    ),
    "an unknown step": ("after: [water]", "after: [sewer]", 48, "comes after 'sewer', which is no step"),
    "an unknown material": ("needs: [deed, photo]", "needs: [deed, moon]", 56, "material 'moon' is not declared"),
    "an unknown department": ("department: town", "department: moon", 71, "department 'moon' is not declared"),
    "a code used twice": ("  - code: garden\n", "  - code: water\n", 48, "the code 'water' is used twice"),
    "no basis": (WATER_BASIS, "", 38, "a legal basis is missing"),
    "a limit below one": ("limit: 5", "limit: 0", 33, "'limit' is a whole number from 1"),
    "a material nobody gives": ("    gives: [permit]\n", "    gives: []\n    needs: [permit]\n", 0, "stands twice"),
    "a material given by two": ("gives: [permit]", "gives: [permit, meter]", 56, "gives 'meter', as water does"),
    "a paper nobody is asked for": ("needs: [meter]", "needs: [meter, photo]", 48, "no file question of that code"),
    "a need whose issuer does not come before": (
        "    after: [water]\n    when",
        "    when",
        48,
        "does not come after water",
    ),
    "a condition on what others are asked": ("question: garden", "question: plate", 48, "which is not asked before it"),
    "a condition that can never hold": (
        "when: {question: garden, equals: true}",
        "when: {all: [{question: garden, equals: true}, {question: garden, equals: false}]}",
        48,
        "its condition can never hold",
    ),
    "a step that only undoes and is never named": (", step: strike", "", 77, "cannot be reached"),
    "a step that waits for one that undoes": ("[water, parking]", "[water, strike]", 71, "only to undo something"),
    "an unknown word": ("    optional: true", "    optinal: true", 60, "knows no 'optinal'"),
    "something delivered that is not given": ("    gives: [meter]\n", "", 38, "delivers, but gives nothing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_line(name: str) -> None:
    old, new, line, reason = FAULTS[name]
    assert old in MOVING
    with pytest.raises(BadProcedure) as raised:
        read(MOVING.replace(old, new, 1), "moving.yaml")
    found = [str(fault) for fault in raised.value.faults]
    assert any(reason in fault for fault in found), found
    if line:
        assert any(fault.startswith(f"moving.yaml:{line}: ") and reason in fault for fault in found), found


def test_several_faults_are_named_at_once() -> None:
    text = (
        MOVING.replace("limit: 5", "limit: 0").replace("department: town", "department: moon").replace(WATER_BASIS, "")
    )
    with pytest.raises(BadProcedure) as raised:
        read(text, "moving.yaml")
    assert len(raised.value.faults) == 3


def test_a_faulty_question_is_named_alone_and_not_every_condition_that_looks_at_others() -> None:
    with pytest.raises(BadProcedure) as raised:
        read(MOVING.replace("{code: name, kind: text", "{code: name, kind: song"), "moving.yaml")
    (fault,) = raised.value.faults
    assert "'song'" in fault.reason


def test_two_steps_that_can_never_meet_do_not_wait_for_each_other() -> None:
    never = MOVING.replace(
        "    after: [deed]\n    optional",
        "    after: [deed, garden]\n    when: {question: garden, equals: false}\n    optional",
    )
    with pytest.raises(BadProcedure, match="comes after garden, which is never part of the same case"):
        read(never, "moving.yaml")


def test_what_is_no_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(BadProcedure) as raised:
        read("code: moving\n  steps: [", "moving.yaml")
    assert raised.value.faults[0].line > 0


def test_steps_come_in_an_order_in_which_prerequisites_are_first() -> None:
    procedure = read(MOVING, "moving.yaml")
    for place, step in enumerate(procedure.steps):
        assert all(procedure.positions[code] < place for code in step.after)


def test_a_question_of_several_steps_is_asked_once() -> None:
    procedure = read(MOVING, "moving.yaml")
    codes = [question.code for question in form_for(procedure).questions]
    assert codes == ["name", "garden", "contract", "plate", "photo"]
    assert [question.code for question in form_for(procedure, ["parking"]).questions] == ["name", "garden", "contract"]


@pytest.mark.parametrize("name", sorted(packaged()))
def test_every_procedure_of_this_release_can_be_carried_out(name: str) -> None:
    procedure = read(packaged()[name], name)
    assert f"{procedure.code}.yaml" == name
