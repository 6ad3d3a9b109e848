"""Households: loaded on the record, judged row by row, counted beside the junctions, and taken away again."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from banshi.kernel.directory.authority import OutOfReach
from banshi.kernel.ledger.models import Entry
from banshi.kernel.places.coordinates import Point, System, convert
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, TOWN, World
from banshi.services.servicemap.commands import HouseholdsRefused, NoHouseholds, load_households, remove_households
from banshi.services.servicemap.engine.failures import MapFailure
from banshi.services.servicemap.engine.homes import judged, on
from banshi.services.servicemap.engine.sites import PointList, Site
from banshi.services.servicemap.models import HouseholdPoints
from banshi.services.servicemap.queries.covered import housed, proposal
from banshi.services.servicemap.queries.homes import folders, homes_of, opened_homes
from banshi.services.servicemap.queries.opened import opened
from banshi.services.servicemap.queries.published import NoMap, folder_of
from banshi.services.servicemap.sheets.points import read_points
from banshi.services.servicemap.tests import small
from banshi.services.servicemap.tests.town import position, real_atlas

pytestmark = pytest.mark.django_db
HEAD = "编码,经度,纬度,户数,人数,区划\n"


def line(code: str, x: float, y: float, households: object = 10, people: object = 25, area: str = "") -> str:
    lon, lat = position(x, y)
    return f"{code},{lon:.7f},{lat:.7f},{households},{people},{area}\n"


LIST = HEAD + line("一号楼", 90, 5) + line("二号楼", 820, 505, 30, 60) + line("三号楼", 300, -4, 2, 3, TOWN)
"""Two buildings beside places, and one four hundred metres from any."""


def written(folder: Path, text: str | bytes = LIST, name: str = "homes.csv") -> PointList:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_points(path)


@pytest.fixture
def town(world: World) -> World:
    """A map with two places at the southern street."""
    small.publish(world)
    for short in ("near", "park"):
        small.put(world, short)
    return world


def load(world: World, given: PointList, who: str = "administrator", county: str = COUNTY, **more: Any) -> Any:
    return load_households(world.ctx(who), county=county, given=given, **more)


def nothing_loaded() -> bool:
    return homes_of(COUNTY) is None and not Entry.objects.filter(kind="servicemap.households_loaded").exists()


class TestLoading:
    def test_counts_points_households_and_people_and_is_on_the_record(self, town: World, tmp_path: Path) -> None:
        row = load(town, written(tmp_path))
        assert (row.points, row.households, row.people, row.left_out) == (3, 42, 88, 0)
        entry = Entry.objects.get(kind="servicemap.households_loaded")
        assert entry.subject == f"servicemap:{COUNTY}"
        assert "一号楼" not in entry.body

    def test_again_replaces_what_was_there_and_keeps_no_file_of_it(
        self, town: World, tmp_path: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        before = load(town, written(tmp_path))
        with django_capture_on_commit_callbacks(execute=True):
            after = load(town, written(tmp_path, HEAD + line("一号楼", 90, 5)))
        assert (after.points, HouseholdPoints.objects.count()) == (1, 1)
        assert not folder_of(before.folder).exists()
        assert folder_of(after.folder).exists()

    def test_names_every_row_that_is_wrong_and_uses_the_others(self, town: World, tmp_path: Path) -> None:
        lon, lat = position(100, 0)
        text = (
            LIST
            + (
                f"四,{lat},{lon},1,1,\n五,-8.6,41.1,1,1,\n一号楼,{lon},{lat},9,9,\n六,东经,{lat},1,1,\n"
                f"七,{lon},{lat},很多,3,\n八,{lon},{lat},1,2,{NEIGHBOUR}\n"
            )
            + line("九", 700, 250)
        )
        row = load(town, written(tmp_path, text))
        assert row.problems == {
            "duplicate": 1, "no_count": 1, "no_number": 1, "off_map": 1, "off_network": 1, "other_area": 1, "swapped": 1,
        }  # fmt: skip
        assert (row.points, row.left_out) == (6, 4)

    def test_without_codes_knows_a_point_by_its_address(self, town: World, tmp_path: Path) -> None:
        lon, lat = position(100, 0)
        row = load(town, written(tmp_path, f"地址,经度,纬度\n人民路1号,{lon},{lat}\n人民路1号,{lon},{lat}\n"))
        assert (row.points, row.households, row.people) == (1, 1, 0)
        assert row.problems == {"duplicate": 1}

    def test_takes_a_spreadsheet(self, town: World, tmp_path: Path) -> None:
        xlsxwriter = pytest.importorskip("xlsxwriter")
        book = xlsxwriter.Workbook(tmp_path / "homes.xlsx")
        sheet = book.add_worksheet("住户")
        for at, cells in enumerate(LIST.splitlines()):
            sheet.write_row(at, 0, cells.split(","))
        book.close()
        assert load(town, read_points(tmp_path / "homes.xlsx")).households == 42

    @pytest.mark.parametrize("who", ["township", "clerk", "alice"])
    def test_is_refused_to_others(self, town: World, tmp_path: Path, who: str) -> None:
        with pytest.raises(OutOfReach):
            load(town, written(tmp_path), who)
        assert nothing_loaded()

    def test_where_there_is_no_map_is_refused(self, world: World, tmp_path: Path) -> None:
        with pytest.raises(NoMap):
            load(world, written(tmp_path), "system")
        assert nothing_loaded()

    def test_of_points_elsewhere_is_refused(self, town: World, tmp_path: Path) -> None:
        with pytest.raises(HouseholdsRefused):
            load(town, written(tmp_path, "编码,经度,纬度\n甲,-8.6,41.1\n"))
        assert nothing_loaded()

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"name\nx\n"])
    def test_of_what_is_no_list_is_refused(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(MapFailure):
            written(tmp_path, content, "homes.xlsx")


class TestCoordinatesOfAnotherSystem:
    def given(self, system: System) -> tuple[Any, PointList]:
        atlas = real_atlas()
        lon, lat = atlas.network.lon[::6] / 1e7 + 4e-5, atlas.network.lat[::6] / 1e7
        doors = [convert(Point(*door), System.WGS84, system) for door in zip(lon.tolist(), lat.tolist(), strict=True)]
        sites = tuple(Site(f"d{at}", door.lon, door.lat) for at, door in enumerate(doors))
        return atlas, PointList("homes.csv", "0" * 64, sites, ())

    @pytest.mark.parametrize("said", [System.WGS84, System.BD09])
    def test_are_named_and_nothing_is_loaded(self, said: System) -> None:
        atlas, given = self.given(System.GCJ02)
        with pytest.raises(MapFailure, match="--system gcj02"):
            judged(atlas, given.name, given.sites, (), "110108", said)

    def test_are_converted_where_the_owner_says_so(self) -> None:
        atlas, given = self.given(System.GCJ02)
        homes, problems = judged(atlas, given.name, given.sites, (), "110108", System.GCJ02)
        assert len(homes.lon) == len(given.sites)
        assert {each.what for each in problems} == {"off_network"}
        assert abs(homes.lon[0] - (atlas.network.lon[0] / 1e7 + 4e-5)) < 1e-6


class TestCoverageOfHouseholds:
    def test_counts_households_and_people_beyond_reach(self, town: World, tmp_path: Path) -> None:
        answer = housed(opened(COUNTY), load(town, written(tmp_path)), 5, 5.1)
        assert (answer.total.households.people, answer.total.households.within) == (42, 12)
        assert (answer.total.people.people, answer.total.people.within) == (88, 28)
        assert [each.people.group for each in answer.by_area] == [TOWN]
        assert {each.people.group for each in answer.by_tier} == {"3", "4"}

    def test_stands_beside_the_junctions_on_the_page(self, town: World, tmp_path: Path) -> None:
        load(town, written(tmp_path), invented=True, note="示例")
        page = Client().get(reverse("servicemap:coverage"), {"minutes": 5}).content.decode()
        for words in ("42 户（3 个点位）", "30（71.4%）", "60（68.2%）", "不是真的住户", "走不到的户"):
            assert words in page
        assert "一号楼" not in page

    def test_says_nothing_of_people_whom_the_list_does_not_name(self, town: World, tmp_path: Path) -> None:
        lon, lat = position(820, 505)
        load(town, written(tmp_path, f"编码,经度,纬度,户数\n甲,{lon},{lat},30\n"))
        page = Client().get(reverse("servicemap:coverage"), {"minutes": 5}).content.decode()
        assert "30（100.0%）" in page
        assert "走不到的人" not in page

    def test_weighs_the_next_sites_by_people(self, town: World, tmp_path: Path) -> None:
        row = load(town, written(tmp_path))
        found = proposal(opened(COUNTY), 5, 5.1, 1, row)
        assert (found.answer.counted, found.answer.before.people) == ("households", 88)
        assert found.answer.after.within == 88
        shown = Client().get(reverse("servicemap:coverage"), {"minutes": 5, "k": 1, "weigh": "people"}).content.decode()
        assert "走得到的人从 31.8% 到 100.0%" in shown

    def test_is_put_on_the_streets_anew_where_the_map_was_built_again(self, town: World, tmp_path: Path) -> None:
        row = load(town, written(tmp_path))
        homes = opened_homes(row, opened(COUNTY))
        other = real_atlas()
        moved = on(homes, other)
        assert moved.network == other.fingerprint
        assert moved.points.edge.tolist() == [-1, -1, -1]


class TestTheConsole:
    def said(self, *args: Any, **options: Any) -> tuple[str, str]:
        out, wrong = StringIO(), StringIO()
        call_command("map_households", *args, stdout=out, stderr=wrong, **{"lang": "en", **options})
        return out.getvalue(), wrong.getvalue()

    def test_loads_and_says_what_is_wrong(self, town: World, tmp_path: Path) -> None:
        written(tmp_path, LIST + f"四,{position(100, 0)[1]},{position(100, 0)[0]},1,1,\n")
        out, wrong = self.said(tmp_path / "homes.csv", COUNTY)
        assert "3 points, 42 households, 88 people; 1 rows left out" in out
        assert "row 5 四: longitude and latitude are swapped" in wrong

    def test_only_checks_where_asked_to(self, town: World, tmp_path: Path) -> None:
        written(tmp_path)
        assert self.said(tmp_path / "homes.csv", COUNTY, check=True) == ("", "")
        written(tmp_path, LIST + "四,x,y,1,1,\n")
        with pytest.raises(SystemExit):
            self.said(tmp_path / "homes.csv", COUNTY, check=True)
        assert nothing_loaded()

    def test_says_how_to_ask_and_why_not(self, town: World, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="FILE COUNTY"):
            self.said(tmp_path / "homes.csv")
        with pytest.raises(CommandError, match="There is no file"):
            self.said(tmp_path / "homes.csv", COUNTY)

    def test_takes_them_away_with_their_file(
        self, town: World, tmp_path: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        row = load(town, written(tmp_path))
        assert f"maps/{row.folder}" in folders()
        with django_capture_on_commit_callbacks(execute=True):
            self.said(remove=COUNTY)
        assert homes_of(COUNTY) is None
        assert not folder_of(row.folder).exists()
        with pytest.raises(NoHouseholds):
            remove_households(town.ctx("administrator"), county=COUNTY)
