"""What residents, departments and supervisors see of cases; in a fixed number of statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from banshi.kernel.errors import NotFound
from banshi.services.onestop import commands
from banshi.services.onestop.queries import desk
from banshi.services.onestop.queries.cases import mine, view
from banshi.services.onestop.queries.guard import readable
from banshi.services.onestop.queries.statistics import DEFINITIONS, by_department, statistics
from banshi.services.onestop.queries.uses import uses_of_case, uses_of_mine
from banshi.services.onestop.tests.way import Way, opened

pytestmark = pytest.mark.django_db
EVERYBODY = ("alice", "bao", "clerk", "housing", "handler", "roads", "township", "supervisor", "inspector", "charlie")


class TestACase:
    def test_shows_every_step_who_has_it_and_by_when(self, way: Way) -> None:
        way.complete("deed")
        shown = {step.code: step for step in view(way.world.actor("alice"), way.number, way.now).steps}
        assert list(shown) == ["deed", "water", "parking", "welcome"]
        assert (shown["water"].state, shown["water"].unit) == ("active", "水利局")
        assert (shown["welcome"].state, shown["welcome"].waits_for) == ("waiting", ("water", "parking"))
        assert [code for code, step in shown.items() if step.can_leave] == ["parking"]

    def test_is_there_for_those_in_whose_list_it_is_and_for_nobody_else(self, way: Way) -> None:
        way.complete("deed")
        for who in EVERYBODY:
            actor = way.world.actor(who)
            listed = readable(actor).filter(number=way.number).exists()
            if listed:
                assert view(actor, way.number, way.now).number == way.number
            else:
                with pytest.raises(NotFound):
                    view(actor, way.number, way.now)
            assert listed == (who not in {"bao", "township", "charlie"})

    def test_shows_a_department_only_the_answers_it_needs(self, way: Way) -> None:
        way.complete("deed")
        assert "plate" in view(way.world.actor("roads"), way.number, way.now).answers
        assert "plate" not in view(way.world.actor("handler"), way.number, way.now).answers
        assert view(way.world.actor("handler"), way.number, way.now).answers["name"] == "阿丽玛"
        assert "plate" in view(way.world.actor("alice"), way.number, way.now).answers

    def test_is_late_after_its_last_day(self, way: Way) -> None:
        late = way.later(days=8)
        assert view(late.world.actor("alice"), way.number, late.now).steps[0].late
        assert not view(way.world.actor("alice"), way.number, way.now).steps[0].late

    def test_costs_the_same_however_many_steps_it_has(self, way: Way) -> None:
        actor = way.world.actor("alice")
        view(actor, way.number, way.now)  # a version is read once in a process
        with CaptureQueriesContext(connection) as early:
            view(actor, way.number, way.now)
        for step in ("deed", "water", "parking"):
            way.complete(step)
        with CaptureQueriesContext(connection) as late:
            view(actor, way.number, way.now)
        assert len(early) == len(late) <= 10


class TestMine:
    def test_counts_what_is_done_missing_and_ready(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        way.return_("parking", "photo")
        (row,) = mine(way.world.actor("alice"))
        assert (row.done, row.total, row.missing, row.ready) == (1, 4, 1, 1)
        assert mine(way.world.actor("bao")) == ()


class TestTheDesk:
    def test_shows_the_units_own_steps_the_soonest_due_first(self, ready: Way) -> None:
        first, second = opened(ready.later(days=2)), opened(ready)
        rows = desk.desk(ready.world.actor("housing"), ready.now).rows
        assert [row.number for row in rows] == [second.number, first.number]
        assert desk.desk(ready.world.actor("handler"), ready.now).rows == ()
        assert desk.desk(ready.world.actor("inspector"), ready.now).rows == ()

    def test_pages_at_any_depth_without_leaving_one_out(self, ready: Way) -> None:
        numbers = {opened(ready).number for _ in range(5)}
        seen, after = [], ""
        while True:
            page = desk.desk(ready.world.actor("housing"), ready.now, after=after, limit=2)
            seen += [row.number for row in page.rows]
            after = page.after
            if not after:
                break
        assert len(seen) == 5
        assert set(seen) == numbers

    def test_can_be_narrowed_to_one_step(self, way: Way) -> None:
        way.complete("deed")
        actor = way.world.actor("handler")
        assert len(desk.desk(actor, way.now, procedure="moving", step="water").rows) == 1
        assert desk.desk(actor, way.now, procedure="moving", step="garden").rows == ()
        assert desk.desk(actor, way.now, procedure="moon").rows == ()

    def test_refuses_a_mark_of_another_list(self, ready: Way) -> None:
        with pytest.raises(desk.BadMark):
            desk.desk(ready.world.actor("housing"), ready.now, after="moon")

    def test_keeps_apart_what_waits_for_the_resident_and_what_is_to_be_handed_over(self, way: Way) -> None:
        way.complete("deed")
        way.complete("water")
        way.return_("parking", "photo")
        (waiting,) = desk.returned(way.world.actor("roads"), way.now)
        assert (waiting.step, waiting.missing, waiting.due) == ("parking", ("photo",), None)
        (handed,) = desk.handing(way.world.actor("handler"))
        assert handed.step == "water"
        counts = desk.counts(way.world.actor("roads"), way.now)
        assert (counts.active, counts.late, counts.returned, counts.handing) == (0, 0, 1, 0)


class TestWhoUsedMyPapers:
    def test_names_every_unit_with_hash_and_time(self, way: Way) -> None:
        way.complete("deed")
        found = [(use.material.zh, use.unit) for use in uses_of_mine(way.world.actor("alice"))]
        assert sorted(found) == [
            ("房产证", "交通运输局"),
            ("房产证", "水利局"),
            ("照片", "交通运输局"),
            ("购房合同", "伊金霍洛旗人民政府"),
        ]
        assert all(len(use.sha256) == 64 for use in uses_of_case(way.world.actor("alice"), way.number))

    def test_is_shown_to_nobody_else(self, way: Way) -> None:
        assert uses_of_mine(way.world.actor("bao")) == ()
        with pytest.raises(NotFound):
            uses_of_case(way.world.actor("bao"), way.number)


class TestStatistics:
    def test_counts_as_the_definitions_say(self, ready: Way) -> None:
        whole, running = opened(ready), opened(ready)
        for step in ("deed", "water", "parking"):
            whole.complete(step)
        running.return_("deed", "contract")
        end = whole.later(days=2)
        end.complete("welcome")
        commands.receive(end.ctx("alice"), number=whole.number, step="water")
        since, until = ready.now - timedelta(days=1), ready.now + timedelta(days=1)
        (figures,) = statistics("150627", since, until)
        assert (figures.cases, figures.finished, figures.running, figures.returns) == (2, 1, 1, 1)
        assert figures.days == pytest.approx(2.0)
        steps = {step.code: step for step in figures.steps}
        assert (steps["deed"].begun, steps["deed"].done, steps["deed"].returns) == (2, 1, 1)
        assert (steps["welcome"].days, steps["welcome"].in_time) == (pytest.approx(2.0), 0)
        assert figures.papers_saved == 2  # of six uses: a contract in each case, a photo and the deed twice in one
        assert [steps[code].papers_saved for code in ("deed", "water", "parking")] == [0, 1, 1]
        assert figures.trips_saved == 3  # four before, one to collect

    def test_stand_by_department_too_all_its_steps_together(self, ready: Way) -> None:
        garden = opened(ready, answers={"garden": True})
        garden.complete("deed")
        garden.later(days=1).complete("water")
        garden.later(days=7).complete("garden")
        found = statistics("150627", ready.now - timedelta(days=1), ready.now + timedelta(days=1))
        water = {each.department.zh: each for each in by_department(found)}["供水"]
        assert (water.begun, water.done, water.in_time, water.papers_saved) == (2, 2, 1, 2)
        assert water.days == pytest.approx((1 + 6) / 2)

    def test_of_days_without_cases_are_empty(self, way: Way) -> None:
        assert statistics("150627", way.now - timedelta(days=9), way.now - timedelta(days=8)) == ()

    def test_say_what_they_count(self) -> None:
        assert {"days", "returns", "papers_saved", "trips_saved"} <= set(DEFINITIONS)
