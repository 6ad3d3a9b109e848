"""Somebody without an account takes back what they left under their phone: nobody is named, and every proof holds."""

import pytest
from django.conf import LazySettings
from django.db.models import Sum

from banshi.kernel.errors import NotFound
from banshi.kernel.ledger import sealing
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.ledger.models import Opening
from banshi.kernel.notices.models import Delivery, Notice
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.models import Booking, Seat
from banshi.kernel.slots.tests.conftest import books_agree
from banshi.kernel.testing.people import NOW, World
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.models import Contact, Hour, Talk, Use
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import PHONE, Evening, asked, kinds, reception, venue

pytestmark = pytest.mark.django_db
ZHAO = {"name": "赵大爷", "phone": PHONE}


def forget(story: Evening, number: str, phone: str = PHONE) -> commands.Forgotten:
    return commands.forget_guest(story.ctx("anonymous"), number=number, phone=phone)


class TestAGuestWhoTakesEverythingBack:
    def test_gives_up_what_is_to_come_and_is_named_nowhere(self, story: Evening) -> None:
        booking = story.book("anonymous", names=("老伴",), **ZHAO)
        assert forget(story, booking) == commands.Forgotten(bookings=1, uses=0)
        assert (story.status(booking), story.free) == ("cancelled", 3)
        assert Booking.objects.get().booker == "erased"
        assert [(seat.name_sealed, seat.person.startswith("erased:")) for seat in Seat.objects.all()] == [
            (b"", True)
        ] * 2
        assert not Contact.objects.exists()
        assert not any(
            "people" in opening.salts for opening in Opening.objects.filter(entry__subject=f"slots:{booking}")
        )
        assert kinds(f"slots:{booking}")[-2:] == ["slots.cancelled", "slots.forgotten"]
        books_agree()

    def test_takes_back_all_that_is_under_the_phone_and_nothing_of_others(self, story: Evening) -> None:
        first = story.book("anonymous", **ZHAO)
        hall = venue(story.world)
        use = commands.ask_venue(story.ctx("anonymous"), code=hall, asked=asked(), who=Who(**ZHAO)).number
        other = story.book("anonymous", name="钱大妈", phone="13911113333")
        mine = story.book("alice")
        assert forget(story, use) == commands.Forgotten(bookings=1, uses=1)
        row = Use.objects.get()
        assert (row.status, row.booker, row.phone_index, bytes(row.name_sealed)) == ("cancelled", "erased", "", b"")
        assert not Hour.objects.filter(live=True).exists()
        assert [story.status(number) for number in (first, other, mine)] == ["cancelled", "booked", "booked"]
        assert Contact.objects.get().booking == other

    def test_offers_the_freed_places_to_who_waits(self, story: Evening) -> None:
        booking = story.book("anonymous", names=("老伴", "孙女"), **ZHAO)
        waits = commands.wait(story.ctx("alice"), session=story.session, who=Who()).booking
        forget(story, booking)
        assert story.status(waits) == "offered"

    def test_leaves_how_many_came_and_a_ledger_that_verifies(self, story: Evening) -> None:
        booking = story.book("anonymous", names=("老伴",), **ZHAO)
        commands.check_in(story.starting.ctx("township"), session=story.session, token=booking)
        commands.forget_guest(story.starting.ctx("anonymous"), number=booking, phone=PHONE)
        assert taken.booking(booking, story.starting.now).status == "arrived"
        assert Booking.objects.aggregate(came=Sum("present"))["came"] == 2
        sealing.seal(NOW)
        assert verify_database(file=False).ok

    def test_takes_what_was_said_to_a_leader_too(self, world: World) -> None:
        day = reception(world)
        booking = day.book("anonymous", **ZHAO)
        commands.check_in(day.starting.ctx("handler"), session=day.session, token=booking)
        given = {"booking": booking, "heard": "门口的路坏了。", "said": "", "settled": False}
        commands.record_talk(day.starting.ctx("leader"), **given)  # type: ignore[arg-type]
        commands.forget_guest(day.starting.ctx("anonymous"), number=booking, phone=PHONE)
        assert "路" not in Talk.objects.get().heard
        assert kinds(f"activities:{booking}")[-1] == "activities.person_forgotten"

    def test_is_told_nothing_more(self, story: Evening, settings: LazySettings) -> None:
        settings.BANSHI_NOTICE_URLS = ["sms=json://127.0.0.1/sms?to={address}"]
        booking = story.book("anonymous", **ZHAO)
        assert Delivery.objects.count() == 1
        forget(story, booking)
        assert not Delivery.objects.exists()
        assert [(told.data, told.link) for told in Notice.objects.filter(person=None)] == [({}, "")]


class TestNobodyElse:
    @pytest.mark.parametrize("phone", ["13911113333", "not a phone", ""])
    def test_can_do_it_with_the_number_alone(self, story: Evening, refused: Refused, phone: str) -> None:
        booking = story.book("anonymous", **ZHAO)
        with refused(NotFound):
            forget(story, booking, phone)

    def test_can_do_it_with_the_phone_alone(self, story: Evening, refused: Refused) -> None:
        story.book("anonymous", **ZHAO)
        mine = story.book("alice")
        for number in (mine, "B210526-00000000", ""):
            with refused(NotFound):
                forget(story, number)

    def test_can_do_it_twice(self, story: Evening, refused: Refused) -> None:
        booking = story.book("anonymous", **ZHAO)
        forget(story, booking)
        with refused(NotFound):
            forget(story, booking)
