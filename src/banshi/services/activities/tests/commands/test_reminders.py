"""The day before, whoever has booked is reminded: once, in the hours and by the ways that they chose."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.conf import LazySettings

from banshi.kernel.notices import commands as notices
from banshi.kernel.notices.models import Delivery, Notice
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import New, Who
from banshi.services.activities.commands.reminding import NothingToRemind
from banshi.services.activities.models import Occasion, Use
from banshi.services.activities.queries.reminders import due
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import PHONE, SATURDAY, Evening, asked, evening, kinds, link, venue

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2021, 5, 28, 2, 0, tzinfo=UTC)
"""Ten in the morning of the day before, in Beijing."""
GATEWAYS = ["sms=json://127.0.0.1/sms?to={address}", "email=json://127.0.0.1/mail?to={address}"]


def reminders() -> list[Notice]:
    return list(Notice.objects.filter(template="activities.reminder").order_by("id"))


class TestTheDayBefore:
    def test_says_when_and_where_with_the_link_to_give_it_up(self, story: Evening) -> None:
        booking = story.book()
        commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        (told,) = reminders()
        assert told.person_id == story.world.people["alice"].id
        assert told.data == {"title": "红色故事会", "when": "2021-05-29 19:00", "where": "文化站二楼"}
        assert told.link == f"/activities/b/{link(booking)}/"
        assert kinds(f"activities:{story.code}")[-1] == "activities.reminded"

    def test_comes_once_however_often_the_job_runs(self, story: Evening, refused: Refused) -> None:
        story.book()
        commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        assert due(FRIDAY).sessions == ()
        with refused(NothingToRemind):
            commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        assert len(reminders()) == 1

    def test_comes_anew_for_a_session_that_is_moved(self, story: Evening) -> None:
        story.book()
        commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        sunday = SATURDAY + timedelta(days=1)
        commands.change_session(story.at(FRIDAY).ctx("township"), session=story.session, new=New(starts=sunday))
        later = FRIDAY + timedelta(days=1)
        assert due(later).sessions == (story.session,)
        commands.remind(story.at(later).ctx("system"), session=story.session)
        assert [told.data["when"] for told in reminders()] == ["2021-05-29 19:00", "2021-05-30 19:00"]

    def test_is_for_those_who_have_places_alone(self, world: World) -> None:
        story = evening(world, capacity=1)
        story.book()
        commands.wait(story.ctx("bao"), session=story.session, who=Who())
        commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        assert [told.person_id for told in reminders()] == [world.people["alice"].id]

    def test_leaves_in_peace_whoever_booked_that_very_day(self, story: Evening) -> None:
        story.book()
        story.at(FRIDAY - timedelta(minutes=30)).book("bao")
        commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        assert [told.person_id for told in reminders()] == [story.world.people["alice"].id]

    def test_tells_nobody_of_what_was_cancelled(self, story: Evening, refused: Refused) -> None:
        story.book()
        commands.cancel_session(story.ctx("township"), session=story.session, reason="停电")
        assert due(FRIDAY).sessions == ()
        with refused(NothingToRemind):
            commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)


class TestWhatIsDue:
    @pytest.mark.parametrize(
        ("hours", "found"),
        [(-24, False), (-10.5, False), (-10, True), (0, True), (14, True), (32.9, True), (33, False)],
    )
    def test_starts_until_the_end_of_tomorrow_and_has_not_begun(
        self, story: Evening, hours: float, found: bool
    ) -> None:
        story.book()
        assert (due(FRIDAY + timedelta(hours=hours)).sessions == (story.session,)) is found

    def test_has_been_booked_by_somebody(self, story: Evening) -> None:
        assert due(FRIDAY).sessions == ()

    def test_is_found_in_three_queries(self, story: Evening, django_assert_num_queries: object) -> None:
        story.book()
        with django_assert_num_queries(3):  # type: ignore[operator]
            due(FRIDAY)


class TestTheNotice:
    def test_goes_the_ways_and_in_the_hours_that_the_person_chose(self, story: Evening, settings: LazySettings) -> None:
        settings.BANSHI_NOTICE_URLS = GATEWAYS
        story.book()
        choice = {"channels": ("email",), "email": "alima@example.org", "quiet_from": time(9), "quiet_until": time(12)}
        notices.choose(story.ctx("alice"), **choice)  # type: ignore[arg-type]
        commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        (way,) = Delivery.objects.filter(notice=reminders()[0])
        assert (way.channel, way.due_at) == ("email", FRIDAY + timedelta(hours=2))

    def test_reaches_the_phone_of_somebody_without_an_account(self, story: Evening, settings: LazySettings) -> None:
        settings.BANSHI_NOTICE_URLS = GATEWAYS
        story.book("anonymous", name="赵大爷", phone=PHONE)
        commands.remind(story.at(FRIDAY).ctx("system"), session=story.session)
        (told,) = reminders()
        assert told.person_id is None
        assert Delivery.objects.get(notice=told).channel == "sms"


class TestAVenueByTheHour:
    SUNDAY = datetime(2021, 5, 30, 2, 0, tzinfo=UTC)

    def test_is_reminded_of_with_the_link_to_its_own_page(self, world: World) -> None:
        number = commands.ask_venue(world.ctx("alice"), code=venue(world), asked=asked(), who=Who()).number
        assert due(self.SUNDAY).uses == (number,)
        commands.remind_use(world.ctx("system", self.SUNDAY), number=number)
        (told,) = reminders()
        assert told.link == f"/activities/u/{link(number)}/"
        assert told.data["when"] == "2021-05-31 09:00–11:00"
        assert due(self.SUNDAY).uses == ()

    def test_that_was_given_back_or_not_approved_yet_is_not(self, world: World, refused: Refused) -> None:
        code = venue(world, approval=True)
        waiting = commands.ask_venue(world.ctx("alice"), code=code, asked=asked(), who=Who()).number
        back = commands.ask_venue(world.ctx("bao"), code=code, asked=asked(4), who=Who()).number
        commands.approve_use(world.ctx("township"), number=back)
        commands.cancel_use(world.ctx("bao"), link=link(back))
        assert due(self.SUNDAY).uses == ()
        for number in (waiting, back):
            with refused(NothingToRemind):
                commands.remind_use(world.ctx("system", self.SUNDAY), number=number)


def test_the_job_reminds_of_everything_and_twice_does_no_harm(world: World) -> None:
    from django.utils import timezone

    from banshi.services.activities.rules.hours import Asked
    from banshi.services.activities.tasks import remind
    from banshi.services.activities.tests.lately import hall, next_hour, soon

    story = soon(world, after=timedelta(hours=20))
    yesterday = timezone.now() - timedelta(days=1)
    story.at(yesterday).book()
    use = commands.ask_venue(
        world.ctx("alice", yesterday), code=hall(world), asked=Asked(next_hour(20), 1, "排练", 5), who=Who()
    ).number
    for _turn in range(2):
        remind.func()
    assert len(reminders()) == 2
    assert Occasion.objects.get(number=story.session).reminded_at is not None
    assert Use.objects.get(number=use).reminded_at is not None
