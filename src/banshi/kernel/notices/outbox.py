"""Put a notice into the outbox, in the transaction of the command now running.

Nobody is told of a matter that they may not know: every recipient is judged against the
matter here, again when the notice is sent, and again when it is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from banshi.kernel.access.actions import Guarded
from banshi.kernel.access.actors import person_actor
from banshi.kernel.commands import Actor, Context, OutsideCommand, in_command
from banshi.kernel.directory.models import Person
from banshi.kernel.directory.personal import keyed_index, seal
from banshi.kernel.notices import matters, rules
from banshi.kernel.notices.models import Choice, Delivery, Notice
from banshi.kernel.notices.templates import Template
from banshi.kernel.notices.templates import template as declared_template

ADDRESS = "notices.address"
SHARED = ("county", "once", "subject", "action", "template", "data", "link", "at")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to reach somebody of whom no person is known: their own channel and address."""

    channel: str
    value: str
    language: str = "zh-hans"


@dataclass(frozen=True, slots=True)
class Sent:
    """How many recipients are told, and how many may not know of the matter."""

    told: int
    withheld: int


@dataclass(frozen=True, slots=True)
class _Recipient:
    key: str
    language: str
    person_id: int | None = None
    channels: tuple[str, ...] = ()
    quiet: rules.Quiet | None = rules.NIGHT
    sealed: bytes = b""


class BadLink(ValueError):
    """A notice may only lead to a page of this site. A defect of the code."""


def send(
    ctx: Context,
    *,
    about: Guarded,
    to: Iterable[int | Address],
    template: str,
    data: Mapping[str, str | int] | None = None,
    link: str = "",
    once: str = "",
) -> Sent:
    """Tell each recipient (a person's id, or an address) what the template says about the matter.

    People are told in the app and through the channels they chose; an address only through
    its own. A recipient who may not do the template's action to `about` — the accused above
    all — is left out and counted as withheld. The same recipient is told the same template
    about the same matter once for each `once` (by default: once in one web request).

    Raises:
        UnknownTemplate: no room declares it.
        OutsideCommand: no command is running.
        BadLink: not a path of this site.
        UnguardedMatter: the matter's room does not say who may know of it.
    """
    if not in_command():
        raise OutsideCommand(
            "a notice may only be sent inside a @command, so that it is never sent for what did not happen"
        )
    if link and (not link.startswith("/") or link.startswith(("//", "/\\"))):
        raise BadLink(link)
    declared = declared_template(template)
    matters.check_guarded(about.subject)
    asked = list(dict.fromkeys(to))
    recipients = _people(ctx, declared, about, [each for each in asked if isinstance(each, int)])
    recipients += _addresses(ctx, about, [each for each in asked if isinstance(each, Address)])
    mark = f"{declared.key}|{about.subject}|{once or ctx.request_id}"[:200]
    known = set(
        Notice.objects.filter(once=mark, recipient__in=[r.key for r in recipients]).values_list("recipient", flat=True)
    )
    draft = Notice(
        county=(about.area or settings.BANSHI_COUNTY)[:6],
        once=mark,
        subject=about.subject,
        action=declared.action,
        template=declared.key,
        data=dict(data or {}),
        link=link,
        at=ctx.now,
    )
    _write(draft, [recipient for recipient in recipients if recipient.key not in known], urgent=declared.urgent)
    return Sent(told=len(recipients), withheld=len(asked) - len(recipients))


def _people(ctx: Context, declared: Template, about: Guarded, ids: Sequence[int]) -> list[_Recipient]:
    if not ids:
        return []
    configured = rules.gateways(settings.BANSHI_NOTICE_URLS)
    people = Person.objects.filter(pk__in=ids, erased_at=None).in_bulk()
    choices = Choice.objects.filter(person_id__in=ids).in_bulk() if configured else {}
    found = []
    for person_id in ids:
        actor = person_actor(person_id, ctx.now)
        if person_id not in people or not matters.may_know(actor, declared.action, about):
            continue
        found.append(_person(people[person_id], actor, choices.get(person_id), configured if declared.outside else ()))
    return found


def _person(person: Person, actor: Actor, choice: Choice | None, configured: Iterable[str]) -> _Recipient:
    reachable = {rules.SMS} if person.phone_index else set()
    if choice is not None:
        reachable |= {rules.EMAIL} if choice.email_sealed else set()
        reachable |= {rules.WECHAT} if choice.wechat_sealed else set()
    channels = rules.ways(
        configured=set(configured),
        chosen=choice.channels if choice is not None else None,
        reachable=reachable,
        staff=bool(actor.posts),
    )
    quiet = rules.NIGHT if choice is None else choice.quiet
    return _Recipient(f"person:{person.pk}", person.language, person.pk, channels, quiet)


def _addresses(ctx: Context, about: Guarded, addresses: Sequence[Address]) -> list[_Recipient]:
    configured = rules.gateways(settings.BANSHI_NOTICE_URLS) if addresses else {}
    return [
        _Recipient(
            key=f"address:{keyed_index(f'{address.channel}:{address.value}', ADDRESS)[:40]}",
            language=address.language,
            channels=(address.channel,),
            sealed=seal(address.value, ADDRESS),
        )
        for address in addresses
        if address.channel in configured
        and (address.channel != rules.SMS or matters.number_may_know(address.value, about, ctx.now))
    ]


def _write(draft: Notice, recipients: Sequence[_Recipient], *, urgent: bool) -> None:
    """One row for each recipient, and one for each way that leads out of the app."""
    shared = {name: getattr(draft, name) for name in SHARED}
    Notice.objects.bulk_create(
        [Notice(person_id=each.person_id, recipient=each.key, language=each.language, **shared) for each in recipients],
        ignore_conflicts=True,
    )
    outward = {recipient.key: recipient for recipient in recipients if recipient.channels}
    if not outward:
        return
    written = Notice.objects.filter(once=draft.once, recipient__in=outward).values_list("pk", "recipient")
    Delivery.objects.bulk_create(
        [
            Delivery(
                notice_id=pk,
                channel=channel,
                address_sealed=outward[key].sealed,
                due_at=rules.due(draft.at, outward[key].quiet, urgent=urgent),
            )
            for pk, key in written
            for channel in outward[key].channels
        ],
        ignore_conflicts=True,
    )
