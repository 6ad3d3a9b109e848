"""Parameters as a page shows them: by room, with source and with what was and what will be."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from banshi.kernel.policy.current import parameters
from banshi.kernel.policy.parameters import Parameter
from banshi.kernel.policy.versions import on_record
from banshi.kernel.policy.words import amount
from banshi.kernel.rooms import Text, services


@dataclass(frozen=True, slots=True)
class Value:
    """One value in words. `recorded` is the day on which it was put on record, None where it was not yet."""

    words: str
    since: date
    until: date | None
    document: str
    article: str
    page: str
    demo: bool
    recorded: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter with the value on the day asked for, if it had one, and all others."""

    code: str
    title: str
    now: Value | None
    others: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The parameters of one room."""

    slug: str
    title: Text
    lines: tuple[Line, ...]


def by_room(on: date) -> tuple[Room, ...]:
    """Every parameter as of a day, room by room. One SQL statement."""
    recorded = on_record()
    gathered: dict[str, list[Line]] = {}
    for code, values in sorted(parameters().values.items()):
        days = {since: kept.on for since, kept in recorded.get(code, {}).items()}
        shown = [(value, _value(value, days.get(value.since))) for value in values]
        now = next((told for value, told in shown if _in_force(value, on)), None)
        others = tuple(told for _value_, told in shown if told is not now)
        gathered.setdefault(code.partition(".")[0], []).append(Line(code, _title(values[-1]), now, others))
    titles = {room.slug: room.title for room in services()}
    return tuple(Room(slug, titles.get(slug, slug), tuple(lines)) for slug, lines in gathered.items())


def _in_force(value: Parameter, on: date) -> bool:
    return value.value is not None and value.since <= on and (value.until is None or on < value.until)


def _title(value: Parameter) -> str:
    return value.title_zh if (get_language() or "zh").startswith("zh") else value.title_en


def _value(value: Parameter, recorded: date | None) -> Value:
    return Value(
        words=amount(value),
        since=value.since,
        until=value.until,
        document=value.document,
        article=value.article,
        page=value.page,
        demo=value.demo,
        recorded=recorded,
    )
