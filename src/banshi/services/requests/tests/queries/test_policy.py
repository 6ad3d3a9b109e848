"""The names of categories in two languages."""

import re
from collections import defaultdict

import pytest
from django.utils import translation

from banshi.services.requests.forms.desk import tree_choices
from banshi.services.requests.queries.policy import categories, category_path

pytestmark = pytest.mark.anydb

HAN = re.compile("[\u3001-\u30ff\u3400-\u9fff\uff00-\uffef]")


class TestTheEnglishOfACategory:
    def test_is_there_for_every_one_and_holds_no_chinese(self) -> None:
        assert [each for each in categories().values() if not each.en.strip() or HAN.search(each.en)] == []

    def test_is_short_enough_for_a_list_on_a_phone(self) -> None:
        assert [each.en for each in categories().values() if len(each.en) > 60] == []

    def test_is_one_for_each_chinese_name_and_no_other(self) -> None:
        english, chinese = defaultdict(set), defaultdict(set)
        for each in categories().values():
            english[each.zh].add(each.en)
            chinese[each.en].add(each.zh)
        assert [name for name, found in (english | chinese).items() if len(found) > 1] == []


class TestTheTitle:
    def test_is_in_the_language_in_force(self) -> None:
        said = {}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                said[language] = " / ".join(each.title for each in category_path("101203"))
        assert said == {
            "zh-hans": "农村农业 / 水利水电 / 引水调水",
            "en": "Countryside and agriculture / Water conservancy and hydropower / Water diversion",
        }

    def test_leaves_no_chinese_in_the_list_of_the_desk(self) -> None:
        with translation.override("en"):
            assert HAN.search(str(tree_choices())) is None
