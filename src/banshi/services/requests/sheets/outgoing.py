"""Taking the ledger out as a spreadsheet, on the record and seen by those whose words leave."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banshi.kernel.access.looks import looked, together
from banshi.kernel.commands import Context
from banshi.kernel.errors import Forbidden, TooLarge
from banshi.kernel.ledger.record import Subject
from banshi.services.requests import commands
from banshi.services.requests.queries.desk import Filter
from banshi.services.requests.queries.guard import ROOM
from banshi.services.requests.queries.sheet import EDIT, EXPORT, OutRow, granted, outgoing
from banshi.services.requests.sheets.choices import choices_for
from banshi.services.requests.sheets.writer import write

MOST_ROWS = 5_000
IN_MEMORY = 2 * 1024 * 1024


class TooManyRows(TooLarge):
    """More requests than one file may hold."""

    code = "too_many_rows"
    message = _("符合条件的超过 %(allowed)s 件，一次最多导出 %(allowed)s 件。请先用筛选缩小范围，再导出。")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be taken out: the filter, its words as they were given, and with whom it deals."""

    which: Filter
    filters: Mapping[str, str]
    county: str
    contacts: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The file, open at its beginning, and how many requests are in it."""

    file: IO[bytes]
    count: int


def send_out(ctx: Context, asked: Asked) -> Sent:
    """Write the workbook, note the export, and leave a look with everybody whose request is in it.

    Raises:
        Forbidden: the post may not export.
        TooManyRows: the filter leaves more than 5,000.
    """
    if not granted(ctx.actor, EXPORT):
        raise Forbidden(action=EXPORT)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer reads it after this returns
    with together():
        count = write(
            file,
            _noticed(ctx, asked),
            choices_for(asked.county),
            contacts=asked.contacts,
            editable=granted(ctx.actor, EDIT),
        )
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        commands.export(
            ctx, county=asked.county, count=count, filters=asked.filters, contacts=asked.contacts, sha256=sha256
        )
    file.seek(0)
    return Sent(file, count)


def _noticed(ctx: Context, asked: Asked) -> Iterator[OutRow]:
    """The rows, each with its look; one too many ends the export."""
    for place, row in enumerate(outgoing(ctx.actor, ctx.now, asked.which, MOST_ROWS + 1)):
        if place == MOST_ROWS:
            raise TooManyRows(allowed=MOST_ROWS)
        looked(ctx, Subject(ROOM, row.number, row.county), row.resident_id, EXPORT, gettext("导出表格"))
        yield row
