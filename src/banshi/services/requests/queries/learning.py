"""What the classifier learns from, and what is known of the one in use."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from banshi.kernel.access.actions import Confidentiality
from banshi.kernel.ledger.models import Entry
from banshi.services.requests.models import Request, Suggestion
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import ROOM, flag
from banshi.services.requests.rules.proposals import Field
from banshi.services.requests.rules.submission import Kind
from banshi.services.requests.triage.readers import Labelled
from banshi.services.requests.triage.text import letters

LEAST_ROWS = 200
"""With fewer rows nothing is learned."""
MOST_ROWS = 20_000
"""Rows that are learned from: those decided last."""
AT_A_TIME = 500
COUNTED = (Field.CATEGORY, Field.PLACE, Field.URGENCY)


@dataclass(frozen=True, slots=True)
class History:
    """Requests whose top-level category a person set, the earliest decision first."""

    rows: tuple[Labelled, ...]
    decided: tuple[int, ...]
    """For each row the number of the ledger entry by which it was decided last; it only grows."""
    fingerprint: str
    """The same for the same rows with the same decisions."""


@dataclass(frozen=True, slots=True)
class ClassFigures:
    label: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept beside the model: how it was trained, and what became of the last try."""

    trained_at: datetime | None
    rows: int
    accuracy: float
    macro_f1: float
    per_class: tuple[ClassFigures, ...]
    left_out: Mapping[str, int]
    digest: str
    until: int
    """The last decision that it was trained on, as `History.decided` counts."""
    compared: Mapping[str, Any]
    last_at: datetime | None
    last_outcome: str
    last_rows: int
    last_compared: Mapping[str, Any]
    seen: str
    """The fingerprint of the history that was tried last."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one field: for how many requests something was proposed and then decided, and how often the surest proposal was right."""

    field: str
    decided: int
    confirmed: int

    @property
    def corrected(self) -> int:
        return self.decided - self.confirmed


def model_path() -> Path:
    """Where this site keeps the classifier trained on its own history."""
    return Path(settings.DATA_DIR) / "triage" / "classifier.npz"


def record_path() -> Path:
    """Where the figures of the model in use are kept."""
    return model_path().with_suffix(".json")


def trained() -> Record | None:
    """What is known of the model in use and of the last try; None before the first."""
    try:
        given = json.loads(record_path().read_text(encoding="utf-8"))
        return _record(given.get("in_use") or {}, given["last"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _record(model: Mapping[str, Any], last: Mapping[str, Any]) -> Record:
    return Record(
        trained_at=_moment(model.get("at")),
        rows=int(model.get("rows", 0)),
        accuracy=float(model.get("accuracy", 0)),
        macro_f1=float(model.get("macro_f1", 0)),
        per_class=tuple(ClassFigures(**each) for each in model.get("per_class", ())),
        left_out=dict(model.get("left_out", {})),
        digest=str(model.get("digest", "")),
        until=int(model.get("until", 0)),
        compared=model.get("compared") or {},
        last_at=_moment(last["at"]),
        last_outcome=str(last["outcome"]),
        last_rows=int(last["rows"]),
        last_compared=last.get("compared") or {},
        seen=str(last["seen"]),
    )


def _moment(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None


def history(most: int = MOST_ROWS) -> History:
    """What a person decided in this house, or in the ledger it was imported from. SQL: 1, and 1 for each 500 rows.

    Nothing that accuses somebody, no tip-off, nothing confidential, nothing erased: of these the model learns no word.
    """
    decided: dict[str, int] = {}
    for entry, subject in _decisions()[: 2 * most].iterator():
        if len(decided) == most:
            break
        decided.setdefault(subject.removeprefix(f"{ROOM}:"), entry)
    found = [(decided[number], number, row) for number, row in _labelled(list(decided)) if letters(row.detail)]
    found.sort(key=lambda each: each[0])
    told = "\n".join(f"{entry} {number} {row.label}" for entry, number, row in found)
    return History(
        tuple(row for _entry, _number, row in found),
        tuple(entry for entry, _number, _row in found),
        hashlib.sha256(told.encode()).hexdigest(),
    )


def _decisions() -> Any:
    """(id, subject) of entries by which somebody in office set a category, the last first."""
    by_staff = Q(actor__startswith="post:")
    sorted_ = Q(kind="requests.triaged") | Q(kind="requests.edited", body__contains='"category":[')
    entries = Entry.objects.filter((by_staff & sorted_) | Q(kind="requests.imported"))
    return entries.order_by("-id").values_list("id", "subject")


def _labelled(numbers: Sequence[str]) -> Iterator[tuple[str, Labelled]]:
    names = {code: each.zh for code, each in policy.categories().items() if each.level == 1}
    waiting = iter(numbers)
    while some := list(islice(waiting, AT_A_TIME)):
        rows = Request.objects.filter(
            flag(accusing=False), number__in=some, level__lte=Confidentiality.NORMAL, erased_at=None
        ).exclude(kind=Kind.TIPOFF)
        for number, title, text, category in rows.values_list("number", "title", "text", "category"):
            if category[:2] in names:
                yield number, Labelled(text, names[category[:2]], title)


def kept_suggestions(county: str, since: datetime, until: datetime) -> tuple[Kept, ...]:
    """Of proposals decided in [since, until): how often the surest one for a field was right. SQL: 1.

    Nothing that accuses somebody and no tip-off is counted.
    """
    rows = Suggestion.objects.filter(
        request__in=Request.objects.filter(flag(accusing=False), county=county).exclude(kind=Kind.TIPOFF).values("pk"),
        field__in=COUNTED,
        decided_at__gte=since,
        decided_at__lt=until,
    ).order_by("request", "field", "-confidence", "id")
    surest: dict[tuple[int, str], str] = {}
    for request_id, field, decision in rows.values_list("request_id", "field", "decision"):
        surest.setdefault((request_id, field), decision)
    counted: dict[str, list[str]] = defaultdict(list)
    for (_request_id, field), decision in surest.items():
        counted[field].append(decision)
    return tuple(
        Kept(field, len(counted[field]), counted[field].count("confirmed")) for field in COUNTED if counted[field]
    )
