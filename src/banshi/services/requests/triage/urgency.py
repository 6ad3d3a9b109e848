"""Words that call for haste, the level they ask for, and where they stand in the text.

The levels are those of a request (`rules.submission.Urgency`). What a text only warns of, wants to prevent or asks about
("以免发生火灾") counts one level lower. It is a hint for the person who reads the queue: nothing is decided by it.
"""

import re
from dataclasses import dataclass

from banshi.services.requests.rules.submission import Urgency
from banshi.services.requests.triage.language import words_policy

_KNOWN = words_policy()["urgency"]


def _filled(shape: str) -> str:
    return shape.replace("{wages}", _KNOWN["wages"]).replace("{festival}", _KNOWN["festival"])


_WARNED = re.compile("|".join(_KNOWN["warned_of"]))
_HALF = str.maketrans(
    "\uff01\uff1f\uff1b\uff0c\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19", "!?;,0123456789"
)
_RULES = tuple(
    (str(rule["kind"]), Urgency[rule["level"]], re.compile(_filled(rule["says"]))) for rule in _KNOWN["rules"]
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A place in the text that calls for haste: [start, end) in its characters, and what it says."""

    kind: str
    level: Urgency
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Haste:
    """How soon a text asks to be looked at, and why; `alarms` are in the order of the text."""

    level: Urgency
    alarms: tuple[Alarm, ...]


def urgency(text: str) -> Haste:
    """The urgency that the words of a text ask for; NORMAL with no alarms when none does."""
    plain = text.translate(_HALF)
    found = [
        _alarm(kind, level, text, plain, match) for kind, level, shape in _RULES for match in shape.finditer(plain)
    ]
    alarms = tuple(sorted(found, key=lambda alarm: (alarm.start, -alarm.level, alarm.kind)))
    return Haste(max((alarm.level for alarm in alarms), default=Urgency.NORMAL), alarms)


def _alarm(kind: str, level: Urgency, text: str, plain: str, match: re.Match[str]) -> Alarm:
    start, end = match.span()
    warned = _WARNED.search(plain, max(0, start - int(_KNOWN["look_back"])), start) is not None
    return Alarm(kind, Urgency(max(Urgency.PRESSING, level - warned)), text[start:end], start, end)
