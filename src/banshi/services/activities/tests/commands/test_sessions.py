"""The town's warden puts down sessions, moves them and cancels them; the booked are told."""

from datetime import date, datetime, timedelta

import pytest

from banshi.kernel.clocks.office import local
from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.notices.models import Notice
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots import refusals as slots
from banshi.kernel.testing.people import NOW, World
from banshi.services.activities import commands
from banshi.services.activities.commands import New, Unfit
from banshi.services.activities.commands.changes import NothingLeft
from banshi.services.activities.models import Occasion, Series
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import SATURDAY, Evening, draft, evening, kinds, venue, weekly

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def told(template: str) -> list[int | None]:
    return list(
        Notice.objects.filter(template=f"activities.{template}").order_by("id").values_list("person_id", flat=True)
    )


class TestASeries:
    def test_gives_a_session_for_each_day_of_its_rule(self, world: World) -> None:
        story, sessions = weekly(world)
        days = [local(row.starts).isoformat() for row in Occasion.objects.order_by("starts")]
        assert [day[:10] for day in days] == ["2021-05-29", "2021-06-05", "2021-06-12", "2021-06-19"]
        assert {day[11:16] for day in days} == {"19:00"}
        assert kinds(f"activities:{story.code}") == ["activities.offering_opened", "activities.sessions_added"]
        assert len(sessions) == 4

    def test_stops_for_holidays_and_says_when(self, world: World) -> None:
        """Monday 14 June 2021 was the Dragon Boat Festival, Saturday 25 September a working day."""
        ctx = world.ctx("township")
        code = commands.open_offering(ctx, draft=draft(world)).number
        monday = datetime(2021, 6, 7, 1, 0, tzinfo=NOW.tzinfo)
        season = commands.add_sessions(ctx, code=code, first=monday, rule="FREQ=WEEKLY", until=date(2021, 6, 21))
        assert (len(season.sessions), season.skipped) == (2, (date(2021, 6, 14),))

    def test_shifts_to_the_next_working_day_where_that_was_chosen(self, world: World) -> None:
        ctx = world.ctx("township")
        code = commands.open_offering(ctx, draft=draft(world)).number
        monday = datetime(2021, 6, 7, 1, 0, tzinfo=NOW.tzinfo)
        season = commands.add_sessions(
            ctx, code=code, first=monday, rule="FREQ=WEEKLY", until=date(2021, 6, 21), holidays="shift"
        )
        shifted = Occasion.objects.get(day=date(2021, 6, 14))
        assert local(shifted.starts).date() == date(2021, 6, 15)
        assert len(season.sessions) == 3

    @pytest.mark.parametrize(
        "rule",
        [
            "every week",
            "FREQ=SECONDLY",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;COUNT=999",
            "FREQ",
        ],
    )
    def test_is_refused_with_a_rule_that_cannot_be_read_or_gives_nothing(
        self, world: World, refused: Refused, rule: str
    ) -> None:
        code = commands.open_offering(world.ctx("township"), draft=draft(world)).number
        with refused(Unfit) as error:
            commands.add_sessions(world.ctx("township"), code=code, first=SATURDAY, rule=rule, until=date(2021, 12, 31))
        assert set(error.value.fields) == {"rule"}

    def test_is_refused_beyond_the_calendar(self, world: World, refused: Refused) -> None:
        code = commands.open_offering(world.ctx("township"), draft=draft(world)).number
        with refused(Unfit):
            commands.add_sessions(
                world.ctx("township"),
                code=code,
                first=datetime(2090, 1, 1, tzinfo=NOW.tzinfo),
                rule="FREQ=WEEKLY",
                until=date(2090, 3, 1),
            )

    def test_is_refused_for_a_venue(self, world: World, refused: Refused) -> None:
        code = venue(world)
        with refused(Unfit):
            commands.add_sessions(world.ctx("township"), code=code, first=SATURDAY)

    @pytest.mark.parametrize(
        ("who", "error"), [("handler", NotFound), ("alice", NotFound), ("supervisor", Forbidden), ("charlie", NotFound)]
    )
    def test_is_for_those_who_run_the_offering(
        self, story: Evening, refused: Refused, who: str, error: type[Exception]
    ) -> None:
        with refused(error):  # type: ignore[arg-type]
            commands.add_sessions(story.ctx(who), code=story.code, first=SATURDAY + WEEK)


class TestMovingOne:
    def test_tells_everybody_booked_and_leaves_the_others(self, world: World) -> None:
        story, sessions = weekly(world)
        story.book()
        commands.change_session(
            story.ctx("township"), session=story.session, new=New(starts=SATURDAY + timedelta(hours=1))
        )
        assert told("moved") == [world.people["alice"].id]
        assert Notice.objects.get(template="activities.moved").data["when"] == "2021-05-29 20:00"
        assert taken.session(story.session, NOW).starts == SATURDAY + timedelta(hours=1)
        assert taken.session(sessions[1], NOW).starts == SATURDAY + WEEK

    def test_moves_closing_and_cancelling_with_it(self, story: Evening) -> None:
        before = taken.session(story.session, NOW)
        commands.change_session(
            story.ctx("township"), session=story.session, new=New(starts=SATURDAY + timedelta(hours=1))
        )
        after = taken.session(story.session, NOW)
        hour = timedelta(hours=1)
        assert (after.closes, after.cancel_until) == (before.closes + hour, before.cancel_until + hour)

    def test_is_refused_into_the_past_and_below_what_is_taken(self, story: Evening, refused: Refused) -> None:
        story.book(names=("儿子",))
        with refused(Unfit):
            commands.change_session(story.ctx("township"), session=story.session, new=New(starts=NOW - WEEK))
        with refused(slots.BelowTaken):
            commands.change_session(story.ctx("township"), session=story.session, new=New(capacity=1))
        with refused(Unfit):
            commands.change_session(story.ctx("township"), session=story.session, new=New(minutes=2))
        with refused(Unfit):
            commands.change_session(story.ctx("township"), session=story.session, new=New(place="nowhere"))


class TestMovingThisAndLater:
    def test_begins_a_series_of_its_own(self, world: World) -> None:
        story, sessions = weekly(world)
        day = timedelta(days=1)
        commands.change_following(story.ctx("township"), session=sessions[2], new=New(starts=SATURDAY + 2 * WEEK + day))
        starts = [taken.session(number, NOW).starts for number in sessions]
        assert starts == [SATURDAY, SATURDAY + WEEK, SATURDAY + 2 * WEEK + day, SATURDAY + 3 * WEEK + day]
        first, second = Series.objects.order_by("id")
        assert (second.split_from, first.until) == (first, (SATURDAY + 2 * WEEK - day).date())

    def test_leaves_a_session_that_was_moved_by_itself_where_it_is(self, world: World) -> None:
        story, sessions = weekly(world)
        alone = SATURDAY + 3 * WEEK + timedelta(hours=2)
        commands.change_session(story.ctx("township"), session=sessions[3], new=New(starts=alone))
        commands.change_following(
            story.ctx("township"), session=sessions[2], new=New(starts=SATURDAY + 2 * WEEK + timedelta(hours=1))
        )
        assert taken.session(sessions[3], NOW).starts == alone


class TestCancelling:
    def test_one_session_tells_those_who_booked_and_those_who_wait(self, story: Evening) -> None:
        story.book(names=("儿子", "女儿"))
        commands.wait(story.ctx("bao"), session=story.session, who=commands.Who())
        commands.cancel_session(story.ctx("township"), session=story.session, reason="停电")
        people = story.world.people
        assert told("cancelled") == [people["alice"].id, people["bao"].id]
        assert Notice.objects.filter(template="activities.cancelled").first().data["reason"] == "停电"  # type: ignore[union-attr]
        assert taken.session(story.session, NOW).phase == "cancelled"

    def test_this_and_later_leaves_what_was_before(self, world: World) -> None:
        story, sessions = weekly(world)
        commands.cancel_following(story.ctx("township"), session=sessions[1], reason="放暑假")
        phases = [taken.session(number, NOW).phase for number in sessions]
        assert phases == ["bookable", "cancelled", "cancelled", "cancelled"]

    def test_needs_a_reason_and_something_to_cancel(self, story: Evening, refused: Refused) -> None:
        with refused(Unfit):
            commands.cancel_session(story.ctx("township"), session=story.session, reason="  ")
        commands.cancel_session(story.ctx("township"), session=story.session, reason="停电")
        with refused(NothingLeft):
            commands.cancel_session(story.ctx("township"), session=story.session, reason="停电")

    def test_is_said_to_whoever_books_then(self, story: Evening, refused: Refused) -> None:
        commands.cancel_session(story.ctx("township"), session=story.session, reason="停电")
        with refused(slots.SessionCancelled):
            story.book()


class TestADraw:
    def test_is_applied_for_until_its_hour(self, world: World) -> None:
        scarce = evening(world, by_draw=True, draw_hours=24)
        assert taken.session(scarce.session, NOW).phase == "applying"
        queued = commands.wait(scarce.ctx("alice"), session=scarce.session, who=commands.Who())
        assert scarce.status(queued.booking) == "applied"
