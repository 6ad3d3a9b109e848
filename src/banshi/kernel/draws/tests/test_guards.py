"""The database is the last guard: what was fixed and what was drawn stays, whoever writes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from banshi.kernel.draws import commands, queries, rules
from banshi.kernel.draws.models import Draw, Place, Status
from banshi.kernel.draws.tests.conftest import NOW, Desk, ctx, tokens

pytestmark = pytest.mark.django_db


def refused(**change: Any) -> bool:
    """Whether the database refuses to write this into the draw."""
    try:
        with transaction.atomic():
            Draw.objects.update(**change)
    except IntegrityError:
        return True
    return False


FIXED = {
    "number": "D210526-ZZZZZZ",
    "county": "150622",
    "room": "contests",
    "reference": "other",
    "title": "别的",
    "entrants": rules.list_text(tokens(3)),
    "size": 3,
    "spec": "{}",
    "list_hash": "0" * 64,
    "seed_hash": "0" * 64,
    "seed_outside": True,
    "min_size": 1000,
    "not_before": NOW,
    "external": "双色球",
    "public_from": ctx(9).now,
    "committed_at": ctx(9).now,
}


class TestWhatWasFixed:
    @pytest.mark.parametrize("name", FIXED)
    def test_is_not_changed(self, desk: Desk, name: str) -> None:
        desk.fix()
        before = Draw.objects.values().get()
        assert refused(**{name: FIXED[name]})
        assert Draw.objects.values().get() == before

    def test_is_every_column_but_those_that_the_end_fills(self) -> None:
        filled = {
            "id", "status", "sealed_seed", "called_at", "revealed_at", "seed", "checkpoint", "checkpoint_size",
            "external_value", "external_source", "result_hash", "cancelled_at", "reason", "value_known",
        }  # fmt: skip
        assert {field.name for field in Draw._meta.concrete_fields} - filled == set(FIXED)

    def test_is_not_deleted(self, desk: Desk) -> None:
        desk.fix()
        with pytest.raises(IntegrityError), transaction.atomic():
            Draw.objects.all()._raw_delete(using="default")
        assert Draw.objects.exists()


class TestTheEnd:
    def test_is_not_half_reached(self, desk: Desk) -> None:
        desk.fix()
        whole = {"revealed_at": NOW, "seed": "ab", "result_hash": "cd", "checkpoint_size": F("min_size")}
        for name in whole:
            rest = {key: value for key, value in whole.items() if key != name}
            assert refused(status=Status.REVEALED, **rest), name
        assert refused(status=Status.REVEALED, **{**whole, "checkpoint_size": F("min_size") - 1})
        assert refused(status=Status.CANCELLED, cancelled_at=NOW, value_known=False)
        assert refused(status=Status.CANCELLED, reason="名单有误", value_known=False)
        assert refused(seed="ab")
        assert refused(status="other")

    def test_once_reached_stays(self, desk: Desk) -> None:
        outcome = desk.draw()
        before = Draw.objects.values().get()
        for change in ({"seed": "cd"}, {"status": Status.COMMITTED}, {"result_hash": "x"}, {"external_value": "7"}):
            assert refused(**change)
        assert Draw.objects.values().get() == before
        assert outcome.places == queries.result(outcome.number)

    def test_by_giving_up_stays_too(self, desk: Desk) -> None:
        commands.cancel(ctx(1), number=desk.fix().number, reason="名单有误")
        assert refused(reason="别的理由")
        assert refused(value_known=True)


class TestAResult:
    def test_is_not_changed_deleted_or_added_to(self, desk: Desk) -> None:
        outcome = desk.draw()
        draw = Draw.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(place=1).update(token="T001" if outcome.places[0].token != "T001" else "T002")
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(place=1)._raw_delete(using="default")
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.create(draw=draw, place=4, token="T999", must=False)
        assert queries.result(outcome.number) == outcome.places

    def test_has_each_place_and_each_token_once(self, desk: Desk) -> None:
        desk.fix()
        draw = Draw.objects.get()
        Place.objects.create(draw=draw, place=1, token="T001", must=False)
        for place, token in ((1, "T002"), (2, "T001"), (0, "T003")):
            with pytest.raises(IntegrityError), transaction.atomic():
                Place.objects.create(draw=draw, place=place, token=token, must=False)
        assert Place.objects.count() == 1
