"""Something is missing: asked once for all departments, supplied once, and the clock stands still meanwhile."""

from datetime import date

import pytest

from banshi.kernel.errors import NotFound
from banshi.kernel.notices.models import Notice
from banshi.services.onestop import commands
from banshi.services.onestop.commands import NothingMissing, StepMovedOn, Unfit
from banshi.services.onestop.models import Material, Use
from banshi.services.onestop.queries.cases import view
from banshi.services.onestop.queries.kept import unsealed
from banshi.services.onestop.tests.conftest import Refused
from banshi.services.onestop.tests.way import Way, paper

pytestmark = pytest.mark.django_db


def supply(way: Way, **answers: object) -> commands.Supplied:
    return commands.supply(way.ctx("alice"), number=way.number, answers=answers)


class TestAReturn:
    def test_stops_the_clock_of_the_step_alone(self, way: Way) -> None:
        way.complete("deed")
        way.return_("parking", "photo")
        assert (way.step("parking").due, way.step("parking").watch) == (None, None)
        assert way.step("water").due is not None

    def test_needs_a_reason_and_something_missing(self, way: Way, refused: Refused) -> None:
        with refused(Unfit):
            way.return_("deed", "contract", reason=" ")
        with refused(Unfit):
            way.return_("deed")
        with refused(Unfit):
            way.return_("deed", "moon")

    def test_of_two_departments_is_one_question(self, way: Way) -> None:
        way.complete("deed")
        way.return_("water", "name", "contract")
        way.return_("parking", "photo", "name")
        shown = view(way.world.actor("alice"), way.number, way.now)
        assert [question.code for question in shown.missing.questions] == ["name", "contract", "photo"]

    def test_tells_the_resident_of_nothing_twice(self, way: Way) -> None:
        way.complete("deed")
        way.return_("water", "name")
        way.return_("parking", "name")
        assert Notice.objects.filter(template="onestop.missing").count() == 1

    def test_is_refused_a_second_time(self, way: Way, refused: Refused) -> None:
        way.return_("deed", "contract")
        with refused(StepMovedOn):
            way.return_("deed", "contract")

    def test_keeps_the_step_from_being_completed(self, way: Way, refused: Refused) -> None:
        way.return_("deed", "contract")
        with refused(StepMovedOn):
            way.complete("deed")


class TestASupply:
    def test_lets_every_step_go_on_that_lacks_nothing_more(self, way: Way) -> None:
        way.complete("deed")
        way.return_("water", "name")
        way.return_("parking", "name", "photo")
        done = supply(way, name="阿丽玛其其格")
        assert (done.resumed, done.missing) == (("water",), ("photo",))
        assert supply(way, photo=[paper("新照片")]).resumed == ("parking",)
        assert way.state("parking") == "active"

    def test_does_not_count_the_days_of_waiting(self, way: Way) -> None:
        assert way.step("deed").last_day == date(2021, 6, 2)
        way.later(days=1).return_("deed", "contract")
        back = way.later(days=8)
        commands.supply(back.ctx("alice"), number=way.number, answers={"contract": [paper("清楚的合同")]})
        assert way.step("deed").last_day == date(2021, 6, 9)
        assert way.step("deed").watch == date(2021, 6, 9)

    def test_replaces_a_paper_and_passes_the_new_one_on(self, way: Way) -> None:
        way.return_("deed", "contract")
        supply(way, contract=[paper("清楚的合同")])
        old, new = Material.objects.filter(code="contract").order_by("id")
        assert old.revoked_at is not None
        assert Use.objects.filter(material=new, step=way.step("deed")).exists()

    def test_puts_an_answer_right(self, way: Way) -> None:
        way.return_("deed", "name")
        supply(way, name="阿丽玛其其格")
        assert unsealed(way.case.said.answers)["name"] == "阿丽玛其其格"
        assert unsealed(way.case.said.answers)["plate"] == "蒙K12345"

    def test_takes_nothing_that_nobody_asked_for(self, way: Way, refused: Refused) -> None:
        way.return_("deed", "contract")
        with refused(Unfit):
            supply(way, name="别人")

    def test_is_refused_where_nothing_is_missing(self, way: Way, refused: Refused) -> None:
        with refused(NothingMissing):
            supply(way, name="阿丽玛")

    def test_is_the_residents_or_the_windows_alone(self, way: Way, refused: Refused) -> None:
        way.return_("deed", "name")
        with refused(NotFound):
            commands.supply(way.ctx("bao"), number=way.number, answers={"name": "宝音"})
        commands.supply(way.ctx("clerk"), number=way.number, answers={"name": "阿丽玛"})
        assert way.state("deed") == "active"
