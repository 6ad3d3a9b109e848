"""When somebody is reminded of what they have booked: the day before, unless they booked it on that very day. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def until(now: datetime) -> datetime:
    """Whatever starts before this is due to be reminded of: the end of tomorrow in Asia/Shanghai."""
    return _midnight(now) + timedelta(days=2)


def still_knows(booked: datetime, now: datetime) -> bool:
    """Whoever booked today has just been told."""
    return booked >= _midnight(now)


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(SHANGHAI).date(), time(0), tzinfo=SHANGHAI)
