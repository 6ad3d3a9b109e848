"""A leader in charge of a hard case."""

from datetime import timedelta

import pytest

from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.testing.people import SINCE, World
from banshi.services.requests import commands
from banshi.services.requests.commands import Given, Told
from banshi.services.requests.commands.charge import NoLeader, NotALeader, PromisesFirst
from banshi.services.requests.queries.charges import leaders_board
from banshi.services.requests.queries.matter import view
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Refused, Way, brought, kinds, tomorrow


@pytest.fixture
def case(world: World) -> Way:
    """A petition that the leader has taken on."""
    way = brought(world, kind="petition").to(Stage.HANDLING)
    commands.take_charge(way.ctx("leader"), number=way.number)
    return way


def visit(case: Way, **given: object) -> commands.Done:
    words = {"place": "信访局接待室", "heard": "机井坏了三天", **given}
    return commands.log_visit(case.ctx("leader"), number=case.number, **words)  # type: ignore[arg-type]


def promises(case: Way) -> list:  # type: ignore[type-arg]
    charges = view(case.world.actor("supervisor"), case.number, case.now).charges
    return [promise for charge in charges for promise in charge.promises]


class TestTakingCharge:
    def test_lets_the_leader_read_the_case(self, case: Way) -> None:
        assert view(case.world.actor("leader"), case.number, case.now).leader == "赵卫东"

    def test_only_one_at_a_time(self, case: Way, refused: Refused) -> None:
        with refused(case, NoLeader):
            commands.take_charge(case.ctx("leader"), number=case.number)

    def test_a_supervisor_may_name_the_leader(self, way: Way) -> None:
        post = way.world.actor("leader").post
        assert post is not None
        commands.take_charge(way.ctx("supervisor"), number=way.number, post_id=post.id)
        assert way.row.leader_id == way.world.people["leader"].id

    def test_a_handlers_post_is_no_leaders(self, way: Way, refused: Refused) -> None:
        post = way.world.actor("handler").post
        assert post is not None
        with refused(way, NotALeader):
            commands.take_charge(way.ctx("supervisor"), number=way.number, post_id=post.id)

    def test_a_handler_takes_no_charge(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING)
        with refused(way, Forbidden):
            commands.take_charge(way.ctx("handler"), number=way.number)


class TestVisits:
    def test_the_next_visit_begins_with_the_promises_of_the_last(self, case: Way, refused: Refused) -> None:
        visit(case, given=[Given("三日内恢复供水", tomorrow(case.now))])
        case.later(days=90)
        with refused(case, PromisesFirst):
            visit(case)
        promise = promises(case)[0]
        visit(case, told=[Told(promise.id, kept=True, outcome="5月28日已出水")])
        assert promises(case)[0].kept_at == case.now

    def test_a_promise_not_kept_stays_open_with_its_reason(self, case: Way) -> None:
        visit(case, given=[Given("三日内恢复供水", tomorrow(case.now))])
        promise = promises(case)[0]
        visit(case.later(days=5), told=[Told(promise.id, kept=False, outcome="电机缺货")])
        assert (promises(case)[0].kept_at, promises(case)[0].outcome) == (None, "电机缺货")

    def test_a_promise_has_a_day_to_come(self, case: Way, refused: Refused) -> None:
        with refused(case, commands.Unfit):
            visit(case, given=[Given("恢复供水", (case.now - timedelta(days=2)).date())])

    def test_is_the_leaders_alone(self, case: Way, refused: Refused) -> None:
        with refused(case, Forbidden):
            commands.log_visit(case.ctx("handler"), number=case.number, place="村", heard="没有水")


class TestTheEnd:
    def test_settled_only_when_every_promise_is_kept(self, case: Way, refused: Refused) -> None:
        visit(case, given=[Given("三日内恢复供水", tomorrow(case.now))])
        with refused(case, PromisesFirst):
            commands.settle(case.ctx("leader"), number=case.number, outcome="息诉罢访")
        promise = promises(case)[0]
        commands.keep_promise(case.ctx("leader"), number=case.number, promise_id=promise.id, outcome="已出水")
        commands.settle(case.ctx("leader"), number=case.number, outcome="息诉罢访")
        assert case.row.leader_id is None
        assert kinds(case.number)[-1] == "requests.settled"

    def test_a_change_of_leader_leaves_a_trace(self, case: Way, refused: Refused) -> None:
        from banshi.kernel.directory.commands import add_person, appoint

        system = case.ctx("system")
        second = add_person(system, name="钱进", area="150627")
        unit = case.unit("government")
        post = appoint(system, person_id=second.id, unit_id=unit, role="leader", title="旗委常委", starts=SINCE)
        with refused(case, commands.Unfit):
            commands.change_leader(case.ctx("supervisor"), number=case.number, post_id=post.id, reason="")
        commands.change_leader(case.ctx("supervisor"), number=case.number, post_id=post.id, reason="分工调整")
        board = leaders_board(case.world.actor("supervisor"))
        assert [(charge.leader, charge.why_ended) for charge in board.rows[0].charges] == [
            ("赵卫东", "分工调整"),
            ("钱进", ""),
        ]
        with pytest.raises(NotFound):
            view(case.world.actor("leader"), case.number, case.now)
