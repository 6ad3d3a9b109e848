"""The page of parameters: every one with its source, as of any day."""

import pytest

from banshi.kernel.policy.tests.books import ALLOWANCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, settings):
    """The page of a county with its own parameters."""
    own = settings.DATA_DIR / "policy" / "parameters.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(ALLOWANCE)
    return lambda on="": client.get("/policy/", {"on": on} if on else {}).content.decode()


class TestThePage:
    def test_shows_value_unit_document_and_article(self, page) -> None:
        shown = page("2021-05-26")
        for words in ("生育医疗费用补助", "3,000.00 元", "鄂医保发〔2020〕41号 第五条 第2页", "onestop.allowance"):
            assert words in shown

    def test_marks_what_is_only_for_demonstration(self, page) -> None:
        assert "试行/演示" in page("2021-05-26")

    def test_goes_back_to_any_day(self, page) -> None:
        assert "这一天没有" in page("2018-01-01")
        assert page("2020-05-26").index("2,000.00 元") < page("2020-05-26").index("3,000.00 元")

    def test_is_of_today_where_the_day_is_no_day(self, page) -> None:
        said = [text.partition("<main")[2].partition("<footer")[0] for text in (page("yesterday"), page())]
        assert said[0] == said[1]

    def test_costs_one_statement_for_its_values(self, page, django_assert_max_num_queries) -> None:
        page()
        with django_assert_max_num_queries(3):
            page("2021-05-26")
