"""What the house does by itself as time goes by."""

from banshi.kernel.clocks.queries import warnings_due
from banshi.kernel.notices.models import Notice
from banshi.services.requests import commands
from banshi.services.requests.commands.clockwork import NothingToWarn
from banshi.services.requests.models import Signature, Suggestion, Supervision
from banshi.services.requests.queries.proposals import notice, unnoticed
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.way import Refused, Way, brought, kinds


def strike(way: Way) -> None:
    """Give every warning whose time has come."""
    for alert in warnings_due(way.now):
        commands.warn(way.ctx("system"), number=way.number, clock_id=alert.clock_id, hours=alert.hours)


class TestTheClock:
    def test_warns_the_unit_before_the_day(self, way: Way) -> None:
        way.to(Stage.HANDLING).later(days=8)
        strike(way)
        assert "requests.warned" in kinds(way.number)
        handler = way.world.people["handler"].id
        assert Notice.objects.filter(person_id=handler, template="requests.due_soon").exists()

    def test_supervises_what_is_late_once(self, way: Way) -> None:
        way.to(Stage.HANDLING).later(days=12)
        strike(way)
        assert [each.cause for each in Supervision.objects.all()] == ["overdue"]
        assert kinds(way.number).count("requests.supervised") == 1

    def test_gives_a_warning_once(self, way: Way, refused: Refused) -> None:
        way.to(Stage.HANDLING).later(days=8)
        alert = warnings_due(way.now)[0]
        commands.warn(way.ctx("system"), number=way.number, clock_id=alert.clock_id, hours=alert.hours)
        with refused(way, NothingToWarn):
            commands.warn(way.ctx("system"), number=way.number, clock_id=alert.clock_id, hours=alert.hours)

    def test_closes_what_nobody_rated(self, way: Way) -> None:
        way.to(Stage.ANSWERED).later(days=20)
        strike(way)
        assert way.row.stage == "closed"


class TestTheMachine:
    def test_finds_the_same_matter_told_before(self, way: Way) -> None:
        again = brought(way.world, "bao")
        for number in reversed(unnoticed(10)):
            proposals, keys = notice(number)
            commands.suggest(way.ctx("system"), number=number, proposals=proposals, signature=keys)
        alike = Suggestion.objects.get(request=again.row, field="duplicate")
        assert (alike.value, alike.confidence) == (way.number, 1.0)
        assert unnoticed(10) == []

    def test_looks_once_even_at_a_text_without_words(self, way: Way) -> None:
        odd = brought(way.world, "bao", text="!!!")
        _proposals, keys = notice(odd.number)
        assert keys == (0,)
        assert not Signature.objects.exists()

    def test_notices_haste(self, way: Way) -> None:
        urgent = brought(way.world, "bao", text="煤气泄漏,有人昏迷")
        assert [each.value for each in notice(urgent.number)[0] if each.field == "urgency"]
