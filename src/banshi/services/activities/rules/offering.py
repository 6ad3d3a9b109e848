"""What is offered, as a warden writes it down, and what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from banshi.services.activities.rules.words import gettext_noop as _

SESSIONS, VENUE, RECEPTION = "sessions", "venue", "reception"
"""The forms that a kind has: sessions to book, a venue by the hour, a leader's reception day."""
MOST_CAPACITY, MOST_SEATS, MOST_MINUTES = 10_000, 50, 24 * 60
MOST_DAYS, OLDEST = 180, 120
LONGEST = {"title": 100, "about": 2000, "bring": 300, "where": 120, "members": 120, "contact": 30, "reason": 300}
CONTACT = re.compile(r"[0-9 +()-]{3,30}")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an offering is for; what is empty sets no limit."""

    age_from: int | None = None
    age_to: int | None = None
    """Inclusive."""
    within: str = ""
    """GB/T 2260 code of the area whose residents may come."""
    members: str = ""
    """An organisation whose members may come, in words."""
    guardian_below: int | None = None
    """Children younger than this come with a grown-up, whose name and phone are asked."""

    @property
    def asks_age(self) -> bool:
        return self.age_from is not None or self.age_to is not None or self.guardian_below is not None


@dataclass(frozen=True, slots=True)
class Draft:
    """An offering as it is written down. Units: `minutes` of one session; days and hours before its start."""

    title: str
    kind: str
    unit_id: int
    place: str = ""
    """Code of a place of kernel.places; empty where it is held elsewhere, as `where` says."""
    where: str = ""
    about: str = ""
    bring: str = ""
    contact: str = ""
    audience: Audience = Audience()
    needs_account: bool = False
    by_draw: bool = False
    approval: bool = False
    internal: bool = False
    capacity: int = 30
    minutes: int = 90
    most_seats: int = 5
    waiting_list: bool = True
    opens_days: int = 14
    draw_hours: int = 48
    closes_minutes: int = 60
    cancel_hours: int = 2
    hours: str = ""
    """Of a venue: OpenStreetMap's opening_hours."""
    most_hours: int = 3
    leader_post: int | None = None
    """Of a reception day: the post of the leader who receives."""


Problem = tuple[str, Mapping[str, object]]
"""A Chinese text with places, and what fills them."""


def tidy(draft: Draft) -> dict[str, str]:
    """The texts without blanks around them."""
    names = ("title", "where", "about", "bring", "contact", "hours")
    return {name: getattr(draft, name).strip() for name in names}


def problems(draft: Draft, form: str | None) -> dict[str, Problem]:
    """Everything that is wrong with the draft itself, by field; `form` is that of its kind, None where there is no such kind."""
    found: dict[str, Problem] = {}
    if form is None:
        found["kind"] = (_("请从列表里选一种活动。"), {})
    if not draft.title.strip():
        found["title"] = (_("请写标题。"), {})
    for name in ("title", "about", "bring", "where"):
        if len(getattr(draft, name)) > LONGEST[name]:
            found[name] = (_("最多 %(most)s 个字。"), {"most": LONGEST[name]})
    if not draft.place and not draft.where.strip():
        found["where"] = (_("请选一处场所，或写明在哪里。"), {})
    if draft.contact.strip() and not CONTACT.fullmatch(draft.contact.strip()):
        found["contact"] = (_("请写电话号码，最多 30 个字符。"), {})
    found |= _numbers(draft) | _audience(draft.audience)
    if form == RECEPTION and draft.leader_post is None:
        found["leader_post"] = (_("请选接待的领导。"), {})
    if form == VENUE and not draft.hours.strip():
        found["hours"] = (_("请写场地开放的时间，例如“Mo-Su 08:00-20:00”或“每天8:00-20:00”。"), {})
    return found


def _numbers(draft: Draft) -> dict[str, Problem]:
    ranges = {
        "capacity": (1, MOST_CAPACITY),
        "minutes": (5, MOST_MINUTES),
        "most_seats": (1, MOST_SEATS),
        "opens_days": (0, MOST_DAYS),
        "draw_hours": (1, 24 * 30),
        "closes_minutes": (0, 24 * 60 * 30),
        "cancel_hours": (0, 24 * 30),
        "most_hours": (1, 14),
    }
    words = _("应是 %(least)s 到 %(most)s 的整数。")
    return {
        name: (words, {"least": least, "most": most})
        for name, (least, most) in ranges.items()
        if not least <= getattr(draft, name) <= most
    }


def _audience(audience: Audience) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    for name in ("age_from", "age_to", "guardian_below"):
        value = getattr(audience, name)
        if value is not None and not 0 <= value <= OLDEST:
            found[name] = (_("年龄应是 0 到 %(most)s 岁。"), {"most": OLDEST})
    if audience.age_from is not None and audience.age_to is not None and audience.age_from > audience.age_to:
        found["age_to"] = (_("最大年龄不能小于最小年龄。"), {})
    if len(audience.members) > LONGEST["members"]:
        found["members"] = (_("最多 %(most)s 个字。"), {"most": LONGEST["members"]})
    return found


@dataclass(frozen=True, slots=True)
class Window:
    """When places of one session are taken and given back."""

    opens: datetime
    closes: datetime
    cancel_until: datetime
    draw_at: datetime | None


def window(draft: Draft, made: datetime, starts: datetime) -> Window:
    """The times of booking of a session that starts at `starts`, put down at `made`.

    Booking never opens after it closes: a session put down late is open at once. Where there is no time left
    for a draw, whoever comes first is served.
    """
    closes = starts - timedelta(minutes=draft.closes_minutes)
    opens = min(starts - timedelta(days=draft.opens_days), closes - timedelta(minutes=1))
    draw_at = starts - timedelta(hours=draft.draw_hours) if draft.by_draw else None
    if draw_at is not None and not max(opens, made) < draw_at <= closes:
        draw_at = None
    return Window(opens, closes, starts - timedelta(hours=draft.cancel_hours), draw_at)
