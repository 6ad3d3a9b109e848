"""The desk's hot issues: what many people bring, seen by each as far as they may, and handled as one."""

import re

import pytest

from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.desk.conftest import At
from banshi.services.requests.tests.gathering import gather, kiln, others, shown
from banshi.services.requests.tests.way import Way, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def ways(world: World) -> list[Way]:
    found = kiln(world)
    others(world)
    gather(world)
    return found


def address(world: World) -> int:
    return shown(world, "supervisor")[0].id


class TestTheList:
    @pytest.mark.parametrize("who", ["clerk", "supervisor", "inspector"])
    def test_shows_what_it_is_where_how_many_and_why_it_is_hot(self, ways: list[Way], at: At, who: str) -> None:
        page = at(who).page("desk_hot")
        assert shown(ways[0].world, who)[0].title in page
        assert "向阳小区" in page
        assert "4 人" in page
        assert "新出现" in page
        assert "10 × log₂(1 + 4) = 23.2" in page
        assert "这里不收点赞，记 0" in page
        assert all(way.number in page for way in ways)

    def test_is_not_for_handlers(self, ways: list[Way], at: At) -> None:
        for who in ("handler", "township", "leader"):
            assert at(who).get("desk_hot").status_code == 403
            assert at(who).get("desk_hot_issue", address(ways[0].world)).status_code == 403

    def test_says_so_where_nothing_is_hot(self, world: World, at: At) -> None:
        others(world)
        gather(world)
        assert "没有三人以上反映的同一件事" in at("clerk").page("desk_hot")

    def test_stands_in_the_menu_of_those_who_may_open_it(self, world: World, at: At) -> None:
        assert "/requests/desk/hot/" in at("clerk").page("desk_due")
        assert "/requests/desk/hot/" not in at("handler").page("desk_due")


class TestTheAccused:
    """The clerk works at the hotline, of which one of the four complains."""

    @pytest.fixture
    def accusing(self, ways: list[Way]) -> Way:
        title = shown(ways[0].world, "clerk")[0].title
        way = next(each for each in ways if each.row.title == title)
        commands.accuse(way.ctx("supervisor"), number=way.number, unit_ids=[way.unit("hotline")])
        return way

    def test_read_neither_number_nor_title_nor_a_count_with_it(self, accusing: Way, at: At) -> None:
        issue = address(accusing.world)
        for page in (at("clerk").page("desk_hot"), at("clerk").page("desk_hot_issue", issue)):
            assert accusing.number not in page
            assert accusing.row.title not in page
            assert "3 人" in page
            assert "4 人" not in page

    def test_find_no_page_where_too_little_is_left(self, accusing: Way, ways: list[Way], at: At) -> None:
        issue = address(accusing.world)
        rest = next(way for way in ways if way.number != accusing.number)
        commands.withdraw(rest.ctx("system"), number=rest.number)
        assert at("clerk").get("desk_hot_issue", issue).status_code == 404

    def test_cannot_fold_it_into_a_matter_they_read(self, accusing: Way, ways: list[Way], at: At) -> None:
        rest = [way for way in ways if way.number != accusing.number]
        before = [picture(way.number) for way in ways]
        rows = [accusing.number, rest[1].number]
        answer = at("clerk").client.post(
            f"/requests/desk/hot/{address(accusing.world)}/", {"master": rest[0].number, "row": rows}
        )
        assert answer.status_code == 422
        assert accusing.row.title not in answer.content.decode()
        assert [picture(way.number) for way in ways] == before


class TestHandlingAsOne:
    def send(self, ways: list[Way], at: At, who: str = "clerk", **more: object) -> object:
        said = {"master": ways[0].number, "row": [way.number for way in ways[1:]], **more}
        return at(who).client.post(f"/requests/desk/hot/{address(ways[0].world)}/", said)

    def test_proposes_a_master_and_all_the_others(self, ways: list[Way], at: At) -> None:
        ways[2].triage()
        page = at("clerk").page("desk_hot_issue", address(ways[0].world))
        assert re.findall(r'name="master" value="([\w-]+)" checked', page) == [ways[2].number]
        ticked = re.findall(r'name="row" value="([\w-]+)" checked', page)
        assert sorted(ticked) == sorted(way.number for way in ways if way is not ways[2])

    def test_merges_them_and_leads_to_the_master(self, ways: list[Way], at: At) -> None:
        answer = self.send(ways, at)
        assert answer.headers["Location"] == f"/requests/desk/m/{ways[0].number}/"  # type: ignore[attr-defined]
        assert {way.row.stage for way in ways[1:]} == {Stage.MERGED}
        page = at("clerk").page("desk_hot")
        assert "4 人" in page
        assert ways[1].number not in page

    def test_merges_only_what_is_ticked(self, ways: list[Way], at: At) -> None:
        self.send(ways, at, row=[ways[1].number])
        assert [way.row.stage for way in ways[1:]] == [Stage.MERGED, Stage.RECEIVED, Stage.RECEIVED]

    def test_leaves_all_as_they_were_if_one_has_moved_on_and_says_which(self, ways: list[Way], at: At) -> None:
        ways[2].to(Stage.ANSWERED)
        before = [picture(way.number) for way in ways]
        answer = self.send(ways, at)
        page = answer.content.decode()  # type: ignore[attr-defined]
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "一件也没有动" in page
        assert ways[2].number in page.split("一件也没有动")[1].split("</ul>")[0]
        assert re.findall(r'name="row" value="([\w-]+)" checked', page) == [ways[1].number, ways[3].number]
        assert [picture(way.number) for way in ways] == before

    def test_takes_effect_once_when_the_form_is_sent_twice(self, ways: list[Way], at: At) -> None:
        first = self.send(ways, at, idempotency_key="pressed-twice")
        entries = Entry.objects.count()
        second = self.send(ways, at, idempotency_key="pressed-twice")
        assert second.headers["Location"] == first.headers["Location"]  # type: ignore[attr-defined]
        assert Entry.objects.count() == entries

    @pytest.mark.parametrize("said", [{"row": []}, {"master": ""}])
    def test_asks_for_what_was_not_chosen(self, ways: list[Way], at: At, said: dict[str, object]) -> None:
        before = [picture(way.number) for way in ways]
        assert self.send(ways, at, **said).status_code == 422  # type: ignore[attr-defined]
        assert [picture(way.number) for way in ways] == before

    def test_is_not_offered_to_an_inspector_nor_taken_from_one(self, ways: list[Way], at: At) -> None:
        page = at("inspector").page("desk_hot_issue", address(ways[0].world))
        assert "并为一件办理" not in page
        assert 'name="row"' not in page
        before = [picture(way.number) for way in ways]
        assert self.send(ways, at, "inspector").status_code == 403  # type: ignore[attr-defined]
        assert [picture(way.number) for way in ways] == before
