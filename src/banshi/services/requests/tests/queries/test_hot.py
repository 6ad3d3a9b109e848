"""What is compared, and what each reader sees of what was found: never more than they may read."""

from datetime import timedelta
from typing import Any

import pytest

from banshi.kernel.errors import NotFound
from banshi.kernel.testing.people import COUNTY, NEIGHBOUR, NOW, World
from banshi.services.requests import commands
from banshi.services.requests.commands import Sorting
from banshi.services.requests.models import Request
from banshi.services.requests.queries.gathered import YEAR, compared, counties
from banshi.services.requests.queries.hot import compared_since, hot, hot_issue
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.gathering import gather, kiln, others, seen, shown
from banshi.services.requests.tests.way import brought
from banshi.services.requests.triage.heat import Trend

pytestmark = pytest.mark.django_db


def numbers(county: str = COUNTY, **more: Any) -> set[str]:
    return {message.id for message in compared(county, NOW, **more).messages}


class TestWhatIsCompared:
    def test_is_what_stands_in_the_county_with_who_brought_it(self, world: World) -> None:
        first, second = kiln(world, "alice", "alice")
        (one, other) = compared(COUNTY, NOW).messages
        assert {one.id, other.id} == {first.number, second.number}
        assert one.author == other.author != ""
        assert "向阳小区" in one.detail
        assert counties(NOW) == [COUNTY]
        assert numbers(NEIGHBOUR) == set()

    def test_is_nothing_that_accuses_somebody_and_no_tip_off(self, world: World) -> None:
        ways = kiln(world)
        commands.accuse(world.ctx("supervisor"), number=ways[0].number, unit_ids=[world.units["water"].id])
        tip = brought(world, "anonymous", kind="tipoff")
        assert numbers() == {way.number for way in ways[1:]}
        assert tip.number not in numbers()

    def test_is_nothing_withdrawn_merged_or_erased(self, world: World) -> None:
        gone, part, master, erased = kiln(world, "alice", "bao", "bao", "alice")
        commands.withdraw(gone.ctx("alice"), number=gone.number)
        commands.merge(part.ctx("clerk"), number=part.number, master=master.number)
        commands.withdraw(erased.ctx("alice"), number=erased.number)
        commands.erase(erased.ctx("alice"), number=erased.number)
        assert numbers() == {master.number}

    def test_is_nothing_older_than_a_year(self, world: World) -> None:
        (way,) = kiln(world, "alice")
        assert len(compared(COUNTY, NOW + YEAR).messages) == 1
        assert compared(COUNTY, way.now + YEAR + timedelta(seconds=1)).messages == ()

    def test_is_the_newest_where_there_are_too_many_and_says_from_which_day(self, world: World) -> None:
        ways = kiln(world)
        given = compared(COUNTY, NOW, 3)
        assert {message.id for message in given.messages} == {way.number for way in ways[1:]}
        assert given.since == NOW.date()
        assert compared(COUNTY, NOW, 4).since is None

    def test_counts_what_is_part_of_a_request_as_its_likes(self, world: World) -> None:
        master, part = kiln(world, "alice", "bao")
        commands.merge(part.ctx("clerk"), number=part.number, master=master.number)
        assert [message.likes for message in compared(COUNTY, NOW).messages] == [1]

    def test_is_read_in_two_statements(self, world: World, django_assert_num_queries: Any) -> None:
        kiln(world)
        with django_assert_num_queries(2):
            compared(COUNTY, NOW)


class TestAHotIssue:
    def test_is_what_at_least_three_people_bring(self, world: World) -> None:
        ways = kiln(world)
        others(world)
        gather(world)
        assert seen(world, "clerk") == [(4, {way.number for way in ways})]
        (issue,) = shown(world, "clerk")
        assert (issue.place, issue.size, issue.trend, issue.pace.recent) == ("向阳小区", 4, Trend.NEW, 4)
        assert "砖厂" in issue.words
        assert issue.title in {way.row.title for way in ways}
        assert issue.master in {way.number for way in ways}

    def test_is_not_what_one_person_brings_three_times(self, world: World) -> None:
        kiln(world, "alice", "alice", "alice")
        gather(world)
        assert seen(world, "clerk") == []

    def test_counts_those_that_are_part_of_its_master_too(self, world: World) -> None:
        ways = kiln(world)
        gather(world)
        for way in ways[1:3]:
            commands.merge(way.ctx("clerk"), number=way.number, master=ways[0].number)
        (issue,) = shown(world, "clerk")
        assert (issue.people, issue.size, len(issue.rows)) == (4, 4, 2)
        assert [row.behind for row in issue.rows] == [2, 0]
        gather(world)
        assert seen(world, "clerk") == [(4, {ways[0].number, ways[3].number})]

    def test_is_read_in_two_statements(self, world: World, django_assert_num_queries: Any) -> None:
        kiln(world)
        gather(world)
        actor = world.actor("clerk")
        with django_assert_num_queries(2):
            hot(actor, NOW)

    def test_cools_when_nothing_new_comes(self, world: World) -> None:
        kiln(world)
        gather(world)
        (now,), (later,) = shown(world, "clerk"), shown(world, "clerk", NOW + timedelta(days=45))
        assert later.trend is Trend.QUIET
        assert later.heat.total < now.heat.total

    def test_says_from_which_day_it_was_looked_for(self, world: World) -> None:
        assert compared_since(world.actor("clerk")) is None
        commands.keep_hot(world.ctx("system"), county=COUNTY, issues=[], since=NOW.date())
        assert compared_since(world.actor("clerk")) == NOW.date()


class TestTheAccused:
    """The clerk works at the hotline."""

    def accused(self, world: World) -> tuple[str, list[str]]:
        ways = kiln(world)
        gather(world)
        middle = shown(world, "clerk")[0].title
        named = next(way for way in ways if way.row.title == middle)
        commands.accuse(world.ctx("supervisor"), number=named.number, unit_ids=[world.units["hotline"].id])
        return named.number, [way.number for way in ways if way is not named]

    def test_see_neither_the_matter_nor_its_title_nor_a_count_with_it_from_that_moment(self, world: World) -> None:
        number, rest = self.accused(world)
        title = Request.objects.get(number=number).title
        for again in (False, True):
            if again:
                gather(world)
            (issue,) = shown(world, "clerk")
            assert (issue.people, issue.size) == (3, 3)
            assert {row.number for row in issue.rows} == set(rest)
            assert issue.title != title

    def test_learn_of_no_issue_that_is_none_without_it(self, world: World) -> None:
        number, rest = self.accused(world)
        commands.withdraw(world.ctx("system"), number=rest[0])
        assert seen(world, "clerk") == []
        assert number not in str(shown(world, "supervisor"))

    def test_never_enter_anybodys_figures(self, world: World) -> None:
        _number, rest = self.accused(world)
        assert seen(world, "supervisor") == [(3, set(rest))]


class TestAReader:
    def test_counts_only_what_they_may_read(self, world: World) -> None:
        ways = kiln(world)
        gather(world)
        kept = ways[0]
        commands.triage(world.ctx("supervisor"), number=kept.number, sorting=Sorting(category="101203", level=2))
        assert [people for people, _numbers in seen(world, "clerk")] == [3]
        assert [people for people, _numbers in seen(world, "supervisor")] == [4]
        (issue,) = shown(world, "clerk")
        assert kept.number not in str(issue)
        assert kept.row.title != issue.title

    def test_is_told_of_no_issue_whose_other_part_is_kept_from_them(self, world: World) -> None:
        ways = kiln(world)
        gather(world)
        issue = shown(world, "supervisor")[0].id
        for way in ways[:2]:
            commands.triage(world.ctx("supervisor"), number=way.number, sorting=Sorting(category="101203", level=2))
        assert seen(world, "clerk") == []
        with pytest.raises(NotFound):
            hot_issue(world.actor("clerk"), issue, NOW)
        assert hot_issue(world.actor("supervisor"), issue, NOW).people == 4

    def test_of_the_neighbouring_county_sees_nothing(self, world: World) -> None:
        kiln(world)
        gather(world)
        assert seen(world, "charlie") == []

    def test_sees_what_can_be_merged_and_what_can_lead(self, world: World) -> None:
        ways = kiln(world)
        ways[1].to(Stage.ANSWERED)
        gather(world)
        rows = {row.number: (row.can_merge, row.can_lead) for row in shown(world, "clerk")[0].rows}
        assert rows[ways[0].number] == (True, True)
        assert rows[ways[1].number] == (False, False)
