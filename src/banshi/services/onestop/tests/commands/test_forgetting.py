"""A person is forgotten: running cases are withdrawn, what they said is gone, every proof holds."""

import pytest

from banshi.kernel.access.actions import may
from banshi.kernel.commands import Context, command
from banshi.kernel.evidence.queries import files_of
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.ledger.record import Subject, record
from banshi.services.onestop.commands.forgetting import forget
from banshi.services.onestop.queries.guard import READ, known
from banshi.services.onestop.tests.way import Way, kinds

pytestmark = pytest.mark.django_db


@command
def erase_person(ctx: Context, /, *, person_id: int) -> None:
    """What the directory's own command calls this within."""
    record(ctx, Subject("onestop", "test", "150627"), "onestop.residents_told")
    forget(ctx, person_id=person_id)


class TestForgetting:
    def test_leaves_nothing_that_was_said(self, way: Way) -> None:
        way.complete("deed")
        way.return_("parking", "photo")
        erase_person(way.ctx("system"), person_id=way.world.people["alice"].id)
        case = way.case
        assert (case.owner_id, bytes(case.said.answers), bytes(case.address)) == (None, b"", b"")
        assert all(file.erased for file in files_of(f"onestop:{way.number}"))
        assert kinds(f"onestop:{way.number}")[-1] == "onestop.person_forgotten"
        openings = Opening.objects.filter(entry__subject=f"onestop:{way.number}")
        assert [each.salts for each in openings if each.salts] == []
        assert Entry.objects.filter(kind="onestop.case_withdrawn").count() == 1

    def test_leaves_the_case_to_nobody_who_guesses(self, way: Way) -> None:
        erase_person(way.ctx("system"), person_id=way.world.people["alice"].id)
        assert not may(way.world.actor("bao"), READ, known(way.number))
