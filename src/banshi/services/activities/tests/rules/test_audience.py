"""Who may come, and when booking opens."""

from datetime import UTC, datetime, timedelta

import pytest

from banshi.services.activities.rules.audience import Said, problems, span
from banshi.services.activities.rules.offering import Audience, Draft, window

pytestmark = pytest.mark.anydb
NOW = datetime(2021, 5, 26, 2, tzinfo=UTC)
STARTS = NOW + timedelta(days=3)


def draft(**given: object) -> Draft:
    return Draft(title="故事会", kind="story", unit_id=1, where="二楼", **given)  # type: ignore[arg-type]


class TestAges:
    def test_in_words_are_short(self) -> None:
        assert [span(Audience(6, 12)), span(Audience(60)), span(Audience(None, 18))] == ["6–12", "60+", "–18"]

    def test_are_inclusive(self) -> None:
        assert problems(Audience(6, 12), Said(ages=(6, 12)), 2) == {}
        assert set(problems(Audience(6, 12), Said(ages=(5, 12)), 2)) == {"ages"}
        assert set(problems(Audience(6, 12), Said(ages=(6, 13)), 2)) == {"ages"}

    def test_let_a_grown_up_come_only_with_a_child_that_needs_one(self) -> None:
        with_guardian = Said(ages=(8, 40), guardian="陈", guardian_phone="1")
        assert problems(Audience(6, 12, guardian_below=10), with_guardian, 2) == {}
        assert set(problems(Audience(6, 12, guardian_below=8), with_guardian, 2)) == {"ages"}


class TestTheWindow:
    def test_opens_and_closes_as_the_offering_says(self) -> None:
        found = window(draft(opens_days=14, closes_minutes=60, cancel_hours=2), NOW, STARTS)
        assert (STARTS - found.opens, STARTS - found.closes) == (timedelta(days=14), timedelta(hours=1))
        assert found.draw_at is None

    def test_never_opens_after_it_closes(self) -> None:
        found = window(draft(opens_days=0, closes_minutes=600), NOW, STARTS)
        assert found.opens < found.closes

    def test_has_no_draw_where_its_hour_has_passed(self) -> None:
        assert window(draft(by_draw=True, draw_hours=48), NOW, STARTS).draw_at == STARTS - timedelta(hours=48)
        assert window(draft(by_draw=True, draw_hours=100), NOW, STARTS).draw_at is None
