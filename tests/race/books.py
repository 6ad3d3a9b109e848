"""What the books of every session must look like after any number of power cuts; run inside the site."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Sum

from banshi.kernel.commands.models import Key
from banshi.kernel.directory.personal import unseal
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.publication.models import FigureEvent
from banshi.kernel.slots.models import Booking, Mark, Status
from banshi.kernel.slots.tests.conftest import books_agree
from banshi.services.activities.models import Contact
from banshi.services.activities.rules.purposes import PHONE

CAME = (Status.ARRIVED, Status.LEFT)
ENTERING = ("hold", "book", "wait")


def seen() -> dict[str, list[Any]]:
    """Phone → number, session, and the kinds of the booking's entries, of every booking under it."""
    rows = {row.number: row for row in Booking.objects.select_related("session")}
    chains = _chains()
    found: dict[str, list[Any]] = defaultdict(list)
    for number, sealed in Contact.objects.values_list("booking", "phone_sealed"):
        kinds = [entry["kind"].removeprefix("slots.") for entry in chains[number]]
        found[unseal(bytes(sealed), PHONE)].append([number, rows[number].session.number, rows[number].seats, kinds])
    return found


def broken() -> Iterator[str]:
    """Whatever does not belong together."""
    try:
        books_agree()
    except AssertionError as failure:
        yield f"the books do not agree: {failure!r}"
    rows, chains = list(Booking.objects.order_by("id")), _chains()
    yield from _bookings_are_whole(rows, chains)
    yield from _nothing_without_a_booking({row.number for row in rows}, set(chains))
    came = Booking.objects.filter(status__in=CAME).aggregate(people=Sum("present"))["people"] or 0
    events = FigureEvent.objects.filter(room="activities", measure="attended")
    counted = events.aggregate(total=Sum("value"))["total"] or 0
    if came != counted:
        yield f"figures: {counted} people counted, {came} came"


def _chains() -> dict[str, list[dict[str, Any]]]:
    """Booking → its entries in order, with whether the salts of the sealed values are there."""
    opened = set(Opening.objects.values_list("entry_id", flat=True))
    chains: dict[str, list[dict[str, Any]]] = defaultdict(list)
    entries = Entry.objects.filter(subject__startswith="slots:B").order_by("subject", "position")
    for entry in entries.values("id", "subject", "position", "kind", "body"):
        whole = ("sealed" in json.loads(entry["body"])) == (entry["id"] in opened)
        chains[entry["subject"].removeprefix("slots:")].append({**entry, "whole": whole})
    return chains


def _bookings_are_whole(rows: list[Booking], chains: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    answered = _answered()
    contacts = Counter(Contact.objects.values_list("booking", flat=True))
    marks = Counter(Mark.objects.values_list("booking__number", flat=True))
    for row in rows:
        chain = chains[row.number]
        if [entry["position"] for entry in chain] != list(range(len(chain))) or not chain:
            yield f"{row.number}: the chain has a gap or is not there"
        if not all(entry["whole"] for entry in chain):
            yield f"{row.number}: sealed values and salts do not agree"
        if contacts[row.number] != 1:
            yield f"{row.number}: nobody can be reached"
        if marks[row.number] != (row.status in CAME):
            yield f"{row.number}: {marks[row.number]} marks at the door of a booking that is {row.status}"
        if answered[row.number] != 1:
            yield f"{row.number}: {answered[row.number]} attempts under a key answered with it"


def _nothing_without_a_booking(known: set[str], chains: set[str]) -> Iterator[str]:
    contacts = set(Contact.objects.values_list("booking", flat=True))
    for what, numbers in [("entries", chains), ("contacts", contacts), ("keys", set(_answered()))]:
        yield from (f"{number}: {what} without a booking" for number in sorted(numbers - known))


def _answered() -> Counter[str]:
    """Booking → how many keys of an attempt gave it as their answer."""
    found: Counter[str] = Counter()
    for command, answer in Key.objects.filter(answer__isnull=False).values_list("command", "answer"):
        if command.startswith("services.activities.") and command.rpartition(".")[2] in ENTERING:
            found[json.loads(answer)["booking"]] += 1
    return found
