"""An anticipated error is a page, a fragment or JSON, with its status and what to do next."""

import json

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.anydb]


class TestAPerson:
    @pytest.mark.parametrize(
        ("path", "status"),
        [("/fail/conflict/", 409), ("/fail/forbidden/", 403), ("/fail/missing/", 404), ("/invalid/", 422)],
    )
    def test_gets_a_page_with_code_and_number(self, visitor: Client, path: str, status: int):
        answer = visitor.get(path)
        page = answer.content.decode()
        assert answer.status_code == status
        assert "<h1>" in page
        assert answer["X-Request-ID"] in page
        assert "回首页" in page

    def test_reads_which_field_is_wrong(self, visitor: Client):
        assert "请写村名。" in visitor.get("/invalid/").content.decode()

    def test_is_sent_to_sign_in_and_back(self, visitor: Client):
        assert visitor.get("/fail/sign-in/?a=1")["Location"] == "/sign-in/?next=%2Ffail%2Fsign-in%2F%3Fa%3D1"

    @pytest.mark.parametrize("path", ["/nowhere/", "/fail/http404/"])
    def test_finds_no_bare_404(self, visitor: Client, path: str):
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert "没有找到" in answer.content.decode()

    def test_is_told_that_a_breakdown_is_ours(self, visitor: Client):
        answer = visitor.get("/fail/broken/")
        assert answer.status_code == 500
        assert "这是我们的错" in answer.content.decode()
        assert answer["X-Request-ID"] in answer.content.decode()

    def test_is_told_that_a_form_was_open_too_long(self):
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post("/form/", {"what": "x"})
        assert answer.status_code == 403
        assert "放得太久" in answer.content.decode()

    def test_is_told_that_too_much_was_sent(self, visitor: Client, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        answer = visitor.post("/form/", {"what": "x" * 100})
        assert answer.status_code == 413


class TestAFragment:
    def test_is_a_notice_and_no_page(self, visitor: Client):
        answer = visitor.get("/fail/conflict/", headers={"HX-Request": "true"})
        assert answer.status_code == 409
        assert "notice-late" in answer.content.decode()
        assert "<html" not in answer.content.decode()

    def test_leads_a_stranger_to_sign_in(self, visitor: Client):
        assert visitor.get("/fail/sign-in/", headers={"HX-Request": "true"})["HX-Redirect"].startswith("/sign-in/")

    def test_a_boosted_link_gets_the_page(self, visitor: Client):
        answer = visitor.get("/fail/conflict/", headers={"HX-Request": "true", "HX-Boosted": "true"})
        assert "<html" in answer.content.decode()


class TestAProgram:
    @pytest.mark.parametrize(
        "how",
        [{"path": "/fail/conflict/", "headers": {"Accept": "application/json"}}, {"path": "/api/v1/fail/conflict/"}],
    )
    def test_gets_json_with_a_stable_code(self, visitor: Client, how):
        answer = visitor.get(**how)
        body = json.loads(answer.content)
        assert (answer.status_code, body["code"], body["request_id"]) == (409, "conflict", answer["X-Request-ID"])
        assert "刷新" in body["message"]

    def test_gets_the_fields_of_what_is_invalid(self, visitor: Client):
        body = visitor.get("/invalid/", headers={"Accept": "application/json"}).json()
        assert body["fields"] == {"where": ["请写村名。"]}

    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("/api/v1/nowhere", 404, "not_found"),
            ("/api/v1/fail/broken/", 500, "server_error"),
            ("/api/v1/fail/sign-in/", 401, "sign_in_needed"),
        ],
    )
    def test_gets_json_for_every_failure(self, visitor: Client, path: str, status: int, code: str):
        answer = visitor.get(path)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


class TestTooMany:
    def test_are_refused_with_the_time_to_wait(self, visitor: Client):
        assert [visitor.get("/limited/").status_code for _ in range(4)] == [200, 200, 200, 429]
        answer = visitor.get("/limited/", headers={"Accept": "application/json"})
        assert answer.json()["code"] == "asked_too_often"
        assert 1 <= int(answer["Retry-After"]) <= 60

    def test_are_counted_by_client(self, visitor: Client):
        for _ in range(4):
            visitor.get("/limited/")
        assert visitor.get("/limited/", REMOTE_ADDR="10.0.0.9").status_code == 200

    def test_a_client_cannot_invent_its_address(self, visitor: Client):
        codes = [visitor.get("/limited/", headers={"X-Forwarded-For": f"10.0.0.{i}"}).status_code for i in range(4)]
        assert codes[-1] == 429

    def test_behind_a_proxy_what_the_proxy_wrote_counts(self, visitor: Client, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        codes = [
            visitor.get("/limited/", headers={"X-Forwarded-For": f"9.9.9.{i}, 10.0.0.1"}).status_code for i in range(4)
        ]
        assert codes[-1] == 429
        assert visitor.get("/limited/", headers={"X-Forwarded-For": "10.0.0.2"}).status_code == 200
