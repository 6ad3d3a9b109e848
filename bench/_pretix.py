"""The peer of bench/slots.py: orders a second of pretix's own service layer. Prints one line of JSON.

`PRETIX_PYTHON -m bench._pretix DATABASE_URL` with an interpreter of an environment where `pip install pretix` was done (Python 3.11,
pretix 2026.8); it wants its own Django settings and so a process of its own. An order is a cart position and `_perform_order`, which
checks the quota under pretix's lock: one free ticket, no mail, no invoice, no plugin, tasks in the same process.
"""

import json
import logging
import multiprocessing
import os
import sys
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.testutils.settings"

import django
from django.conf import settings

PROCESSES, SECONDS, ALONE = 4, 8.0, 25


def main(url: str) -> None:
    """Make a database, measure one client's CPU and four clients' rate, remove it."""
    settings.DEBUG = False
    settings.DATABASES["default"] = {**settings.DATABASES["default"], **_database(url), "CONN_MAX_AGE": 600}
    django.setup()
    logging.disable(logging.ERROR)
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        organizer, event, item = _event()
        order(organizer, event, item, 0)
        started = time.process_time()
        for number in range(1, ALONE + 1):
            order(organizer, event, item, number)
        alone = (time.process_time() - started) * 1000 / ALONE
        rate = _rate(lambda number: order(organizer, event, item, number))
        from django_scopes import scope
        from pretix import __version__
        from pretix.base.models import OrderPosition

        with scope(organizer=organizer):
            placed = OrderPosition.objects.filter(order__event=event).count()
        print(json.dumps({"version": __version__, "cpu": alone, "rate": rate, "placed": placed}))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        init = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": init}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path,
            "TEST": {"NAME": parts.path},
            "OPTIONS": options,
        }
    name = f"bench_pretix_{os.getpid()}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "TEST": {"NAME": name},
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": {},
    }


def _event() -> tuple[Any, Any, Any]:
    from django.utils.timezone import now
    from django_scopes import scope
    from pretix.base.models import Event, Organizer

    organizer = Organizer.objects.create(name="bench", slug="bench")
    with scope(organizer=organizer):
        event = Event.objects.create(
            organizer=organizer,
            name="bench",
            slug="bench",
            date_from=now() + timedelta(days=30),
            currency="EUR",
            plugins="",
            live=True,
        )
        item = event.items.create(name="place", default_price=0, admission=True)
        quota = event.quotas.create(name="places", size=1_000_000)
        quota.items.add(item)
    return organizer, event, item


def order(organizer: Any, event: Any, item: Any, number: int) -> None:
    """One person takes one place."""
    from django.utils.timezone import now
    from django_scopes import scope
    from pretix.base.models import CartPosition
    from pretix.base.services.orders import _perform_order

    with scope(organizer=organizer):
        position = CartPosition.objects.create(
            event=event,
            cart_id=f"cart{number}",
            item=item,
            price=0,
            datetime=now(),
            expires=now() + timedelta(minutes=30),
        )
        free = [
            {
                "id": "1",
                "provider": "free",
                "max_value": None,
                "min_value": None,
                "multi_use_supported": False,
                "info_data": {},
            }
        ]
        _perform_order(event, free, [position.pk], settings.PRETIX_EMAIL_NONE_VALUE, "en", None, {})


def _rate(call: Any) -> float:
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    counts: Any = context.Queue()
    start = time.monotonic() + 1.0

    def run(client: int) -> None:
        connections.close_all()
        time.sleep(max(0.0, start - time.monotonic()))
        done = 0
        while time.monotonic() < start + SECONDS:
            done += 1
            call(client * 1_000_000 + done)
        counts.put(done)
        counts.close()
        counts.join_thread()
        os._exit(0)

    workers = [context.Process(target=run, args=(number + 1,)) for number in range(PROCESSES)]
    for worker in workers:
        worker.start()
    total = sum(counts.get(timeout=SECONDS + 60) for _ in workers)
    for worker in workers:
        worker.join(timeout=10)
    return float(total) / SECONDS


if __name__ == "__main__":
    main(sys.argv[1])
