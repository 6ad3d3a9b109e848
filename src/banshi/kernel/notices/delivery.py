"""Bring due notices out: claimed before, settled after, so that each goes out at least once."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from banshi.kernel.commands import Context
from banshi.kernel.directory.models import Person
from banshi.kernel.directory.personal import Unreadable, unseal
from banshi.kernel.directory.queries.people import PHONE
from banshi.kernel.jobs import job_context
from banshi.kernel.notices import commands, matters, rules
from banshi.kernel.notices.models import Choice, Delivery
from banshi.kernel.notices.outbox import ADDRESS
from banshi.kernel.notices.templates import UnknownTemplate, template

LEASE = timedelta(minutes=5)
"""How long a claimed delivery is left to its worker before another may send it."""
BATCH = 50
log = logging.getLogger("banshi.notices")


def deliver_due(now: datetime) -> int:
    """Send everything that is due at `now`. Returns how many were tried."""
    tried = 0
    due = Delivery.objects.filter(state="waiting", due_at__lte=now).select_related("notice").order_by("due_at", "id")
    while batch := list(due[:BATCH]):
        for delivery in batch:
            if _claimed(delivery, now):
                _deliver(job_context("notices"), delivery)
                tried += 1
    return tried


def _claimed(delivery: Delivery, now: datetime) -> bool:
    """The race: two workers find the same row due. One conditional update moves it on."""
    mine = Delivery.objects.filter(pk=delivery.pk, state="waiting", attempts=delivery.attempts)
    delivery.attempts += 1
    return bool(mine.update(attempts=delivery.attempts, due_at=max(timezone.now(), now) + LEASE))


def _deliver(ctx: Context, delivery: Delivery) -> None:
    gateway = rules.gateways(settings.BANSHI_NOTICE_URLS).get(delivery.channel)
    if not _still_may_know(delivery, ctx.now):
        commands.settle(ctx, delivery_id=delivery.pk, state="withheld", error="")
        return
    address = _address(delivery)
    if not address or gateway is None:
        commands.settle(ctx, delivery_id=delivery.pk, state="given_up", error="no gateway" if address else "no address")
        return
    error = _send(gateway, address, delivery)
    if error is None:
        commands.settle(ctx, delivery_id=delivery.pk, state="sent", error="")
    elif delivery.attempts >= rules.MAX_ATTEMPTS:
        commands.settle(ctx, delivery_id=delivery.pk, state="given_up", error=error)
    else:
        log.warning("notice %s by %s failed: %s", delivery.notice_id, delivery.channel, error)
        again = timezone.now() + rules.wait_before(delivery.attempts)
        Delivery.objects.filter(pk=delivery.pk, state="waiting").update(due_at=again, error=error)


def _still_may_know(delivery: Delivery, now: datetime) -> bool:
    """Judged anew: since the notice was written, its recipient may have become the accused."""
    notice = delivery.notice
    about = matters.guarded([notice.subject]).get(notice.subject)
    if about is None:
        return False
    if notice.person_id is not None:
        return matters.person_may_know(notice.person_id, notice.action, about, now)
    return delivery.channel != rules.SMS or matters.number_may_know(_address(delivery), about, now)


def _address(delivery: Delivery) -> str:
    """Read at the last moment, so that an erased or changed address is never used."""
    try:
        if delivery.notice.person_id is None:
            return unseal(delivery.address_sealed, ADDRESS)
        if delivery.channel == rules.SMS:
            sealed = Person.objects.filter(pk=delivery.notice.person_id).values_list("phone_sealed", flat=True).first()
            return unseal(sealed or b"", PHONE)
        choice = Choice.objects.filter(pk=delivery.notice.person_id).first()
        if choice is None:
            return ""
        return unseal(choice.email_sealed if delivery.channel == rules.EMAIL else choice.wechat_sealed, ADDRESS)
    except Unreadable:
        log.exception("the address of delivery %s cannot be read", delivery.pk)
        return ""


def _send(gateway: str, address: str, delivery: Delivery) -> str | None:
    """Hand the words to the gateway; None when it took them, else what went wrong, without the address."""
    try:
        title, body = words(delivery.notice)
        import apprise  # a large library that most processes do not need

        service: Any = apprise.Apprise()
        if not service.add(rules.addressed(gateway, address)):
            return "the gateway's address is not understood by apprise"
        return None if service.notify(title=title, body=body) else "the gateway refused"
    except UnknownTemplate:
        return "template gone"
    except Exception as error:  # whatever a gateway's plugin raises, the notice is tried again
        return type(error).__name__


def words(notice: Any) -> tuple[str, str]:
    """Title and body in the recipient's language."""
    declared = template(notice.template)
    with override(notice.language):
        return str(declared.title) % notice.data, str(declared.body) % notice.data
