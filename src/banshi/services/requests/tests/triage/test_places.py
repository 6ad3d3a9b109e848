import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.requests.triage.places import Gazetteer, exact_places, find_places

pytestmark = pytest.mark.anydb
NAMES = st.lists(st.text("东西南北村镇", min_size=2, max_size=4), min_size=1, max_size=8, unique=True)


class TestAGazetteer:
    def test_finds_names_with_the_key_of_what_they_name(self) -> None:
        found = Gazetteer({"白音塔拉镇": "150521102", "民政局": "unit:7"}).find("民政局说要去白音塔拉镇办。")
        assert [(place.name, place.key) for place in found] == [("民政局", "unit:7"), ("白音塔拉镇", "150521102")]

    def test_takes_the_longer_of_two_names_that_overlap(self) -> None:
        found = Gazetteer({"白音": "1", "白音塔拉": "2", "塔拉镇": "3"}).find("白音塔拉镇")
        assert [place.name for place in found] == ["白音塔拉"]

    def test_leaves_names_of_one_character_out(self) -> None:
        assert Gazetteer({"旗": "1"}).find("旗旗旗") == ()

    def test_finds_nothing_without_names(self) -> None:
        assert Gazetteer({}).find("白音塔拉镇") == ()

    @given(NAMES, st.text("东西南北村镇", max_size=30))
    def test_finds_a_name_exactly_where_one_stands(self, names: list[str], text: str) -> None:
        found = Gazetteer({name: name for name in names}).find(text)
        assert all(text[place.start : place.end] == place.name == place.key for place in found)
        assert all(one.end <= other.start for one, other in itertools.pairwise(found))
        assert bool(found) == any(name in text for name in names)


class TestPlacesInAText:
    @pytest.mark.parametrize(
        ("text", "name", "kind"),
        [
            ("我住在向阳小区，楼道没有灯", "向阳小区", "estate"),
            ("反映团结路坑洼不平", "团结路", "road"),
            ("请问柳树屯什么时候通自来水", "柳树屯", "village"),
            ("家住白音镇，离县城很远", "白音镇", "town"),
            ("实验小学门口没有斑马线", "实验小学", "site"),
            ("投诉A5区的物业", "a5区", "area"),
        ],
    )
    def test_are_known_by_their_endings(self, text: str, name: str, kind: str) -> None:
        assert (name, kind) in {(place.name, place.kind) for place in find_places(text)}

    @pytest.mark.parametrize(
        "text",
        ["道路不平", "小区很乱", "一路上都是灰", "我的思路", "118路公交", "农村的学校", "路线太长", "公园里有人"],
    )
    def test_are_not_common_words(self, text: str) -> None:
        assert find_places(text) == ()

    @given(st.text(max_size=80))
    def test_are_found_in_any_text_without_failing(self, text: str) -> None:
        assert all(place.start < place.end for place in find_places(text))

    def test_begin_with_the_most_exact(self) -> None:
        assert exact_places("团结路上的向阳小区，靠着团结路") == ("向阳小区", "团结路")
