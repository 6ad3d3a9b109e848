"""What runs by itself, and how often. The only place that knows the jobs of every room."""

from datetime import time, timedelta

from banshi.kernel.jobs.rules import Periodic

SECONDS, DAILY = timedelta(seconds=1), timedelta(days=1)

SCHEDULE = (
    Periodic("send notices", "banshi.kernel.notices.tasks.deliver", 10 * SECONDS),
    Periodic("seal the ledger", "banshi.project.tasks.seal_ledger", 30 * SECONDS),
    Periodic("collect files of no matter", "banshi.kernel.evidence.tasks.collect_orphans", DAILY, at=time(4, 10)),
    Periodic("clear finished jobs and old keys", "banshi.kernel.jobs.tasks.purge", DAILY, at=time(4, 30)),
)
