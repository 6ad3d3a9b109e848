"""Reading a long list page by page without counting or skipping rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a list goes on. The marks are whatever the query takes as `after` and `before`."""

    after: str = ""
    """Mark of the next page; empty on the last."""
    before: str = ""
    """Mark of the page before; empty on the first."""
    words: str = ""
    """How much there is, where that is cheap to say."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page of rows."""

    rows: tuple[Row, ...]
    paging: Paging


def cut(
    rows: Sequence[Row], limit: int, mark: Callable[[Row], str], *, after: str = "", before: str = "", words: str = ""
) -> Slice[Row]:
    """One page out of rows that were read with a limit of `limit + 1`.

    Rows read with `before` come nearest first and are turned round here. The extra row only
    says that there is more.
    """
    more, shown = len(rows) > limit, list(rows[:limit])
    if before:
        shown.reverse()
    has_next, has_back = (True, more) if before else (more, bool(after))
    return Slice(
        tuple(shown),
        Paging(
            after=mark(shown[-1]) if shown and has_next else "",
            before=mark(shown[0]) if shown and has_back else "",
            words=words,
        ),
    )
