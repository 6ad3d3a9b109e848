"""Reading a long list page by page at any depth, without counting or skipping rows."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import Invalid
from banshi.services.requests.models import Request

Row = TypeVar("Row")
PAGE = 50
MOST = 500


class BadCursor(Invalid):
    """The mark of a page does not come from this list."""

    code = "bad_cursor"
    message = _("翻页位置无效，请从第一页重新开始。")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list; `after` and `before` are the marks of its neighbours, "" where there is none."""

    rows: tuple[Row, ...]
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which page is asked for: that after a mark, that before one, or the first."""

    after: str = ""
    before: str = ""
    limit: int = PAGE


def page(rows: "QuerySet[Request, Row]", column: str, cut: Cut, *, descending: bool) -> Page[Row]:
    """The rows of one page, ordered by `column` and id, which they must have. SQL: 1."""
    limit = max(1, min(cut.limit, MOST))
    backwards = bool(cut.before)
    down = descending != backwards
    mark = cut.before or cut.after
    if mark:
        rows = rows.filter(_beyond(column, *_read(mark), down=down))
    sign = "-" if down else ""
    found = list(rows.order_by(f"{sign}{column}", f"{sign}id")[: limit + 1])
    more, shown = len(found) > limit, found[:limit]
    if backwards:
        shown.reverse()
    has_after, has_before = (True, more) if backwards else (more, bool(cut.after))
    return Page(
        tuple(shown),
        after=_write(column, shown[-1]) if shown and has_after else "",
        before=_write(column, shown[0]) if shown and has_before else "",
    )


def _beyond(column: str, value: datetime, key: int, *, down: bool) -> Q:
    """Rows past the mark. The plain bound on the column is what the index needs."""
    word = "lt" if down else "gt"
    return Q(**{f"{column}__{word}e": value}) & (Q(**{f"{column}__{word}": value}) | Q(**{f"id__{word}": key}))


def _write(column: str, row: Any) -> str:
    text = json.dumps([getattr(row, column).isoformat(), row.id])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(mark: str) -> tuple[datetime, int]:
    try:
        value, key = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        at, number = datetime.fromisoformat(value), int(key)
    except (ValueError, TypeError, binascii.Error):
        raise BadCursor() from None
    if at.tzinfo is None or not 0 <= number < 2**63:
        raise BadCursor()
    return at, number
