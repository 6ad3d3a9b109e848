"""Open data as files: CSV that is safe to open in a spreadsheet, JSON, JSON Schema and a DCAT catalogue.

Everything streams: a data set of any size costs the memory of a few rows.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from banshi.kernel.publication.datasets import DataSet, Field, Row

BOM = "\ufeff"
"""Without it Excel takes Chinese for the local code page."""
ROWS_AT_ONCE = 200
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_TITLE = "CC BY 4.0"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_lines(dataset: DataSet, as_of: date | None) -> Iterator[bytes]:
    """The data set as CSV: UTF-8 with BOM, CRLF, a header of stable names.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([field.name for field in dataset.fields])
    for count, row in enumerate(dataset.rows(as_of), 1):
        writer.writerow([_cell(row.get(field.name)) for field in dataset.fields])
        if count % ROWS_AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def json_lines(dataset: DataSet, as_of: date | None) -> Iterator[bytes]:
    """The data set as one JSON document: {"dataset", "as_of", "licence", "rows": […]}."""
    head = {"dataset": dataset.slug, "as_of": as_of.isoformat() if as_of else None, "licence": LICENCE}
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [').encode()
    waiting: list[str] = []
    comma = ""
    for row in dataset.rows(as_of):
        waiting.append(json.dumps(_plain(row, dataset.fields), ensure_ascii=False))
        if len(waiting) == ROWS_AT_ONCE:
            yield (comma + ",\n".join(waiting)).encode()
            comma, waiting = ",\n", []
    yield ((comma if waiting else "") + ",\n".join(waiting) + "]}\n").encode()


def schema(dataset: DataSet, url: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the JSON document at `url`; the data dictionary for machines."""
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in dataset.fields],
        "properties": {field.name: _field_schema(field) for field in dataset.fields},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": url,
        "title": str(dataset.title),
        "description": str(dataset.description),
        "type": "object",
        "required": ["dataset", "as_of", "licence", "rows"],
        "properties": {
            "dataset": {"const": dataset.slug},
            "as_of": {"type": ["string", "null"], "format": "date"},
            "licence": {"const": LICENCE},
            "rows": {"type": "array", "items": row},
        },
    }


def catalogue(sets: Sequence[DataSet], root: str, today: date) -> dict[str, Any]:
    """The catalogue as DCAT-AP 3 in JSON-LD; `root` is the address of /open/."""
    publisher = {"@type": "foaf:Agent", "foaf:name": settings.BANSHI_OPERATOR or settings.BANSHI_ORIGIN}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": root,
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "开放数据", "@language": "zh"},
        "dct:description": {"@value": "本地公共服务的公开数据，可下载、可核对、可再用。", "@language": "zh"},
        "dct:publisher": publisher,
        "dct:license": {"@id": LICENCE},
        "dct:modified": {"@value": today.isoformat(), "@type": "xsd:date"},
        "dcat:dataset": [_dcat(dataset, root, publisher) for dataset in sets],
    }


def _dcat(dataset: DataSet, root: str, publisher: dict[str, str]) -> dict[str, Any]:
    files = [("csv", "text/csv", "CSV"), ("json", "application/json", "JSON")]
    return {
        "@id": f"{root}{dataset.slug}",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.slug,
        "dct:title": {"@value": str(dataset.title), "@language": "zh"},
        "dct:description": {"@value": str(dataset.description), "@language": "zh"},
        "dct:publisher": publisher,
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"},
        "dcat:keyword": [{"@value": str(word), "@language": "zh"} for word in dataset.keywords],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": title,
                "dcat:accessURL": {"@id": f"{root}{dataset.slug}"},
                "dcat:downloadURL": {"@id": f"{root}{dataset.slug}.{ending}"},
                "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
                "dct:license": {"@id": LICENCE},
                "dct:conformsTo": {"@id": f"{root}{dataset.slug}.schema.json"},
            }
            for ending, media, title in files
        ],
    }


def _field_schema(field: Field) -> dict[str, Any]:
    name, _, form = {"date": "string::date", "date-time": "string::date-time"}.get(field.type, field.type).partition(
        "::"
    )
    described: dict[str, Any] = {"title": str(field.title), "type": name if field.required else [name, "null"]}
    if form:
        described["format"] = form
    notes = ", ".join(str(note) for note in (field.description, field.unit) if note)
    return {**described, "description": notes} if notes else described


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text.replace("\x00", "")


def _plain(row: Row, fields: Sequence[Field]) -> dict[str, object]:
    return {field.name: _json(row.get(field.name)) for field in fields}


def _json(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def _emptied(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data
