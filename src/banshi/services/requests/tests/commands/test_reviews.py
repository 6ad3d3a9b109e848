"""Review and re-review of an answer to a petition."""

import pytest

from banshi.kernel.clocks.queries import of
from banshi.kernel.clocks.views import State
from banshi.kernel.errors import Forbidden
from banshi.kernel.testing.people import World
from banshi.services.requests import commands
from banshi.services.requests.commands import MoveRefused
from banshi.services.requests.commands.dispatch import NotHolder
from banshi.services.requests.commands.reviews import ReviewRefused
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Refused, Way, brought, kinds


@pytest.fixture
def petition(world: World) -> Way:
    """A petition that the water bureau has answered."""
    return brought(world, kind="petition").to(Stage.ANSWERED)


def ask(way: Way, round: int = 1) -> commands.Done:
    command = commands.request_review if round == 1 else commands.request_re_review
    return command(way.ctx("alice"), number=way.number, reason="没有查清")


class TestAsking:
    def test_takes_it_to_the_unit_above_with_its_own_deadline(self, petition: Way) -> None:
        ask(petition)
        assert (petition.row.stage, petition.row.holder_unit_id) == ("reviewing", petition.unit("government"))
        running = [clock.rule.code for clock in of(f"requests:{petition.number}") if clock.state is State.RUNNING]
        assert running == ["petition.review"]

    def test_only_of_petitions(self, way: Way, refused: Refused) -> None:
        way.to(Stage.ANSWERED)
        with refused(way, ReviewRefused):
            ask(way)

    def test_within_thirty_days_of_the_answer(self, petition: Way, refused: Refused) -> None:
        petition.later(days=31)
        with refused(petition, ReviewRefused):
            ask(petition)

    def test_re_review_only_after_review(self, petition: Way, refused: Refused) -> None:
        with refused(petition, ReviewRefused):
            ask(petition, 2)

    def test_not_before_there_is_an_answer(self, world: World, refused: Refused) -> None:
        way = brought(world, kind="petition")
        with refused(way, ReviewRefused):
            ask(way)


class TestDeciding:
    def decide(self, way: Way, who: str, decision: str, round: int = 1) -> commands.Done:
        command = commands.decide_review if round == 1 else commands.decide_re_review
        return command(way.ctx(who), number=way.number, decision=decision, opinion="事实清楚")  # type: ignore[arg-type]

    def reviewer(self, way: Way) -> None:
        """Somebody handles petitions for the government."""
        from banshi.kernel.directory.commands import add_person, appoint
        from banshi.kernel.testing.people import SINCE

        person = add_person(way.ctx("system"), name="郑源", area="150627")
        unit = way.unit("government")
        appoint(way.ctx("system"), person_id=person.id, unit_id=unit, role="handler", title="复查员", starts=SINCE)
        way.world.people["reviewer"] = person

    def test_the_unit_whose_answer_it_is_does_not_review_itself(self, petition: Way, refused: Refused) -> None:
        ask(petition)
        with refused(petition, NotHolder):
            self.decide(petition, "handler", "upheld")

    def test_upheld_is_answered_again(self, petition: Way) -> None:
        self.reviewer(petition)
        ask(petition)
        self.decide(petition, "reviewer", "upheld")
        assert (petition.row.stage, petition.row.holder_unit_id) == ("answered", petition.unit("water"))

    def test_sent_back_is_handled_again(self, petition: Way) -> None:
        self.reviewer(petition)
        ask(petition)
        self.decide(petition, "reviewer", "remitted")
        assert (petition.row.stage, petition.row.solved_at) == ("handling", None)
        assert kinds(petition.number)[-1] == "requests.remitted"

    def test_the_re_review_goes_further_up_and_is_final(self, petition: Way) -> None:
        self.reviewer(petition)
        ask(petition)
        self.decide(petition, "reviewer", "changed")
        ask(petition, 2)
        assert petition.row.holder_unit_id == petition.unit("supervision")
        self.decide(petition, "supervisor", "upheld", 2)
        assert (petition.row.stage, petition.row.open) == ("closed", False)

    def test_the_wrong_round_is_refused(self, petition: Way, refused: Refused) -> None:
        self.reviewer(petition)
        ask(petition)
        with refused(petition, MoveRefused):
            self.decide(petition, "reviewer", "upheld", 2)

    def test_is_not_the_clerks(self, petition: Way, refused: Refused) -> None:
        ask(petition)
        with refused(petition, Forbidden):
            self.decide(petition, "clerk", "upheld")
