"""What the machine notices in a request: class, urgency, place, and earlier matters alike."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.db.models import Exists, OuterRef

from banshi.services.requests.models import Request, Signature
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.guard import flag
from banshi.services.requests.queries.learning import model_path
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.proposals import Field, Proposal
from banshi.services.requests.rules.submission import MAX_PLACE, Urgency
from banshi.services.requests.triage import model as models
from banshi.services.requests.triage.places import exact_places
from banshi.services.requests.triage.similar import CHAIN_DAYS, Matter, likeness, signature
from banshi.services.requests.triage.urgency import urgency

MOST_ALIKE = 50
"""Earlier requests compared with a new one."""
SHOWN_ALIKE = 5
NAMED_BY = 16
"""Characters of its digest by which a model is named."""


def unnoticed(limit: int) -> list[str]:
    """Numbers of requests at the desk that the machine has not looked at, newest first. SQL: 1."""
    looked = Signature.objects.filter(request=OuterRef("pk"))
    rows = Request.objects.filter(flag(open=True), ~Exists(looked), stage=Stage.RECEIVED.value)
    return list(rows.order_by("-id").values_list("number", flat=True)[:limit])


def notice(number: str) -> tuple[tuple[Proposal, ...], tuple[int, ...]]:
    """Proposals for the request and the keys by which it is found again. SQL: 3."""
    row = Request.objects.get(number=number)
    keys = signature(row.text)
    found = [*_category(row), *_urgency(row), *_place(row), *_alike(row, keys)]
    return tuple(found), keys or (0,)


def _category(row: Request) -> list[Proposal]:
    path = model_path()
    if not path.exists() or not row.text.strip():
        return []
    trained = _model(path, path.stat().st_mtime_ns)
    codes = {category.zh: code for code, category in policy.categories().items() if len(code) == 2}
    return [
        Proposal(Field.CATEGORY, codes[each.label], each.confidence, each.rests_on, trained.digest[:NAMED_BY])
        for each in trained.suggest(row.text, row.title)
        if each.label in codes
    ]


@lru_cache(maxsize=2)
def _model(path: Path, _changed: int) -> models.Model:
    return models.load(path)


def _urgency(row: Request) -> list[Proposal]:
    haste = urgency(row.text)
    if haste.level == Urgency.NORMAL:
        return []
    return [Proposal(Field.URGENCY, str(int(haste.level)), 0.9, tuple(alarm.words for alarm in haste.alarms))]


def _place(row: Request) -> list[Proposal]:
    named = exact_places(row.text)
    return [Proposal(Field.PLACE, named[0][:MAX_PLACE][:80], 0.8, named[:3])] if named and not row.place else []


def _alike(row: Request, keys: tuple[int, ...]) -> list[Proposal]:
    """Earlier requests of the county that say the same, the likest first; never across an accusation."""
    sharing = Signature.objects.filter(county=row.county, key__in=keys).exclude(request=row).values("request")
    since = row.submitted_at - timedelta(days=CHAIN_DAYS)
    others = Request.objects.filter(flag(accusing=False), pk__in=sharing, submitted_at__gte=since)
    if row.accusing:
        return []
    found = [
        (likeness(Matter(row.text, row.submitted_at), Matter(other.text, other.submitted_at)), other.number)
        for other in others.order_by("-id")[:MOST_ALIKE]
    ]
    likest = sorted(((one, number) for one, number in found if one), key=lambda each: -each[0].score)[:SHOWN_ALIKE]
    return [Proposal(one.kind, number, min(1.0, one.score), one.places) for one, number in likest]
