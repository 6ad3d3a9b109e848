"""Note who opened whose record. What is read is read only once the look is kept."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from banshi.kernel.access.models import BreakGlass, Look, LookDelay
from banshi.kernel.commands import Context
from banshi.kernel.directory.queries import units_named
from banshi.kernel.ledger.record import Subject

Key = tuple[int, str, str]
_gathered: ContextVar[dict[Key, Look] | None] = ContextVar("banshi_looks", default=None)
REFUSED = 400


def looked(ctx: Context, subject: Subject, person_id: int | None, what: str, why: str = "") -> None:
    """Note that the member of staff who acts opened this person's record.

    `what` is the action, e.g. "requests.read"; `why` what they gave as the reason, if asked.
    Gathered over a web request into one statement; written at once elsewhere. One's own
    record, a record of nobody, and the house itself leave no look.
    """
    actor = ctx.actor
    if actor.post is None or actor.person_id is None or person_id is None or person_id == actor.person_id:
        return
    look = Look(
        county=subject.county,
        person_id=person_id,
        subject=str(subject),
        viewer_id=actor.person_id,
        post_id=actor.post.id,
        viewer=f"{actor.post.unit_id}\n{actor.post.title}",
        action=what,
        why=why[:200],
        at=ctx.now,
        shown_from=ctx.now,
    )
    gathered = _gathered.get()
    if gathered is None:
        _write([look])
    else:
        gathered.setdefault((person_id, look.subject, what), look)


@contextmanager
def gathering() -> Iterator[dict[Key, Look]]:
    """Within the block looks are gathered instead of written."""
    gathered: dict[Key, Look] = {}
    token = _gathered.set(gathered)
    try:
        yield gathered
    finally:
        _gathered.reset(token)


@contextmanager
def together() -> Iterator[None]:
    """The looks of the block are kept in one statement at its end, and none if it fails; for a thousand records."""
    with gathering() as gathered:
        yield
    if gathered:
        _write(gathered.values())


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Keep the looks of a request before its answer leaves the house; a refusal showed nothing."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        with gathering() as gathered:
            response = get_response(request)
        if gathered and response.status_code < REFUSED:
            _write(gathered.values())
        return response

    return handle


def _write(looks: Iterable[Look]) -> None:
    rows = list(looks)
    subjects = {row.subject for row in rows}
    held_back = dict(
        LookDelay.objects.filter(subject__in=subjects, until__gt=min(row.at for row in rows)).values_list(
            "subject", "until"
        )
    )
    reasons = {
        (glass.person_id, glass.subject): glass.reason
        for glass in BreakGlass.objects.filter(
            subject__in=subjects, person_id__in={row.viewer_id for row in rows}, until__gt=min(row.at for row in rows)
        )
    }
    units = units_named({int(row.viewer.partition("\n")[0]) for row in rows})
    for row in rows:
        unit, _line, title = row.viewer.partition("\n")
        row.viewer = f"{units.get(int(unit), '')} {title}".strip()[:160]
        row.shown_from = max(row.at, held_back.get(row.subject, row.at))
        row.why = row.why or reasons.get((row.viewer_id, row.subject), "")[:200]
    Look.objects.bulk_create(rows)
