"""An answer that answers: what it must say before it goes out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from banshi.services.requests.rules.submission import Problem
from banshi.services.requests.rules.words import gettext_noop as _

LEAST = 6
"""Fewest characters of a part that says something."""
MAX_PART = 10_000
SENTENCE = re.compile(r"[^。!?!?;;\n]+[??]?")
ASKING = re.compile("请|希望|要求|恳请|建议|咨询|想问|能否|是否|什么时候|何时|如何|怎么")
LEAST_POINT = 4
EDGES = " ,,、::。.!!"
EMPTY_PHRASES = ("已阅", "已收悉", "已转", "收到", "正在研究", "请耐心等待")


class Outcome(StrEnum):
    """What became of the matter, as the unit that answers sees it."""

    SOLVED = "solved"
    PARTLY = "partly"
    PROMISED = "promised"
    EXPLAINED = "explained"
    DECLINED = "declined"


OUTCOME_TITLES: Mapping[Outcome, str] = {
    Outcome.SOLVED: _("已解决"),
    Outcome.PARTLY: _("部分解决"),
    Outcome.PROMISED: _("承诺期限解决"),
    Outcome.EXPLAINED: _("已解释说明"),
    Outcome.DECLINED: _("不予受理"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing asked, and in which part of the answer it is dealt with."""

    point: str
    answered_in: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is given."""

    outcome: str
    found: str
    done: str
    appeal: str
    rest: str = ""
    rest_by: date | None = None
    points: tuple[Point, ...] = ()


def points_of(text: str, limit: int = 8) -> tuple[str, ...]:
    """The things a text asks for, as a checklist for whoever answers; the whole text if none stands out."""
    found: list[str] = []
    for match in SENTENCE.finditer(text):
        sentence = match.group().strip(EDGES)
        asks = ASKING.search(sentence)
        point = sentence if sentence.endswith(("?", "?")) else sentence[asks.start() :] if asks else ""
        if len(point) >= LEAST_POINT and point[:200] not in found:
            found.append(point[:200])
    return tuple(found[:limit]) or (text.strip()[:200],)


def problems(reply: Reply, asked: Sequence[str], today: date) -> dict[str, Problem]:
    """What the answer still lacks, by field; empty if it may go out."""
    found = _parts(reply)
    if reply.outcome not in list(Outcome):
        found["outcome"] = Problem(_("请选择办理结果。"))
    if reply.outcome in (Outcome.PARTLY, Outcome.PROMISED):
        if len(reply.rest.strip()) < LEAST:
            found["rest"] = Problem(_("还没办完的部分，请写明由谁、办什么。"))
        if reply.rest_by is None or reply.rest_by <= today:
            found["rest_by"] = Problem(_("请写明还没办完的部分在哪一天之前办完（今天以后的日期）。"))
    dealt = {point.point for point in reply.points if point.answered_in in ("found", "done", "rest")}
    missing = [point for point in asked if point not in dealt]
    if missing:
        found["points"] = Problem(
            _("还有 %(count)s 点没有回应：%(points)s。请逐点答复后再发出。"),
            {"count": len(missing), "points": "；".join(missing)},
        )
    return found


def _parts(reply: Reply) -> dict[str, Problem]:
    found: dict[str, Problem] = {}
    for name, value in (("found", reply.found), ("done", reply.done), ("appeal", reply.appeal)):
        said = value.strip()
        if len(said) < LEAST or said.strip(EDGES) in EMPTY_PHRASES:
            found[name] = Problem(_WANTED[name])
    for name, value in (("found", reply.found), ("done", reply.done), ("rest", reply.rest), ("appeal", reply.appeal)):
        if len(value) > MAX_PART:
            found[name] = Problem(
                _("这里有 %(given)s 个字，最多 %(allowed)s 个字。"), {"given": len(value), "allowed": MAX_PART}
            )
    return found


_WANTED: Mapping[str, str] = {
    "found": _("请写明查到的情况：去了哪里、看到什么、找了谁核实。"),
    "done": _("请写明做了什么；没有做的，说明依据和原因。"),
    "appeal": _("请写明不满意怎么办：向谁、在多少天内提出。"),
}
