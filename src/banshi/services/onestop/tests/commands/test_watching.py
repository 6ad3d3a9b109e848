"""A step that is late is told of once, to its unit and to the supervisor."""

import pytest
from django.utils import timezone

from banshi.kernel.notices.models import Notice
from banshi.services.onestop import commands
from banshi.services.onestop.commands import NothingLate
from banshi.services.onestop.queries.cases import view
from banshi.services.onestop.queries.desk import stuck
from banshi.services.onestop.queries.watching import overdue
from banshi.services.onestop.tests.conftest import Refused
from banshi.services.onestop.tests.way import Way

pytestmark = pytest.mark.django_db


class TestALateStep:
    def test_is_found_only_after_its_last_day(self, way: Way) -> None:
        assert overdue(way.step("deed").last_day) == []
        late = way.later(days=8)
        assert overdue(timezone.localdate(late.now)) == [way.step("deed").pk]

    def test_is_told_of_once(self, way: Way, refused: Refused) -> None:
        late = way.later(days=8)
        commands.escalate(late.ctx("system"), step_id=way.step("deed").pk)
        assert overdue(timezone.localdate(late.now)) == []
        templates = sorted(Notice.objects.values_list("template", flat=True))
        assert templates == ["onestop.escalated", "onestop.late"]
        with refused(NothingLate):
            commands.escalate(late.ctx("system"), step_id=way.step("deed").pk)

    def test_stays_on_the_supervisors_list(self, way: Way) -> None:
        late = way.later(days=8)
        commands.escalate(late.ctx("system"), step_id=way.step("deed").pk)
        assert [row.step for row in stuck(late.world.actor("supervisor"), late.now)] == ["deed"]
        assert stuck(late.world.actor("handler"), late.now) == ()
        assert view(late.world.actor("alice"), way.number, late.now).steps[0].escalated

    def test_is_not_told_of_while_it_waits_for_the_resident(self, way: Way, refused: Refused) -> None:
        way.return_("deed", "contract")
        late = way.later(days=8)
        assert overdue(timezone.localdate(late.now)) == []
        with refused(NothingLate):
            commands.escalate(late.ctx("system"), step_id=way.step("deed").pk)
