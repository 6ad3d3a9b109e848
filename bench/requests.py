"""Requests at SIZE rows beside django-helpdesk in the same run: `SIZE=1000000 python bench/requests.py`.

Pages are asked for through the whole stack (middleware, access, templates), with one client for the median and with four
processes for the rate. The peer answers the same questions on the same kind of database, filled to the same size.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "banshi.project.settings")
os.environ["BANSHI_HTTPS"] = "0"
os.environ["BANSHI_DEMO"] = "1"  # staff sign in without a second factor here
os.environ["BANSHI_ALLOWED_HOSTS"] = "testserver"
os.environ["BANSHI_BEHIND_PROXY"] = "1"  # each call names an address, as many residents would

import django

django.setup()

from bench._clients import alone, rate  # noqa: E402
from bench.report import line  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from banshi.demo.texts import compose, topics  # noqa: E402
from banshi.kernel.commands import Actor, Context  # noqa: E402
from banshi.kernel.publication.tasks import fold_figures  # noqa: E402
from banshi.kernel.testing.people import VILLAGE, World, build  # noqa: E402
from banshi.services.requests import commands  # noqa: E402
from banshi.services.requests.queries.desk import Filter, desk  # noqa: E402
from banshi.services.requests.queries.keyset import Cut  # noqa: E402
from banshi.services.requests.rules.submission import Channel, Draft, Settled  # noqa: E402
from banshi.services.requests.tasks import index_imported  # noqa: E402

SIZE = int(os.environ.get("SIZE", "100000"))
BATCH = 500
NOW = datetime.now(UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def drafts(size: int) -> list[Draft]:
    """One batch of a ledger of the last two years, four in five of it settled."""
    rng, kinds = Random(size), list(topics().values())
    found = []
    for _ in range(BATCH):
        written = compose(rng, rng.choice(kinds), "门克庆嘎查")
        at = NOW - timedelta(minutes=rng.randint(60, 1_000_000))
        answered = min(at + timedelta(days=rng.randint(1, 12)), NOW)
        settled = Settled(written.done, answered, closed_at=answered, solved=True) if rng.random() < 0.8 else None
        found.append(
            Draft(
                text=written.text,
                title=written.title,
                area=VILLAGE,
                place=written.place,
                channel=Channel.SHEET,
                submitted_at=at,
                settled=settled,
            )
        )
    return found


def fill(world: World) -> float:
    """SIZE requests by the import's own command; returns rows a second."""
    ctx = Context(actor=Actor.system("import"), now=NOW, request_id="bench")
    started = time.perf_counter()
    for start in range(0, SIZE, BATCH):
        commands.submit_many(ctx, drafts=drafts(start))
    seconds = time.perf_counter() - started
    index_imported.call()
    fold_figures.call()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own maintenance would have done a minute later
    return SIZE / seconds


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.account(who), backend=BACKEND)
    return client


def deep(world: World) -> str:
    """A page mark half-way down the list."""
    middle = NOW - timedelta(minutes=500_000)
    page = desk(world.actor("clerk", NOW), NOW, Filter(order="new", until=middle.date()), Cut(limit=1))
    return page.after


def calls(world: World) -> dict[str, Any]:
    """What is asked, by name."""
    clerk, public = browser(world, "clerk"), Client()
    page = desk(world.actor("clerk", NOW), NOW, Filter(order="new"), Cut(limit=500))
    numbers, mark = [row.number for row in page.rows], deep(world)
    key = f"{os.getpid()}-{time.time_ns()}"

    def submit(number: int) -> Any:
        body = json.dumps({"text": f"三楼没有水，请来看看 {number}。", "area": VILLAGE, "place": "平安社区"})
        headers = {"Idempotency-Key": f"bench-{key}-{number}", "X-Forwarded-For": f"10.0.0.{number % 250}"}
        return clerk.post("/api/v1/requests", body, content_type="application/json", headers=headers)

    def form(number: int) -> Any:
        public.cookies.clear()  # somebody new each time
        said = {"text": f"三楼没有水，请来看看 {number}。", "area": VILLAGE, "place": "平安社区", "level": "1"}
        return public.post(
            "/requests/new/", said, headers={"X-Forwarded-For": f"10.1.{number // 250 % 250}.{number % 250}"}
        )

    return {
        "submit": submit,
        "submit by form": form,
        "list": lambda _n: clerk.get("/requests/desk/"),
        "list, half-way down": lambda _n: clerk.get("/requests/desk/", {"order": "new", "after": mark}),
        "filter": lambda _n: clerk.get("/requests/desk/", {"category": "01", "order": "new"}),
        "search, common words": lambda _n: clerk.get("/requests/desk/", {"text": "路灯", "order": "new"}),
        "search, rare words": lambda n: clerk.get("/requests/desk/", {"text": f"草场界桩 {n % 7}", "order": "new"}),
        "show": lambda n: clerk.get(f"/requests/desk/m/{numbers[n % len(numbers)]}/"),
        "statistics": lambda _n: public.get("/requests/statistics/"),
    }


GOALS = {
    "submit": 10,
    "submit by form": 10,
    "list": 15,
    "list, half-way down": 15,
    "filter": 15,
    "show": 10,
    "statistics": 50,
}
PEERS = {
    "submit by form": "submit",
    "list, half-way down": "list",
    "filter": "search",
    "search, common words": "search",
    "search, rare words": "search",
}


def peer() -> dict[str, float]:
    """The peer's figures from a process of its own; none where it cannot run, which is said."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", str(Path(__file__).with_name("_helpdesk.py"))],
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stderr.write("".join(row + "\n" for row in run.stderr.splitlines() if row.startswith("peer ")))
    if run.returncode != 0:
        print(
            f"django-helpdesk could not be measured: {run.stderr.strip().splitlines()[-1] if run.stderr.strip() else run.returncode}"
        )
        return {}
    found: dict[str, float] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def main() -> None:
    """Fill, measure ours and the peer's, print a line each."""
    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR = Path(folder)
        connection.settings_dict["TEST"]["NAME"] = (
            f"{folder}/bench.sqlite3" if connection.vendor == "sqlite" else f"bench_{os.getpid()}"
        )
        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            world = build()
            imported = fill(world)
            ours = measure(world)
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
    theirs = peer()
    show(imported, ours, theirs)


def measure(world: World) -> dict[str, float]:
    """Milliseconds by name, and calls a second as "<name> rate"."""
    found = {"a commit of 8 kB and nothing else": bare_commit()}
    asked = calls(world)
    for name, call in asked.items():
        status = call(0).status_code
        if status not in {200, 201, 302}:
            raise SystemExit(f"{name} answers {status}: nothing can be measured")
        found[name], found[f"{name} cpu"] = alone(call)
    for name in ("submit", "submit by form", "list"):
        found[f"{name} rate"] = rate(asked[name])
    return found


def bare_commit() -> float:
    """Milliseconds that this disk takes to keep one row: no submission can be faster."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (words TEXT)")
        return alone(lambda _n: cursor.execute("INSERT INTO bench_bare VALUES (%s)", ["x" * 8192]))[0]


def show(imported: float, ours: dict[str, float], theirs: dict[str, float]) -> None:
    line(f"import, {SIZE:,} rows", imported, "rows/s", 5000)
    for name, value in ours.items():
        what, _blank, kind = name.rpartition(" ")
        if kind == "cpu":
            anchor = theirs.get(f"{PEERS.get(what, what)}_cpu")
            line(f"{what}, CPU of the process", value, "ms", None, anchor, anchor / value if anchor else None)
            continue
        if kind == "rate":
            anchor = theirs.get(f"{PEERS.get(what, what)}_rate")
            line(
                f"{what}, four clients",
                value,
                "/s",
                250 if name.startswith("submit") else None,
                anchor,
                value / anchor if anchor else None,
            )
            continue
        anchor = theirs.get(f"{PEERS.get(name, name)}_ms")
        goal = GOALS.get(name, 30 if name.startswith("search") else None)
        line(f"{name}, p50 at {SIZE:,}", value, "ms", goal, anchor, anchor / value if anchor else None)


if __name__ == "__main__":
    main()
