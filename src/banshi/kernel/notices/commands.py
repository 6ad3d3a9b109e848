"""What changes of a notice: seen by its reader, gone out, given up; and what a person chose."""

from collections.abc import Sequence
from datetime import time

from django.conf import settings

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Person
from banshi.kernel.directory.personal import seal
from banshi.kernel.errors import NotFound, SignInNeeded
from banshi.kernel.ledger.record import Json, Subject, record
from banshi.kernel.notices.models import Choice, Delivery, Notice
from banshi.kernel.notices.outbox import ADDRESS

KINDS = {"sent": "notices.delivered", "given_up": "notices.undelivered", "withheld": "notices.withheld"}


@command
def settle(ctx: Context, *, delivery_id: int, state: str, error: str) -> None:
    """Put down how a delivery ended: sent, given_up or withheld.

    Raises:
        NotFound: it is not waiting any more.
    """
    waiting = Delivery.objects.filter(pk=delivery_id, state="waiting")
    delivery = waiting.select_related("notice").first()
    if delivery is None:
        raise NotFound()
    waiting.update(state=state, done_at=ctx.now, error=error, address_sealed=b"")
    notice = delivery.notice
    body: dict[str, Json] = {"channel": delivery.channel, "template": notice.template, "attempts": delivery.attempts}
    record(ctx, Subject("notices", str(notice.pk), notice.county), KINDS[state], body)


@command
def read(ctx: Context, *, up_to: int, only: bool = False) -> None:
    """Put down that the person has seen their notices up to and including one, or only that one.

    Raises:
        SignInNeeded: nobody is signed in.
        NotFound: none of them was unread.
    """
    person_id = _person(ctx)
    chosen = {"pk": up_to} if only else {"pk__lte": up_to}
    seen = Notice.objects.filter(person_id=person_id, read_at=None, **chosen).update(read_at=ctx.now)
    if not seen:
        raise NotFound()
    record(ctx, _own(person_id), "notices.read", {"up_to": up_to, "count": seen})


@command
def choose(
    ctx: Context,
    *,
    channels: tuple[str, ...],
    email: str = "",
    wechat: str = "",
    quiet_from: time | None = None,
    quiet_until: time | None = None,
) -> None:
    """Keep by which channels the person wants to be told, and their quiet hours.

    Raises:
        SignInNeeded: nobody is signed in.
    """
    person_id = _person(ctx)
    Choice.objects.update_or_create(
        person_id=person_id,
        defaults={
            "channels": list(channels),
            "email_sealed": seal(email, ADDRESS),
            "wechat_sealed": seal(wechat, ADDRESS),
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
        },
    )
    record(ctx, _own(person_id), "notices.channels_chosen", {"channels": list(channels)})


def forget(ctx: Context, *, person_id: int) -> None:
    """Erase what the notices hold of a person, inside the command that erases the person."""
    Choice.objects.filter(person_id=person_id).delete()
    Delivery.objects.filter(notice__person_id=person_id).delete()
    Notice.objects.filter(person_id=person_id).update(data={}, link="", read_at=ctx.now)
    record(ctx, _own(person_id), "notices.forgotten")


def forget_guest(subjects: Sequence[str]) -> None:
    """Erase what somebody of whom no person is known was told about these matters; what waits to be sent is not sent.

    Inside the command of the room that knows them, which notes it.
    """
    told = Notice.objects.filter(subject__in=subjects, person=None)
    Delivery.objects.filter(notice__in=told).delete()
    told.update(data={}, link="")


def _person(ctx: Context) -> int:
    if ctx.actor.person_id is None:
        raise SignInNeeded()
    return ctx.actor.person_id


def _own(person_id: int) -> Subject:
    county = Person.objects.filter(pk=person_id).values_list("county", flat=True).first()
    return Subject("notices", f"person-{person_id}", county or settings.BANSHI_COUNTY)
