"""One question out of a document, piece by piece. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from banshi.kernel.forms.conditions import NUMBER, ordered
from banshi.kernel.forms.faults import fault
from banshi.kernel.forms.questions import DIGITS, Choice, Condition, Day, Kind, Limit, Question, Words
from banshi.kernel.policy.lines import line_of

COMMON = frozenset({"code", "kind", "title", "help", "required", "when", "prefill"})
COUNTED = frozenset({"min", "max"})
OWN: Mapping[Kind, frozenset[str]] = {
    Kind.TEXT: COUNTED,
    Kind.LONG: COUNTED,
    Kind.INTEGER: COUNTED | {"unit"},
    Kind.DECIMAL: COUNTED | {"unit", "places"},
    Kind.DATE: COUNTED,
    Kind.CHOICE: frozenset({"choices"}),
    Kind.CHOICES: COUNTED | {"choices"},
    Kind.AREA: frozenset({"level", "within"}),
    Kind.FILE: COUNTED,
    Kind.REPEAT: COUNTED | {"questions"},
}
"""What a question of each kind may say beside what all may."""
TODAY = "today"
MOST_PLACES = 6
MOST_FILES, MOST_REPEATS, MOST_LETTERS = 9, 50, 10_000


def question(raw: Any, where: str, *, group: str, when: Condition | None) -> Question:
    """The question that `raw` describes, but for what a repeat asks of each.

    Raises:
        FormFault: says what is missing, unknown or not allowed.
    """
    if not isinstance(raw, Mapping):
        fault(where, raw, f"a question is a mapping; given {raw!r}")
    if raw.get("kind") not in set(Kind):
        named = ", ".join(["group", *Kind])
        fault(where, raw, f"the kind of a question is one of {named}; given {raw.get('kind')!r}", "kind")
    kind = Kind(raw["kind"])
    only(raw, COMMON | OWN.get(kind, frozenset()), where, f"a question of kind {kind}")
    required = raw.get("required", True)
    if not isinstance(required, bool):
        fault(where, raw, "'required' is true or false", "required")
    if kind is Kind.REPEAT and "required" in raw:
        fault(where, raw, "a repeat is required by its 'min'", "required")
    places = _places(raw, where) if kind is Kind.DECIMAL else 0
    least, most = _limits(raw, kind, places, where)
    level, within = _area(raw, where)
    return Question(
        code=str(raw.get("code", "")),
        kind=kind,
        title=words(raw, "title", where),
        help=words(raw, "help", where, or_none=True),
        required=bool(least) if kind is Kind.REPEAT else required,
        when=when,
        group=group,
        choices=_choices(raw, where) if kind in {Kind.CHOICE, Kind.CHOICES} else (),
        least=least,
        most=most,
        places=places,
        unit=words(raw, "unit", where, or_none=True),
        level=level,
        within=within,
        prefill=_text(raw, "prefill", where),
        line=line_of(raw),
    )


def replaced(made: Question, **changes: Any) -> Question:
    """The question with what was read after it."""
    return replace(made, **changes)


def only(raw: Mapping[str, Any], allowed: frozenset[str], where: str, what: str) -> None:
    """Insist that nothing is said that nobody would read."""
    for key in raw:
        if key not in allowed:
            fault(where, raw, f"{what} has no {key!r}; it has {', '.join(sorted(allowed))}", key)


def entries(raw: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    """A list that must have something in it."""
    given = raw.get(key)
    if not isinstance(given, list) or not given:
        fault(where, raw, f"{key!r} needs a list with at least one entry", key)
    return given


def words(raw: Mapping[str, Any], key: str, where: str, *, or_none: bool = False) -> Words:
    """A text in two languages; Chinese alone where nobody wrote the English yet."""
    given = raw.get(key)
    if given is None and or_none:
        return Words()
    if isinstance(given, str):
        given = {"zh": given}
    if not isinstance(given, Mapping) or not given.get("zh") or set(given) - {"zh", "en"}:
        fault(where, raw, f"{key!r} needs zh and en; given {given!r}", key)
    if not all(isinstance(value, str) for value in given.values()):
        fault(where, raw, f"{key!r} needs text in zh and en; put it in quotes", key)
    return Words(given["zh"], given.get("en", ""))


def plain_limits(made: Question) -> dict[str, Any]:
    """Limits, places, level and area as a document writes them."""
    written: dict[str, Any] = {}
    for name, limit in (("min", made.least), ("max", made.most)):
        if isinstance(limit, Day):
            written[name] = limit.fixed or (f"{TODAY}{limit.offset:+d}d" if limit.offset else TODAY)
        elif limit is not None:
            written[name] = limit
    if made.kind is Kind.DECIMAL:
        written["places"] = made.places
    if made.kind is Kind.AREA:
        written |= {"level": made.level, **({"within": made.within} if made.within else {})}
    return written


def _text(raw: Mapping[str, Any], key: str, where: str) -> str:
    given = raw.get(key, "")
    if not isinstance(given, str):
        fault(where, raw, f"{key!r} is text; given {given!r}", key)
    return given


def _choices(raw: Mapping[str, Any], where: str) -> tuple[Choice, ...]:
    found: dict[str, Choice] = {}
    for entry in entries(raw, "choices", where):
        code = entry.get("code") if isinstance(entry, Mapping) else None
        if not isinstance(code, str) or not code.strip() or len(code) > 40:
            fault(where, entry, f"a choice needs a code (text of at most 40 letters) and a title; given {entry!r}")
        only(entry, frozenset({"code", "title"}), where, "a choice")
        if code in found:
            fault(where, entry, f"the choice {code!r} stands twice")
        found[code] = Choice(code, words(entry, "title", where))
    return tuple(found.values())


def _places(raw: Mapping[str, Any], where: str) -> int:
    places = raw.get("places", 2)
    if type(places) is not int or not 1 <= places <= MOST_PLACES:
        fault(where, raw, f"'places' is a whole number from 1 to {MOST_PLACES}; given {places!r}", "places")
    return places


def _area(raw: Mapping[str, Any], where: str) -> tuple[Any, str]:
    level, within = raw.get("level", "village"), raw.get("within", "")
    if level not in DIGITS:
        fault(where, raw, f"'level' is one of {', '.join(DIGITS)}; given {level!r}", "level")
    if not isinstance(within, str) or (within and not within.isdigit()) or len(within) > DIGITS[level]:
        fault(
            where,
            raw,
            f"'within' is the code of an area in quotes, no longer than its level; given {within!r}",
            "within",
        )
    return level, within


def _limits(raw: Mapping[str, Any], kind: Kind, places: int, where: str) -> tuple[Limit, Limit]:
    least, most = (_limit(raw, key, kind, places, where) for key in ("min", "max"))
    if kind in {Kind.CHOICES, Kind.FILE, Kind.REPEAT, Kind.TEXT, Kind.LONG}:
        top = {Kind.FILE: MOST_FILES, Kind.REPEAT: MOST_REPEATS, Kind.CHOICES: len(raw.get("choices") or ())}
        highest = top.get(kind, MOST_LETTERS)
        for key, limit in (("min", least), ("max", most)):
            if isinstance(limit, int) and not (0 if key == "min" else 1) <= limit <= highest:
                fault(where, raw, f"{key!r} of a {kind} is at most {highest} and not below zero; given {limit}", key)
    if _crossed(least, most):
        fault(where, raw, f"'min' is above 'max': {raw['min']} and {raw['max']}", "min")
    return least, most


def _crossed(least: Limit, most: Limit) -> bool:
    if isinstance(least, Day) and isinstance(most, Day):
        if least.fixed and most.fixed:
            return least.fixed > most.fixed
        return not least.fixed and not most.fixed and least.offset > most.offset
    if isinstance(least, (int, str)) and isinstance(most, (int, str)):
        return Decimal(least) > Decimal(most)
    return False


def _limit(raw: Mapping[str, Any], key: str, kind: Kind, places: int, where: str) -> Limit:
    given = raw.get(key)
    if given is None:
        return None
    if kind is Kind.DATE:
        return _day(raw, key, where)
    if kind is Kind.DECIMAL:
        text = str(given) if type(given) is int else given
        if not isinstance(text, str) or not NUMBER.fullmatch(text) or len(text.partition(".")[2]) > places:
            fault(where, raw, f"{key!r} is a number in quotes with at most {places} digits after the point", key)
        return text
    if type(given) is not int:
        fault(where, raw, f"{key!r} is a whole number; given {given!r}", key)
    return given


def _day(raw: Mapping[str, Any], key: str, where: str) -> Day:
    given = raw[key].isoformat() if type(raw[key]) is date else raw[key]
    if isinstance(given, str) and isinstance(ordered(given), date):
        return Day(fixed=given)
    offset = given.removeprefix(TODAY).removesuffix("d") if isinstance(given, str) and given.startswith(TODAY) else None
    if offset == "":
        return Day()
    if offset is None or offset[0] not in "+-" or not offset[1:].isdigit():
        fault(where, raw, f"{key!r} is a day like 2021-05-26, today, or today-30d; given {given!r}", key)
    return Day(offset=int(offset))
