"""Reading: the queue, one matter, mine, the public, the figures; each in a fixed number of statements."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.errors import NotFound, SignInNeeded
from banshi.kernel.testing.people import COUNTY, NOW, VILLAGE, World
from banshi.services.requests import commands
from banshi.services.requests.models import Request
from banshi.services.requests.queries.desk import Filter, desk
from banshi.services.requests.queries.keyset import BadCursor, Cut
from banshi.services.requests.queries.matter import track, view
from banshi.services.requests.queries.mine import held_about, mine
from banshi.services.requests.queries.public import PublicFilter, public_list
from banshi.services.requests.queries.search import search
from banshi.services.requests.queries.statistics import statistics
from banshi.services.requests.rules.moves import Act, Stage
from banshi.services.requests.rules.submission import Draft
from banshi.services.requests.tests.way import Way, brought


def many(world: World, count: int = 23) -> None:
    """So many requests, some of them brought at the same moment."""
    drafts = [
        Draft(text=f"第{index}口机井坏了", area=VILLAGE, submitted_at=NOW - timedelta(hours=index // 2))
        for index in range(count)
    ]
    commands.submit_many(world.ctx("system"), drafts=drafts)


class TestTheQueue:
    @pytest.mark.parametrize("who", ["clerk", "handler"])
    @pytest.mark.parametrize(
        ("which", "statements"),
        [
            (Filter(), 1),
            (Filter(open=True, scope="held"), 1),
            (Filter(overdue=True), 1),
            (Filter(text="机井", order="new"), 2),  # search asks first how common the words are
        ],
    )
    def test_takes_as_many_statements_whatever_there_is(
        self, world: World, django_assert_num_queries: Any, who: str, which: Filter, statements: int
    ) -> None:
        many(world)
        actor = world.actor(who)
        with django_assert_num_queries(statements):
            desk(actor, NOW, which)

    @pytest.mark.parametrize("order", ["due", "new"])
    def test_pages_on_and_back_without_losing_or_repeating_a_row(self, world: World, order: Any) -> None:
        many(world)
        actor, which = world.actor("clerk"), Filter(order=order)
        whole = [row.number for row in desk(actor, NOW, which, Cut(limit=100)).rows]
        there, marks, cut = [], [], Cut(limit=5)
        while True:
            page = desk(actor, NOW, which, cut)
            there += [row.number for row in page.rows]
            marks.append(page)
            if not page.after:
                break
            cut = Cut(after=page.after, limit=5)
        assert there == whole
        assert len(whole) == 23
        back = desk(actor, NOW, which, Cut(before=marks[-1].before, limit=5))
        assert [row.number for row in back.rows] == [row.number for row in marks[-2].rows]
        assert marks[0].before == ""

    @settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(mark=st.text(max_size=40))
    def test_a_made_up_mark_is_refused_politely(self, world: World, mark: str) -> None:
        if mark:
            with pytest.raises(BadCursor):
                desk(world.actor("clerk"), NOW, Filter(), Cut(after=mark))

    def test_shows_each_unit_its_own(self, way: Way) -> None:
        way.to(Stage.DISPATCHED)
        assert len(desk(way.world.actor("handler"), NOW, Filter(scope="held")).rows) == 1
        assert desk(way.world.actor("roads"), NOW, Filter()).rows == ()
        assert desk(way.world.actor("charlie"), NOW, Filter()).rows == ()
        assert desk(way.world.actor("administrator"), NOW, Filter()).rows == ()

    def test_what_is_overdue(self, way: Way) -> None:
        assert desk(way.world.actor("clerk"), NOW, Filter(overdue=True)).rows == ()
        late = desk(way.world.actor("clerk"), NOW + timedelta(days=30), Filter(overdue=True)).rows
        assert [row.overdue for row in late] == [True]

    @pytest.mark.parametrize(
        ("which", "found"),
        [
            (Filter(category="10"), 1),
            (Filter(category="101203"), 1),
            (Filter(category="0102"), 0),
            (Filter(area="150627101"), 1),
            (Filter(area="150627100"), 0),
            (Filter(kind="appeal"), 1),
            (Filter(kind="petition"), 0),
            (Filter(stages=("triaged",)), 1),
            (Filter(stages=("no such",)), 0),
            (Filter(since=date(2021, 5, 26), until=date(2021, 5, 27)), 1),
            (Filter(since=date(2021, 5, 27)), 0),
            (Filter(text="机井"), 1),
            (Filter(text="井"), 1),
            (Filter(text="路灯"), 0),
            (Filter(urgency=2), 0),
        ],
    )
    def test_is_narrowed_by(self, way: Way, which: Filter, found: int) -> None:
        way.to(Stage.TRIAGED)
        assert len(desk(way.world.actor("clerk"), NOW, which).rows) == found


class TestOneMatter:
    def test_is_so_many_statements(self, way: Way, django_assert_max_num_queries: Any) -> None:
        for stage in (Stage.HANDLING, Stage.CLOSED):
            way.to(stage)
            for who in ("alice", "handler", "supervisor"):
                actor = way.world.actor(who)
                with django_assert_max_num_queries(19):
                    view(actor, way.number, NOW)

    def test_a_number_that_may_not_be_known_is_like_one_that_is_not(self, way: Way) -> None:
        for who, number in (
            ("charlie", way.number),
            ("clerk", "210526-ZZZZZZ"),
            ("clerk", "'; DROP TABLE"),
            ("bao", way.number),
        ):
            with pytest.raises(NotFound) as raised:
                view(way.world.actor(who), number, NOW)
            assert raised.value.as_dict() == NotFound().as_dict()

    def test_a_number_may_be_written_as_people_write(self, way: Way) -> None:
        written = way.number.replace("-", " ").lower().replace("0", "o")
        assert view(way.world.actor("alice"), written, NOW).number == way.number

    def test_tells_each_what_they_can_do(self, way: Way) -> None:
        way.to(Stage.ACCEPTED)
        assert view(way.world.actor("alice"), way.number, NOW).acts == (Act.WITHDRAW,)
        assert Act.ANSWER in view(way.world.actor("handler"), way.number, NOW).acts
        assert Act.ANSWER not in view(way.world.actor("clerk"), way.number, NOW).acts
        assert view(way.world.actor("inspector"), way.number, NOW).acts == ()

    def test_somebody_unknown_follows_it_with_number_and_secret(self, world: World) -> None:
        way = brought(world, "anonymous").to(Stage.ANSWERED)
        shown = track(world.actor("anonymous"), way.number, way.receipt.secret, NOW)
        assert shown.mine
        assert Act.RATE in shown.acts
        with pytest.raises(NotFound):
            track(world.actor("anonymous"), way.number, "", NOW)
        with pytest.raises(NotFound):
            view(world.actor("anonymous"), way.number, NOW)

    def test_the_way_shows_who_held_it(self, way: Way) -> None:
        way.to(Stage.DISPATCHED).later(days=1).to(Stage.ACCEPTED)
        held = view(way.world.actor("alice"), way.number, way.now).way
        assert [(stretch.unit, stretch.lost) for stretch in held] == [
            ("12345 热线受理中心", False),
            ("水利局", True),
            ("水利局", False),
        ]


class TestMine:
    def test_lists_what_i_brought_and_nothing_else(self, way: Way) -> None:
        brought(way.world, "bao")
        assert [row.number for row in mine(way.world.actor("alice")).rows] == [way.number]

    def test_staff_at_the_residents_door_see_their_own_alone(self, way: Way) -> None:
        brought(way.world, "clerk")
        assert len(mine(way.world.actor("clerk")).rows) == 1

    def test_everything_held_about_me(self, way: Way) -> None:
        way.to(Stage.RATED)
        commands.reply(way.ctx("handler"), number=way.number, text="已修好")
        assert {item.what for item in held_about(way.world.actor("alice"))} == {"request", "rating", "message", "note"}

    def test_nobody_known_holds_nothing(self, world: World) -> None:
        with pytest.raises(SignInNeeded):
            held_about(world.actor("anonymous"))


class TestThePublic:
    def test_sees_only_what_is_published(self, way: Way, django_assert_num_queries: Any) -> None:
        brought(way.world, "bao")
        commands.publish(way.ctx("supervisor"), number=way.number, face=commands.Face("机井损坏", "某嘎查机井损坏"))
        with django_assert_num_queries(1):
            rows = public_list(PublicFilter(county=COUNTY)).rows
        assert [(row.number, row.title, row.place) for row in rows] == [(way.number, "机井损坏", "")]

    def test_coordinates_are_coarse(self, world: World) -> None:
        way = brought(world, lon=109.812345, lat=39.123456)
        commands.publish(way.ctx("supervisor"), number=way.number, face=commands.Face("机井损坏", "某嘎查机井损坏"))
        row = public_list().rows[0]
        assert (row.lon, row.lat) == (109.812, 39.123)


class TestFigures:
    def test_rates_say_what_they_leave_out(self, way: Way) -> None:
        gone = brought(way.world, "bao")
        commands.withdraw(gone.ctx("bao"), number=gone.number)
        brought(way.world, "bao", text="路灯不亮", place="")
        way.to(Stage.RATED)
        shown = statistics(COUNTY)
        assert shown.total.counts["received"] == 3
        assert shown.total.response.excluded == {"withdrawn": 1, "merged": 0}
        assert (shown.total.solution.value, shown.total.solution.least, shown.total.solution.most) == (1.0, 0.5, 1.0)
        assert shown.total.satisfaction.hits == 1

    def test_as_of_a_day_they_are_what_was_known_then(self, way: Way) -> None:
        way.to(Stage.HANDLING).later(days=3)
        way.answer()
        assert statistics(COUNTY, as_of=NOW.date()).total.counts["solved"] == 0
        assert statistics(COUNTY, as_of=NOW.date() + timedelta(days=3)).total.counts["solved"] == 1

    def test_solved_is_taken_back_on_the_day_it_proves_wrong(self, way: Way) -> None:
        way.to(Stage.ANSWERED).later(days=2)
        commands.rate(way.ctx("alice"), number=way.number, score=1)
        assert statistics(COUNTY, as_of=NOW.date()).total.counts["solved"] == 1
        assert statistics(COUNTY).total.counts["solved"] == 0

    def test_are_cut_by_the_unit_responsible(self, way: Way, django_assert_max_num_queries: Any) -> None:
        way.to(Stage.ANSWERED)
        with django_assert_max_num_queries(2):
            lines = statistics(COUNTY, by="unit").lines
        assert [(line.title, line.counts["answered"]) for line in lines] == [("水利局", 1)]


class TestSearch:
    def test_finds_by_words_or_number_what_may_be_read(self, way: Way) -> None:
        assert [row.number for row in search(way.world.actor("clerk"), NOW, "机井").rows] == [way.number]
        assert [row.number for row in search(way.world.actor("clerk"), NOW, way.number).rows] == [way.number]
        assert search(way.world.actor("charlie"), NOW, "机井").rows == ()

    def test_what_was_erased_is_not_found(self, way: Way) -> None:
        way.to(Stage.CLOSED)
        commands.erase(way.ctx("alice"), number=way.number)
        assert Request.objects.count() == 1
        assert search(way.world.actor("clerk"), NOW, "机井").rows == ()
