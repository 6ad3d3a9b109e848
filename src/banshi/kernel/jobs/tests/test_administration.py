"""Administrators see what failed and decide; nobody else learns that there is a queue."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from banshi.kernel.commands import Actor, Context, PostRef
from banshi.kernel.commands.models import Key
from banshi.kernel.errors import NotFound
from banshi.kernel.jobs import commands, queries, tasks
from banshi.kernel.jobs.tests import samples
from banshi.kernel.jobs.worker import run_ready
from banshi.kernel.ledger.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def acting(role: str, area: str = "150627") -> Context:
    post = PostRef(id=1, role=role, unit_id=1, unit_path="/1/", area=area)
    actor = Actor(kind="staff", person_id=1, post=post, posts=(post,), name="某某")
    return Context(actor=actor, now=timezone.now(), request_id="r1")


@pytest.fixture
def failed() -> str:
    samples.queue(samples.context(), job="gives_up")
    run_ready()
    return str(DBTaskResult.objects.get().pk)


class TestTheOverview:
    def test_shows_what_failed_where_but_not_the_words_which_may_name_people(self, failed: str) -> None:
        overview = queries.overview(acting("administrator"))
        (failure,) = overview.failures
        assert (failure.id, failure.error) == (failed, "GiveUp")
        assert failure.place.startswith("kernel/jobs/tests/samples.py:")
        assert "number" not in repr(overview)
        assert overview.counts.failed == 1

    @pytest.mark.parametrize("role", ["clerk", "handler", "leader", "supervisor", "inspector"])
    def test_is_not_there_for_others(self, role: str) -> None:
        with pytest.raises(NotFound):
            queries.overview(acting(role))

    def test_is_not_there_for_the_administrator_of_another_county(self) -> None:
        with pytest.raises(NotFound):
            queries.overview(acting("administrator", area="152224"))

    def test_page_is_not_found_by_a_passer_by(self, client: Client) -> None:
        assert client.get("/jobs/", secure=True).status_code == 404


class TestAFailedJob:
    def test_can_be_tried_again_on_the_record(self, failed: str) -> None:
        commands.retry(acting("administrator"), job_id=failed)
        assert Entry.objects.filter(kind="jobs.retried", subject=f"jobs:{failed}").count() == 1
        assert run_ready() == ["banshi.kernel.jobs.tests.samples.gives_up"]

    def test_can_be_dismissed_on_the_record(self, failed: str) -> None:
        commands.dismiss(acting("administrator"), job_id=failed)
        assert Entry.objects.filter(kind="jobs.dismissed", subject=f"jobs:{failed}").count() == 1
        assert not DBTaskResult.objects.exists()

    @pytest.mark.parametrize("job_id", ["nonsense", "00000000-0000-0000-0000-000000000000"])
    def test_must_exist(self, job_id: str) -> None:
        with pytest.raises(NotFound):
            commands.retry(acting("administrator"), job_id=job_id)

    def test_is_out_of_reach_for_others(self, failed: str) -> None:
        before = Entry.objects.count()
        with pytest.raises(NotFound):
            commands.dismiss(acting("supervisor"), job_id=failed)
        assert Entry.objects.count() == before
        assert DBTaskResult.objects.count() == 1


class TestHousekeeping:
    def test_removes_what_is_done_and_keeps_what_is_fresh_or_failed(self, failed: str) -> None:
        for _ in range(2):
            samples.queue(samples.context(), job="note", args=("x",))
        run_ready()
        old = DBTaskResult.objects.filter(status="SUCCESSFUL").first()
        assert old is not None
        DBTaskResult.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=2))
        Key.objects.create(actor="a", command="c", key="old", digest="", at=timezone.now() - timedelta(days=8))
        Key.objects.create(actor="a", command="c", key="new", digest="", at=timezone.now() - timedelta(days=6))
        for _ in range(2):
            tasks.purge.call()
            assert DBTaskResult.objects.filter(status="FAILED").count() == 1
            assert DBTaskResult.objects.filter(status="SUCCESSFUL").count() == 1
            assert [key.key for key in Key.objects.order_by("id")] == ["new"]
