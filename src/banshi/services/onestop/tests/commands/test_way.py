"""A case from the form to the last paper: what begins when, who is told, what is on the record."""

import pytest

from banshi.kernel.errors import NotFound, SignInNeeded
from banshi.kernel.ledger.models import Entry
from banshi.kernel.notices.models import Notice
from banshi.services.onestop import commands
from banshi.services.onestop.commands import CaseOver, NotBegun, OtherUnit, StepMovedOn, Unfit
from banshi.services.onestop.models import Case, Material, Use
from banshi.services.onestop.queries.watching import news
from banshi.services.onestop.tasks import tell_residents
from banshi.services.onestop.tests.conftest import Refused
from banshi.services.onestop.tests.way import Way, kinds, opened, wish

pytestmark = pytest.mark.django_db


def heard() -> None:
    """The house tells what is to be told, and finds nothing left the second time."""
    tell_residents.call()
    assert news() == []


class TestOpening:
    def test_begins_only_what_waits_for_nothing(self, way: Way) -> None:
        assert way.begun == {"deed"}
        assert kinds(f"onestop:{way.number}")[-1] == "onestop.case_opened"

    def test_leaves_out_what_the_answers_do_not_call_for(self, ready: Way) -> None:
        without = commands.open_case(ready.ctx("alice"), wish=wish())
        with_garden = commands.open_case(ready.ctx("alice"), wish=wish(answers={"garden": True}))
        assert "garden" not in without.steps
        assert "garden" in with_garden.steps

    def test_keeps_answers_where_the_file_alone_reveals_none(self, way: Way) -> None:
        assert "阿丽玛".encode() not in bytes(way.case.said.answers)
        entry = Entry.objects.get(kind="onestop.case_opened")
        assert "阿丽玛" not in entry.body

    def test_gives_the_papers_to_the_first_step_by_reference(self, way: Way) -> None:
        use = Use.objects.get()
        assert (use.material.code, use.step_id) == ("contract", way.step("deed").pk)

    def test_needs_to_know_who_asks(self, ready: Way, refused: Refused) -> None:
        with refused(SignInNeeded):
            commands.open_case(ready.ctx("anonymous"), wish=wish())

    def test_needs_consent(self, ready: Way, refused: Refused) -> None:
        with refused(Unfit) as raised:
            commands.open_case(ready.ctx("alice"), wish=wish(consent=False))
        assert "consent" in raised.value.fields

    def test_names_what_is_missing_in_the_answers(self, ready: Way, refused: Refused) -> None:
        asked = wish(answers={"name": ""})
        with refused(Unfit) as raised:
            commands.open_case(ready.ctx("alice"), wish=asked)
        assert set(raised.value.fields) == {"name"}

    def test_does_not_ask_what_belongs_to_a_step_left_out(self, ready: Way) -> None:
        found = commands.open_case(ready.ctx("alice"), wish=wish(left=("parking",), answers={"plate": ""}))
        assert "parking" not in found.steps

    def test_leaves_nothing_out_that_must_be_done(self, ready: Way, refused: Refused) -> None:
        asked = wish(left=("water",))
        with refused(Unfit) as raised:
            commands.open_case(ready.ctx("alice"), wish=asked)
        assert "left" in raised.value.fields


class TestCompleting:
    def test_begins_what_waited_in_the_same_transaction(self, way: Way) -> None:
        way.complete("deed")
        assert way.begun == {"water", "parking"}
        assert way.state("deed") == "done"

    def test_waits_for_the_last_prerequisite(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        assert "welcome" not in way.begun
        way.complete("parking")
        assert "welcome" in way.begun

    def test_passes_the_document_on_by_reference_with_its_hash(self, way: Way) -> None:
        way.complete("deed", documents={"deed": commands.Issued(number="蒙2021-001")})
        deed = Material.objects.get(code="deed")
        assert deed.number == "蒙2021-001"
        assert len(deed.sha256) == 64
        users = set(Use.objects.filter(material=deed).values_list("step__unit__slug", flat=True))
        assert users == {"150627-water", "150627-roads"}

    def test_finishes_a_step_that_delivers_only_when_it_was_received(self, way: Way) -> None:
        for step in ("deed", "water", "parking", "welcome"):
            way.complete(step)
        assert way.case.status == "open"
        assert way.state("water") == "issued"
        answer = commands.receive(way.ctx("alice"), number=way.number, step="water")
        assert answer.status == "finished"
        assert way.case.closed_at == way.now

    def test_tells_the_resident_what_is_ready_and_how_it_ended(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        heard()
        assert list(Notice.objects.values_list("template", flat=True)) == ["onestop.ready"]
        commands.receive(way.ctx("alice"), number=way.number, step="water")
        way.complete("parking")
        way.complete("welcome")
        heard()
        assert Notice.objects.filter(template="onestop.over").count() == 1

    def test_is_refused_before_its_time(self, way: Way, refused: Refused) -> None:
        with refused(NotBegun) as raised:
            commands.complete(way.ctx("system"), number=way.number, step="water")
        assert "办房产证" in str(raised.value)

    def test_is_refused_a_second_time(self, way: Way, refused: Refused) -> None:
        way.complete("deed")
        with refused(StepMovedOn):
            way.complete("deed")

    def test_is_refused_to_another_unit(self, way: Way, refused: Refused) -> None:
        way.complete("deed")
        with refused(OtherUnit):
            commands.complete(way.ctx("handler"), number=way.number, step="parking")

    def test_tells_a_unit_without_a_part_in_it_nothing(self, way: Way, refused: Refused) -> None:
        for step in ("deed", "water", "nonsense"):
            with refused(NotFound):
                commands.complete(way.ctx("charlie"), number=way.number, step=step)

    def test_is_refused_once_the_case_is_over(self, way: Way, refused: Refused) -> None:
        commands.withdraw(way.ctx("alice"), number=way.number)
        with refused(CaseOver):
            way.complete("deed")

    def test_takes_no_document_that_the_step_does_not_give(self, way: Way, refused: Refused) -> None:
        with refused(Unfit):
            way.complete("deed", documents={"meter": commands.Issued()})


class TestReceiving:
    def test_is_said_by_the_resident_or_the_unit(self, way: Way, refused: Refused) -> None:
        way.complete("deed")
        way.complete("water")
        with refused(NotFound):
            commands.receive(way.ctx("bao"), number=way.number, step="water")
        way.complete("parking")
        with refused(OtherUnit):
            commands.receive(way.ctx("roads"), number=way.number, step="water")
        commands.receive(way.ctx("handler"), number=way.number, step="water")
        assert way.state("water") == "done"

    def test_follows_the_post(self, ready: Way) -> None:
        way = opened(ready, way="post", address="札萨克镇门克庆嘎查1号")
        way.complete("deed")
        way.complete("water")
        commands.deliver(way.ctx("handler"), number=way.number, step="water", reference="EMS123")
        assert way.state("water") == "sent"
        commands.receive(way.ctx("alice"), number=way.number, step="water")
        assert way.state("water") == "done"

    def test_way_can_be_chosen_anew_while_nothing_is_sent(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        commands.choose_way(way.ctx("alice"), number=way.number, way="post", address="札萨克镇1号")
        assert way.step("water").delivery.way == "post"

    def test_way_must_be_one_of_the_procedure(self, way: Way, refused: Refused) -> None:
        with refused(Unfit):
            commands.choose_way(way.ctx("alice"), number=way.number, way="pigeon")


class TestTogether:
    def test_many_are_completed_with_one_entry(self, ready: Way) -> None:
        ways = [opened(ready) for _ in range(5)]
        ids = [way.step("deed").pk for way in ways]
        before = Entry.objects.count()
        done = commands.complete_many(ready.ctx("housing"), steps=ids)
        assert (done.completed, done.left, len(done.entries)) == (5, {}, 1)
        assert Entry.objects.count() == before + 1
        assert all(way.begun == {"water", "parking"} for way in ways)
        assert Material.objects.filter(code="deed").count() == 5
        assert Use.objects.filter(material__code="deed").count() == 10

    def test_steps_that_have_moved_on_are_left_and_said(self, ready: Way) -> None:
        first, second = opened(ready), opened(ready)
        ids = [first.step("deed").pk, second.step("deed").pk]
        first.complete("deed")
        done = commands.complete_many(ready.ctx("housing"), steps=ids)
        assert done.completed == 1
        assert set(done.left) == {ids[0]}

    def test_steps_of_another_unit_do_not_exist(self, ready: Way, refused: Refused) -> None:
        way = opened(ready)
        with refused(commands.NothingToComplete):
            commands.complete_many(ready.ctx("charlie"), steps=[way.step("deed").pk])

    def test_leave_what_single_completions_leave(self, ready: Way) -> None:
        single, bulk = opened(ready), opened(ready)
        for step, who in (("deed", "housing"), ("water", "handler"), ("parking", "roads"), ("welcome", "township")):
            single.complete(step)
            commands.complete_many(ready.ctx(who), steps=[bulk.step(step).pk])
        columns = ("status", "parts", "begun", "met", "ended")
        one, other = (Case.objects.filter(number=way.number).values(*columns).get() for way in (single, bulk))
        assert one == other
