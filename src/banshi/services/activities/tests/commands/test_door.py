"""The warden lets people in: by ticket, number, name, without signal; figures follow the rows."""

from datetime import date, timedelta

import pytest

from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.notices.models import Notice
from banshi.kernel.publication import figures
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots import refusals as slots
from banshi.kernel.slots.commands import DoorMark
from banshi.kernel.slots.rules.terms import Member
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import TicketRefused, Unfit
from banshi.services.activities.models import Occasion
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import SATURDAY, Evening, evening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing")]


def counted(measure: str) -> int:
    while figures.fold():
        pass
    return figures.read("activities", ["attended", "held"], county="150627", by=("month",)).total(measure)


def check_in(story: Evening, token: str, who: str = "township") -> int:
    return commands.check_in(story.ctx(who), session=story.session, token=token).present


class TestCheckingIn:
    def test_takes_the_ticket_once(self, story: Evening, refused: Refused) -> None:
        booking = story.book(names=("女儿",))
        ticket = taken.ticket(booking)
        assert check_in(story.starting, ticket) == 2
        with refused(slots.AlreadyIn):
            check_in(story.starting, ticket)
        assert (counted("attended"), counted("held")) == (2, 1)

    def test_takes_the_number_or_its_end(self, story: Evening) -> None:
        one, other = story.book(), story.book("bao")
        assert check_in(story.starting, one.lower()) == 1
        assert check_in(story.starting, other[-5:]) == 1

    def test_refuses_a_ticket_that_was_changed_or_made_up(self, story: Evening, refused: Refused) -> None:
        ticket = taken.ticket(story.book())
        changed = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
        for token, reason in ((changed, "签名不符"), ("0" * 144, "不是票"), ("没有票", "不是票"), ("", "不是票")):
            with refused(TicketRefused) as error:
                check_in(story.starting, token)
            assert reason in str(error.value)

    def test_refuses_a_ticket_of_another_session(self, story: Evening, refused: Refused) -> None:
        other = evening(story.world, title="另一场")
        booking = other.book()
        for token in (taken.ticket(booking), booking):
            with refused(TicketRefused):
                check_in(story.starting, token)

    def test_refuses_too_early_and_whoever_only_waits(self, story: Evening, refused: Refused) -> None:
        booking = story.book(names=("儿子", "女儿"))
        waiting = commands.wait(story.ctx("bao"), session=story.session, who=commands.Who()).booking
        with refused(slots.DoorShut):
            check_in(story, booking)
        with refused(slots.NotBooked):
            check_in(story.starting, waiting)

    @pytest.mark.parametrize(
        ("who", "error"), [("alice", NotFound), ("handler", NotFound), ("supervisor", Forbidden), ("charlie", NotFound)]
    )
    def test_is_for_whoever_runs_it(self, story: Evening, refused: Refused, who: str, error: type[Exception]) -> None:
        booking = story.book()
        with refused(error):  # type: ignore[arg-type]
            check_in(story.starting, booking, who)


class TestTheSheet:
    def test_takes_walk_ins_by_name_and_by_number(self, story: Evening) -> None:
        begun = story.at(SATURDAY + timedelta(minutes=5))
        commands.walk_in(begun.ctx("township"), session=story.session, names=("孙奶奶",), unnamed=2)
        assert (counted("attended"), begun.free) == (3, 0)

    def test_refuses_more_than_there_are_places_nobody_and_too_early(self, story: Evening, refused: Refused) -> None:
        begun = story.at(SATURDAY + timedelta(minutes=5))
        with refused(slots.Full):
            commands.walk_in(begun.ctx("township"), session=story.session, unnamed=4)
        with refused(Unfit):
            commands.walk_in(begun.ctx("township"), session=story.session)
        with refused(slots.SheetTooEarly):
            commands.walk_in(story.ctx("township"), session=story.session, unnamed=1)

    def test_takes_thousands_from_another_ledger(self, world: World) -> None:
        full = evening(world, capacity=2_000)
        begun = full.at(SATURDAY + timedelta(hours=2))
        families = tuple((Member(f"guest:a-{number}"), Member(f"guest:b-{number}")) for number in range(750))
        sheet = commands.Came(full.session, families)
        assert commands.enter_attendance(begun.ctx("township"), code=full.code, sheets=[sheet]) == 1_500
        assert counted("attended") == 1_500

    def test_takes_all_sheets_or_none(self, story: Evening, refused: Refused) -> None:
        begun, other = story.at(SATURDAY + timedelta(hours=2)), evening(story.world, title="另一场")
        sheets = [commands.Came(number, ((Member("guest:one"),),)) for number in (story.session, other.session)]
        with refused(commands.NoSuchOffering):
            commands.enter_attendance(begun.ctx("township"), code=story.code, sheets=sheets)
        with refused(NotFound):
            commands.enter_attendance(begun.ctx("handler"), code=story.code, sheets=sheets[:1])


class TestADeviceWithoutSignal:
    def test_is_believed_once_and_a_copied_ticket_is_named(self, story: Evening) -> None:
        ticket = taken.ticket(story.book())
        at = SATURDAY - timedelta(minutes=5)
        marks = [DoorMark(1, ticket, at), DoorMark(2, ticket, at + timedelta(minutes=1)), DoorMark(3, "0" * 144, at)]
        begun = story.at(SATURDAY)
        for _again in range(2):
            answers = commands.sync(begun.ctx("township"), session=story.session, device="phone-1", marks=marks)
            assert [answer.outcome for answer in answers] == ["in", "replay", "form"]
        assert counted("attended") == 1

    def test_is_not_believed_from_those_who_do_not_run_it(self, story: Evening, refused: Refused) -> None:
        with refused(NotFound):
            commands.sync(story.ctx("bao"), session=story.session, device="phone-1", marks=[])


class TestTakingABookingBack:
    def test_tells_the_booker_why(self, story: Evening) -> None:
        booking = story.book()
        commands.release(story.ctx("township"), session=story.session, booking=booking, reason="座位坏了")
        assert story.status(booking) == "cancelled"
        assert Notice.objects.get(template="activities.cancelled").person_id == story.world.people["alice"].id

    def test_needs_a_reason(self, story: Evening, refused: Refused) -> None:
        booking = story.book()
        with refused(slots.ReasonMissing):
            commands.release(story.ctx("township"), session=story.session, booking=booking, reason=" ")


def test_the_figures_say_the_day_of_the_session_and_its_kind(story: Evening) -> None:
    check_in(story.starting, story.book())
    assert Occasion.objects.get(number=story.session).counted == 1
    while figures.fold():
        pass
    read = figures.read("activities", ["attended"], county="150627", by=("category",), since=date(2021, 5, 29))
    assert dict(read.by("category"))["story"]["attended"] == 1
