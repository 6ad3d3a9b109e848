"""Around every request: headers, id, context, language, size."""

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.anydb]


class TestHeaders:
    def test_the_policy_allows_nothing_inline_and_nothing_foreign(self, visitor: Client):
        policy = visitor.get("/style/")["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy

    @pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere/", "/fail/broken/", "/fail/conflict/"])
    def test_every_answer_carries_it(self, visitor: Client, path: str):
        answer = visitor.get(path)
        assert "Content-Security-Policy" in answer
        assert "Permissions-Policy" in answer

    def test_a_page_of_a_session_is_kept_by_no_cache(self, visitor: Client):
        assert "no-store" not in visitor.get("/style/").get("Cache-Control", "")
        visitor.cookies["sessionid"] = "x"
        assert visitor.get("/style/")["Cache-Control"] == "private, no-store"


class TestRequestId:
    def test_is_new_each_time_and_the_context_knows_it(self, visitor: Client):
        first, second = visitor.get("/context/"), visitor.get("/context/")
        assert re.fullmatch("[0-9a-f]{32}", first["X-Request-ID"])
        assert first["X-Request-ID"] != second["X-Request-ID"]
        assert first["X-Request-ID"] in first.content.decode()

    def test_is_not_taken_from_the_caller(self, visitor: Client):
        assert visitor.get("/context/", headers={"X-Request-ID": "mine"})["X-Request-ID"] != "mine"


class TestContext:
    def test_of_a_stranger_is_anonymous_and_knows_the_time(self, visitor: Client):
        assert visitor.get("/context/").content.decode().startswith("anonymous ")


class TestLanguage:
    def test_is_chinese_whatever_the_browser_asks_for(self, visitor: Client):
        answer = visitor.get("/", headers={"Accept-Language": "en-US,en"})
        assert '<html lang="zh-Hans"' in answer.content.decode()
        assert answer["Content-Language"] == "zh-Hans"

    def test_is_english_once_chosen_here(self, visitor: Client):
        visitor.post("/preferences/", {"language": "en", "next": "/style/"})
        page = visitor.get("/style/").content.decode()
        assert '<html lang="en"' in page
        assert "Ink on paper" in page


class TestSize:
    def test_large_type_stays_on_from_page_to_page(self, visitor: Client):
        answer = visitor.post("/preferences/", {"size": "large", "next": "/style/"})
        assert (answer.status_code, answer["Location"]) == (303, "/style/")
        for path in ("/", "/style/", "/ask/?q=x", "/nowhere/"):
            page = visitor.get(path).content.decode()
            assert 'data-size="large"' in page
            assert "web/elder.css" in page

    def test_and_goes_when_asked(self, visitor: Client):
        visitor.post("/preferences/", {"size": "large"})
        visitor.post("/preferences/", {"size": "normal"})
        assert 'data-size="normal"' in visitor.get("/").content.decode()

    @pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
    def test_never_leads_away(self, visitor: Client, away: str):
        assert visitor.post("/preferences/", {"size": "large", "next": away})["Location"] == "/"

    def test_takes_only_what_is_offered(self, visitor: Client):
        answer = visitor.post("/preferences/", {"size": "<script>", "scheme": "pink", "language": "xx"})
        assert not answer.cookies

    def test_changes_nothing_on_a_mere_link(self, visitor: Client):
        assert visitor.get("/preferences/?size=large").status_code == 405


class TestANulCharacter:
    """PostgreSQL keeps no text with one, so none gets past the door."""

    def test_is_in_no_address(self, visitor: Client):
        assert visitor.get("/style/%00/").status_code == 404

    def test_is_in_no_question(self, visitor: Client):
        answer = visitor.get("/ask/", {"q": "水\0管"})
        assert answer.status_code == 400
        assert "空字符" in answer.content.decode()

    @pytest.mark.parametrize(
        ("body", "status"),
        [(r'{"text": "水\u0000管"}', 400), (r'{"text": "\\\u0000"}', 400), (r'{"text": "\\u0000"}', 404)],
    )
    def test_is_in_no_json(self, visitor: Client, body: str, status: int):
        answer = visitor.post("/api/v1/nowhere", body, content_type="application/json")
        assert answer.status_code == status
        assert (answer.json()["code"] == "null_character") == (status == 400)
