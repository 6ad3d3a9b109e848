"""What was said to a leader on a reception day becomes a petition in that leader's charge, once."""

from datetime import timedelta

import pytest

from banshi.kernel.testing.jobs import run_jobs_twice
from banshi.kernel.testing.people import World
from banshi.project.reactions import REACTIONS
from banshi.services.activities import commands
from banshi.services.activities.models import Talk
from banshi.services.activities.tests.way import PHONE, SATURDAY, reception
from banshi.services.requests.models import Request

HEARD = "村里的机井补偿款三年没有发，请协调。"


def talked(world: World, who: str = "alice", *, settled: bool = False, **given: str) -> str:
    """Somebody sat before the deputy head of the county; the booking."""
    day = reception(world)
    booking = day.book(who, **given)
    commands.check_in(day.at(SATURDAY).ctx("handler"), session=day.session, token=booking)
    later = day.at(SATURDAY + timedelta(minutes=20))
    commands.record_talk(later.ctx("leader"), booking=booking, heard=HEARD, said="一周内答复", settled=settled)
    return booking


@pytest.mark.django_db
class TestATalk:
    def test_becomes_a_petition_in_the_leaders_charge_once(self, world: World) -> None:
        booking = talked(world)
        run_jobs_twice()
        row = Request.objects.get()
        assert (row.text, row.kind, row.channel) == (HEARD, "petition", "reception")
        assert (row.resident_id, row.leader_id) == (world.people["alice"].id, world.people["leader"].id)
        assert Talk.objects.get(booking=booking).request == row.number

    def test_of_somebody_without_an_account_keeps_how_to_reach_them(self, world: World) -> None:
        talked(world, "anonymous", name="赵大爷", phone=PHONE)
        run_jobs_twice()
        row = Request.objects.get()
        assert row.resident_id is None
        assert bytes(row.phone_sealed)

    def test_that_was_settled_becomes_nothing(self, world: World) -> None:
        talked(world, settled=True)
        run_jobs_twice()
        assert not Request.objects.exists()


def test_every_reaction_names_a_job_that_exists() -> None:
    from django.utils.module_loading import import_string

    for jobs in REACTIONS.values():
        for path in jobs:
            assert hasattr(import_string(path), "enqueue"), path
