"""What residents said on the telephone, counted; and the list of calls to make."""

from datetime import datetime
from typing import Any

import pytest

from banshi.kernel.testing.people import COUNTY, NOW, World
from banshi.services.requests import commands
from banshi.services.requests.queries.callbacks import calls
from banshi.services.requests.queries.statistics import Line, statistics
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.calling import DAY, SOLVED, TODAY, UNSOLVED, Calling, closed
from banshi.services.requests.tests.way import Way

pytestmark = pytest.mark.django_db


@pytest.fixture
def calling(world: World) -> Calling:
    return Calling(world)


@pytest.fixture
def way(world: World, calling: Calling) -> Way:
    """Alice's well, which the water bureau has closed; it was drawn."""
    found = closed(world)
    calling.open()
    return found


class TestTheFigures:
    def line(self, unit: str, as_of: datetime | None = None) -> Line:
        lines = statistics(COUNTY, as_of=as_of.date() if as_of else None).lines
        return next(line for line in lines if line.title == unit)

    def test_put_what_residents_say_beside_what_the_unit_says(self, calling: Calling, world: World) -> None:
        well, other = closed(world), closed(world, "bao")
        calling.open()
        assert self.line("水利局").callback.value is None
        calling.answers(well, SOLVED)
        calling.answers(other, UNSOLVED)
        line = self.line("水利局")
        assert (line.callback.hits, line.callback.total) == (2, 2)
        assert (line.told_solution.hits, line.told_solution.total) == (1, 2)
        assert (line.solution.hits, line.solution.total) == (1, 2)  # what is not solved is taken back there, too

    def test_count_who_was_not_reached_as_unknown(self, calling: Calling, world: World) -> None:
        well, other = closed(world), closed(world, "bao")
        calling.open()
        calling.answers(well, SOLVED)
        for _day in range(3):
            calling.later(days=1).tries(other)
        line = self.line("水利局")
        assert (line.callback.value, line.told_solution.value) == (0.5, 1.0)
        assert (line.told_solution.least, line.told_solution.most) == (0.5, 1.0)

    def test_leave_out_of_the_rate_who_was_in_by_rule(self, calling: Calling, world: World) -> None:
        way = closed(world)
        commands.reopen(way.ctx("alice"), number=way.number, reason="又坏了。")
        way.answer()
        way.to(Stage.CLOSED)
        calling.open()
        calling.answers(way, SOLVED)
        line = self.line("水利局")
        assert (line.callback.total, line.told_solution.total, line.told_solution.excluded) == (1, 0, {"by_rule": 1})

    def test_stay_what_they_were_as_of_a_day(self, calling: Calling, way: Way) -> None:
        calling.later(days=1).answers(way, SOLVED)
        assert self.line("水利局", NOW).counts["called"] == 0
        assert self.line("水利局", calling.now).counts["told_solved"] == 1

    def test_never_count_what_accuses(self, calling: Calling, way: Way) -> None:
        calling.answers(way, SOLVED)
        commands.accuse(way.ctx("supervisor"), number=way.number, unit_ids=[way.unit("road-team")])
        assert statistics(COUNTY).total.counts["called"] == 0


class TestTheCallList:
    def test_is_so_many_statements(self, calling: Calling, way: Way, django_assert_num_queries: Any) -> None:
        closed(way.world, "bao", "roads")
        calling.open(since=TODAY - DAY, by="town")
        clerk = way.world.actor("clerk")
        with django_assert_num_queries(1):
            assert len(calls(clerk, NOW)) == 2
