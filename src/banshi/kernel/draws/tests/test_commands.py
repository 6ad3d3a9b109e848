"""A draw from the list to the result: what is fixed, when it opens, and what is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import personal
from banshi.kernel.draws import chance, commands, queries, rules
from banshi.kernel.draws.beacon import beacon
from banshi.kernel.draws.models import Draw, Place, Status
from banshi.kernel.draws.refusals import (
    CheckpointAwaited,
    DrawEnded,
    DrawExists,
    ListRefused,
    NoSuchDraw,
    NothingToCall,
    SeedLost,
    SeedRefused,
    TermsChanged,
    TermsRefused,
)
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.draws.tasks import reveal_due
from banshi.kernel.draws.tests.conftest import COUNTY, MATTER, NOW, TITLE, Desk, ctx, tokens, without_guards
from banshi.kernel.ledger.models import Checkpoint, Entry
from banshi.kernel.ledger.record import Subject, record

pytestmark = pytest.mark.django_db


def kinds_of(number: str) -> list[str]:
    return list(Entry.objects.filter(subject=f"draws:{number}").order_by("position").values_list("kind", flat=True))


def body_of(number: str, position: int) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(Entry.objects.get(subject=f"draws:{number}", position=position).body)
    return body


@command
def other_work(ctx: Context, /, *, count: int = 1) -> None:
    """What everybody else writes meanwhile."""
    for number in range(count):
        record(ctx, Subject("draws", f"other-{ctx.request_id}-{number}", COUNTY), "draws.called")


def waits(number: str) -> bool:
    """Nothing of the result is there."""
    draw = Draw.objects.get(number=number)
    untold = not draw.seed and not Place.objects.filter(draw=draw).exists()
    return untold and draw.status == Status.COMMITTED and "draws.revealed" not in kinds_of(number)


class TestFixingADraw:
    def test_puts_list_seed_and_terms_on_the_record_and_tells_neither_seed_nor_result(self, desk: Desk) -> None:
        fixed = desk.fix(min_size=40, not_before=NOW + timedelta(hours=1, microseconds=5))
        body = body_of(fixed.number, 0)
        assert fixed.number.startswith("D210526-")
        assert body == {
            "algorithm": "banshi-draw/1",
            "entrants": 12,
            "external": "",
            "list_hash": rules.digest(rules.list_text(tokens(12))),
            "min_size": 40,
            "not_before": "2021-05-26T03:00:00Z",
            "public_from": "2021-05-26T02:00:00Z",
            "reference": "callbacks-2021-05",
            "room": "requests",
            "seed_hash": fixed.seed_hash,
            "seed_outside": False,
            "spec": {"quotas": [{"count": 3, "stratum": ""}]},
            "title": TITLE,
        }
        draw = Draw.objects.get()
        seed = personal.unseal(draw.sealed_seed, f"draws.seed {fixed.number}")
        assert rules.seed_hash(seed) == fixed.seed_hash
        assert seed.encode() not in bytes(draw.sealed_seed)
        assert waits(fixed.number)

    def test_keeps_only_the_hash_of_a_seed_that_somebody_else_keeps(self, desk: Desk) -> None:
        desk.fix(seed_hash=rules.seed_hash("ab" * 32))
        draw = Draw.objects.get()
        assert (bytes(draw.sealed_seed), draw.seed_outside) == (b"", True)

    def test_is_refused_with_the_flaw_of_the_list(self, desk: Desk) -> None:
        for entrants, code in (([Entrant("13800138001")], "personal"), (tokens(2), "count")):
            with pytest.raises(ListRefused) as refused:
                desk.fix(entrants)
            assert refused.value.data["reason"] == code
            assert refused.value.fields["entrants"]
        assert not Draw.objects.exists()

    @pytest.mark.parametrize(
        "given", [{"title": " "}, {"title": "长" * 121}, {"external": "长" * 201}, {"seed_hash": "AB" * 32}]
    )
    def test_is_refused_without_good_terms(self, desk: Desk, given: dict[str, Any]) -> None:
        with pytest.raises(TermsRefused):
            desk.fix(**given)
        assert not Draw.objects.exists()

    def test_happens_once_for_a_matter_however_it_ended(self, desk: Desk) -> None:
        number = desk.fix().number
        with pytest.raises(DrawExists) as refused:
            desk.fix(tokens(20))
        assert refused.value.status == 409
        desk.seal()
        desk.reveal(number)
        with pytest.raises(DrawExists):
            desk.fix(tokens(20))
        assert Draw.objects.count() == 1

    def test_may_happen_again_once_the_first_was_given_up_in_public(self, desk: Desk) -> None:
        first = desk.fix().number
        commands.cancel(ctx(1), number=first, reason="名单有误")
        second = desk.fix().number
        assert [row.number for row in queries.published(ctx(2).now).rows] == [second, first]
        live = queries.of_matter("requests", "callbacks-2021-05")
        assert live is not None
        assert live.number == second

    def test_is_part_of_the_command_of_the_room(self, desk: Desk) -> None:
        @command
        def closes_then_fails(ctx: Context) -> None:
            desk.fix()
            raise DrawEnded(number="x")

        with pytest.raises(DrawEnded):
            closes_then_fails(ctx())
        assert not Draw.objects.exists()
        assert not Entry.objects.exists()

    def test_twice_with_one_key_is_one_draw_and_the_same_answer(self, desk: Desk) -> None:
        given: dict[str, Any] = {"about": MATTER, "title": TITLE, "entrants": tuple(tokens(12)), "spec": Spec.of(3)}
        answers = [commands.commit(ctx().keyed("k1"), **given) for _ in range(2)]
        assert answers[0] == answers[1]
        assert Draw.objects.count() == 1


class TestTheDecidingCheckpoint:
    def test_is_the_first_that_covers_the_commitment_whatever_comes_later(self, desk: Desk) -> None:
        other_work(ctx())
        desk.seal()
        number = desk.fix().number
        assert beacon(Draw.objects.get()) is None
        size = desk.seal(2)
        for minute in (3, 4):
            other_work(ctx(minute))
            desk.seal(minute)
        decided = beacon(Draw.objects.get())
        assert decided is not None
        assert decided.size == size == Checkpoint.objects.order_by("size")[1].size
        desk.reveal(number, 5)
        assert Draw.objects.get().checkpoint_size == size

    def test_is_not_one_that_was_signed_while_the_commitment_was_not_sealed(self, desk: Desk) -> None:
        number = desk.fix().number
        Checkpoint.objects.create(size=1000, root=b"x" * 32, note="a\n1000\nx\n\n", at=NOW + timedelta(minutes=1))
        with pytest.raises(CheckpointAwaited):
            desk.reveal(number)
        assert waits(number)

    def test_covers_as_many_entries_as_was_fixed(self, desk: Desk) -> None:
        number = desk.fix(min_size=5).number
        assert desk.seal() == 2
        with pytest.raises(CheckpointAwaited):
            desk.reveal(number)
        other_work(ctx(3), count=3)
        assert desk.seal(3) == 5
        desk.reveal(number, 4)
        assert Draw.objects.get().checkpoint_size == 5

    def test_is_never_smaller_than_the_tree_was(self, desk: Desk) -> None:
        other_work(ctx(), count=6)
        size = desk.seal()
        desk.fix(min_size=2)
        assert Draw.objects.get().min_size == size + 1

    def test_is_signed_no_sooner_than_was_fixed(self, desk: Desk) -> None:
        number = desk.fix(not_before=NOW + timedelta(minutes=30)).number
        desk.seal(29)
        with pytest.raises(CheckpointAwaited):
            desk.reveal(number, 60)
        other_work(ctx(30))
        desk.seal(30)
        desk.reveal(number, 60)
        assert Draw.objects.get().checkpoint_size == 3


class TestCalling:
    def test_lets_a_checkpoint_be_signed_where_nothing_else_happens(self, desk: Desk) -> None:
        number = desk.fix(not_before=NOW + timedelta(minutes=30)).number
        desk.seal(1)
        commands.call(ctx(30), number=number)
        desk.seal(31)
        desk.reveal(number, 32)
        assert kinds_of(number) == ["draws.committed", "draws.called", "draws.revealed"]

    def test_happens_once_and_not_before_its_hour(self, desk: Desk) -> None:
        number = desk.fix(not_before=NOW + timedelta(minutes=30)).number
        with pytest.raises(NothingToCall):
            commands.call(ctx(29), number=number)
        commands.call(ctx(30), number=number)
        with pytest.raises(NothingToCall):
            commands.call(ctx(31), number=number)
        assert kinds_of(number) == ["draws.committed", "draws.called"]

    def test_is_needless_where_no_hour_was_fixed(self, desk: Desk) -> None:
        with pytest.raises(NothingToCall):
            commands.call(ctx(30), number=desk.fix().number)


class TestOpeningADraw:
    def test_puts_seed_checkpoint_and_result_on_the_record(self, desk: Desk) -> None:
        outcome = desk.draw()
        draw, body = Draw.objects.get(), body_of(outcome.number, 1)
        found = [drawn.token for drawn in outcome.places]
        assert body == {
            "checkpoint": Checkpoint.objects.get().note,
            "external": "",
            "external_source": "",
            "result_hash": rules.digest(rules.canonical(found)),
            "seed": draw.seed,
        }
        assert (draw.status, bytes(draw.sealed_seed)) == (Status.REVEALED, b"")
        assert queries.result(outcome.number) == outcome.places
        assert rules.seed_hash(draw.seed) == draw.seed_hash

    def test_gives_what_the_documented_algorithm_gives(self, desk: Desk) -> None:
        outcome = desk.draw()
        draw = Draw.objects.get()
        fingerprint = bytes(Entry.objects.get(kind="draws.committed").hash).hex()
        public = [fingerprint, draw.checkpoint.partition("\n\n")[0] + "\n", ""]
        assert chance.draw(tokens(12), Spec.of(3), draw.seed, public) == list(outcome.places)

    def test_is_refused_before_the_checkpoint(self, desk: Desk) -> None:
        number = desk.fix().number
        with pytest.raises(CheckpointAwaited) as refused:
            desk.reveal(number)
        assert refused.value.status == 409
        assert waits(number)

    def test_is_refused_a_second_time_and_the_result_stays(self, desk: Desk) -> None:
        outcome = desk.draw()
        with pytest.raises(DrawEnded):
            desk.reveal(outcome.number, 9)
        assert queries.result(outcome.number) == outcome.places
        assert kinds_of(outcome.number) == ["draws.committed", "draws.revealed"]

    def test_is_refused_where_there_is_no_draw(self) -> None:
        for act in (commands.reveal, commands.call):
            with pytest.raises(NoSuchDraw):
                act(ctx(), number="D210526-000000")
        with pytest.raises(NoSuchDraw):
            commands.cancel(ctx(), number="D210526-000000", reason="没有")

    def test_needs_the_seed_that_somebody_else_kept(self, desk: Desk) -> None:
        number = desk.fix(seed_hash=rules.seed_hash("ab" * 32)).number
        desk.seal()
        for wrong in ("", "cd" * 32, "ab", "not hex"):
            with pytest.raises(SeedRefused):
                desk.reveal(number, seed=wrong)
        assert waits(number)
        desk.reveal(number, seed="ab" * 32)
        assert Draw.objects.get().seed == "ab" * 32

    def test_needs_the_announced_value_with_its_source_and_no_other(self, desk: Desk) -> None:
        number = desk.fix(external="双色球第 2021060 期").number
        desk.seal()
        for wrong in (
            {},
            {"external": "03 11"},
            {"external_source": "公报"},
            {"external": " ", "external_source": "公报"},
        ):
            with pytest.raises(TermsRefused):
                desk.reveal(number, **wrong)
        assert waits(number)
        desk.reveal(number, external="03 11", external_source="公报")
        assert body_of(number, 1)["external"] == "03 11"

        plain = desk.fix(about=Subject("requests", "plain", COUNTY)).number
        desk.seal(4)
        with pytest.raises(TermsRefused):
            desk.reveal(plain, external="03 11", external_source="公报")

    def test_with_another_value_from_outside_has_another_result(self) -> None:
        found = {
            tuple(chance.draw(tokens(12), Spec.of(3), "ab" * 32, rules.public_values("f", "c", value)))
            for value in ("03 11", "03 12", "03 13")
        }
        assert len(found) == 3

    def test_is_refused_when_the_sealed_seed_was_moved_from_another_draw(self, desk: Desk) -> None:
        one, two = desk.fix().number, desk.fix(about=Subject("requests", "two", COUNTY)).number
        desk.seal()
        stolen = Draw.objects.get(number=two).sealed_seed
        Draw.objects.filter(number=one).update(sealed_seed=stolen)
        with pytest.raises(SeedLost):
            desk.reveal(one)
        assert waits(one)

    @pytest.mark.parametrize(
        "change",
        [
            {"entrants": rules.list_text(tokens(11))},
            {"entrants": rules.list_text(tokens(11)), "list_hash": rules.digest(rules.list_text(tokens(11))), "size": 11},
            {"spec": rules.canonical(Spec.of(4).plain())},
            {"title": "另一次"},
            {"min_size": 2},
        ],
    )  # fmt: skip
    def test_is_refused_when_the_list_or_the_terms_were_changed_in_the_database(
        self, desk: Desk, change: dict[str, Any]
    ) -> None:
        number = desk.fix().number
        desk.seal()
        with without_guards():
            Draw.objects.filter(number=number).update(**change)
        with pytest.raises(TermsChanged):
            desk.reveal(number)
        assert waits(number)


class TestGivingUp:
    def test_is_public_with_its_reason_and_whether_the_result_could_be_known(self, desk: Desk) -> None:
        early, late = desk.fix().number, desk.fix(about=Subject("requests", "late", COUNTY)).number
        commands.cancel(ctx(1), number=early, reason=" 名单有误 ")
        desk.seal(2)
        commands.cancel(ctx(3), number=late, reason="名单有误")
        for number, known in ((early, False), (late, True)):
            view = queries.shown(number, ctx(4).now)
            assert (view.reason, view.value_known, view.seed) == ("名单有误", known, "")
            body = body_of(number, 1)
            assert body["value_known"] is known
            assert "名单有误" not in json.dumps(body, ensure_ascii=False)
        assert all(bytes(draw.sealed_seed) == b"" for draw in Draw.objects.all())

    def test_needs_a_reason(self, desk: Desk) -> None:
        number = desk.fix().number
        for reason in ("", "  ", "长" * 501):
            with pytest.raises(TermsRefused):
                commands.cancel(ctx(1), number=number, reason=reason)
        assert waits(number)

    def test_is_refused_once_the_draw_was_opened(self, desk: Desk) -> None:
        outcome = desk.draw()
        with pytest.raises(DrawEnded):
            commands.cancel(ctx(9), number=outcome.number, reason="结果不合意")
        assert queries.result(outcome.number) == outcome.places

    def test_keeps_it_closed(self, desk: Desk) -> None:
        number = desk.fix().number
        desk.seal()
        commands.cancel(ctx(1), number=number, reason="名单有误")
        with pytest.raises(DrawEnded):
            desk.reveal(number)
        assert queries.result(number) == ()


class TestTheJob:
    @pytest.fixture(autouse=True)
    def an_hour_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("banshi.kernel.draws.tasks.job_context", lambda name: ctx(60))

    def test_opens_what_is_due_and_calls_what_waits_for_its_hour(self, desk: Desk) -> None:
        def about(key: str) -> dict[str, Any]:
            return {"about": Subject("requests", key, COUNTY)}

        due = desk.fix(**about("due")).number
        called = desk.fix(**about("called"), not_before=NOW + timedelta(minutes=59)).number
        later = desk.fix(**about("later"), not_before=NOW + timedelta(minutes=61)).number
        outside = desk.fix(**about("outside"), external="双色球").number
        kept = desk.fix(**about("kept"), seed_hash=rules.seed_hash("ab" * 32)).number
        desk.seal()
        for _twice in range(2):
            reveal_due.call()
            assert {number: kinds_of(number)[1:] for number in (due, called, later, outside, kept)} == {
                due: ["draws.revealed"],
                called: ["draws.called"],
                later: [],
                outside: [],
                kept: [],
            }
        desk.seal(61)
        reveal_due.call()
        assert kinds_of(called)[-1] == "draws.revealed"

    def test_leaves_no_draw_waiting_for_one_that_cannot_be_opened(self, desk: Desk) -> None:
        lost, good = desk.fix().number, desk.fix(about=Subject("requests", "good", COUNTY)).number
        desk.seal()
        Draw.objects.filter(number=lost).update(sealed_seed=b"xx")
        with pytest.raises(SeedLost):
            reveal_due.call()
        assert kinds_of(good)[-1] == "draws.revealed"
        assert kinds_of(lost) == ["draws.committed"]
