"""What a site must look like after any number of power cuts; run inside the site with `banshi shell`."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from banshi.kernel.clocks.models import Clock, Hold
from banshi.kernel.commands.models import Key
from banshi.kernel.ledger import sealing
from banshi.kernel.ledger.audit import verify_database
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.publication.models import FigureEvent
from banshi.kernel.search.index import MARK
from banshi.kernel.testing.people import COUNTY
from banshi.services.requests.models import Request
from banshi.services.requests.queries.measures import contribution
from tests.race import books, ways

CLOCKS = {"received": 2, "triaged": 2, "dispatched": 3}
"""How many clocks stand beside a request of each stage, met ones included."""
CELL = ("measure", "day", "unit", "area", "category", "channel")


def tell() -> None:
    """Print as JSON: what is broken, every request by its text, bookings by phone, cases by name, their kinds, the audit of the ledger."""
    sealing.seal(timezone.now())
    report = verify_database()
    rows = list(Request.objects.order_by("id"))
    chains = _chains()
    broken = [
        *_rows_are_whole(rows, chains),
        *_nothing_without_a_row(rows, chains),
        *_figures_agree(rows),
        *books.broken(),
        *ways.broken(),
    ]
    found = {
        "broken": broken + [str(finding) for finding in report.findings],
        "entries": report.facts.get("entries", ""),
        "requests": [[row.text, row.number] for row in rows],
        "kinds": {row.number: [entry["kind"] for entry in chains[f"requests:{row.number}"]] for row in rows},
        "bookings": books.seen(),
        **ways.seen(),
    }
    print(json.dumps(found, ensure_ascii=False))


def _chains() -> dict[str, list[dict[str, Any]]]:
    """Request → its entries in order, with whether the salts of the sealed values are there. Hot issues have a chain of their own."""
    opened = set(Opening.objects.values_list("entry_id", flat=True))
    chains: dict[str, list[dict[str, Any]]] = defaultdict(list)
    fields = ("id", "subject", "position", "kind", "body")
    of_requests = Entry.objects.filter(subject__startswith="requests:").exclude(subject__startswith="requests:hot:")
    for entry in of_requests.order_by("subject", "position").values(*fields):
        body = json.loads(entry["body"])
        chains[entry["subject"]].append({**entry, "body": body, "opened": entry["id"] in opened})
    return chains


def _rows_are_whole(rows: list[Request], chains: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    clocks, holds = Counter(Clock.objects.values_list("subject", flat=True)), _holds()
    findable, answered = _findable(), _answered()
    for row in rows:
        name = f"requests:{row.number}"
        chain = chains[name]
        if [entry["position"] for entry in chain] != list(range(len(chain))) or not chain:
            yield f"{name}: the chain has a gap or is not there"
            continue
        last = chain[-1]["body"]
        if (last["stage"], last["version"]) != (row.stage, row.version):
            yield f"{name}: the row stands at {row.stage} v{row.version}, the ledger at {last}"
        if any(entry["opened"] != ("sealed" in entry["body"]) for entry in chain):
            yield f"{name}: sealed values and salts do not agree"
        if clocks[name] != CLOCKS.get(row.stage):
            yield f"{name}: {clocks[name]} clocks at {row.stage}"
        if holds[name] != [row.holder_unit_id]:
            yield f"{name}: held by {holds[name]}, the row says {row.holder_unit_id}"
        if row.pk not in findable:
            yield f"{name}: not to be found by its words"
        if answered[row.number] != 1:
            yield f"{name}: {answered[row.number]} submissions under a key answered with it"


def _nothing_without_a_row(rows: list[Request], chains: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    known = {f"requests:{row.number}" for row in rows}
    for what, subjects in [
        ("entries", set(chains)),
        ("clocks", set(Clock.objects.values_list("subject", flat=True))),
        ("holds", set(Hold.objects.values_list("subject", flat=True))),
        ("keys", {f"requests:{number}" for number in _answered()}),
    ]:
        yield from (f"{subject}: {what} without a row" for subject in sorted(subjects - known))
    yield from (f"found by words without a row: {key}" for key in sorted(_findable() - {row.pk for row in rows}))
    yield from (f"a key without an answer: {key}" for key in Key.objects.filter(answer=None).values_list("key"))


def _figures_agree(rows: list[Request]) -> Iterator[str]:
    due: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        for tally in contribution(row):
            due[tuple(getattr(tally, name) for name in CELL)] += tally.value
    events = FigureEvent.objects.filter(room="requests").values_list(*CELL).annotate(total=Sum("value"))
    counted = Counter({tuple(cell[:-1]): cell[-1] for cell in events.order_by(*CELL) if cell[-1]})
    if counted != due:
        yield f"figures: counted {dict(counted - due)} too much, {dict(due - counted)} too little"


def _holds() -> dict[str, list[int | None]]:
    open_now: dict[str, list[int | None]] = defaultdict(list)
    for subject, unit_id in Hold.objects.filter(ended=None).values_list("subject", "unit_id"):
        open_now[subject].append(unit_id)
    return open_now


def _findable() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM search_requests UNION SELECT key FROM search_requests_late")
        found = {int(row[0]) for row in cursor.fetchall()}
        if connection.vendor == "sqlite":
            matches = f'"{MARK}c{COUNTY}"'
            cursor.execute(
                "SELECT key FROM search_requests_late UNION ALL"
                " SELECT rowid FROM search_requests_tokens WHERE search_requests_tokens MATCH %s",
                [matches],
            )
            found &= {int(row[0]) for row in cursor.fetchall()}
    return found


def _answered() -> Counter[str]:
    """Number → how many keys of a submission gave it as their answer."""
    answers = Key.objects.filter(command__endswith="submit", answer__isnull=False).values_list("answer", flat=True)
    return Counter(json.loads(answer)["number"] for answer in answers)
