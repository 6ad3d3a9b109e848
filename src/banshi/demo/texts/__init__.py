"""Believable requests and answers of our own writing, put together from parts by a given chance."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

SEASONS = ("开春", "入夏", "入秋", "入冬", "上个月", "这个月")
TIMES = ("早上", "中午", "傍晚", "晚上八点", "半夜", "放学")
ROADS = ("可汗路", "王府路", "通格朗街", "文明路", "团结街", "育才路", "建设街", "迎宾路", "民生街", "鸿雁路")
PLACES = ("平安小区", "民族花园", "文明小区", "向阳院", "泰和小区", "光明里", "惠民小区", "第一小学", "中心市场", "康乐家园")
OPENINGS = ("", "", "您好。", "你好,想反映一件事。", "请问一下。", "麻烦了。", "替邻居们说一声。", "领导好,")
CLOSINGS = ("", "", "谢谢。", "盼回复。", "等你们的消息。", "辛苦了。", "麻烦尽快。")


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of matter: where it belongs, and the parts its texts are made of."""

    key: str
    category: tuple[str, ...]
    unit: str
    titles: tuple[str, ...]
    situations: tuple[str, ...]
    effects: tuple[str, ...]
    asks: tuple[str, ...]
    found: tuple[str, ...]
    done: tuple[str, ...]
    rest: tuple[str, ...] = ()
    kind: str = "appeal"
    urgent: bool = False
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A request and the answer it may get, about one place."""

    topic: Topic
    title: str
    text: str
    found: str
    done: str
    rest: str = ""
    slots: dict[str, str] = field(default_factory=dict)


@cache
def topics() -> dict[str, Topic]:
    """All topics by key, in the order of the files."""
    found: dict[str, Topic] = {}
    for name in ("living.yaml", "countryside.yaml"):
        rows: list[dict[str, Any]] = yaml.safe_load((files(__package__) / name).read_text())
        for row in rows:
            parts = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
            found[row["key"]] = Topic(**parts)
    return found


def compose(rng: Random, topic: Topic, village: str) -> Written:
    """Write one request on `topic` in `village`; the same `rng` state writes the same text."""
    slots = {
        "village": village,
        "place": rng.choice(PLACES),
        "road": rng.choice(ROADS),
        "n": str(rng.randint(2, 9)),
        "days": rng.choice(("三", "五", "七", "十来", "二十多", "快三十")),
        "time": rng.choice(TIMES),
        "season": rng.choice(SEASONS),
    }
    body = [rng.choice(OPENINGS), rng.choice(topic.situations)]
    body += rng.sample(topic.effects, k=rng.choice((1, 1, 2)))
    body += [rng.choice(topic.asks), rng.choice(CLOSINGS)]
    fill = {part: text.format(**slots) for part, text in _parts(rng, topic, "".join(body)).items()}
    return Written(topic=topic, slots=slots, **fill)


def _parts(rng: Random, topic: Topic, text: str) -> dict[str, str]:
    return {
        "title": rng.choice(topic.titles),
        "text": text,
        "found": rng.choice(topic.found),
        "done": rng.choice(topic.done),
        "rest": rng.choice(topic.rest) if topic.rest else "",
    }
