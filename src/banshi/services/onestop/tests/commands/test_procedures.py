"""Procedures are published once, and running cases move to a new version with all that has happened."""

import pytest

from banshi.kernel.errors import NotFound
from banshi.services.onestop import commands
from banshi.services.onestop.commands import FaultyProcedure, PublishedOtherwise
from banshi.services.onestop.models import CaseStep, ProcedureVersion
from banshi.services.onestop.queries.cases import view
from banshi.services.onestop.tests.conftest import Refused
from banshi.services.onestop.tests.way import MOVING, Way, kinds, opened, wish

pytestmark = pytest.mark.django_db

SECOND = MOVING.replace('version: "1"', 'version: "2"', 1)
STREET = """  - code: street
    title: {zh: 门牌, en: House number}
    department: town
    limit: 2
    basis: {document: 示例文件, article: 第八条}
  - code: deed
"""
"""A new step that comes first, so that every other one gets another place."""


def publish(way: Way, text: str) -> commands.Published:
    return commands.publish(way.ctx("supervisor"), text=text, file="moving.yaml", county="150627")


def move(way: Way) -> commands.MovedCases:
    return commands.move_cases(way.ctx("supervisor"), code="moving", old="1", new="2", county="150627")


class TestPublishing:
    def test_again_changes_nothing(self, ready: Way) -> None:
        assert not publish(ready, MOVING).new
        assert ProcedureVersion.objects.count() == 1

    def test_other_content_under_the_same_version_is_refused(self, ready: Way, refused: Refused) -> None:
        with refused(PublishedOtherwise):
            publish(ready, MOVING.replace("limit: 5", "limit: 4"))

    def test_a_faulty_file_is_refused_with_every_line(self, ready: Way, refused: Refused) -> None:
        faulty = SECOND.replace("limit: 5", "limit: 0").replace("department: town", "department: moon")
        with refused(FaultyProcedure) as raised:
            publish(ready, faulty)
        assert [line.split(": ")[0] for line in raised.value.data["lines"]] == ["moving.yaml:33", "moving.yaml:71"]

    def test_is_not_for_everybody(self, ready: Way, refused: Refused) -> None:
        for who in ("alice", "handler", "clerk", "charlie"):
            with refused(Exception):  # type: ignore[arg-type]
                commands.publish(ready.ctx(who), text=SECOND, file="moving.yaml", county="150627")

    def test_names_units_that_are_not_there(self, ready: Way) -> None:
        there = SECOND.replace("unit: roads", "unit: highways")
        assert publish(ready, there).absent == ("150627-highways",)

    def test_of_a_later_day_does_not_count_before(self, ready: Way) -> None:
        publish(ready, SECOND.replace("effective: 2021-01-01", "effective: 2021-06-01"))
        number = commands.open_case(ready.ctx("alice"), wish=wish()).number
        assert view(ready.world.actor("alice"), number, ready.now).version == "1"
        later = ready.later(days=30)
        number = commands.open_case(later.ctx("alice"), wish=wish()).number
        assert view(ready.world.actor("alice"), number, ready.now).version == "2"


class TestMovingCases:
    def test_keeps_what_has_begun_and_begins_what_can(self, way: Way) -> None:
        way.complete("deed")
        publish(
            way,
            SECOND.replace("  - code: deed\n", STREET, 1).replace(
                "after: [deed]\n    limit: 3", "after: [deed, street]\n    limit: 3"
            ),
        )
        preview = commands.preview_move(code="moving", old="1", new="2")
        assert (preview.difference.added, preview.moving, preview.kept) == (("street",), 1, {})
        assert move(way).moved == 1
        shown = {step.code: step.state for step in view(way.world.actor("alice"), way.number, way.now).steps}
        assert shown == {
            "street": "active",
            "deed": "done",
            "water": "active",
            "parking": "active",
            "welcome": "waiting",
        }
        assert kinds("onestop:procedure-moving")[-1] == "onestop.cases_moved"

    def test_keeps_a_case_whose_begun_step_is_gone(self, way: Way) -> None:
        gone = SECOND.replace("  - code: parking\n", "  - code: garage\n").replace(
            "[water, parking]", "[water, garage]"
        )
        second = opened(way)
        publish(way, gone.replace("code: parking\n      version", "code: garage\n      version"))
        way.complete("deed")
        moved = move(way)
        assert moved.moved == 1
        assert sum(moved.kept.values()) == 1
        assert view(way.world.actor("alice"), way.number, way.now).version == "1"
        assert second.case.parts.bit_count() == 3

    def test_keeps_a_case_that_would_be_asked_something_new(self, way: Way) -> None:
        asks = "    - {code: name, kind: text, title: {zh: 姓名, en: Name}}\n"
        more = "    - {code: floor, kind: integer, title: {zh: 几楼, en: Floor}}\n"
        publish(way, SECOND.replace(asks, asks + more))
        preview = commands.preview_move(code="moving", old="1", new="2")
        assert preview.moving == 0
        assert list(preview.kept) == ["新版本多问一项“几楼”，要先请居民补答。"]
        assert preview.difference.asked == ("floor",)

    def test_is_not_for_everybody(self, way: Way, refused: Refused) -> None:
        publish(way, SECOND)
        with refused(NotFound):
            commands.move_cases(way.ctx("alice"), code="moving", old="1", new="2", county="150627")

    def test_preview_changes_nothing(self, way: Way) -> None:
        publish(way, SECOND)
        before = list(CaseStep.objects.values())
        commands.preview_move(code="moving", old="1", new="2")
        assert list(CaseStep.objects.values()) == before
