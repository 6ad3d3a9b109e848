"""Never to the accused: routing, reading, listing, searching, counting, telling."""

import json

import pytest

from banshi.kernel.clocks.models import Hold
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.models import Entry
from banshi.kernel.notices.models import Notice
from banshi.kernel.publication import figures
from banshi.kernel.testing.people import COUNTY, World
from banshi.services.requests import commands
from banshi.services.requests.commands import Face
from banshi.services.requests.commands.accuse import NoSuchParty
from banshi.services.requests.commands.charge import NotALeader
from banshi.services.requests.commands.dispatch import UnitRefused
from banshi.services.requests.commands.leaving import NotOneMatter
from banshi.services.requests.commands.publishing import NotForThePublic
from banshi.services.requests.models import CoHandler, Request
from banshi.services.requests.queries.desk import Filter, desk
from banshi.services.requests.queries.matter import view
from banshi.services.requests.queries.public import public_list, public_view
from banshi.services.requests.queries.search import search
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Refused, Way, brought, kinds

EVERYTHING = Filter(scope="all")


def accuse(way: Way, *units: str, people: tuple[str, ...] = ()) -> None:
    ids = [way.world.people[name].id for name in people]
    commands.accuse(
        way.ctx("supervisor"), number=way.number, unit_ids=[way.unit(each) for each in units], person_ids=ids
    )


def sees(way: Way, who: str) -> bool:
    """Whether this person finds the request anywhere: by number, in the queue, by its words."""
    actor = way.world.actor(who, way.now)
    try:
        view(actor, way.number, way.now)
        found = True
    except NotFound:
        found = False
    listed = any(row.number == way.number for row in desk(actor, way.now, EVERYTHING).rows)
    hit = any(row.number == way.number for row in search(actor, way.now, "机井").rows)
    assert found == listed == hit
    return found


class TestTheAccusedUnit:
    def test_loses_the_matter_at_once_to_the_unit_above(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        assert sees(way, "handler")
        accuse(way, "water")
        assert not sees(way, "handler")
        assert (way.row.stage, way.row.holder_unit_id) == ("dispatched", way.unit("government"))
        assert kinds(way.number)[-2:] == ["requests.accused", "requests.rerouted"]

    def test_loses_it_to_the_supervisor_when_the_unit_above_is_accused_too(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        accuse(way, "government")
        assert not sees(way, "handler"), "the water bureau stands under the accused government"
        assert not sees(way, "clerk"), "so does the hotline"
        assert way.row.holder_unit_id == way.unit("supervision")
        assert sees(way, "supervisor")

    def test_nobody_has_it_when_the_supervisor_is_accused_as_well(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        accuse(way, "government", "supervision")
        assert (way.row.stage, way.row.holder_unit_id, way.row.lead_unit_id) == ("escalated", None, None)
        assert not any(sees(way, who) for who in ("handler", "clerk", "supervisor", "inspector"))

    def test_holds_it_no_longer_where_a_tip_off_finds_nobody_clean(self, world: World) -> None:
        tip = brought(world, kind="tipoff")
        ids = [tip.unit(each) for each in ("supervision", "city", "government") if each in world.units]
        commands.accuse(tip.ctx("alice"), number=tip.number, unit_ids=ids)
        assert tip.row.holder_unit_id is None
        assert not Hold.objects.filter(subject=f"requests:{tip.number}", ended=None).exists()

    def test_does_not_get_it_by_the_catalogue(self, way: Way) -> None:
        way.to(Stage.TRIAGED)
        accuse(way, "water")
        commands.dispatch(way.ctx("clerk"), number=way.number)
        assert way.row.holder_unit_id == way.unit("government")

    def test_does_not_get_it_by_name_nor_does_a_unit_under_it(self, way: Way, refused: Refused) -> None:
        way.to(Stage.TRIAGED)
        accuse(way, "roads")
        for unit in ("roads", "road-team"):
            with refused(way, UnitRefused):
                commands.dispatch(way.ctx("clerk"), number=way.number, unit_id=way.unit(unit), reason="指定")

    def test_does_not_co_handle_it_any_more(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        commands.add_co_handler(way.ctx("handler"), number=way.number, unit_id=way.unit("roads"), task="协助开挖")
        assert sees(way, "roads")
        accuse(way, "roads")
        assert not sees(way, "roads")
        assert not CoHandler.objects.filter(removed_at=None).exists()

    def test_does_not_get_it_back_when_it_is_reopened(self, way: Way) -> None:
        way.to(Stage.CLOSED)
        accuse(way, "water")
        commands.reopen(way.ctx("alice"), number=way.number, reason="又没有水了")
        assert way.row.holder_unit_id == way.unit("government")

    def test_is_told_nothing(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        accuse(way, "water")
        before = Notice.objects.filter(person_id=way.world.people["handler"].id).count()
        commands.tell(way.ctx("alice"), number=way.number, text="他们来找过我")
        commands.withdraw(way.ctx("alice"), number=way.number)
        assert Notice.objects.filter(person_id=way.world.people["handler"].id).count() == before

    def test_is_not_named_in_the_ledger(self, way: Way) -> None:
        accuse(way, "water")
        body = json.loads(Entry.objects.get(kind="requests.accused").body)
        assert set(body["sealed"]) == {"units"}
        assert "unit" not in body


class TestTheAccusedPerson:
    def test_sees_nothing_in_any_hat(self, way: Way) -> None:
        way.to(Stage.HANDLING)
        person = way.world.people["supervisor"].id
        commands.accuse(way.ctx("alice"), number=way.number, person_ids=[person])
        assert not sees(way, "supervisor")
        assert sees(way, "handler")

    def test_their_own_unit_does_not_get_the_matter(self, way: Way, refused: Refused) -> None:
        way.to(Stage.TRIAGED)
        accuse(way, people=("handler",))
        with refused(way, UnitRefused):
            commands.dispatch(way.ctx("clerk"), number=way.number, unit_id=way.unit("water"), reason="指定")

    def test_a_leader_who_is_accused_is_no_longer_in_charge(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        commands.take_charge(way.ctx("leader"), number=way.number)
        accuse(way, people=("leader",))
        assert way.row.leader_id is None
        assert not sees(way, "leader")
        with refused(way, NotALeader):
            commands.take_charge(way.ctx("supervisor"), number=way.number, post_id=way.world.actor("leader").post.id)

    def test_keeps_nothing_of_their_own_request_that_turns_out_to_be_about_them(self, way: Way) -> None:
        accuse(way, people=("alice",))
        assert not sees(way, "alice")


class TestAnybodyElse:
    def test_a_member_may_complain_of_their_own_unit_and_keeps_it(self, world: World) -> None:
        way = brought(world, "handler")
        accuse(way, "water")
        assert sees(way, "handler")

    def test_nobody_known_is_refused(self, way: Way, refused: Refused) -> None:
        with refused(way, NoSuchParty):
            commands.accuse(way.ctx("alice"), number=way.number, unit_ids=[987654])

    def test_it_is_not_merged_into_a_matter_the_accused_can_read(self, way: Way, refused: Refused) -> None:
        other = brought(way.world, "bao")
        accuse(way, "water")
        with refused(way, NotOneMatter):
            commands.merge(way.ctx("clerk"), number=way.number, master=other.number)


class TestThePublic:
    FACE = Face("机井损坏", "某嘎查的机井损坏,居民询问何时修复。")

    def test_what_was_public_is_taken_down(self, way: Way) -> None:
        commands.publish(way.ctx("supervisor"), number=way.number, face=self.FACE)
        assert [row.number for row in public_list().rows] == [way.number]
        accuse(way, "water")
        assert public_list().rows == ()
        with pytest.raises(NotFound):
            public_view(way.number)

    def test_it_cannot_be_published(self, way: Way, refused: Refused) -> None:
        accuse(way, "water")
        with refused(way, NotForThePublic):
            commands.publish(way.ctx("supervisor"), number=way.number, face=self.FACE)

    def test_no_figure_counts_it_any_more(self, way: Way) -> None:
        assert figures.read("requests", ["received"], county=COUNTY).total("received") == 1
        accuse(way, "water")
        assert figures.read("requests", ["received"], county=COUNTY).total("received") == 0

    def test_a_tip_off_is_in_no_figure_from_the_beginning(self, world: World) -> None:
        brought(world, "anonymous", kind="tipoff")
        assert figures.read("requests", ["received"], county=COUNTY).total("received") == 0
        assert Request.objects.get().level == 2
