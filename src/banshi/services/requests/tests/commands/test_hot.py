"""Keeping what gathers, and handling it as one matter."""

import json
from datetime import timedelta

import pytest

from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.ledger.models import Entry
from banshi.kernel.notices.models import Notice
from banshi.kernel.testing.jobs import run_jobs_twice
from banshi.kernel.testing.people import COUNTY, NOW, World
from banshi.services.requests import commands, tasks
from banshi.services.requests.commands import NotAllMerged
from banshi.services.requests.models import HotIssue, HotMember
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.gathering import gather, kiln, others, shown
from banshi.services.requests.tests.way import Way, brought, kinds, picture

pytestmark = pytest.mark.django_db


def found() -> list[dict[str, object]]:
    """What the ledger says of the county's hot issues, first to last."""
    entries = Entry.objects.filter(subject=f"requests:hot:{COUNTY}", kind="requests.hot_found").order_by("position")
    return [json.loads(entry.body) for entry in entries]


class TestWhatGathers:
    def test_is_kept_with_one_entry(self, world: World) -> None:
        kiln(world)
        others(world)
        assert gather(world)
        assert found() == [{"issues": 1, "new": 1, "since": None}]
        assert HotMember.objects.count() == 4

    def test_changes_nothing_the_second_time(self, world: World) -> None:
        kiln(world)
        gather(world)
        before = list(HotMember.objects.order_by("pk").values_list("pk", "issue_id", "nearness", "words", "places"))
        assert not gather(world, NOW + timedelta(hours=1))
        assert (
            list(HotMember.objects.order_by("pk").values_list("pk", "issue_id", "nearness", "words", "places"))
            == before
        )
        assert len(found()) == 1

    def test_is_nothing_in_a_quiet_county_and_leaves_no_entry(self, world: World) -> None:
        others(world)
        assert not gather(world)
        assert found() == []

    def test_stays_the_same_issue_when_another_joins(self, world: World) -> None:
        kiln(world, "alice", "bao", "anonymous")
        gather(world)
        issue = HotIssue.objects.get()
        brought(
            world,
            "handler",
            title="砖厂黑烟",
            text="向阳小区的砖厂烧窑，黑烟和煤灰呛人，砖厂该搬走。",
            place="向阳小区",
        )
        gather(world)
        assert HotIssue.objects.get() == issue
        assert issue.members.count() == 4
        assert found()[-1] == {"issues": 1, "new": 0, "since": None}

    def test_is_gone_when_it_gathers_no_more(self, world: World) -> None:
        ways = kiln(world, "alice", "bao", "anonymous")
        gather(world)
        commands.withdraw(world.ctx("system"), number=ways[0].number)
        assert gather(world)
        assert not HotIssue.objects.exists()
        assert found()[-1]["issues"] == 0

    def test_names_nobody_and_no_words_in_the_ledger(self, world: World) -> None:
        ways = kiln(world)
        gather(world)
        body = Entry.objects.get(kind="requests.hot_found").body
        assert not any(part in body for way in ways for part in (way.number, way.row.title, "向阳小区", "砖厂"))

    def test_goes_with_the_words_of_an_erased_request(self, world: World) -> None:
        way = kiln(world)[0]
        gather(world)
        commands.withdraw(way.ctx("alice"), number=way.number)
        commands.erase(way.ctx("alice"), number=way.number)
        assert not HotMember.objects.filter(request__number=way.number).exists()

    def test_is_found_by_the_job_which_does_no_harm_twice(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        kiln(world)
        tasks.find_hot.enqueue()
        assert run_jobs_twice() == ["banshi.services.requests.tasks.find_hot"]
        assert HotMember.objects.count() == 4


class TestMergingAll:
    @pytest.fixture
    def ways(self, world: World) -> list[Way]:
        return kiln(world)

    def rest(self, ways: list[Way]) -> list[str]:
        return [way.number for way in ways[1:]]

    def test_makes_them_one_matter_and_tells_everybody(self, world: World, ways: list[Way]) -> None:
        done = commands.merge_all(world.ctx("clerk"), numbers=self.rest(ways), master=ways[0].number)
        assert sorted(each.number for each in done) == sorted(self.rest(ways))
        assert {way.row.stage for way in ways[1:]} == {Stage.MERGED}
        assert {way.row.master_id for way in ways[1:]} == {ways[0].row.pk}
        for who in ("bao", "handler"):
            person = world.people[who].id
            assert Notice.objects.filter(person_id=person, template="requests.merged").count() == 1
        assert kinds(ways[1].number)[-1] == "requests.merged"

    def test_tells_them_the_answer_of_the_master(self, world: World, ways: list[Way]) -> None:
        commands.merge_all(world.ctx("clerk"), numbers=self.rest(ways), master=ways[0].number)
        ways[0].to(Stage.ANSWERED)
        bao = world.people["bao"].id
        assert Notice.objects.filter(person_id=bao, template="requests.answered").count() == 1

    def test_leaves_the_master_out_of_what_is_merged(self, world: World, ways: list[Way]) -> None:
        numbers = [way.number for way in ways]
        assert len(commands.merge_all(world.ctx("clerk"), numbers=numbers, master=ways[0].number)) == 3
        assert ways[0].row.stage == Stage.RECEIVED

    def test_does_nothing_at_all_if_one_cannot_be_merged_and_says_which_and_why(
        self, world: World, ways: list[Way]
    ) -> None:
        ways[2].to(Stage.ANSWERED)
        commands.accuse(world.ctx("supervisor"), number=ways[3].number, unit_ids=[world.units["roads"].id])
        before = [picture(way.number) for way in ways]
        told = Notice.objects.count()
        with pytest.raises(NotAllMerged) as raised:
            commands.merge_all(world.ctx("clerk"), numbers=self.rest(ways), master=ways[0].number)
        assert set(raised.value.fields) == {ways[2].number, ways[3].number}
        assert "已答复" in str(raised.value.fields[ways[2].number][0])
        assert [picture(way.number) for way in ways] == before
        assert Notice.objects.count() == told

    def test_takes_effect_once_when_sent_twice(self, world: World, ways: list[Way]) -> None:
        ctx = world.ctx("clerk").keyed("once-and-again")
        first = commands.merge_all(ctx, numbers=self.rest(ways), master=ways[0].number)
        entries = Entry.objects.count()
        assert commands.merge_all(ctx, numbers=self.rest(ways), master=ways[0].number) == first
        assert Entry.objects.count() == entries

    @pytest.mark.parametrize("numbers", [[], ["itself"], ["no-such-number"]])
    def test_needs_something_to_merge(self, world: World, ways: list[Way], numbers: list[str]) -> None:
        before = [picture(way.number) for way in ways]
        given = [ways[0].number if number == "itself" else number for number in numbers]
        with pytest.raises(NotAllMerged):
            commands.merge_all(world.ctx("clerk"), numbers=given, master=ways[0].number)
        assert [picture(way.number) for way in ways] == before

    @pytest.mark.parametrize(("who", "error"), [("inspector", Forbidden), ("roads", NotFound), ("charlie", NotFound)])
    def test_is_not_everybodys(self, world: World, ways: list[Way], who: str, error: type[Exception]) -> None:
        before = [picture(way.number) for way in ways]
        with pytest.raises(error):
            commands.merge_all(world.ctx(who), numbers=self.rest(ways), master=ways[0].number)
        assert [picture(way.number) for way in ways] == before

    def test_goes_on_as_a_hot_issue_under_its_master(self, world: World, ways: list[Way]) -> None:
        gather(world)
        commands.merge_all(world.ctx("clerk"), numbers=self.rest(ways), master=ways[0].number)
        gather(world)
        (issue,) = shown(world, "clerk")
        assert (issue.people, issue.master, len(issue.rows)) == (4, ways[0].number, 1)
