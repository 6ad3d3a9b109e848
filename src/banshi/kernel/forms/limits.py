"""The limits of an answer as numbers and days. Pure."""

from datetime import date, timedelta

from banshi.kernel.forms.questions import MOST, Day, Limit, Question

LONGEST_NUMBER = 40
"""Letters of a phone or identity number as people write it, with spaces and dashes."""


class TodayNeeded(TypeError):
    """A day is limited by today, which the caller did not give. A defect of the code."""


def day(limit: Limit, today: date | None, otherwise: str) -> date:
    """A limit of a day as a day; `otherwise` where there is none.

    Raises:
        TodayNeeded: see there.
    """
    if not isinstance(limit, Day):
        return date.fromisoformat(otherwise)
    if limit.fixed:
        return date.fromisoformat(limit.fixed)
    if today is None:
        raise TodayNeeded("the form limits a day by today; give today=")
    return today + timedelta(days=limit.offset)


def count(question: Question) -> tuple[int, int]:
    """How many letters, choices, files or parts at least and at most."""
    least = question.least if isinstance(question.least, int) else 0
    return least, question.most if isinstance(question.most, int) else MOST.get(question.kind, len(question.choices))


def decimal_pattern(places: int) -> str:
    """How a decimal is written."""
    return rf"-?(0|[1-9][0-9]{{0,14}})(\.[0-9]{{1,{places}}})?"
