"""When and by which way a notice may go out. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

SMS, EMAIL, WECHAT = "sms", "email", "wechat"
CHANNELS = (SMS, EMAIL, WECHAT)
MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=3)
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which a person is left in peace, over midnight where `since` is later than `until`."""

    since: time
    until: time

    def covers(self, at: time) -> bool:
        if self.since <= self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until


NIGHT = Quiet(time(22), time(7))


def due(now: datetime, quiet: Quiet | None, *, urgent: bool) -> datetime:
    """When a notice may go out: now, or at the end of the quiet hours (Asia/Shanghai)."""
    local = now.astimezone(_SHANGHAI)
    if urgent or quiet is None or not quiet.covers(local.time()):
        return now
    end = datetime.combine(local.date(), quiet.until, tzinfo=_SHANGHAI)
    return end if end > local else end + timedelta(days=1)


def wait_before(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th failure (1, 2, …): 30 s, 90 s … at most 3 h."""
    growth: int = 3 ** (min(attempt, MAX_ATTEMPTS) - 1)
    return min(FIRST_WAIT * growth, LONGEST_WAIT)


def ways(
    *, configured: Collection[str], chosen: Sequence[str] | None, reachable: Collection[str], staff: bool
) -> tuple[str, ...]:
    """The channels outside the app by which a person is told.

    Who has chosen nothing is told by SMS; staff, who work in the app, only there.
    """
    wanted = chosen if chosen is not None else ([] if staff else [SMS])
    return tuple(
        channel for channel in CHANNELS if channel in wanted and channel in configured and channel in reachable
    )


def gateways(lines: Sequence[str]) -> Mapping[str, str]:
    """Channel → apprise address with {address} in it, from lines such as "sms=jsons://gateway/send?to={address}".

    Raises:
        ValueError: names the line and what is wrong with it.
    """
    found = {}
    for line in lines:
        channel, equals, url = line.partition("=")
        if not equals or channel not in CHANNELS:
            raise ValueError(f"{line.partition('://')[0]}…: begin with one of {', '.join(f'{c}=' for c in CHANNELS)}")
        if "{address}" not in url:
            raise ValueError(f"{channel}=…: the address of the gateway must contain {{address}}")
        found[channel] = url
    return found


def addressed(gateway: str, address: str) -> str:
    """The gateway's address for one recipient; what a person wrote cannot change its shape."""
    return gateway.replace("{address}", quote(address, safe=""))
