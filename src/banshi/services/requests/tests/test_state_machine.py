"""A request driven anywhere it can go: the ledger verifies, the clocks add up, the accused never sees."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from banshi.kernel.clocks.models import Clock, ClockKind, Hold
from banshi.kernel.clocks.queries import way as stretches
from banshi.kernel.errors import BanshiError, NotFound
from banshi.kernel.ledger.canonical import entry_hash
from banshi.kernel.ledger.models import Entry
from banshi.kernel.publication import figures
from banshi.kernel.testing.people import COUNTY, World
from banshi.services.requests import commands
from banshi.services.requests.commands import Face, Given, MoveRefused, Told
from banshi.services.requests.models import AccusedParty, LeaderCharge, Request
from banshi.services.requests.queries.desk import Filter, desk
from banshi.services.requests.queries.matter import view
from banshi.services.requests.queries.measures import contribution
from banshi.services.requests.queries.search import search
from banshi.services.requests.rules.moves import MAIN_WAY, OPEN, Act, Stage, after
from banshi.services.requests.tests.way import brought, kinds, picture, tomorrow

STAFF = ("clerk", "handler", "roads", "township", "leader", "supervisor", "inspector", "administrator", "charlie")
SOMEBODY = st.sampled_from(("alice", "bao", *STAFF))
UNITS = st.sampled_from(("water", "roads", "road-team", "government", "supervision", "hotline", "town"))
MEASURES = ("received", "answered", "solved", "rated", "satisfied", "reopened", "withdrawn", "merged", "in_time")


class Life(RuleBasedStateMachine):
    """Anybody tries anything at any time; what is refused must leave no trace."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # type: ignore[attr-defined]  # so that commands may be durable inside
        self.block.__enter__()

    def teardown(self) -> None:
        try:
            if hasattr(self, "agreed"):
                self.agreed = False  # a refused command may have left a trace elsewhere than in the row
                self.the_books_agree()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @initialize(kind=st.sampled_from(("appeal", "petition", "consult", "tipoff")), stage=st.sampled_from(MAIN_WAY))
    def begin(self, kind: str, stage: Stage) -> None:
        self.way = brought(self.world, kind=kind).to(stage)
        self.accused: set[str] = set()
        self.units = {who: self.world.actor(who).unit_ids for who in STAFF}
        self.changed()

    def changed(self) -> None:
        """Something is otherwise: all is looked at anew."""
        self.agreed, self.last = False, picture(self.way.number)

    def attempt(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except BanshiError:
            assert picture(self.way.number) == self.last
        else:
            self.changed()

    @rule(hours=st.integers(1, 24 * 12))
    def time_goes_by(self, hours: int) -> None:
        self.way.later(hours=hours)
        self.agreed = False

    @rule(who=SOMEBODY, category=st.sampled_from(("", "101203", "0601", "1002")))
    def triage(self, who: str, category: str) -> None:
        sorting = commands.Sorting(category=category)
        self.attempt(lambda: commands.triage(self.way.ctx(who), number=self.way.number, sorting=sorting))

    @rule(who=st.sampled_from(("clerk", "supervisor", "handler")), unit=st.none() | UNITS)
    def dispatch(self, who: str, unit: str | None) -> None:
        named = self.way.unit(unit) if unit else None
        self.attempt(lambda: commands.dispatch(self.way.ctx(who), number=self.way.number, unit_id=named, reason="指定"))

    @rule(who=SOMEBODY)
    def accept(self, who: str) -> None:
        self.attempt(lambda: commands.accept(self.way.ctx(who), number=self.way.number))

    @rule()
    def whoever_has_it_accepts(self) -> None:
        for who in STAFF:
            self.attempt(lambda who=who: commands.accept(self.way.ctx(who), number=self.way.number))  # type: ignore[misc]

    @rule(who=SOMEBODY, reason=st.sampled_from(("", "不属于本单位职责")))
    def give_back(self, who: str, reason: str) -> None:
        self.attempt(lambda: commands.return_(self.way.ctx(who), number=self.way.number, reason=reason))

    @rule(who=SOMEBODY, unit=UNITS)
    def pass_on(self, who: str, unit: str) -> None:
        ctx, unit_id = self.way.ctx(who), self.way.unit(unit)
        self.attempt(lambda: commands.transfer(ctx, number=self.way.number, unit_id=unit_id, reason="职责"))

    @rule(who=st.sampled_from(("handler", "roads", "supervisor")), unit=UNITS)
    def ask_for_help(self, who: str, unit: str) -> None:
        ctx, unit_id = self.way.ctx(who), self.way.unit(unit)
        self.attempt(lambda: commands.add_co_handler(ctx, number=self.way.number, unit_id=unit_id, task="协助"))

    @rule(who=st.sampled_from(("handler", "roads", "township")))
    def report_help(self, who: str) -> None:
        self.attempt(lambda: commands.co_report(self.way.ctx(who), number=self.way.number, text="已协助"))

    @rule(who=st.sampled_from(("handler", "roads", "supervisor")))
    def progress(self, who: str) -> None:
        self.attempt(lambda: commands.log_progress(self.way.ctx(who), number=self.way.number, text="已到现场"))

    @rule(who=st.sampled_from(("handler", "roads")))
    def pause(self, who: str) -> None:
        self.attempt(lambda: commands.pause(self.way.ctx(who), number=self.way.number, reason="等鉴定"))

    @rule(who=st.sampled_from(("handler", "roads")))
    def resume(self, who: str) -> None:
        self.attempt(lambda: commands.resume(self.way.ctx(who), number=self.way.number))

    @rule(who=st.sampled_from(("handler", "roads")), amount=st.integers(0, 40))
    def extend(self, who: str, amount: int) -> None:
        ctx = self.way.ctx(who)
        self.attempt(lambda: commands.extend(ctx, number=self.way.number, amount=amount, reason="等零件"))

    @rule(who=SOMEBODY, outcome=st.sampled_from(("solved", "explained", "promised")))
    def answer(self, who: str, outcome: str) -> None:
        left = (
            {"rest": "更换水管", "rest_by": tomorrow(self.way.now + timedelta(days=1))} if outcome == "promised" else {}
        )
        self.attempt(lambda: self.way.answer(who, outcome=outcome, **left))

    @rule()
    def whoever_has_it_answers(self) -> None:
        for who in STAFF:
            self.attempt(lambda who=who: self.way.answer(who))  # type: ignore[misc]

    @rule(who=st.sampled_from(("alice", "bao", "handler")), score=st.integers(0, 6))
    def rate(self, who: str, score: int) -> None:
        self.attempt(lambda: commands.rate(self.way.ctx(who), number=self.way.number, score=score))

    @rule(who=st.sampled_from(("alice", "bao", "supervisor")))
    def reopen(self, who: str) -> None:
        self.attempt(lambda: commands.reopen(self.way.ctx(who), number=self.way.number, reason="又坏了"))

    @rule(who=st.sampled_from(("system", "supervisor", "alice")))
    def close(self, who: str) -> None:
        self.attempt(lambda: commands.close(self.way.ctx(who), number=self.way.number))

    @rule(round=st.integers(1, 2))
    def ask_for_review(self, round: int) -> None:
        ask = commands.request_review if round == 1 else commands.request_re_review
        self.attempt(lambda: ask(self.way.ctx("alice"), number=self.way.number, reason="不服"))

    @rule(
        who=st.sampled_from(("leader", "supervisor", "handler")),
        round=st.integers(1, 2),
        decision=st.sampled_from(("upheld", "changed", "remitted")),
    )
    def decide_review(self, who: str, round: int, decision: Any) -> None:
        decide = commands.decide_review if round == 1 else commands.decide_re_review
        ctx = self.way.ctx(who)
        self.attempt(lambda: decide(ctx, number=self.way.number, decision=decision, opinion="经查属实"))

    @rule(who=st.sampled_from(("leader", "supervisor", "handler")))
    def take_charge(self, who: str) -> None:
        self.attempt(lambda: commands.take_charge(self.way.ctx(who), number=self.way.number))

    @rule()
    def visit(self) -> None:
        given = (Given("三日内出水", tomorrow(self.way.now)),)
        open_ones = [one.id for charge in self.seen_charges() for one in charge.promises if one.kept_at is None]
        told = tuple(Told(each, kept=True, outcome="已出水") for each in open_ones)
        ctx = self.way.ctx("leader")
        self.attempt(
            lambda: commands.log_visit(
                ctx, number=self.way.number, place="村委会", heard="没有水", told=told, given=given
            )
        )

    def seen_charges(self) -> tuple[Any, ...]:
        try:
            return view(self.world.actor("leader", self.way.now), self.way.number, self.way.now).charges
        except NotFound:
            return ()

    @rule(who=st.sampled_from(("supervisor", "leader", "clerk")))
    def supervise(self, who: str) -> None:
        self.attempt(lambda: commands.supervise(self.way.ctx(who), number=self.way.number, demand="三日内反馈"))

    @rule(who=st.sampled_from(("supervisor", "clerk")))
    def escalate(self, who: str) -> None:
        self.attempt(lambda: commands.escalate(self.way.ctx(who), number=self.way.number, reason="推诿"))

    @rule(who=st.sampled_from(("alice", "handler", "supervisor")))
    def publish(self, who: str) -> None:
        self.attempt(lambda: commands.publish(self.way.ctx(who), number=self.way.number, face=Face("机井", "机井坏了")))

    @rule(who=st.sampled_from(("alice", "bao", "clerk")))
    def write(self, who: str) -> None:
        self.attempt(lambda: commands.tell(self.way.ctx(who), number=self.way.number, text="还没有水"))

    @rule(who=st.sampled_from(("alice", "bao")))
    def withdraw(self, who: str) -> None:
        self.attempt(lambda: commands.withdraw(self.way.ctx(who), number=self.way.number))

    @precondition(lambda self: len(self.accused) < 2)
    @rule(unit=UNITS)
    def accuse(self, unit: str) -> None:
        commands.accuse(self.way.ctx("system"), number=self.way.number, unit_ids=[self.way.unit(unit)])
        self.accused.add(unit)
        self.changed()

    @rule(act=st.sampled_from(list(Act)))
    def what_the_table_does_not_allow_is_refused(self, act: Act) -> None:
        if act is Act.CLOSE and after(self.way.row.stage, act) is None:
            with pytest.raises(MoveRefused):
                commands.close(self.way.ctx("system"), number=self.way.number)

    @invariant()
    def the_books_agree(self) -> None:
        """After each step that was not refused, and at the end: each line below is one promise."""
        if not self.agreed:
            row = self.way.row
            self.the_ledger_verifies()
            self.the_clocks_add_up(row)
            self.the_row_agrees_with_itself(row)
            self.the_figures_are_what_the_row_adds_up_to()
            self.the_accused_never_sees(row)
            self.agreed = True

    def the_ledger_verifies(self) -> None:
        previous = b""
        for position, entry in enumerate(
            Entry.objects.filter(subject=f"requests:{self.way.number}").order_by("position")
        ):
            assert (entry.position, bytes(entry.previous)) == (position, previous)
            told: dict[str, Any] = {
                each: getattr(entry, each) for each in ("county", "subject", "position", "at", "actor", "kind")
            }
            digest = entry_hash(**told, body_json=entry.body, previous=previous)
            assert digest == bytes(entry.hash)
            previous = digest

    def the_clocks_add_up(self, row: Request) -> None:
        subject = f"requests:{self.way.number}"
        waiting = Clock.objects.filter(subject=subject, kind=ClockKind.RESIDENT, met_at=None, cancelled_at=None)
        assert [clock.due for clock in waiting] == ([row.due_at] if row.open else [])
        held = Hold.objects.filter(subject=subject, ended=None)
        assert [hold.unit_id for hold in held] == ([row.holder_unit_id] if row.open and row.holder_unit_id else [])
        parts = stretches(subject, self.way.now)
        for one, following in pairwise(parts):
            assert one.ended is not None
            assert one.ended <= following.started

    def the_row_agrees_with_itself(self, row: Request) -> None:
        assert row.open == (Stage(row.stage) in OPEN)
        assert row.accusing == AccusedParty.objects.filter(request=row).exists()
        charge = LeaderCharge.objects.filter(request=row, ends=None).first()
        assert row.leader_id == (charge.person_id if charge else None)
        assert kinds(self.way.number)[0] == "requests.submitted"

    def the_figures_are_what_the_row_adds_up_to(self) -> None:
        counted = figures.read("requests", MEASURES, county=COUNTY)
        held = [tally.measure for row in Request.objects.all() for tally in contribution(row)]
        assert {measure: counted.total(measure) for measure in MEASURES} == {
            each: held.count(each) for each in MEASURES
        }

    def the_accused_never_sees(self, row: Request) -> None:
        shut = {self.way.unit(name) for name in self.accused}
        assert row.holder_unit_id not in shut
        for who in [who for who, units in self.units.items() if units & shut]:
            actor = self.world.actor(who, self.way.now)
            assert not desk(actor, self.way.now, Filter(scope="all")).rows
            assert not search(actor, self.way.now, "机井").rows
            with pytest.raises(NotFound):
                view(actor, self.way.number, self.way.now)


def test_a_request_may_go_anywhere_and_the_books_agree(world: World) -> None:
    anywhere = type("Anywhere", (Life,), {"world": world})
    often = settings(max_examples=25, stateful_step_count=15, deadline=None, print_blob=False)
    run_state_machine_as_test(anywhere, settings=settings(often, suppress_health_check=list(HealthCheck)))
