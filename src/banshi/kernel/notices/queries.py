"""A person's notices, as far as they may still know of each matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.db.models import QuerySet

from banshi.kernel.commands import Context
from banshi.kernel.directory.personal import unseal
from banshi.kernel.notices import matters, rules
from banshi.kernel.notices.delivery import words
from banshi.kernel.notices.models import Choice, Notice
from banshi.kernel.notices.outbox import ADDRESS
from banshi.kernel.notices.templates import templates

PAGE = 30
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """One line of the inbox."""

    id: int
    title: str
    body: str
    at: datetime
    link: str
    unread: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of notices, newest first; `after` is the mark of the next one."""

    notices: tuple[NoticeShown, ...]
    after: str

    @property
    def newest_unread(self) -> int:
        """Id of the newest unread notice shown, 0 where all are read."""
        return next((notice.id for notice in self.notices if notice.unread), 0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose, with the channels that this site can serve."""

    offered: tuple[str, ...]
    channels: tuple[str, ...]
    email: str
    wechat: str
    quiet_from: time | None
    quiet_until: time | None


def inbox(ctx: Context, *, after: str = "") -> Inbox:
    """The asker's own notices. Three queries a page, whatever it holds."""
    rows = _own(ctx).filter(template__in=templates())
    if after.isascii() and after.isdigit():
        rows = rows.filter(pk__lt=int(after[:18]))
    page = list(rows.order_by("-pk")[: PAGE + 1])
    shown = tuple(_shown(notice) for notice in _allowed(ctx, page[:PAGE]))
    return Inbox(shown, str(page[PAGE - 1].pk) if len(page) > PAGE else "")


def unread(ctx: Context) -> int:
    """How many of the asker's notices are unread, at most 99. Nobody signed in: 0, and no query."""
    rows = _own(ctx).filter(read_at=None, template__in=templates())
    return len(_allowed(ctx, rows.order_by("-pk")[:MOST_COUNTED]))


def link_of(ctx: Context, notice_id: int) -> str:
    """Where one of the asker's notices leads; empty where it leads nowhere or is not theirs."""
    return next((notice.link for notice in _allowed(ctx, _own(ctx).filter(pk=notice_id))), "")


def chosen(ctx: Context) -> Chosen:
    """What the asker chose, or what holds for everybody who has chosen nothing."""
    offered = tuple(channel for channel in rules.CHANNELS if channel in rules.gateways(settings.BANSHI_NOTICE_URLS))
    row = None if ctx.actor.person_id is None else Choice.objects.filter(person_id=ctx.actor.person_id).first()
    if row is None:
        return Chosen(offered, () if ctx.actor.posts else (rules.SMS,), "", "", rules.NIGHT.since, rules.NIGHT.until)
    email, wechat = unseal(row.email_sealed, ADDRESS), unseal(row.wechat_sealed, ADDRESS)
    return Chosen(offered, tuple(row.channels), email, wechat, row.quiet_from, row.quiet_until)


def _own(ctx: Context) -> "QuerySet[Notice]":
    return (
        Notice.objects.none() if ctx.actor.person_id is None else Notice.objects.filter(person_id=ctx.actor.person_id)
    )


def _allowed(ctx: Context, rows: Iterable[Notice]) -> list[Notice]:
    """Those whose matter the asker may know of now: one query for each room concerned."""
    notices = list(rows)
    about = matters.guarded(notice.subject for notice in notices)
    return [
        notice
        for notice in notices
        if notice.subject in about and matters.may_know(ctx.actor, notice.action, about[notice.subject])
    ]


def _shown(notice: Notice) -> NoticeShown:
    title, body = words(notice)
    return NoticeShown(notice.pk, title, body, notice.at, notice.link, notice.read_at is None)
