"""A random procedure driven anywhere it can go: never early, never twice, and the rows agree with the bits."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from banshi.kernel.errors import BanshiError
from banshi.kernel.testing.people import World
from banshi.services.onestop import commands
from banshi.services.onestop.commands import Wish
from banshi.services.onestop.models import Case, CaseStep, Delivery, Material, Return
from banshi.services.onestop.rules.progress import ALIVE, Bits, State, Status, places, ready, select
from banshi.services.onestop.tests.graphs import Graph, graphs
from banshi.services.onestop.tests.way import picture, prepared

PICK = st.integers(0, 9)


class Life(RuleBasedStateMachine):
    """The house does anything to any step at any time; what is refused leaves no trace."""

    world: World

    @initialize(graph=graphs(6))
    def begin(self, graph: Graph) -> None:
        way = prepared(self.world)
        self.procedure = graph.procedure
        self.system, self.alice = way.ctx("system"), way.ctx("alice")
        commands.publish(self.system, text=graph.text, file="graph.yaml", county="150627")
        wish = Wish(procedure="graph", answers=graph.answers, left=graph.left, consent=True)
        some = select(self.procedure, graph.answers, graph.left).parts
        self.number = commands.open_case(self.alice, wish=wish).number if some else ""
        self.last = picture()

    def attempt(self, act: Callable[[], Any]) -> None:
        if not self.number:
            return
        try:
            act()
        except BanshiError:
            assert picture() == self.last
        else:
            self.last = picture()

    def code(self, pick: int) -> str:
        return self.procedure.steps[pick % len(self.procedure.steps)].code

    @rule(pick=PICK)
    def complete(self, pick: int) -> None:
        self.attempt(lambda: commands.complete(self.system, number=self.number, step=self.code(pick)))

    @rule(picks=st.lists(PICK, min_size=1, max_size=4))
    def complete_many(self, picks: list[int]) -> None:
        wanted = [pick % len(self.procedure.steps) for pick in picks]
        ids = list(CaseStep.objects.filter(case__number=self.number, place__in=wanted).values_list("id", flat=True))
        if ids:
            self.attempt(lambda: commands.complete_many(self.system, steps=ids))

    @rule(pick=PICK)
    def give_back(self, pick: int) -> None:
        step = self.code(pick)
        ask = {"reason": "看不清", "missing": ["first"]}
        self.attempt(lambda: commands.return_step(self.system, number=self.number, step=step, **ask))

    @rule()
    def supply(self) -> None:
        self.attempt(lambda: commands.supply(self.alice, number=self.number, answers={"first": True}))

    @rule(pick=PICK)
    def leave_out(self, pick: int) -> None:
        self.attempt(lambda: commands.take_out(self.alice, number=self.number, step=self.code(pick)))

    @rule(pick=PICK)
    def receive(self, pick: int) -> None:
        self.attempt(lambda: commands.receive(self.alice, number=self.number, step=self.code(pick)))

    @rule(pick=PICK, sure=st.integers(0, 3))
    def fail(self, pick: int, sure: int) -> None:
        if not sure:
            step = self.code(pick)
            self.attempt(lambda: commands.fail(self.system, number=self.number, step=step, reason="不符合条件"))

    @rule(sure=st.integers(0, 3))
    def withdraw(self, sure: int) -> None:
        if not sure:
            self.attempt(lambda: commands.withdraw(self.alice, number=self.number))

    @invariant()
    def nothing_begins_early_and_nothing_is_forgotten(self) -> None:
        if not self.number:
            return
        case = Case.objects.get(number=self.number)
        bits = Bits(case.parts, case.begun, case.met, case.ended)
        assert ready(self.procedure, bits) == (), "a step could begin and has not"
        for place in places(bits.begun if case.status == Status.OPEN else 0):
            assert not self.procedure.first[place] & bits.parts & ~bits.met, "a step has begun early"

    @invariant()
    def rows_agree_with_the_bits(self) -> None:
        if not self.number:
            return
        case = Case.objects.get(number=self.number)
        rows = {step.place: State(step.state) for step in CaseStep.objects.filter(case=case)}
        running = {place for place, state in rows.items() if state in (State.ACTIVE, State.RETURNED)}
        waiting = {place for place, state in rows.items() if state in (State.ISSUED, State.SENT)}
        assert running == set(places(case.begun & ~case.met))
        assert waiting == set(places(case.met & ~case.ended))
        assert set(places(case.begun)) <= set(rows)
        assert (case.ended == case.parts) == (case.status not in ALIVE)
        asked = set(Return.objects.filter(case=case, answered_at=None).values_list("step__place", flat=True))
        assert asked == {place for place, state in rows.items() if state is State.RETURNED}
        handed = Delivery.objects.filter(case=case, received_at=None, step__state__in="is")
        assert set(handed.values_list("step__place", flat=True)) == waiting

    @invariant()
    def a_document_is_in_force_exactly_while_its_step_stands(self) -> None:
        if not self.number:
            return
        done = CaseStep.objects.filter(case__number=self.number, state__in="isd").values_list("place", flat=True)
        held = Material.objects.filter(case__number=self.number, revoked_at=None).values_list("place", flat=True)
        assert sorted(done) == sorted(held)  # type: ignore[type-var]


@pytest.mark.django_db
def test_a_case_goes_wherever_it_can(world: World) -> None:
    class Savepointed(Life):
        """Each example in a savepoint that is taken back."""

        def __init__(self) -> None:
            super().__init__()
            self.world = world
            self.block = transaction.atomic()
            self.block._from_testcase = True  # type: ignore[attr-defined]  # so that commands may be durable inside
            self.block.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    run_state_machine_as_test(
        Savepointed,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
