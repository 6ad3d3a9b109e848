"""A draw from the list to the result: what is fixed, when it opens, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.commands import Context, command
from banshi.kernel.directory import personal
from banshi.kernel.draws import commands, queries, rules
from banshi.kernel.draws.beacon import beacon
from banshi.kernel.draws.models import Draw
from banshi.kernel.draws.refusals import (
    CheckpointAwaited,
    DrawEnded,
    DrawExists,
    ListRefused,
    NothingToCall,
    TermsRefused,
)
from banshi.kernel.draws.rules import Entrant, Spec
from banshi.kernel.draws.tests.conftest import MATTER, NOW, TITLE, Desk, ctx, tokens
from banshi.kernel.draws.tests.watching import body_of, kinds_of, other_work, waits
from banshi.kernel.ledger.models import Checkpoint, Entry

pytestmark = pytest.mark.django_db


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
