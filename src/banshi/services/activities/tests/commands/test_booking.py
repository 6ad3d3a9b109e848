"""Alice and Bao book a story evening with three places."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from banshi.kernel.errors import Forbidden, SignInNeeded
from banshi.kernel.notices.models import Notice
from banshi.kernel.slots import refusals as slots
from banshi.kernel.slots.commands.settling import settle
from banshi.kernel.slots.models import Session
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import Unfit, Who
from banshi.services.activities.commands.booking import AskedToWait
from banshi.services.activities.models import Contact
from banshi.services.activities.rules.audience import Said
from banshi.services.activities.rules.offering import Audience
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import CHILDREN, PHONE, SATURDAY, Evening, evening, kinds, link, weekly

pytestmark = pytest.mark.django_db


class TestAResident:
    def test_holds_places_while_filling_in_the_form_and_confirms(self, story: Evening) -> None:
        held = commands.hold(story.ctx("alice"), session=story.session, who=Who(names=("小女儿",)))
        assert (held.seats, story.free, story.status(held.booking)) == (2, 1, "held")
        commands.confirm(story.ctx("alice"), link=link(held.booking))
        assert story.status(held.booking) == "booked"
        assert kinds(f"slots:{held.booking}") == ["slots.held", "slots.booked"]

    def test_is_told_that_it_is_booked_with_a_link_to_cancel_by(self, story: Evening) -> None:
        booking = story.book()
        notice = Notice.objects.get(template="activities.booked")
        assert (notice.person_id, notice.link) == (story.world.people["alice"].id, f"/activities/b/{link(booking)}/")
        assert notice.data["when"] == "2021-05-29 19:00"

    def test_cannot_be_in_one_session_twice(self, story: Evening, refused: Refused) -> None:
        story.book()
        with refused(slots.AlreadyBooked):
            story.book()

    def test_gets_one_booking_and_the_same_answer_for_a_double_tap(self, story: Evening) -> None:
        ctx = story.ctx("alice").keyed("tapped-twice")
        first = commands.hold(ctx, session=story.session, who=Who())
        assert commands.hold(ctx, session=story.session, who=Who()) == first
        assert story.free == 2

    def test_gets_places_for_the_whole_group_or_none(self, story: Evening, refused: Refused) -> None:
        story.book()
        with refused(slots.Full):
            story.book("bao", names=("儿子", "女儿"))

    def test_is_refused_a_name_that_is_too_long(self, story: Evening, refused: Refused) -> None:
        with refused(Unfit) as error:
            story.book(names=("长" * 81,))
        assert set(error.value.fields) == {"names"}

    def test_is_refused_a_party_of_nobody(self, story: Evening, refused: Refused) -> None:
        with refused(Unfit):
            story.book(myself=False)

    def test_cannot_book_what_is_only_for_the_unit_itself(self, world: World, refused: Refused) -> None:
        inside = evening(world, internal=True)
        with refused(Forbidden):
            inside.book()

    def test_cannot_book_a_session_that_is_over(self, story: Evening, refused: Refused) -> None:
        with refused(slots.SessionOver):
            story.at(SATURDAY + timedelta(hours=3)).book()

    def test_confirms_too_late_and_is_told_so(self, story: Evening, refused: Refused) -> None:
        held = commands.hold(story.ctx("alice"), session=story.session, who=Who())
        late = story.at(story.now + timedelta(minutes=11))
        with refused(slots.TimeRanOut):
            commands.confirm(late.ctx("alice"), link=link(held.booking))
        assert late.free == 3


class TestSomebodyWithoutAnAccount:
    def test_books_with_name_and_phone_which_are_kept_sealed(self, story: Evening) -> None:
        booking = story.book("anonymous", name="赵大爷", phone=PHONE)
        contact = Contact.objects.get(booking=booking)
        assert PHONE.encode() not in bytes(contact.phone_sealed)
        assert story.status(booking) == "booked"

    def test_is_the_same_person_when_they_book_again(self, story: Evening, refused: Refused) -> None:
        story.book("anonymous", name="赵大爷", phone=PHONE)
        with refused(slots.AlreadyBooked):
            story.book("anonymous", name="赵 大爷", phone=f"+86 {PHONE}")

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"name": "", "phone": PHONE}, "name"),
            ({"name": "赵大爷", "phone": ""}, "phone"),
            ({"name": "赵大爷", "phone": "12345"}, "phone"),
            ({"name": "赵大爷", "phone": "0477-8581234"}, "phone"),
            ({"name": "长" * 81, "phone": PHONE}, "name"),
        ],
    )
    def test_is_told_which_field_is_wrong(
        self, story: Evening, refused: Refused, given: dict[str, str], field: str
    ) -> None:
        with refused(Unfit) as error:
            story.book("anonymous", **given)
        assert set(error.value.fields) == {field}

    def test_is_asked_to_sign_in_where_an_account_is_needed(self, world: World, refused: Refused) -> None:
        known = evening(world, needs_account=True)
        with refused(SignInNeeded):
            known.book("anonymous", name="赵大爷", phone=PHONE)


class TestTheWaitingList:
    def test_serves_who_waits_first_when_somebody_cancels(self, story: Evening) -> None:
        booking = story.book(names=("儿子", "女儿"))
        queued = commands.wait(story.ctx("bao"), session=story.session, who=Who())
        assert queued.position == 1
        commands.cancel(story.ctx("alice"), link=link(booking))
        assert story.status(queued.booking) == "offered"
        told = Notice.objects.get(template="activities.offered")
        assert told.person_id == story.world.people["bao"].id
        commands.confirm(story.ctx("bao"), link=link(queued.booking))
        assert story.status(queued.booking) == "booked"

    def test_is_not_for_those_who_need_not_wait(self, story: Evening, refused: Refused) -> None:
        with refused(slots.PlacesFree):
            commands.wait(story.ctx("bao"), session=story.session, who=Who())


class TestCancelling:
    def test_needs_nothing_but_the_link(self, story: Evening) -> None:
        booking = story.book()
        commands.cancel(story.ctx("anonymous"), link=link(booking))
        assert (story.status(booking), story.free) == ("cancelled", 3)

    def test_is_refused_with_a_forged_link(self, story: Evening, refused: Refused) -> None:
        booking = story.book()
        for forged in (booking, f"{booking}.{'0' * 32}", f"{link(booking)}0", ""):
            with refused(slots.LinkRefused):
                commands.cancel(story.ctx("bao"), link=forged)

    def test_is_refused_when_it_is_too_late(self, story: Evening, refused: Refused) -> None:
        booking = story.book()
        with refused(slots.TooLateToCancel):
            commands.cancel(story.starting.ctx("alice"), link=link(booking))

    def test_is_refused_twice(self, story: Evening, refused: Refused) -> None:
        booking = story.book()
        commands.cancel(story.ctx("alice"), link=link(booking))
        with refused(slots.BookingEnded):
            commands.cancel(story.ctx("alice"), link=link(booking))


class TestTheAudience:
    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Said(), "ages"),
            (Said(ages=(8,)), "ages"),
            (Said(ages=(8, 200)), "ages"),
            (Said(ages=(8, 3)), "ages"),
            (Said(ages=(11, 40)), "ages"),
            (Said(ages=(8, 40)), "guardian"),
        ],
    )
    def test_is_kept_to(self, world: World, refused: Refused, said: Said, field: str) -> None:
        reading = evening(world, audience=CHILDREN)
        with refused(Unfit) as error:
            commands.book(reading.ctx("alice"), session=reading.session, who=Who(names=("女儿",)), said=said)
        assert set(error.value.fields) == {field}

    def test_lets_a_grown_up_come_with_a_child(self, world: World) -> None:
        reading = evening(world, audience=CHILDREN)
        said = Said(ages=(40, 8), guardian="阿丽玛", guardian_phone="13800138001")
        booked = commands.book(reading.ctx("alice"), session=reading.session, who=Who(names=("女儿",)), said=said)
        kept = Contact.objects.get(booking=booked.booking)
        assert (kept.ages, kept.owner_id) == ("40 8", world.people["alice"].id)
        assert "阿丽玛".encode() not in bytes(kept.guardian_sealed)

    def test_of_an_area_is_known_from_the_account_or_asked(self, world: World, refused: Refused) -> None:
        there = evening(world, audience=Audience(within="150627101"), capacity=10)
        there.book()
        elsewhere = evening(world, audience=Audience(within="150622"), capacity=10)
        with refused(Unfit) as error:
            elsewhere.book()
        assert set(error.value.fields) == {"lives_here"}
        commands.book(elsewhere.ctx("bao"), session=elsewhere.session, who=Who(), said=Said(lives_here=True))


class TestWhoeverMissedThreeSessionsOfLate:
    @pytest.fixture
    def after(self, world: World) -> datetime:
        """Alice booked three Saturdays and came to none."""
        story, sessions = weekly(world, capacity=10)
        for session in sessions[:3]:
            replace(story, session=session).book()
        for session in Session.objects.filter(number__in=sessions[:3]):
            settle(world.ctx("system", session.ends + timedelta(days=1)), session_id=session.pk)
        return SATURDAY + timedelta(days=16)

    def test_cannot_apply_for_what_is_drawn_until_thirty_days_are_over(
        self, world: World, after: datetime, refused: Refused
    ) -> None:
        drawn = evening(world, by_draw=True, first=after + timedelta(days=10)).at(after)
        with refused(AskedToWait) as error:
            commands.wait(drawn.ctx("alice"), session=drawn.session, who=Who())
        assert error.value.data == {"missed": 3, "until": "2021-07-12 20:30"}
        commands.wait(drawn.ctx("bao"), session=drawn.session, who=Who())
        later = evening(world, by_draw=True, first=after + timedelta(days=40)).at(after + timedelta(days=29))
        commands.wait(later.ctx("alice"), session=later.session, who=Who())

    def test_books_everything_else_as_before(self, world: World, after: datetime) -> None:
        evening(world, first=after + timedelta(days=1)).at(after).book()
