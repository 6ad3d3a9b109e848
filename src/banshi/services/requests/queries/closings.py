"""Which closed requests may be drawn for a call-back.

The list of a draw is public, if only by tokens that tell nothing. So no matter that accuses somebody and no tip-off is
ever on it: neither by a token nor by a number does it tell that there is one.
"""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from banshi.kernel.directory.queries.areas import known_areas
from banshi.services.requests.models import CallBack, CallBackRound, Request, Supervision
from banshi.services.requests.queries.desk import midnight
from banshi.services.requests.queries.guard import flag
from banshi.services.requests.rules.callbacks import By, Closing, Must
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.rules.submission import Kind

LONGEST_GROUP = 40
TOWN = 9
"""Digits of a town's code."""
CAN_BE_CALLED = ~Q(phone_index="") | Q(resident__isnull=False) & ~Q(resident__phone_index="")


def closings(county: str, since: date, until: date, by: By, must: frozenset[str]) -> tuple[Closing, ...]:
    """Requests closed on days [since, until) whose resident can be called; each closing is in one list only. SQL: 2."""
    listed = CallBack.objects.filter(request=OuterRef("pk"), closed_at=OuterRef("closed_at"))
    rows = Request.objects.filter(
        CAN_BE_CALLED,
        flag(accusing=False),
        ~Exists(listed),
        county=county,
        stage=Stage.CLOSED,
        erased_at=None,
        closed_at__gte=midnight(since),
        closed_at__lt=midnight(until),
    ).exclude(kind=Kind.TIPOFF)
    watched = Exists(Supervision.objects.filter(request=OuterRef("pk")))
    columns = ("pk", "number", "closed_at", "reopened", "area", "unit", "watched")
    found = list(rows.annotate(unit=F("lead_unit__name"), watched=watched).order_by("pk").values_list(*columns))
    named = known_areas({area[:TOWN] for _pk, _number, _at, _reopened, area, *_rest in found})
    towns = {code: row.name for code, row in named.items()}
    return tuple(
        Closing(
            request_id=pk,
            number=number,
            closed_at=closed_at,
            group=((unit or "") if by is By.UNIT else towns.get(area[:TOWN], area[:TOWN]))[:LONGEST_GROUP].strip(),
            must=(reopened > 0 and Must.REOPENED in must) or (supervised and Must.SUPERVISED in must),
        )
        for pk, number, closed_at, reopened, area, unit, supervised in found
    )


def drawn(county: str, since: date, until: date) -> bool:
    """Whether just these days were drawn already, and the draw was not cancelled. SQL: 1."""
    return CallBackRound.objects.filter(county=county, since=since, until=until, cancelled_at=None).exists()


def unopened() -> list[tuple[int, str]]:
    """Rounds whose result was not taken over yet, with the numbers of their draws. SQL: 1."""
    return list(
        CallBackRound.objects.filter(opened_at=None, cancelled_at=None).order_by("pk").values_list("pk", "draw")
    )
