"""How often one client may ask: a window that slides, counted in one statement."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banshi.kernel.web import tasks
from banshi.kernel.web.limits import AskedTooOften, Limit, spend
from banshi.kernel.web.models import Spent

START = datetime(2021, 5, 26, 2, tzinfo=UTC)
HOURLY = Limit(times=4, seconds=3600)


def asked(minutes: float, *, by: str = "alice", limit: Limit = HOURLY) -> bool:
    """Whether she may ask so many minutes after the start."""
    request: Any = SimpleNamespace(ctx=SimpleNamespace(now=START + timedelta(minutes=minutes)))
    try:
        spend(request, "ask", limit, by=by)
    except AskedTooOften:
        return False
    return True


@pytest.mark.django_db
class TestALimit:
    def test_lets_so_many_pass_and_counts_no_more(self) -> None:
        assert [asked(minute) for minute in range(6)] == [True] * 4 + [False] * 2
        assert Spent.objects.get().times == 4

    def test_counts_each_client_for_itself(self) -> None:
        assert [asked(0) for _ in range(4)] == [True] * 4
        assert asked(1, by="bao")

    def test_slides_into_the_next_window_in_proportion(self) -> None:
        assert all(asked(0) for _ in range(4))
        assert not asked(60), "all of the last hour counts yet"
        assert [asked(90), asked(90), asked(90)] == [True, True, False], "half of it counts"
        assert [asked(119) for _ in range(3)] == [True, True, False]

    def test_forgets_an_hour_that_is_long_over(self) -> None:
        assert all(asked(0) for _ in range(4))
        assert [asked(180) for _ in range(5)] == [True] * 4 + [False]

    def test_asks_the_database_once(self) -> None:
        for minute in (0, 1, 2):
            with CaptureQueriesContext(connection) as statements:
                asked(minute)
            assert len(statements) == 1


@pytest.mark.django_db
class TestTheJob:
    def test_lets_go_of_what_counts_nowhere_any_more(self) -> None:
        assert asked(0)
        now: Any = SimpleNamespace(ctx=SimpleNamespace(now=datetime.now(UTC)))
        spend(now, "ask", HOURLY, by="bao")
        tasks.forget_spent.func()
        assert [spent.name for spent in Spent.objects.all()] == ["ask:bao"]
