"""A past value cannot be changed: what the files say, compared with what is on record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from banshi.kernel.policy.models import PublishedValue
from banshi.kernel.policy.parameters import Parameter, ParameterBook


@dataclass(frozen=True, slots=True)
class Recorded:
    """A value on record."""

    since: date
    digest: str
    on: date


def on_record() -> dict[str, dict[date, Recorded]]:
    """Code → day → what was recorded. One SQL statement."""
    found: dict[str, dict[date, Recorded]] = {}
    rows = PublishedValue.objects.order_by("code", "since").values_list("code", "since", "digest", "recorded")
    for code, since, digest, recorded in rows:
        found.setdefault(code, {})[since] = Recorded(since, digest, recorded)
    return found


def unrecorded(book: ParameterBook, today: date) -> list[Parameter]:
    """The values that are in force, or were, and are not on record yet."""
    kept = on_record()
    return [value for value in book if value.since <= today and value.since not in kept.get(value.code, {})]


def contradictions(book: ParameterBook) -> list[str]:
    """One sentence for each value that says something else than the record, with file and line.

    Later values and new parameters are no contradiction.
    """
    return [
        problem
        for code, recorded in on_record().items()
        for problem in _of_code(code, recorded, {value.since: value for value in book.values.get(code, ())})
    ]


def _of_code(code: str, recorded: dict[date, Recorded], given: dict[date, Parameter]) -> Iterator[str]:
    for since, kept in recorded.items():
        value = given.get(since)
        if value is None:
            yield f"{code} from {since} was in force and is missing from the files; restore it"
        elif value.digest != kept.digest:
            yield (
                f"{value.file}:{value.line}: {code} from {since} was edited after it was in force; "
                "restore it and add a value with a later 'from'"
            )
    known = max(kept.on for kept in recorded.values())
    for since, value in given.items():
        if since not in recorded and since < known:
            yield (
                f"{value.file}:{value.line}: {code} from {since} would change what was in force on {known}, "
                f"as is on record; let it begin on {known} or later"
            )
