"""Run queued jobs in a test, each of them twice: the second time must change nothing."""

import hashlib
from collections.abc import Mapping

from django.apps import apps
from django.db import connection

from banshi.kernel.jobs.claims import claim, run


def run_jobs_twice() -> list[str]:
    """Run what is queued, jobs queued by jobs included. Returns the dotted paths in order.

    Raises:
        AssertionError: a job failed, or changed a table when it ran the second time.
    """
    done = []
    while (row := claim("test")) is not None:
        assert run(row), f"{row.task_path} failed:\n{row.traceback}"
        before = _fingerprints()
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        after = _fingerprints()
        changed = sorted(table for table in after if after[table] != before[table])
        assert not changed, f"{row.task_path} ran a second time and changed {', '.join(changed)}"
        done.append(str(row.task_path))
    return done


def _fingerprints() -> Mapping[str, str]:
    """Table → hash of all its rows."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')
            rows = repr([tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()])
            found[model._meta.db_table] = hashlib.sha256(rows.encode()).hexdigest()
    return found
