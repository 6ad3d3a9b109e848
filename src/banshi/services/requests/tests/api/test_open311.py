"""Open311 GeoReport v2: the published requests for programs, and a way to bring one."""

import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from jsonschema import Draft4Validator
from referencing import Registry, Resource

from banshi.services.requests import commands
from banshi.services.requests.models import Request
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.api.conftest import Programs
from banshi.services.requests.tests.way import Way

BASE = "/open311/v2"
FORM = {
    "service_code": "0102",
    "lat": "39.56",
    "long": "109.78",
    "description": "路灯不亮，请修。",
    "phone": "13800138009",
}


@pytest.fixture
def published(way: Way) -> Way:
    """Alice's request, answered and shown to everybody."""
    way.to(Stage.ANSWERED)
    face = commands.Face("机井坏了", "机井坏了三天，全村没有水。", place="札萨克镇", answer="更换了新电机。")
    commands.publish(way.ctx("supervisor"), number=way.number, face=face)
    return way


class TestReading:
    def test_lists_what_is_published_in_both_formats(self, published: Way, client: Client) -> None:
        listed = client.get(f"{BASE}/requests.json").json()
        tree = ElementTree.fromstring(client.get(f"{BASE}/requests.xml").content)
        assert [each["service_request_id"] for each in listed] == [published.number]
        assert [each.findtext("service_request_id") for each in tree.iter("request")] == [published.number]

    def test_shows_one_with_its_answer(self, published: Way, client: Client) -> None:
        one = client.get(f"{BASE}/requests/{published.number}.json").json()[0]
        assert one["status"] == "closed"
        assert "电机" in one["status_notes"]

    def test_names_its_services_in_the_language_chosen(self, published: Way, client: Client) -> None:
        assert client.get(f"{BASE}/services.json").json()[0]["service_name"] == "安全生产"
        client.cookies["django_language"] = "en"
        first = client.get(f"{BASE}/services.json").json()[0]
        assert (first["service_name"], first["group"]) == ("Work safety", "Urban and rural construction")
        assert first["keywords"].startswith("Accident handling,")
        one = client.get(f"{BASE}/requests/{published.number}.json").json()[0]
        assert one["service_name"] == "Water conservancy and hydropower"

    def test_knows_nothing_of_what_is_not_published(self, way: Way, client: Client) -> None:
        assert client.get(f"{BASE}/requests.json").json() == []
        for fmt in ("json", "xml"):
            assert client.get(f"{BASE}/requests/{way.number}.{fmt}").status_code == 404

    def test_takes_back_what_comes_to_accuse_somebody(self, published: Way, client: Client) -> None:
        commands.accuse(published.ctx("supervisor"), number=published.number, unit_ids=[published.unit("water")])
        assert client.get(f"{BASE}/requests.json").json() == []
        assert client.get(f"{BASE}/requests/{published.number}.json").status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            "status=lost",
            "start_date=yesterday",
            "service_code=zz",
            "jurisdiction_id=abc",
            "end_date=2021-99-99T00:00:00Z",
        ],
    )
    def test_with_a_filter_that_makes_no_sense_says_so(self, published: Way, client: Client, query: str) -> None:
        assert 400 <= client.get(f"{BASE}/requests.json?{query}").status_code < 500

    def test_has_services_definitions_and_discovery(self, client: Client, db: None) -> None:
        codes = [each["service_code"] for each in client.get(f"{BASE}/services.json").json()]
        assert "0102" in codes
        assert client.get(f"{BASE}/services/0102.json").json()["service_code"] == "0102"
        assert client.get(f"{BASE}/services/9999.json").status_code == 404
        assert ElementTree.fromstring(client.get(f"{BASE}/discovery.xml").content).tag == "discovery"


class TestBringing:
    def _send(self, program: Programs, key: str | None = None, fmt: str = "json", **changed: str) -> Any:
        clerk = program("clerk")
        form = {**FORM, "api_key": clerk.token if key is None else key, "jurisdiction_id": "150627", **changed}
        return clerk.client.post(f"{BASE}/requests.{fmt}", form)

    def test_gives_the_number_and_how_to_follow_it(self, program: Programs) -> None:
        answer = self._send(program)
        made = answer.json()[0]
        row = Request.objects.get(number=made["service_request_id"])
        assert answer.status_code == 201
        assert (row.channel, row.category, row.lon) == ("open311", "0102", 109.78)
        assert "查询码" in made["service_notice"]

    def test_answers_in_xml_when_asked_to(self, program: Programs) -> None:
        tree = ElementTree.fromstring(self._send(program, fmt="xml").content)
        assert Request.objects.filter(number=tree.findtext("request/service_request_id")).exists()

    @pytest.mark.parametrize("key", ["", "banshi_wrong", "x" * 150])
    def test_without_a_valid_key_is_forbidden(self, program: Programs, key: str) -> None:
        answer = self._send(program, key=key)
        assert (answer.status_code, answer.json()[0]["code"]) == (403, 403)
        assert not Request.objects.exists()

    @pytest.mark.parametrize(
        "changed",
        [
            {"service_code": "9999"},
            {"lat": "", "long": ""},
            {"lat": "91"},
            {"description": ""},
            {"jurisdiction_id": "999999"},
            {"lat": "39.5", "long": ""},
        ],
    )
    def test_of_something_unusable_is_a_clear_refusal(self, program: Programs, changed: dict[str, str]) -> None:
        answer = self._send(program, **changed)
        assert answer.status_code in {400, 422}
        assert not Request.objects.exists()

    def test_never_puts_control_characters_into_xml(self, published: Way, client: Client) -> None:
        published.row.face.__class__.objects.update(title="坏\x0b字")
        ElementTree.fromstring(client.get(f"{BASE}/requests.xml").content)


@pytest.mark.realdata
class TestAgainstTheStandardsOwnSchemas:
    @pytest.fixture
    def schemas(self) -> dict[str, Any]:
        folder = Path(os.environ["BANSHI_REAL_DATA"]) / "open311" / "schema" / "georeport-v2"
        return {path.name: json.loads(path.read_text()) for path in folder.glob("*.json")}

    @pytest.mark.parametrize(
        ("path", "schema"),
        [
            ("services.json", "services.json"),
            ("services/0102.json", "service-definition.json"),
            ("requests.json", "requests.json"),
        ],
    )
    def test_every_answer_is_valid(
        self, published: Way, client: Client, schemas: dict[str, Any], path: str, schema: str
    ) -> None:
        resources = [
            (name, Resource.from_contents(each, default_specification=_draft4())) for name, each in schemas.items()
        ]
        registry: Registry[Any] = Registry().with_resources(resources)
        Draft4Validator(schemas[schema], registry=registry).validate(client.get(f"{BASE}/{path}").json())


def _draft4() -> Any:
    from referencing.jsonschema import DRAFT4

    return DRAFT4
