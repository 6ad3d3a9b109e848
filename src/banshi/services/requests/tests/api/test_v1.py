"""Requests through the API: the same rules, the same words, the same secrets as on the pages."""

from typing import Any

import pytest

from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import VILLAGE
from banshi.services.requests import commands
from banshi.services.requests.models import Request
from banshi.services.requests.rules.moves import Stage
from banshi.services.requests.tests.api.conftest import Programs
from banshi.services.requests.tests.way import WELLS, Way

BASE = "/api/v1/requests"
LAMP: dict[str, Any] = {"text": "王府路的路灯不亮，请修一修。", "area": VILLAGE}


class TestBringingARequest:
    def test_needs_no_account_and_gives_a_number_a_secret_and_a_proof(self, program: Programs) -> None:
        answer = program("").post(BASE, LAMP)
        receipt = answer.json()
        assert answer.status_code == 201
        assert Request.objects.get(number=receipt["number"]).channel == "api"
        assert Entry.objects.get(pk=receipt["entry_id"]).kind == "requests.submitted"
        followed = program("").get(f"{BASE}/{receipt['number']}", **{"Tracking-Secret": receipt["secret"]})
        assert followed.json()["text"] == LAMP["text"]

    def test_twice_with_the_same_key_is_one_request_and_one_answer(self, program: Programs) -> None:
        key = {"Idempotency-Key": "device-7-seq-1"}
        first, again = program("").post(BASE, LAMP, **key), program("").post(BASE, LAMP, **key)
        assert first.json() == again.json()
        assert Request.objects.count() == 1

    def test_with_the_key_of_another_text_is_refused(self, program: Programs) -> None:
        key = {"Idempotency-Key": "device-7-seq-1"}
        program("").post(BASE, LAMP, **key)
        answer = program("").post(BASE, {**LAMP, "text": "别的事，请看看。"}, **key)
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
        assert Request.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("text", ""),
            ("text", "字" * 20_001),
            ("area", "999999"),
            ("area", "15"),
            ("kind", "wish"),
            ("lon", 999),
            ("category", "xx"),
        ],
    )
    def test_that_cannot_be_taken_says_which_field_and_why(self, program: Programs, field: str, value: object) -> None:
        answer = program("").post(BASE, {**LAMP, field: value})
        assert answer.status_code == 422
        assert any(field in name for name in answer.json()["fields"])
        assert not Request.objects.exists()

    def test_in_words_that_are_no_json_is_a_clear_refusal(self, program: Programs) -> None:
        answer = program("").client.post(BASE, b"{not json", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


class TestFollowingARequest:
    def test_is_for_its_owner_and_for_those_who_handle_it(self, way: Way, program: Programs) -> None:
        way.to(Stage.DISPATCHED)
        for who in ("alice", "clerk", "handler", "supervisor"):
            assert program(who).get(f"{BASE}/{way.number}").status_code == 200, who

    def test_looks_for_everybody_else_like_a_number_that_does_not_exist(self, way: Way, program: Programs) -> None:
        way.to(Stage.DISPATCHED)
        for who in ("", "bao", "charlie", "roads"):
            real = program(who).get(f"{BASE}/{way.number}")
            none = program(who).get(f"{BASE}/210526-000000")
            assert real.status_code == none.status_code == 404, who
            assert real.json()["message"] == none.json()["message"]

    def test_is_closed_to_the_accused_by_address_list_and_search(self, way: Way, program: Programs) -> None:
        way.to(Stage.DISPATCHED)
        commands.accuse(way.ctx("supervisor"), number=way.number, unit_ids=[way.unit("water")])
        handler = program("handler")
        assert handler.get(f"{BASE}/{way.number}").status_code == 404
        assert handler.get(BASE).json()["rows"] == []
        assert handler.get(f"{BASE}?q=机井").json()["rows"] == []
        assert handler.post(f"{BASE}/{way.number}/accept").status_code == 404

    def test_in_a_list_goes_on_from_the_mark_of_the_last_page(self, way: Way, program: Programs) -> None:
        for _ in range(2):
            program("").post(BASE, LAMP)
        clerk = program("clerk")
        first = clerk.get(f"{BASE}?limit=2").json()
        rest = clerk.get(f"{BASE}?limit=2&after={first['after']}").json()
        numbers = [row["number"] for row in first["rows"] + rest["rows"]]
        assert len(numbers) == len(set(numbers)) == 3

    def test_with_a_made_up_mark_is_refused_clearly(self, way: Way, program: Programs) -> None:
        answer = program("clerk").get(f"{BASE}?after=nonsense")
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")

    def test_needs_a_sign_in_for_the_queue(self, way: Way, program: Programs) -> None:
        assert program("").get(BASE).status_code == 401


class TestHandlingARequest:
    def test_from_the_desk_to_the_rating_goes_through_the_api(self, way: Way, program: Programs) -> None:
        at = f"{BASE}/{way.number}"
        clerk, handler = program("clerk"), program("handler")
        assert clerk.post(f"{at}/triage", {"category": WELLS}).json()["stage"] == "triaged"
        assert clerk.post(f"{at}/dispatch").json()["stage"] == "dispatched"
        assert handler.post(f"{at}/accept").json()["stage"] == "accepted"
        assert handler.post(f"{at}/progress", {"text": "已到现场。"}).json()["stage"] == "handling"
        reply = way.reply()
        points = [{"point": each.point, "answered_in": each.answered_in} for each in reply.points]
        body = {"outcome": "solved", "found": reply.found, "done": reply.done, "appeal": reply.appeal, "points": points}
        assert handler.post(f"{at}/answer", body).json()["stage"] == "answered"
        assert program("alice").post(f"{at}/rating", {"score": 5}).json()["stage"] == "rated"

    def test_by_the_wrong_person_or_at_the_wrong_stage_changes_nothing(self, way: Way, program: Programs) -> None:
        at, before = f"{BASE}/{way.number}", Entry.objects.filter(subject=f"requests:{way.number}").count()
        assert program("handler").post(f"{at}/accept").status_code == 404
        assert program("clerk").post(f"{at}/dispatch").status_code == 409
        assert program("alice").post(f"{at}/rating", {"score": 5}).json()["code"] == "move_refused"
        assert Entry.objects.filter(subject=f"requests:{way.number}").count() == before


class TestTheDescription:
    def test_names_every_endpoint_and_the_form_of_a_refusal(self, program: Programs) -> None:
        described = program("").get("/api/openapi.json").json()
        assert "/api/v1/requests/{number}/answer" in described["paths"]
        assert "Problem" in described["components"]["schemas"]
