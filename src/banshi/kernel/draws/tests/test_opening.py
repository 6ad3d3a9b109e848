"""Opening a draw, giving it up, and the job that does it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.draws import chance, commands, queries, rules
from banshi.kernel.draws.models import Draw, Status
from banshi.kernel.draws.refusals import (
    CheckpointAwaited,
    DrawEnded,
    NoSuchDraw,
    SeedLost,
    SeedRefused,
    TermsChanged,
    TermsRefused,
)
from banshi.kernel.draws.rules import Spec
from banshi.kernel.draws.tasks import reveal_due
from banshi.kernel.draws.tests.conftest import COUNTY, NOW, Desk, ctx, tokens, without_guards
from banshi.kernel.draws.tests.watching import body_of, kinds_of, waits
from banshi.kernel.ledger.models import Checkpoint, Entry
from banshi.kernel.ledger.record import Subject

pytestmark = pytest.mark.django_db


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
