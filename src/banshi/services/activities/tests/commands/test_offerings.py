"""What is offered, by whom, and what a warden is told when a field is wrong."""

from dataclasses import replace
from typing import Any

import pytest

from banshi.kernel.directory.queries.units import NoSuchUnit
from banshi.kernel.errors import BanshiError, Forbidden
from banshi.kernel.notices.models import Notice
from banshi.kernel.slots import queries as taken
from banshi.kernel.testing.people import NOW, World
from banshi.services.activities import commands
from banshi.services.activities.commands import OfferingClosed, OfferingMovedOn, Unfit
from banshi.services.activities.commands.offerings import NothingNew, WrongLeader
from banshi.services.activities.models import Offering
from banshi.services.activities.rules.offering import Audience
from banshi.services.activities.tests.conftest import Refused
from banshi.services.activities.tests.way import Evening, draft, kinds, reception

pytestmark = pytest.mark.django_db


class TestOpening:
    def test_puts_it_on_the_record(self, world: World) -> None:
        code = commands.open_offering(world.ctx("township"), draft=draft(world)).number
        row = Offering.objects.get(code=code)
        assert (row.county, row.area, row.form) == ("150627", "150627101", "sessions")
        assert kinds(f"activities:{code}") == ["activities.offering_opened"]

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"title": " "}, "title"),
            ({"title": "长" * 101}, "title"),
            ({"kind": "circus"}, "kind"),
            ({"where": " "}, "where"),
            ({"where": "长" * 121}, "where"),
            ({"place": "no-such-place"}, "place"),
            ({"about": "长" * 2001}, "about"),
            ({"bring": "长" * 301}, "bring"),
            ({"contact": "请打电话"}, "contact"),
            ({"capacity": 0}, "capacity"),
            ({"capacity": 10_001}, "capacity"),
            ({"minutes": 4}, "minutes"),
            ({"most_seats": 51}, "most_seats"),
            ({"opens_days": 181}, "opens_days"),
            ({"draw_hours": 0}, "draw_hours"),
            ({"closes_minutes": -1}, "closes_minutes"),
            ({"cancel_hours": 721}, "cancel_hours"),
            ({"most_hours": 15}, "most_hours"),
            ({"audience": Audience(age_from=-1)}, "age_from"),
            ({"audience": Audience(age_from=12, age_to=6)}, "age_to"),
            ({"audience": Audience(guardian_below=200)}, "guardian_below"),
            ({"audience": Audience(within="999999")}, "within"),
            ({"audience": Audience(members="长" * 121)}, "members"),
            ({"kind": "venue"}, "hours"),
            ({"kind": "venue", "hours": "always-ish"}, "hours"),
            ({"kind": "reception"}, "leader_post"),
        ],
    )
    def test_names_the_field_that_is_wrong(
        self, world: World, refused: Refused, given: dict[str, Any], field: str
    ) -> None:
        with refused(Unfit) as error:
            commands.open_offering(world.ctx("township"), draft=draft(world, **given))
        assert set(error.value.fields) == {field}

    @pytest.mark.parametrize(
        ("who", "unit", "error"),
        [
            ("township", "water", Forbidden),
            ("handler", "town", Forbidden),
            ("alice", "town", Forbidden),
            ("anonymous", "town", Forbidden),
            ("supervisor", "town", Forbidden),
            ("charlie", "water", Forbidden),
        ],
    )
    def test_is_for_whoever_works_at_the_unit(
        self, world: World, refused: Refused, who: str, unit: str, error: type[BanshiError]
    ) -> None:
        with refused(error):
            commands.open_offering(world.ctx(who), draft=draft(world, unit))

    def test_is_for_the_town_too_where_the_village_offers_it(self, world: World) -> None:
        commands.open_offering(world.ctx("township"), draft=draft(world, "village"))

    def test_of_a_unit_that_does_not_exist_is_refused(self, world: World, refused: Refused) -> None:
        with refused(NoSuchUnit):
            commands.open_offering(world.ctx("township"), draft=replace(draft(world), unit_id=999_999))

    def test_of_a_reception_day_takes_a_leader_of_the_area_only(self, world: World, refused: Refused) -> None:
        warden = world.actor("township").post
        assert warden is not None
        assert Offering.objects.get(code=reception(world).code).leader_words == "副旗长赵卫东"
        with refused(WrongLeader):
            commands.open_offering(world.ctx("township"), draft=draft(world, kind="reception", leader_post=warden.id))


class TestChanging:
    def test_says_what_was_and_what_is(self, story: Evening) -> None:
        given = draft(story.world, bring="水杯")
        commands.change_offering(story.ctx("township"), code=story.code, seen=1, draft=given)
        assert Offering.objects.get(code=story.code).bring == "水杯"

    def test_is_refused_when_somebody_was_faster_and_when_nothing_is_new(
        self, story: Evening, refused: Refused
    ) -> None:
        same = draft(story.world)
        with refused(OfferingMovedOn):
            commands.change_offering(story.ctx("township"), code=story.code, seen=7, draft=replace(same, bring="水杯"))
        with refused(NothingNew):
            commands.change_offering(story.ctx("township"), code=story.code, seen=1, draft=same)

    def test_does_not_make_a_venue_of_a_story_evening(self, story: Evening, refused: Refused) -> None:
        given = draft(story.world, kind="venue", hours="Mo-Su 08:00-20:00")
        with refused(Unfit):
            commands.change_offering(story.ctx("township"), code=story.code, seen=1, draft=given)


class TestClosing:
    def test_cancels_what_is_to_come_and_tells_the_booked(self, story: Evening) -> None:
        story.book()
        commands.close_offering(story.ctx("township"), code=story.code, reason="场地维修")
        assert taken.session(story.session, NOW).phase == "cancelled"
        assert Notice.objects.filter(template="activities.cancelled").count() == 1

    def test_is_final(self, story: Evening, refused: Refused) -> None:
        commands.close_offering(story.ctx("township"), code=story.code, reason="场地维修")
        with refused(OfferingClosed):
            commands.close_offering(story.ctx("township"), code=story.code, reason="场地维修")
        with refused(OfferingClosed):
            story.book("bao")
