"""What a room opens as data: declared under the hook "open_data", published by this room."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from banshi.kernel.errors import NotFound
from banshi.kernel.rooms import Text, services

FieldType = Literal["string", "integer", "number", "boolean", "date", "date-time"]
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Field:
    """One column, as the data dictionary explains it."""

    name: str
    """ASCII, stable for ever."""
    title: Text
    type: FieldType
    description: Text = ""
    unit: Text = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class DataSet:
    """One table that anybody may download.

    `rows` gives what was known at the end of the given day (None: everything known), already
    redacted, a row at a time, in a stable order. `withheld` names entries of the catalogue of
    what is left out.
    """

    slug: str
    title: Text
    description: Text
    fields: tuple[Field, ...]
    rows: Callable[[date | None], Iterable[Row]]
    keywords: tuple[Text, ...] = ()
    withheld: tuple[str, ...] = ()
    dated: bool = True
    """Whether `rows` answers for past days."""


class NoSuchDataSet(NotFound):
    """No room publishes a data set of that name."""

    code = "publication_no_such_data_set"
    message = _("没有名为“%(slug)s”的数据集。请从开放数据目录中选择。")


@cache
def datasets() -> Mapping[str, DataSet]:
    """Every published data set by its slug, in the order of the rooms."""
    found: dict[str, DataSet] = {}
    for service in services():
        for dataset in import_string(service.hooks["open_data"]) if "open_data" in service.hooks else ():
            if dataset.slug in found:
                raise ValueError(f"data set {dataset.slug!r} is declared twice; {service.slug} must rename its own")
            found[dataset.slug] = dataset
    return found


def dataset(slug: str) -> DataSet:
    """One data set.

    Raises:
        NoSuchDataSet: nobody publishes it.
    """
    try:
        return datasets()[slug]
    except KeyError:
        raise NoSuchDataSet(slug=slug) from None
