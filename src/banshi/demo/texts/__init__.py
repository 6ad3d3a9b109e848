"""Believable requests and answers of our own writing, put together from parts by a given chance."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

SEASONS = ("开春", "入夏", "入秋", "入冬", "上个月", "这个月")
TIMES = ("早上", "中午", "傍晚", "晚上八点", "半夜", "下班以后")
ROADS = ("可汗路", "王府路", "通格朗街", "文明路", "团结街", "育才路", "建设街", "迎宾路", "民生街", "鸿雁路")
PLACES = (
    "平安小区",
    "民族花园",
    "文明小区",
    "向阳院",
    "泰和小区",
    "光明里",
    "惠民小区",
    "锦绣苑",
    "康乐家园",
    "天骄小区",
)
OPENINGS = ("", "", "", "您好。", "你好，想反映一件事。", "请问一下。", "麻烦了。", "替邻居们说一声。")
CLOSINGS = ("", "", "", "谢谢。", "盼回复。", "等你们的消息。", "辛苦了。", "麻烦尽快。")


@dataclass(frozen=True, slots=True)
class Case:
    """One matter from complaint to answer; every sentence of it is about the same thing."""

    titles: tuple[str, ...]
    seen: tuple[str, ...]
    hurts: tuple[str, ...]
    asks: tuple[str, ...]
    found: str
    done: str
    rest: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of matter: the category it belongs to, and its cases."""

    key: str
    category: tuple[str, ...]
    cases: tuple[Case, ...]
    kind: str = "appeal"
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A request about one place, and the answer it may get."""

    topic: Topic
    title: str
    text: str
    place: str
    found: str
    done: str
    rest: str
    urgent: bool


@cache
def topics() -> dict[str, Topic]:
    """All topics by key, in the order of the files."""
    found: dict[str, Topic] = {}
    for name in ("living.yaml", "countryside.yaml"):
        for row in yaml.load((files(__package__) / name).read_text(), Loader=yaml.CSafeLoader):
            cases = tuple(Case(**_tuples(case)) for case in row.pop("cases"))
            found[row["key"]] = Topic(cases=cases, **_tuples(row))
    return found


def compose(rng: Random, topic: Topic, village: str) -> Written:
    """Write one request on `topic` in `village`; the same state of `rng` writes the same text."""
    case = rng.choice(topic.cases)
    slots = {
        "village": village,
        "place": rng.choice(PLACES),
        "road": rng.choice(ROADS),
        "n": str(rng.randint(2, 9)),
        "days": rng.choice(("三", "五", "七", "十来", "二十多", "快三十")),
        "time": rng.choice(TIMES),
        "season": rng.choice(SEASONS),
    }
    hurts = rng.sample(case.hurts, k=min(len(case.hurts), rng.choice((1, 1, 2))))
    seen = rng.choice(case.seen)
    body = "".join((rng.choice(OPENINGS), seen, *hurts, rng.choice(case.asks), rng.choice(CLOSINGS)))
    where = [village, *(slots[name] for name in ("road", "place") if f"{{{name}}}" in seen)]
    return Written(
        topic=topic,
        title=rng.choice(case.titles).format(**slots),
        text=body.format(**slots),
        place=" ".join(where),
        found=case.found.format(**slots),
        done=case.done.format(**slots),
        rest=case.rest.format(**slots),
        urgent=case.urgent,
    )


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
