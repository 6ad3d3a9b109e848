"""Publishing a map: on the record, whole, and only by who may."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from banshi.kernel.directory.authority import OutOfReach
from banshi.kernel.errors import SignInNeeded
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, NOW, TOWN, World
from banshi.services.servicemap.commands import MapRefused, NotACounty, publish_map
from banshi.services.servicemap.models import PublishedMap
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.queries.published import NoMap, published
from banshi.services.servicemap.tests.small import built, publish, put

pytestmark = pytest.mark.django_db


def nothing_changed() -> bool:
    return not PublishedMap.objects.exists() and not Entry.objects.filter(kind="servicemap.published").exists()


class TestPublishing:
    def test_serves_a_copy_and_writes_down_which_streets(self, world: World) -> None:
        row = publish(world)
        assert row == published(COUNTY)
        assert (row.path / "network.npz").read_bytes() == (built() / "network.npz").read_bytes()
        entry = Entry.objects.get(kind="servicemap.published")
        assert (entry.subject, row.network in entry.body) == (f"servicemap:{COUNTY}", True)

    def test_again_replaces_the_map_and_keeps_one_row(self, world: World) -> None:
        publish(world)
        assert publish(world, note="新的").note == "新的"
        assert PublishedMap.objects.count() == 1
        assert Entry.objects.filter(kind="servicemap.published").count() == 2

    def test_is_for_the_administrator_of_the_county(self, world: World) -> None:
        assert publish_map(world.ctx("administrator"), county=COUNTY, folder=built()).county == COUNTY

    @pytest.mark.parametrize("who", ["township", "alice", "clerk"])
    def test_is_refused_to_others(self, world: World, who: str) -> None:
        with pytest.raises(OutOfReach):
            publish_map(world.ctx(who), county=COUNTY, folder=built())
        assert nothing_changed()

    def test_is_refused_to_the_administrator_of_another_county(self, world: World) -> None:
        with pytest.raises(OutOfReach):
            publish_map(world.ctx("administrator"), county=NEIGHBOUR, folder=built())
        assert nothing_changed()

    def test_is_refused_to_nobody_known(self, world: World) -> None:
        with pytest.raises(SignInNeeded):
            publish_map(world.ctx("anonymous"), county=COUNTY, folder=built())
        assert nothing_changed()

    def test_of_a_town_is_refused(self, world: World) -> None:
        with pytest.raises(NotACounty):
            publish(world, county=TOWN)
        assert nothing_changed()

    def test_of_a_damaged_map_is_refused(self, world: World, tmp_path: Path) -> None:
        for path in built().iterdir():
            (tmp_path / path.name).write_bytes(path.read_bytes()[:-9])
        with pytest.raises(MapRefused, match="banshi map build"):
            publish(world, folder=tmp_path)
        assert nothing_changed()

    def test_from_the_console_says_which_places_lie_off_the_streets(self, world: World) -> None:
        put(world, "far", lon=109.85, lat=40.6518)
        said, wrong = StringIO(), StringIO()
        call_command("map_publish", built(), COUNTY, stdout=said, stderr=wrong, lang="en")
        assert COUNTY in said.getvalue()
        assert "from the nearest street" in wrong.getvalue()

    def test_from_the_console_says_why_it_is_refused(self, world: World, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="banshi map build"):
            call_command("map_publish", tmp_path, COUNTY, lang="zh")
        assert nothing_changed()


class TestTheOpenedMap:
    def test_is_kept_while_nothing_changes(self, world: World) -> None:
        publish(world)
        put(world, "near")
        assert opened(COUNTY) is opened(COUNTY)

    def test_reckons_only_the_rows_of_new_places(self, world: World) -> None:
        publish(world)
        put(world, "near")
        before = opened(COUNTY)
        put(world, "park", NOW)
        after = opened(COUNTY)
        assert set(after.places) == {f"{COUNTY}-near", f"{COUNTY}-park"}
        assert after.atlas.network is before.atlas.network
        assert after.atlas.reach.rows[0].seconds.tolist() == before.atlas.reach.rows[0].seconds.tolist()

    def test_of_a_county_without_one_is_not_found(self, world: World) -> None:
        with pytest.raises(NoMap):
            opened(NEIGHBOUR)
