"""Many ask for the same hours of a venue at once: first that without the guard it is had twice, then that it never is."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from banshi.kernel.ledger import sealing
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.testing.people import NOW, World, build
from banshi.kernel.testing.race import all_at_once, unforeseen
from banshi.services.activities import commands
from banshi.services.activities.commands import HourTaken, Who
from banshi.services.activities.commands import venues as venue_commands
from banshi.services.activities.models import Hour, Use
from banshi.services.activities.tests.way import PHONE, asked, link, venue

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def world(transactional_db: None) -> World:
    """The county, committed, so that every connection sees it."""
    return build()


def ask(world: World, code: str, who: int, hour: int = 0, hours: int = 2) -> str:
    """Somebody with a phone of their own asks for so many hours after nine."""
    given = Who(name=f"住户{who}", phone=str(int(PHONE) + who))
    return commands.ask_venue(world.ctx("anonymous"), code=code, asked=asked(hour, hours), who=given).number


@contextmanager
def unguarded() -> Iterator[None]:
    """The table without what forbids one hour to two uses; what it took meanwhile goes."""
    guard = next(each for each in Hour._meta.constraints if each.name == "venue_hour_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Hour, guard)
    try:
        yield
    finally:
        Hour.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Hour, guard)


def had(code: str) -> Counter[datetime]:
    """Hour → how many uses have it."""
    return Counter(Hour.objects.filter(offering__code=code, live=True).values_list("hour", flat=True))


def whole(code: str) -> bool:
    """Whether every use has all of its hours, or, where it was given back, none."""
    uses = Use.objects.filter(offering__code=code).prefetch_related("taken")
    return all(
        sum(hour.live for hour in use.taken.all())
        == ((use.ends - use.starts) // timedelta(hours=1) if use.status in {"asked", "approved"} else 0)
        for use in uses
    )


@pytest.mark.postgresql
class TestWithoutTheGuard:
    """SQLite has one writer, so there whoever looks first looks right; elsewhere it is the table that counts."""

    def test_the_same_commands_give_one_hour_to_two(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        code, seen = venue(world), threading.Barrier(2)

        def looking(use: Use, hours: Sequence[datetime]) -> None:
            """As one would write it: look whether the hours are free, then take them."""
            taken = Hour.objects.filter(offering_id=use.offering_id, hour__in=hours, live=True)
            assert not taken.exists(), "the race happened: both see the hours free"
            seen.wait(20)
            use.save(force_insert=True)
            kept = [Hour(use=use, offering_id=use.offering_id, hour=each) for each in hours]
            Hour.objects.bulk_create(kept)

        monkeypatch.setattr(venue_commands, "_take", looking)
        with unguarded():
            answers = all_at_once(*[lambda who=who: ask(world, code, who) for who in (1, 2)])
            assert unforeseen(answers) == []
            assert set(had(code).values()) == {2}


class TestTheSameHour:
    def test_is_had_by_one_of_all_who_ask_at_once(self, world: World) -> None:
        code = venue(world)
        answers = all_at_once(*[lambda who=who: ask(world, code, who) for who in range(1, AT_ONCE + 1)])
        assert Counter(type(each).__name__ for each in answers) == {"str": 1, "HourTaken": AT_ONCE - 1}
        assert set(had(code).values()) == {1}
        assert Use.objects.count() == 1

    def test_of_uses_that_overlap_in_a_ring_leaves_nobody_with_half_of_theirs(self, world: World) -> None:
        """Hours 0–2, 1–3, 2–4 … asked in both directions, so that parties would wait for each other in a circle."""
        code = venue(world)
        hours = [*range(AT_ONCE), *reversed(range(AT_ONCE))]
        answers = all_at_once(*[lambda n=n, h=h: ask(world, code, n, h, 3) for n, h in enumerate(hours)])
        assert unforeseen(answers) == []
        assert set(had(code).values()) == {1}
        assert 2 <= sum(isinstance(each, str) for each in answers) <= 3
        assert whole(code)

    def test_kept_for_the_unit_while_residents_ask_goes_to_one_of_them(self, world: World) -> None:
        code, until = venue(world), date(2021, 6, 30)
        works: list[Callable[[], object]] = [lambda who=who: ask(world, code, who) for who in range(1, 5)]
        works += [
            lambda: commands.reserve(
                world.ctx("township"), code=code, asked=asked(), rule="FREQ=WEEKLY;COUNT=2", until=until
            )
            for _ in range(2)
        ]
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert set(had(code).values()) == {1}
        assert whole(code)

    def test_given_back_and_asked_for_again_at_once_is_never_had_twice(self, world: World) -> None:
        code = venue(world)
        first = ask(world, code, 99)
        works: list[Callable[[], object]] = [lambda who=who: ask(world, code, who) for who in range(1, AT_ONCE)]
        works.append(lambda: commands.cancel_use(world.ctx("anonymous"), link=link(first)))
        answers = all_at_once(*works)
        assert unforeseen(answers) == []
        assert all(times == 1 for times in had(code).values())
        assert sum(isinstance(each, HourTaken) for each in answers) >= AT_ONCE - 2
        assert whole(code)

    def test_asked_for_by_one_finger_many_times_is_one_use_and_one_answer(self, world: World) -> None:
        code = venue(world)
        ctx = world.ctx("alice").keyed("one-tap-of-alice")
        works = [lambda: commands.ask_venue(ctx, code=code, asked=asked(), who=Who()).number] * AT_ONCE
        answers = all_at_once(*works)
        assert answers == [answers[0]] * AT_ONCE
        assert isinstance(answers[0], str)
        assert Use.objects.count() == 1


def test_after_all_that_the_ledger_verifies(world: World) -> None:
    code = venue(world)
    all_at_once(*[lambda who=who: ask(world, code, who) for who in range(1, AT_ONCE + 1)])
    sealing.seal(NOW)
    report = verify_database(file=False)
    assert report.ok, report.findings
