"""The tree of areas."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from banshi.kernel.directory import queries
from banshi.kernel.directory.areas import above, codes_down_to, is_code, short_name
from banshi.kernel.directory.authority import OutOfReach
from banshi.kernel.directory.commands import load_areas
from banshi.kernel.directory.commands.areas import BadAreas
from banshi.kernel.directory.models import Area
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import COUNTY, TOWN, VILLAGE, World


class TestACode:
    @pytest.mark.parametrize("code", ["15", "1506", "150627", "150627101", "150627101201"])
    def test_has_two_four_six_nine_or_twelve_digits(self, code: str) -> None:
        assert is_code(code)

    @pytest.mark.parametrize("code", ["", "1", "150", "15062", "15062x", "１５", "150627 "])
    def test_of_another_form_is_none(self, code: str) -> None:
        assert not is_code(code)

    def test_says_which_areas_lie_above(self) -> None:
        assert codes_down_to(VILLAGE) == ("15", "1506", "150627", "150627101", "150627101201")
        assert above(TOWN) == COUNTY
        assert above("15") is None


@pytest.mark.django_db
class TestTheWholeRegion:
    def test_is_loaded_from_the_carried_data_with_15938_areas_in_five_levels(self) -> None:
        out = StringIO()
        call_command("directory_areas_load", stdout=out)
        assert "15: 15938 areas, 15938 new or renamed" in out.getvalue()
        levels = dict.fromkeys(Area.objects.order_by("level").values_list("level", flat=True), 0)
        for level in Area.objects.values_list("level", flat=True):
            levels[level] += 1
        assert levels == {"region": 1, "league-or-city": 12, "county": 108, "township": 1225, "village": 14592}
        assert Entry.objects.get().kind == "directory.areas_loaded"

    def test_may_be_loaded_for_one_county_with_what_lies_above_it(self) -> None:
        call_command("directory_areas_load", "--county", COUNTY, stdout=StringIO())
        assert set(Area.objects.exclude(code__startswith=COUNTY).values_list("code", flat=True)) == {"15", "1506"}
        assert queries.area(COUNTY).name == "伊金霍洛旗"

    @pytest.mark.parametrize("code", ["999999", "1506270", "x"])
    def test_says_what_a_code_looks_like_when_the_given_one_is_none(self, code: str) -> None:
        with pytest.raises(CommandError, match="2, 4, 6, 9 or 12 digits"):
            call_command("directory_areas_load", "--county", code, stdout=StringIO())

    @pytest.mark.parametrize("content", [b"a,b\n1,2\n", "code,name\n15,内蒙古".encode("gb18030"), b"code,name\n15\n"])
    def test_says_which_form_a_file_needs(self, content: bytes, tmp_path: Path) -> None:
        file = tmp_path / "areas.csv"
        file.write_bytes(content)
        with pytest.raises(CommandError, match="code,name"):
            call_command("directory_areas_load", "--file", str(file), stdout=StringIO())
        assert not Area.objects.exists()


@pytest.mark.django_db
class TestTheTree:
    def test_tells_the_path_to_a_village_and_its_name_in_one_line(self, world: World) -> None:
        assert [row.name for row in queries.area_path(VILLAGE)][-2:] == ["札萨克镇", "门克庆嘎查"]
        assert queries.area_label(VILLAGE, below=COUNTY) == "札萨克镇 门克庆嘎查"
        assert queries.area_label("") == ""

    def test_tells_the_areas_one_level_below(self, world: World) -> None:
        assert [row.code for row in queries.children(COUNTY)] == ["150627100", TOWN]
        assert [row.code for row in queries.children()] == ["15"]

    def test_is_searched_by_name_with_the_highest_first(self, world: World) -> None:
        assert [row.name for row in queries.find_areas("旗", within="1506")] == ["准格尔旗", "伊金霍洛旗"]
        assert queries.find_areas(" ") == ()

    def test_is_read_from_memory_the_second_time(self, world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        queries.area_path(VILLAGE)
        with django_assert_num_queries(0):
            queries.area_path(VILLAGE)

    @pytest.mark.parametrize("code", ["150699", "", "x' OR 1=1"])
    def test_says_so_when_there_is_no_such_area(self, world: World, code: str) -> None:
        with pytest.raises(queries.NoSuchArea):
            queries.area(code)
        with pytest.raises(queries.NoSuchArea):
            queries.area_path(code)

    def test_takes_new_names_and_removes_nothing(self, world: World) -> None:
        loaded = load_areas(world.ctx("system"), code=COUNTY, names={TOWN: "新札萨克镇", "150627999": "新设镇"})
        assert (loaded.changed, loaded.total) == (2, 5)
        assert queries.area(TOWN).name == "新札萨克镇"

    @pytest.mark.parametrize("names", [{"1506": ""}, {"15062": "短"}, {"150699100": "无上级"}])
    def test_refuses_a_row_that_cannot_stand_in_it(self, world: World, names: dict[str, str]) -> None:
        before = Area.objects.count()
        with pytest.raises(BadAreas):
            load_areas(world.ctx("system"), code="15", names=names)
        assert Area.objects.count() == before

    def test_is_loaded_by_no_one_beyond_their_area(self, world: World) -> None:
        with pytest.raises(OutOfReach):
            load_areas(world.ctx("administrator"), code="1506", names={"1506": "别名"})
        assert queries.area("1506").name == "鄂尔多斯市"


class TestTheNameOfAVillage:
    @pytest.mark.parametrize(
        ("listed", "said"),
        [
            ("平安社区居委会", "平安社区"),
            ("希勃图村委会", "希勃图村"),
            ("台格希里嘎查村民委员会", "台格希里嘎查"),
            ("札萨克镇", "札萨克镇"),
            ("内蒙古自治区鄂尔多斯市伊金霍洛旗阿勒腾席热镇水岸花园社区居民委员会", "水岸花园社区"),
        ],
    )
    def test_is_what_people_call_it(self, listed: str, said: str) -> None:
        assert short_name(listed) == said
