"""What the search for hot issues compares, and what is kept of what it found."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from banshi.services.requests.models import HotLook, HotMember, Request
from banshi.services.requests.queries.guard import flag
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Kind
from banshi.services.requests.triage.readers import Message

YEAR = timedelta(days=365)
MOST_COMPARED = 30_000
"""Requests of one county that are compared at once: the newest."""
OUT = (Stage.WITHDRAWN.value, Stage.MERGED.value)


@dataclass(frozen=True, slots=True)
class Compared:
    """The messages of one county, and, when there were more than are taken, the day of the oldest that was."""

    messages: tuple[Message, ...]
    since: date | None


def counties(now: datetime) -> list[str]:
    """Counties in which something was brought within a year. SQL: 1."""
    recent = Request.objects.filter(submitted_at__gte=now - YEAR)
    return list(recent.order_by("county").values_list("county", flat=True).distinct())


def compared(county: str, now: datetime, most: int = MOST_COMPARED) -> Compared:
    """A county's requests of the last twelve months that may be part of a hot issue, newest first. SQL: 2.

    Nobody likes a request here: those that are part of one count as its likes, so that a master stays on the list.
    """
    rows = standing(Request.objects.filter(county=county), now).order_by("-submitted_at", "-id")
    behind = _behind(county)
    columns = ("id", "number", "title", "place", "text", "submitted_at", "resident_id", "phone_index")
    found = list(rows.values_list(*columns)[: most + 1])
    since = timezone.localdate(found[most - 1][5]) if len(found) > most else None
    return Compared(
        tuple(
            Message(number, title, f"{place}，{text}" if place else text, at, behind.get(pk, 0), 0, voice(who, phone))
            for pk, number, title, place, text, at, who, phone in found[:most]
        ),
        since,
    )


def standing(rows: QuerySet[Request], now: datetime) -> QuerySet[Request]:
    """Those of the year before `now` that may be part of a hot issue.

    Nothing that accuses somebody, no tip-off, nothing withdrawn, merged or erased.
    """
    year = rows.filter(flag(accusing=False), erased_at=None, submitted_at__gte=now - YEAR, submitted_at__lte=now)
    return year.exclude(kind=Kind.TIPOFF).exclude(stage__in=OUT)


def parts(rows: QuerySet[Request]) -> QuerySet[Request]:
    """Those that are part of another request and may be counted with it."""
    return rows.filter(flag(accusing=False), stage=Stage.MERGED, master__isnull=False).exclude(kind=Kind.TIPOFF)


def voice(resident_id: int | None, phone_index: str) -> str:
    """What tells whoever brought a request from others: the account, else the phone, else nothing."""
    return f"person:{resident_id}" if resident_id is not None else phone_index


def _behind(county: str) -> dict[int, int]:
    merged = parts(Request.objects.filter(county=county))
    return dict(merged.values_list("master").annotate(times=Count("id")))


Kept = frozenset[tuple[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]], ...]]
"""The issues of a county: for each its requests in order of nearness, with their words and places."""


def kept(county: str) -> tuple[Kept, date | None]:
    """What is kept of a county's issues just now, and the day from which requests were compared. SQL: 2."""
    issues: dict[int, list[HotMember]] = defaultdict(list)
    rows = HotMember.objects.filter(issue__county=county).select_related("request")
    columns = ("issue", "nearness", "words", "places", "request__number")
    for member in rows.only(*columns).order_by("issue", "nearness"):
        issues[member.issue_id].append(member)
    since = HotLook.objects.filter(county=county).values_list("since", flat=True).first()
    return frozenset(tuple(_kept(each) for each in members) for members in issues.values()), since


def _kept(member: HotMember) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
    return member.request.number, tuple(member.words), tuple((kind, name) for kind, name in member.places)
