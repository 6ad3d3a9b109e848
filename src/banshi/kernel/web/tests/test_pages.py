"""Home, its search, the doors, health."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory

from banshi.kernel.commands import Actor, PostRef
from banshi.kernel.commands.request import WebRequest
from banshi.kernel.rooms import MenuItem, Role, Service, services
from banshi.kernel.web import doors, health, hooks
from banshi.kernel.web.idempotency import submitted

pytestmark = [pytest.mark.django_db, pytest.mark.anydb]


def figures(ctx):
    return [hooks.Sentence("本周收到", "1,795", "件诉求。", "/style/")]


def answers(ctx, words):
    return [hooks.Found("办过的事", "路灯已修好", "/style/")] if "灯" in words else []


def gauges(ctx):
    return [health.Gauge("sample_lag_seconds", 900.0, "How far the sample lags", limit=600)]


HERE = "banshi.kernel.web.tests.test_pages."
DESK = MenuItem("待办", "style", "desk", "people", roles=frozenset({Role.HANDLER}))


@pytest.fixture
def room(monkeypatch):
    """Put one room with this menu and these hooks into the house."""

    def put(*menu: MenuItem, **paths: str) -> None:
        rooms = (
            Service(slug="sample", title="样", menu=menu, hooks={name: HERE + path for name, path in paths.items()}),
        )
        for module in (doors, hooks, health):
            monkeypatch.setattr(module, "services", lambda: rooms)

    return put


class TestHome:
    def test_asks_one_question(self, visitor: Client):
        page = visitor.get("/").content.decode()
        assert "有什么事？" in page
        assert 'action="/ask/"' in page

    def test_a_door_with_nothing_behind_it_is_no_link(self, visitor: Client, room):
        room(MenuItem("反映一件事", "style", "report", "report"))
        page = visitor.get("/").content.decode()
        assert page.count('class="door"') == 1
        assert "正在筹备：办事 · 预约" in page

    def test_a_door_with_several_pages_lists_them(self, visitor: Client, room):
        room(
            MenuItem("账本", "style", "public", "public", order=2),
            MenuItem("数字", "offline", "public", "chart", order=1),
        )
        assert 'href="/door/public/"' in visitor.get("/").content.decode()
        listed = visitor.get("/door/public/").content.decode()
        assert listed.index('href="/offline/"') < listed.index('class="door-link" href="/style/"')

    def test_a_door_that_is_not_there(self, visitor: Client):
        assert visitor.get("/door/cellar/").status_code == 404

    def test_tells_this_weeks_figures_with_their_entries(self, visitor: Client, room):
        room(home="figures")
        page = visitor.get("/").content.decode()
        assert "1,795" in page
        assert "看这些记录" in page

    def test_weighs_no_more_than_a_weak_signal_bears(self, visitor: Client, room):
        room(home="figures")
        files = [
            finders.find(f"web/{name}")
            for name in (
                "tokens.css",
                "base.css",
                "controls.css",
                "parts.css",
                "record.css",
                "elder.css",
                "print.css",
                "web.js",
                "icons.svg",
                "seal.svg",
            )
        ]
        bodies = [visitor.get("/style/").content] + [
            Path(file).read_bytes() for file in [*files, finders.find("django_htmx/htmx-2.min.js")]
        ]
        assert sum(len(gzip.compress(body)) for body in bodies) < 100 * 1024


class TestAsk:
    def test_finds_services_and_past_answers_and_leads_on(self, visitor: Client, room):
        room(MenuItem("路灯报修", "style", "report", "report"), ask="answers")
        page = visitor.get("/ask/", {"q": "路灯报修"}).content.decode()
        assert "能直接办的" in page
        assert "路灯已修好" in page
        assert 'href="/style/?text=%E8%B7%AF%E7%81%AF' in page

    def test_says_so_where_nothing_is_found(self, visitor: Client, room):
        room(ask="answers")
        assert "没有找到现成的答复" in visitor.get("/ask/", {"q": "x"}).content.decode()

    @pytest.mark.parametrize("words", ["", "<script>alert(1)</script>", "%s", "x" * 5000, "' OR 1=1 --"])
    def test_bears_anything(self, visitor: Client, words: str):
        answer = visitor.get("/ask/", {"q": words})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


class TestMenu:
    POST = PostRef(id=1, role="handler", unit_id=1, unit_path="/1/", area="150627")

    def test_the_desk_is_for_who_acts_in_its_role(self, room):
        room(DESK)
        assert doors.links("desk", Actor(kind="staff", post=self.POST, posts=(self.POST,)))

    def test_and_not_for_a_resident_who_holds_that_post_elsewhere(self, room):
        room(DESK)
        assert not doors.links("desk", Actor(kind="resident", posts=(self.POST,)))
        assert not doors.links("desk", Actor.anonymous())


class TestSubmitted:
    def context(self, **given):
        request = WebRequest()
        plain = RequestFactory().post("/", **given)
        request.META, request.POST, request.ctx = plain.META, plain.POST, "unset"  # type: ignore[assignment]
        from django.utils import timezone

        from banshi.kernel.commands import Context

        request.ctx = Context(Actor.anonymous(), timezone.now(), "r")
        return submitted(request)

    def test_takes_the_key_of_the_form_or_of_the_header(self):
        assert self.context(data={"idempotency_key": "k" * 32}).idempotency_key == "k" * 32
        assert self.context(headers={"Idempotency-Key": "h" * 32}).idempotency_key == "h" * 32

    @pytest.mark.parametrize("key", ["", "short", "x" * 81, "键键键键键键键键", "a b c d e f g"])
    def test_leaves_a_malformed_key_aside(self, key: str):
        assert self.context(data={"idempotency_key": key}).idempotency_key is None


class TestHealth:
    def test_the_process_answers_without_the_database(self, visitor: Client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert visitor.get("/healthz").content == b"ok\n"

    def test_ready_when_all_is_well(self, visitor: Client, room):
        room()
        assert visitor.get("/readyz").json() == {"ready": True, "checks": {"database": True, "disk": True}, "late": []}

    def test_not_ready_without_its_database(self, visitor: Client, monkeypatch):
        monkeypatch.setattr(health, "database_answers", lambda: False)
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.json()["checks"]["database"]) == (503, False)

    def test_tells_who_lags_and_stays_ready(self, visitor: Client, room):
        room(health="gauges")
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.json()["late"]) == (200, ["sample_lag_seconds"])

    def test_metrics_name_the_rooms_figures(self, visitor: Client, room):
        room(health="gauges")
        told = visitor.get("/metrics").content.decode()
        for figure in (
            "sample_lag_seconds 900.0",
            "worker_lag_seconds 0.0",
            "ledger_seal_lag_seconds 0.0",
            "disk_free_share",
        ):
            assert f"banshi_{figure}" in told

    def test_requests_are_counted_by_page_and_never_by_address(self, visitor: Client, room):
        room()
        visitor.get("/door/cellar/")
        visitor.get("/no-such-secret-address/")
        told = visitor.get("/metrics").content.decode()
        assert 'banshi_http_requests_total{method="GET",page="door",status="4xx"}' in told
        assert 'page="none"' in told
        assert "cellar" not in told
        assert "secret" not in told

    def test_metrics_are_for_this_machine_only(self, visitor: Client):
        assert visitor.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 404
        assert visitor.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404

    def test_or_for_who_holds_the_token(self, visitor: Client, settings):
        settings.BANSHI_METRICS_TOKEN = "a-long-token"
        assert visitor.get("/metrics").status_code == 404
        assert visitor.get("/metrics", headers={"Authorization": "Bearer a-long-token"}).status_code == 200


def test_every_rooms_menu_names_a_place_and_an_icon_that_exist(monkeypatch):
    monkeypatch.setattr(doors, "services", services)
    assert doors.menu_problems() == []
