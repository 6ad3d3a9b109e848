"""A hall by the hour: one hall, one hour, one use."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from banshi.kernel.errors import Conflict, Forbidden, NotFound
from banshi.kernel.notices.models import Notice
from banshi.kernel.slots.refusals import LinkRefused
from banshi.kernel.testing.people import NOW, World
from banshi.services.activities import commands
from banshi.services.activities.commands import HourTaken, Unfit, UseDecided, Who
from banshi.services.activities.commands.venues import NotAVenue
from banshi.services.activities.models import Hour, Use
from banshi.services.activities.rules.hours import Asked
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import PHONE, Evening, asked, draft, link, venue

pytestmark = pytest.mark.django_db


def ask(world: World, code: str, who: str = "alice", what: Asked | None = None, **given: str) -> str:
    return commands.ask_venue(world.ctx(who), code=code, asked=what or asked(), who=Who(**given)).number


class TestAVenue:
    def test_is_had_at_once_where_no_approval_is_needed(self, world: World) -> None:
        number = ask(world, venue(world))
        assert Use.objects.get(number=number).status == "approved"
        assert Notice.objects.get(template="activities.venue_approved").data["when"] == "2021-05-31 09:00–11:00"

    def test_has_one_use_in_one_hour(self, world: World, refused: Refused) -> None:
        code = venue(world)
        ask(world, code)
        for hour in (-1, 0, 1):
            with refused(HourTaken):
                ask(world, code, "bao", asked(hour))
        ask(world, code, "bao", asked(2))

    def test_is_guarded_by_the_table_itself(self, world: World) -> None:
        use = Use.objects.get(number=ask(world, venue(world)))
        hour = Hour.objects.filter(use=use).order_by("hour").first()
        assert hour is not None
        with pytest.raises(IntegrityError), transaction.atomic():
            Hour.objects.create(use=use, offering=use.offering, hour=hour.hour)

    @pytest.mark.parametrize(
        ("what", "field"),
        [
            (asked(hours=0), "hours"),
            (asked(hours=4), "hours"),
            (asked(-24 * 10), "starts"),
            (asked(24 * 30), "starts"),
            (asked(-3), "starts"),
            (asked(10), "starts"),
            (Asked(asked().starts + timedelta(minutes=20), 1, "排练", 8), "starts"),
            (asked(people=0), "people"),
            (asked(people=21), "people"),
            (asked(purpose=" "), "purpose"),
            (asked(purpose="长" * 201), "purpose"),
        ],
    )
    def test_says_which_field_is_wrong(self, world: World, refused: Refused, what: Asked, field: str) -> None:
        code = venue(world)
        with refused(Unfit) as error:
            ask(world, code, what=what)
        assert set(error.value.fields) == {field}

    def test_is_asked_for_without_an_account(self, world: World) -> None:
        number = ask(world, venue(world), "anonymous", name="赵大爷", phone=PHONE)
        assert PHONE.encode() not in bytes(Use.objects.get(number=number).phone_sealed)

    def test_is_no_story_evening(self, story: Evening, refused: Refused) -> None:
        with refused(NotAVenue):
            ask(story.world, story.code)


class TestTheWarden:
    def test_is_told_and_approves(self, world: World) -> None:
        number = ask(world, venue(world, approval=True))
        told = Notice.objects.get(template="activities.venue_to_decide")
        assert told.person_id == world.people["township"].id
        commands.approve_use(world.ctx("township"), number=number)
        assert Use.objects.get(number=number).status == "approved"

    def test_refuses_with_a_reason_and_frees_the_hours(self, world: World, refused: Refused) -> None:
        code = venue(world, approval=True)
        number = ask(world, code)
        with refused(Unfit):
            commands.refuse_use(world.ctx("township"), number=number, reason="")
        commands.refuse_use(world.ctx("township"), number=number, reason="已有培训")
        assert Notice.objects.get(template="activities.venue_refused").data["reason"] == "已有培训"
        ask(world, code, "bao")

    def test_decides_once(self, world: World, refused: Refused) -> None:
        number = ask(world, venue(world, approval=True))
        commands.approve_use(world.ctx("township"), number=number)
        with refused(UseDecided):
            commands.approve_use(world.ctx("township"), number=number)

    @pytest.mark.parametrize(
        ("who", "error"), [("handler", NotFound), ("charlie", NotFound), ("supervisor", Forbidden), ("bao", NotFound)]
    )
    def test_is_somebody_of_the_unit(self, world: World, refused: Refused, who: str, error: type[Exception]) -> None:
        number = ask(world, venue(world, approval=True))
        with refused(error):  # type: ignore[arg-type]
            commands.approve_use(world.ctx(who), number=number)

    def test_notes_who_has_come(self, world: World) -> None:
        number = ask(world, venue(world))
        commands.arrive(world.ctx("township", asked().starts), number=number)
        assert Use.objects.get(number=number).status == "used"

    def test_keeps_hours_for_the_unit_and_leaves_residents_theirs(self, world: World) -> None:
        code = venue(world)
        ask(world, code)
        kept = commands.reserve(
            world.ctx("township"), code=code, asked=asked(), rule="FREQ=WEEKLY;COUNT=4", until=date(2021, 6, 30)
        )
        assert kept.taken == (date(2021, 5, 31),)
        assert len(kept.uses) == 2  # Monday 14 June was a holiday
        assert set(Use.objects.filter(internal=True).values_list("booker", flat=True)) == {
            f"unit:{world.units['town'].id}"
        }

    def test_is_refused_where_nothing_is_free(self, world: World, refused: Refused) -> None:
        code = venue(world)
        ask(world, code)
        with refused(HourTaken):
            commands.reserve(world.ctx("township"), code=code, asked=asked())


class TestGivingBack:
    def test_needs_the_link_alone(self, world: World, refused: Refused) -> None:
        code = venue(world)
        number = ask(world, code)
        with refused(LinkRefused):
            commands.cancel_use(world.ctx("bao"), link=number)
        commands.cancel_use(world.ctx("anonymous"), link=link(number))
        ask(world, code, "bao")

    def test_is_refused_twice_and_once_it_has_begun(self, world: World, refused: Refused) -> None:
        number = ask(world, venue(world))
        with refused(UseDecided):
            commands.cancel_use(world.ctx("alice", asked().starts), link=link(number))
        commands.cancel_use(world.ctx("alice"), link=link(number))
        with refused(UseDecided):
            commands.cancel_use(world.ctx("alice"), link=link(number))


def test_a_venue_for_the_unit_alone_is_not_for_residents(world: World, refused: Refused) -> None:
    code = commands.open_offering(
        world.ctx("township"),
        draft=draft(world, title="会议室", kind="venue", hours="Mo-Fr 08:00-18:00", internal=True),
    ).number
    with refused(Forbidden):
        ask(world, code)
    assert issubclass(HourTaken, Conflict)
    assert asked().starts > NOW
