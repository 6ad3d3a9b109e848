"""The procedures that the house carries: newborn, and a second one by its file alone."""

import pytest

from banshi.kernel.clocks.rules import Standing
from banshi.services.onestop.queries.deadlines import rule_of
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.procedure import Origin
from banshi.services.onestop.rules.span import working_days
from banshi.services.onestop.tests.shipped import shipped

pytestmark = pytest.mark.anydb
NOT_COMPARED = {"newborn": set[str](), "retirement": {"confirm", "reward"}}
"""Steps whose article was found in no published copy of its text."""
BOTH = pytest.mark.parametrize("code", ["newborn", "retirement"])


@BOTH
class TestAShippedProcedure:
    def test_asks_everything_that_its_steps_ask_and_nothing_twice(self, code: str) -> None:
        procedure = shipped(code)
        forms = [procedure.form, *(step.form for step in procedure.steps)]
        wanted = [each.code for form in forms if form is not None for each in form.questions]
        asked = [each.code for each in form_for(procedure).questions]
        assert sorted(asked) == sorted(set(wanted))
        assert len(wanted) > len(asked), "two departments ask the same, so that asking it once can be seen"

    def test_asks_for_every_paper_that_residents_give_and_for_none_that_is_held_or_issued(self, code: str) -> None:
        procedure = shipped(code)
        files = {each.code for each in form_for(procedure).questions if each.kind == "file"}
        assert files == {each.code for each in procedure.materials.values() if each.origin is Origin.GIVEN}

    def test_says_of_every_limit_that_it_was_read_in_no_document_yet(self, code: str) -> None:
        procedure = shipped(code)
        assert all(rule_of(procedure, step).standing is Standing.DEMO for step in procedure.steps)

    def test_names_document_and_article_of_every_step_and_marks_what_was_not_compared(self, code: str) -> None:
        procedure = shipped(code)
        assert all(step.basis.document and step.basis.article for step in procedure.steps)
        assert {step.code for step in procedure.steps if step.basis.demo} == NOT_COMPARED[code]


class TestANewborn:
    def test_takes_seven_departments_and_the_longest_way_of_their_limits(self) -> None:
        procedure = shipped("newborn")
        assert len(procedure.departments) == 7
        assert working_days(procedure) == 1 + 10
        without = sum(
            1 << place for place, step in enumerate(procedure.steps) if step.code not in {"expense", "strike_out"}
        )
        assert working_days(procedure, without) == 1 + 3 + 5 + 2

    def test_lets_the_certificate_feed_registration_and_registration_the_card_and_the_insurance(self) -> None:
        procedure = shipped("newborn")
        for step, paper, issuer in (
            ("household", "birth_certificate", "certificate"),
            ("card", "household_page", "household"),
            ("insurance", "household_page", "household"),
        ):
            assert paper in procedure.step(step).needs
            found = procedure.issuer(paper)
            assert found is not None
            assert found.code == issuer
