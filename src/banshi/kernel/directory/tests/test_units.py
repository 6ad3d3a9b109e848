"""Units: set up, renamed, closed, found."""

import pytest

from banshi.kernel.directory import queries
from banshi.kernel.directory.authority import OutOfReach
from banshi.kernel.directory.commands import UnitInUse, UnitTaken, add_unit, close_unit, end_post, rename_unit
from banshi.kernel.directory.commands.units import BadUnit
from banshi.kernel.directory.models import Unit
from banshi.kernel.errors import SignInNeeded
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, NOW, TOWN, VILLAGE, World

pytestmark = pytest.mark.django_db


def school(world: World, who: str = "administrator", **changes: object) -> queries.UnitRow:
    given = {"slug": "school", "name": "第一小学", "kind": "service", "area": COUNTY, **changes}
    return add_unit(world.ctx(who), **given)  # type: ignore[arg-type]


class TestAUnit:
    def test_stands_on_the_path_of_the_units_above_it(self, world: World) -> None:
        team, roads, government = (world.units[key] for key in ("road-team", "roads", "government"))
        assert team.path == f"/{government.id}/{roads.id}/{team.id}/"
        assert team.path_ids == (government.id, roads.id, team.id)
        assert team.depth == 2

    def test_is_set_up_renamed_and_closed_on_the_record(self, world: World) -> None:
        row = school(world)
        rename_unit(world.ctx("administrator"), unit_id=row.id, name="实验小学")
        closed = close_unit(world.ctx("administrator"), unit_id=row.id)
        assert (closed.name, closed.active) == ("实验小学", False)
        kinds = list(
            Entry.objects.filter(subject=f"directory:unit-{row.id}").order_by("id").values_list("kind", flat=True)
        )
        assert kinds == ["directory.unit_added", "directory.unit_renamed", "directory.unit_closed"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"slug": "Über"}, "slug"),
            ({"slug": "a" * 61}, "slug"),
            ({"name": "  "}, "name"),
            ({"name": "长" * 81}, "name"),
            ({"kind": "club"}, "kind"),
        ],
    )
    def test_described_wrongly_is_refused_beside_the_field(
        self, world: World, change: dict[str, str], field: str
    ) -> None:
        before = Unit.objects.count()
        with pytest.raises(BadUnit) as refusal:
            school(world, **change)
        assert list(refusal.value.fields) == [field]
        assert Unit.objects.count() == before

    def test_cannot_stand_under_a_closed_one_or_under_none_that_exists(self, world: World) -> None:
        row = school(world)
        close_unit(world.ctx("administrator"), unit_id=row.id)
        with pytest.raises(BadUnit):
            school(world, slug="annex", parent_id=row.id)
        with pytest.raises(queries.NoSuchUnit):
            school(world, slug="annex", parent_id=10**9)

    def test_keeps_its_short_name_to_itself(self, world: World) -> None:
        with pytest.raises(UnitTaken):
            school(world, slug=world.units["water"].slug)

    def test_is_not_closed_while_somebody_holds_a_post_there(self, world: World) -> None:
        water = world.units["water"]
        with pytest.raises(UnitInUse) as refusal:
            close_unit(world.ctx("administrator"), unit_id=water.id)
        assert refusal.value.data["posts"] == 1
        post = queries.staff_of(water.id, NOW.date())[0]
        end_post(world.ctx("administrator"), post_id=post.id)
        assert close_unit(world.ctx("administrator"), unit_id=water.id).active is False

    def test_is_not_closed_while_a_unit_below_it_works(self, world: World) -> None:
        post = queries.staff_of(world.units["roads"].id, NOW.date())[0]
        end_post(world.ctx("administrator"), post_id=post.id)
        with pytest.raises(UnitInUse):
            close_unit(world.ctx("administrator"), unit_id=world.units["roads"].id)

    @pytest.mark.parametrize("who", ["alice", "clerk", "handler", "leader", "supervisor", "inspector", "charlie"])
    def test_is_set_up_by_no_other_role(self, world: World, who: str) -> None:
        before = Unit.objects.count()
        with pytest.raises(OutOfReach):
            school(world, who)
        assert Unit.objects.count() == before

    def test_is_set_up_by_nobody_who_is_not_signed_in(self, world: World) -> None:
        with pytest.raises(SignInNeeded):
            school(world, "anonymous")

    def test_of_the_neighbour_is_out_of_an_administrators_reach(self, world: World) -> None:
        with pytest.raises(OutOfReach):
            school(world, area=NEIGHBOUR)
        with pytest.raises(OutOfReach):
            rename_unit(world.ctx("administrator"), unit_id=world.units["neighbour"].id, name="别名")


class TestUnitsAreFound:
    def test_in_an_area_with_or_without_those_below(self, world: World) -> None:
        assert {row.name for row in queries.units_in(TOWN)} == {"札萨克镇人民政府", "门克庆嘎查委员会"}
        assert [row.name for row in queries.units_in(TOWN, below=False)] == ["札萨克镇人民政府"]
        assert [row.name for row in queries.units_in(COUNTY, kinds=["village"])] == ["门克庆嘎查委员会"]

    def test_by_name_with_the_equal_one_first(self, world: World) -> None:
        add_unit(world.ctx("system"), slug="x", name="水利局河道所", kind="service", area=COUNTY)
        assert [row.name for row in queries.find_units("水利局", area=COUNTY)] == ["水利局", "水利局河道所"]
        assert queries.find_units("") == ()

    def test_where_their_name_stands_in_a_text(self, world: World) -> None:
        found = queries.units_named_in("请水利局和交通运输局一起来看看", area=COUNTY)
        assert [row.name for row in found] == ["交通运输局", "水利局"]

    def test_by_short_name_and_by_number(self, world: World) -> None:
        water = world.units["water"]
        assert queries.unit_by_slug(water.slug) == queries.unit(water.id) == water
        with pytest.raises(queries.NoSuchUnit):
            queries.unit_by_slug("nowhere")

    def test_with_their_names_in_one_statement(self, world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        with django_assert_num_queries(1):
            names = queries.units_named([world.units["water"].id, world.units["village"].id])
        assert set(names.values()) == {"水利局", "门克庆嘎查委员会"}

    def test_never_once_they_are_closed(self, world: World) -> None:
        close_unit(world.ctx("system"), unit_id=world.units["village"].id)
        assert not queries.find_units("门克庆")
        assert not queries.units_in(VILLAGE)
        assert queries.units_in(VILLAGE, closed=True)
