"""Reading places: in one query each, and in words."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import translation

from banshi.kernel.clocks.calendar import official
from banshi.kernel.clocks.office import SHANGHAI
from banshi.kernel.places import commands, queries
from banshi.kernel.places.hours import parse
from banshi.kernel.places.opening import opening
from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.places.refusals import NoSuchPlace
from banshi.kernel.places.tests.conftest import CENTRE, later
from banshi.kernel.places.words import hours_lines, opening_words
from banshi.kernel.testing.people import COUNTY, TOWN, VILLAGE, World

CODE = CENTRE["code"]
Open = Callable[..., PlaceRow]


@pytest.mark.django_db
class TestReadingPlaces:
    def test_of_an_area_takes_those_of_the_areas_below(self, opened: Open) -> None:
        opened()
        opened(code="150627-mkq-01", name="门克庆嘎查服务中心", kind="community-centre", area=VILLAGE)
        assert [place.code for place in queries.places_in(COUNTY)] == ["150627-mkq-01", CODE]
        assert [place.code for place in queries.places_in(VILLAGE)] == ["150627-mkq-01"]
        assert [place.code for place in queries.places_in(TOWN, kinds=["town-centre"])] == [CODE]

    def test_takes_one_query_each(self, opened: Open, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        opened()
        for read in (
            lambda: queries.place(CODE),
            lambda: queries.places_in(COUNTY),
            lambda: queries.places_named([CODE, "nowhere"]),
            lambda: queries.history(CODE),
        ):
            with django_assert_num_queries(1):
                read()

    def test_by_code_leaves_out_what_does_not_exist(self, opened: Open) -> None:
        opened()
        assert list(queries.places_named([CODE, "nowhere"])) == [CODE]
        with pytest.raises(NoSuchPlace):
            queries.place("nowhere")

    def test_tells_by_a_stamp_whether_anything_changed(self, opened: Open, world: World) -> None:
        seen = [queries.stamp(COUNTY)]
        opened()
        seen.append(queries.stamp(COUNTY))
        commands.change_place(later(world, 1), code=CODE, note="二楼")
        seen.append(queries.stamp(COUNTY))
        commands.close_place(later(world, 2), code=CODE, reason="装修")
        seen.append(queries.stamp(COUNTY))
        assert len(set(seen)) == 4
        assert queries.stamp(COUNTY) == seen[-1]
        assert queries.stamp("150622") == seen[0]


@pytest.mark.anydb
class TestHoursInWords:
    @pytest.mark.parametrize(
        ("hours", "chinese", "english"),
        [
            ("24/7", [("每天", "24 小时")], [("Every day", "24 hours")]),
            (
                "Mo-Fr 08:30-12:00,14:30-17:30; PH off",
                [("周一至周五", "08:30–12:00、14:30–17:30"), ("节假日", "休息")],
                [("Monday to Friday", "08:30–12:00, 14:30–17:30"), ("Holidays", "closed")],
            ),
            (
                "We,Sa,Su 20:00-26:00",
                [("周三、周六、周日", "20:00–次日 02:00")],
                [("Wednesday, Saturday, Sunday", "20:00–02:00 next day")],
            ),
            ("May-Sep 06:00-22:00", [("5月至9月", "06:00–22:00")], [("May to Sep", "06:00–22:00")]),
            ("Tu-Th 09:00-17:00", [("周二至周四", "09:00–17:00")], [("Tuesday to Thursday", "09:00–17:00")]),
            ("2021 Jun 14-16 off", [("2021年6月14日至6月16日", "休息")], [("2021 Jun 14 – 2021 Jun 16", "closed")]),
        ],
    )
    def test_are_plain(self, hours: str, chinese: list[tuple[str, str]], english: list[tuple[str, str]]) -> None:
        assert hours_lines(parse(hours)) == chinese
        with translation.override("en"):
            assert hours_lines(parse(hours)) == english

    @pytest.mark.parametrize(
        ("hours", "at", "chinese", "english"),
        [
            ("24/7", "2021-05-26T10:00", "全天开放", "Open day and night"),
            ("Mo-Fr 08:30-17:30", "2021-05-26T10:00", "开放中，17:30 关门", "Open until 17:30"),
            ("Mo-Fr 08:30-17:30", "2021-05-26T07:00", "已关门，今天 08:30 开门", "Closed, opens today at 08:30"),
            ("Mo-Fr 08:30-17:30", "2021-05-26T18:00", "已关门，明天 08:30 开门", "Closed, opens tomorrow at 08:30"),
            ("Mo-Fr 08:30-17:30", "2021-05-28T18:00", "已关门，周一 08:30 开门", "Closed, opens Monday at 08:30"),
            ("Mo-Su off", "2021-05-28T18:00", "已关门", "Closed"),
            (
                "09:00-17:00",
                "2021-05-03T10:00",
                "开放中，17:00 关门（节假日可能不同，请先打电话）",
                "Open until 17:00 (holidays may differ: please ring first)",
            ),
        ],
    )
    def test_say_how_it_stands_now(self, hours: str, at: str, chinese: str, english: str) -> None:
        instant = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)
        found = opening(parse(hours), official(), instant)
        today = date.fromisoformat(at[:10])
        assert opening_words(found, today) == chinese
        with translation.override("en"):
            assert opening_words(found, today) == english
