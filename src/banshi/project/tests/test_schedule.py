"""Everything that runs by itself can run now, and twice."""

import pytest
from django.utils.module_loading import import_string

from banshi.kernel.testing.jobs import run_jobs_twice
from banshi.project.schedule import SCHEDULE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("periodic", SCHEDULE, ids=lambda periodic: periodic.name)
def test_a_turn_changes_nothing_when_it_comes_twice(periodic: object) -> None:
    path = periodic.task  # type: ignore[attr-defined]
    import_string(path).enqueue()
    assert path in run_jobs_twice()
