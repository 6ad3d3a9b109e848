"""Anybody may take the data away, and no spreadsheet runs what a resident typed."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.publication import datasets as register
from banshi.kernel.publication.datasets import DataSet, Field, Row
from banshi.kernel.publication.opendata import catalogue, csv_lines, json_lines, schema
from banshi.kernel.publication.tests.conftest import COUNTY
from banshi.kernel.publication.tests.test_figures import received

FIELDS = (
    Field("number", "编号", "string"),
    Field("text", "内容", "string", required=False),
    Field("count", "件数", "integer", unit="件"),
    Field("share", "比率", "number", required=False),
    Field("open", "公开", "boolean"),
    Field("day", "日期", "date"),
    Field("at", "时间", "date-time", required=False),
)


def trial(rows: Iterable[Row]) -> DataSet:
    return DataSet("trial", "试验", "试验用的数据集。", FIELDS, lambda as_of: rows, keywords=("试验",))


def row(**values: Any) -> Row:
    return {
        "number": "1",
        "text": None,
        "count": -3,
        "share": None,
        "open": True,
        "day": date(2021, 5, 26),
        "at": None,
        **values,
    }


def read_csv(dataset: DataSet) -> list[list[str]]:
    data = b"".join(csv_lines(dataset, None))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


class TestCSV:
    def test_opens_in_a_spreadsheet(self) -> None:
        at = datetime(2021, 5, 26, 1, tzinfo=UTC)
        header, first = read_csv(trial([row(text='路灯"不亮",\n三天', share=Decimal("0.5"), at=at)]))
        assert header == [field.name for field in FIELDS]
        assert first == ["1", '路灯"不亮",\n三天', "-3", "0.5", "true", "2021-05-26", "2021-05-26T01:00:00+00:00"]

    @pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "\uff1d1+1"])
    def test_never_holds_a_formula(self, text: str) -> None:
        assert read_csv(trial([row(text=text)]))[1][1] == f"'{text}"

    @given(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8), max_size=5)
    )
    def test_keeps_every_text(self, texts: list[str]) -> None:
        found = [line[1] for line in read_csv(trial([row(text=text) for text in texts]))[1:]]
        assert [text.removeprefix("'") for text in found] == [text.removeprefix("'") for text in texts]

    def test_streams(self) -> None:
        taken = []
        endless = (taken.append(n) or row(number=str(n)) for n in range(10**9))
        lines = csv_lines(trial(endless), None)
        assert len(next(lines)) < 20_000
        assert len(taken) < 1000


class TestJSON:
    @pytest.mark.parametrize("count", [0, 1, 200, 401])
    def test_fits_its_schema(self, count: int) -> None:
        dataset = trial(
            [row(number=str(n), text="停车难", share=0.5, at=datetime(2021, 5, 26, tzinfo=UTC)) for n in range(count)]
        )
        document = json.loads(b"".join(json_lines(dataset, date(2021, 5, 26))))
        assert len(document["rows"]) == count
        jsonschema.validate(document, schema(dataset, "https://banshi.example/open/trial.schema.json"))

    def test_keeps_empty_cells_as_null(self) -> None:
        document = json.loads(b"".join(json_lines(trial([row()]), None)))
        assert document["rows"][0]["text"] is None
        jsonschema.validate(document, schema(trial([]), "https://banshi.example/x"))


class TestTheCatalogue:
    def test_leads_a_harvester_to_the_files(self) -> None:
        found = catalogue([trial([])], "https://banshi.example/open/", date(2021, 5, 26))
        assert found["@type"] == "dcat:Catalog"
        files = found["dcat:dataset"][0]["dcat:distribution"]
        assert [f["dcat:downloadURL"]["@id"] for f in files] == [
            "https://banshi.example/open/trial.csv",
            "https://banshi.example/open/trial.json",
        ]
        assert all(f["dct:license"]["@id"].startswith("https://creativecommons.org/") for f in files)


@pytest.mark.django_db(transaction=True)
class TestThePages:
    @pytest.fixture(autouse=True)
    def own_rooms(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from banshi.kernel.publication.figures import opened

        declared = {("trial", "received"): None}
        monkeypatch.setattr(opened, "measures", lambda: declared)
        published = {each.slug: each for each in opened.DATASETS}
        monkeypatch.setattr(register, "datasets", lambda: published)
        monkeypatch.setattr("banshi.kernel.publication.pages.datasets", lambda: published)

    def test_show_what_there_is_and_what_is_left_out(self, client: Client) -> None:
        assert "统计数字" in client.get("/open/").content.decode()
        page = client.get("/open/figures").content.decode()
        assert "数据字典" in page
        assert "举报线索" in page

    def test_give_the_figures_as_of_a_day(self, client: Client, counted: Callable[..., None]) -> None:
        counted("2021-05-20", received())
        counted("2021-05-27", received())
        for day, value in (("2021-05-26", "1"), ("2021-05-27", "2"), ("", "2")):
            response = client.get("/open/figures.csv", {"as_of": day})
            lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
            assert f"trial,{COUNTY},total,,received,{value}" in lines
            assert response["Access-Control-Allow-Origin"] == "*"
            assert not any("150627101201" in line for line in lines)

    def test_give_json_with_schema_and_a_catalogue(self, client: Client, counted: Callable[..., None]) -> None:
        counted("2021-05-20", received())
        document = json.loads(b"".join(client.get("/open/figures.json").streaming_content))  # type: ignore[attr-defined]
        jsonschema.validate(document, client.get("/open/figures.schema.json").json())
        assert client.get("/open/catalog.json")["Content-Type"] == "application/ld+json"

    @pytest.mark.parametrize("day", ["26.5.2021", "2021-02-30", "9999-01-01", "'; --"])
    def test_refuse_a_day_that_is_none(self, client: Client, day: str) -> None:
        assert client.get("/open/figures.csv", {"as_of": day}).status_code == 422

    @pytest.mark.parametrize("ending", ["", ".csv", ".json", ".schema.json"])
    def test_of_no_data_set_are_not_found(self, client: Client, ending: str) -> None:
        assert client.get(f"/open/nothing{ending}").status_code == 404

    def test_can_only_be_read(self, client: Client) -> None:
        assert client.post("/open/figures.csv").status_code == 405
