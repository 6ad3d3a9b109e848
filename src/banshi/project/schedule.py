"""What runs by itself, and how often. The only place that knows the jobs of every room."""

from datetime import time, timedelta

from banshi.kernel.jobs.rules import Periodic

SECONDS, HOURLY, DAILY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

SCHEDULE = (
    Periodic("watch the clocks of requests", "banshi.services.requests.tasks.watch_clocks", 60 * SECONDS),
    Periodic("look at new requests", "banshi.services.requests.tasks.look_at_new", 10 * SECONDS),
    Periodic("index imported requests", "banshi.services.requests.tasks.index_imported", 60 * SECONDS),
    Periodic("tend call-backs", "banshi.services.requests.tasks.tend_callbacks", 60 * SECONDS),
    Periodic("draw call-backs", "banshi.services.requests.tasks.draw_callbacks", DAILY, at=time(1, 10)),
    Periodic("gather hot issues", "banshi.services.requests.tasks.find_hot", HOURLY),
    Periodic("learn from decisions", "banshi.services.requests.tasks.learn_from_decisions", DAILY, at=time(2, 30)),
    Periodic("watch steps of joined-up procedures", "banshi.services.onestop.tasks.watch_steps", 60 * SECONDS),
    Periodic("tell residents of joined-up procedures", "banshi.services.onestop.tasks.tell_residents", 10 * SECONDS),
    Periodic("fold figures", "banshi.kernel.publication.tasks.fold_figures", 30 * SECONDS),
    Periodic("close yesterday's books", "banshi.kernel.publication.tasks.close_yesterday", DAILY, at=time(0, 30)),
    Periodic("send notices", "banshi.kernel.notices.tasks.deliver", 10 * SECONDS),
    Periodic("seal the ledger", "banshi.project.tasks.seal_ledger", 30 * SECONDS),
    Periodic("open draws that are due", "banshi.kernel.draws.tasks.reveal_due", 30 * SECONDS),
    Periodic("let go of places that were kept", "banshi.kernel.slots.tasks.let_go", 10 * SECONDS),
    Periodic("hold draws for places", "banshi.kernel.slots.tasks.hold_draws", 30 * SECONDS),
    Periodic("close the books of ended sessions", "banshi.kernel.slots.tasks.close_books", 600 * SECONDS),
    Periodic("remind those who booked", "banshi.services.activities.tasks.remind", DAILY, at=time(10, 0)),
    Periodic("sweep doors never opened", "banshi.project.tasks.sweep_doors", HOURLY),
    Periodic("put parameters on record", "banshi.kernel.policy.tasks.publish_in_force", DAILY, at=time(0, 10)),
    Periodic("let go of old drafts", "banshi.kernel.forms.tasks.drop_old_drafts", DAILY, at=time(3, 40)),
    Periodic("collect files of no matter", "banshi.kernel.evidence.tasks.collect_orphans", DAILY, at=time(4, 10)),
    Periodic("forget who asked how often", "banshi.kernel.web.tasks.forget_spent", HOURLY),
    Periodic("clear finished jobs and old keys", "banshi.kernel.jobs.tasks.purge", DAILY, at=time(4, 30)),
)
