"""What everybody may read."""

import pytest
from django.test import Client

from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.pages.open_lists import draw
from banshi.services.requests.queries.places import Point
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.pages.conftest import published
from banshi.services.requests.tests.way import Way

LISTS = ("public/", "places/", "statistics/", "leaders/", "catalogue/", "deadlines/")


class TestEveryPublicPage:
    @pytest.mark.parametrize("page", LISTS)
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_opens_to_everybody_in_both_languages(self, client: Client, world: World, page: str, language: str) -> None:
        client.cookies["django_language"] = language
        shown = client.get(f"/requests/{page}")
        assert shown.status_code == 200
        assert ("Dispatch catalogue" in shown.content.decode()) == (language == "en")

    @pytest.mark.parametrize(
        "query",
        [
            "public/?q=%01&area=x&category=99&kind=tipoff&since=0001-01-01&until=9999-12-31",
            "public/?since=2021-06-01&until=2021-05-01",
            "public/?q=" + "长" * 190,
            "statistics/?by=nothing&as_of=yesterday&since=9999-12-31&until=0001-01-01",
            "statistics/?county=999999",
            "statistics.json?as_of=0001-01-01",
            "places/?county='",
        ],
    )
    def test_answers_bad_questions_without_falling(self, client: Client, world: World, query: str) -> None:
        assert client.get(f"/requests/{query}").status_code == 200

    def test_says_that_a_mark_of_another_list_cannot_be_read(self, client: Client, world: World) -> None:
        assert client.get("/requests/public/?after=zz").status_code == 422


class TestTheListAndACase:
    def test_show_the_public_face_only(self, way: Way, client: Client) -> None:
        published(way)
        for page in ("public/", f"public/{way.number}/", "public/?q=机井"):
            shown = client.get(f"/requests/{page}").content.decode()
            assert "机井坏了" in shown
            assert "门克庆嘎查三社" not in shown

    def test_hold_nothing_that_is_not_published(self, way: Way, client: Client) -> None:
        assert way.number not in client.get("/requests/public/").content.decode()
        assert client.get(f"/requests/public/{way.number}/").status_code == 404

    def test_lose_a_case_from_the_moment_it_accuses(self, way: Way, client: Client) -> None:
        published(way)
        commands.accuse(way.ctx("alice"), number=way.number, unit_ids=[way.unit("water")])
        assert client.get(f"/requests/public/{way.number}/").status_code == 404
        assert "机井坏了" not in client.get("/requests/public/").content.decode()


class TestTheStatistics:
    def test_count_by_everything_and_say_what_is_left_out(self, way: Way, client: Client) -> None:
        way.to(Stage.RATED)
        for by in ("unit", "area", "category", "channel", "month"):
            shown = client.get("/requests/statistics/", {"by": by}).content.decode()
            assert "100.0%" in shown
            assert "举报和反映单位、人员的事不计入任何数字" in shown

    def test_name_categories_in_english_to_readers_of_english(self, way: Way, client: Client) -> None:
        client.cookies["django_language"] = "en"
        way.to(Stage.RATED)
        assert "Countryside and agriculture" in client.get("/requests/statistics/?by=category").content.decode()
        assert "Countryside and agriculture" in client.get("/requests/statistics.csv?by=category").content.decode()

    def test_know_less_of_an_earlier_day(self, way: Way, client: Client) -> None:
        lines = client.get("/requests/statistics.json", {"as_of": "2021-05-25"}).json()["lines"]
        assert [line["received"] for line in lines] == [0]
        lines = client.get("/requests/statistics.json", {"as_of": "2021-05-26"}).json()["lines"]
        assert lines[-1]["received"] == 1

    def test_never_count_what_accuses(self, way: Way, client: Client) -> None:
        commands.accuse(way.ctx("alice"), number=way.number, unit_ids=[way.unit("water")])
        assert client.get("/requests/statistics.json").json()["lines"][-1]["received"] == 0

    def test_come_as_a_spreadsheet_too(self, way: Way, client: Client) -> None:
        shown = client.get("/requests/statistics.csv", {"by": "area"}).content.decode("utf-8-sig")
        assert shown.startswith("key,title,received")
        assert "札萨克镇" in shown


class TestTheBoard:
    def test_names_the_leader_but_not_the_case_until_it_is_published(self, way: Way, client: Client) -> None:
        way.to(Stage.DISPATCHED)
        commands.take_charge(way.ctx("leader"), number=way.number)
        shown = client.get("/requests/leaders/").content.decode()
        assert "赵卫东" in shown
        assert way.number not in shown
        assert way.row.title not in shown

    def test_leaves_out_what_accuses(self, way: Way, client: Client) -> None:
        way.to(Stage.DISPATCHED)
        commands.take_charge(way.ctx("leader"), number=way.number)
        commands.accuse(way.ctx("alice"), number=way.number, unit_ids=[way.unit("water")])
        assert "赵卫东" not in client.get("/requests/leaders/").content.decode()


class TestTheHomePage:
    def test_tells_this_weeks_figures(self, client: Client, world: World) -> None:
        assert "本周收到" in client.get("/").content.decode()

    def test_finds_public_requests_by_words(self, way: Way, client: Client) -> None:
        published(way)
        assert "机井坏了" in client.get("/ask/", {"q": "机井"}).content.decode()


class TestTheDrawing:
    def test_keeps_every_dot_inside(self) -> None:
        drawn = draw((Point("a", 109.1, 39.2, True), Point("b", 110.4, 40.0, False)))
        assert drawn.count("<circle") == 2
        assert 'cx="16.0"' in drawn
        assert draw(()) == ""
