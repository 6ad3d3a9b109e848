"""What residents see and do, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from banshi.kernel.clocks.office import local
from banshi.kernel.slots import queries as taken
from banshi.kernel.slots.models import Booking
from banshi.kernel.slots.people import link_of
from banshi.kernel.testing.people import World
from banshi.services.activities import commands
from banshi.services.activities.commands import Who
from banshi.services.activities.models import Use
from banshi.services.activities.tests.lately import hall, next_hour, soon
from banshi.services.activities.tests.pages.conftest import Browser
from banshi.services.activities.tests.way import CHILDREN, PHONE, Evening

pytestmark = pytest.mark.django_db
GUEST = {"name": "赵大爷", "phone": PHONE}


@pytest.fixture
def evening(world: World) -> Evening:
    """A story evening in two days, with three places."""
    caches["default"].clear()
    return soon(world)


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


class TestTheList:
    def test_shows_free_places_and_leads_to_the_session(self, client: Client, evening: Evening) -> None:
        found = page(client, "/activities/")
        assert "红色故事会" in found
        assert "还有 3 个名额" in found
        assert f"/activities/s/{evening.session}/" in found

    @pytest.mark.parametrize(
        ("query", "shown"),
        [("kind=story", True), ("kind=clinic", False), ("area=150627101", True), ("area=150627100", False), ("q=故事", True), ("q=舞", False),
         ("day=2020-01-01", False), ("kind=circus&place=x&area=9&day=yesterday", True), ("after=nonsense", True), ("county=150622", False)],
    )  # fmt: skip
    def test_is_narrowed_and_wrong_filters_narrow_nothing(
        self, client: Client, evening: Evening, query: str, shown: bool
    ) -> None:
        assert (f"/activities/s/{evening.session}/" in page(client, f"/activities/?{query}")) is shown

    def test_hides_what_is_for_the_unit_alone(self, client: Client, world: World) -> None:
        inside = soon(world, internal=True)
        assert inside.session not in page(client, "/activities/")
        page(client, f"/activities/s/{inside.session}/", 404)
        page(client, f"/activities/o/{inside.code}/", 404)

    def test_costs_as_many_queries_for_many_sessions_as_for_one(
        self, client: Client, world: World, django_assert_max_num_queries: object
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        soon(world)
        page(client, "/activities/")
        with CaptureQueriesContext(connection) as one:
            page(client, "/activities/")
        for number in range(6):
            soon(world, title=f"第{number}场", after=timedelta(days=3, hours=number))
        with CaptureQueriesContext(connection) as seven:
            page(client, "/activities/")
        assert len(one) == len(seven)


class TestTakingBackWhatWasLeft:
    def test_needs_number_phone_and_a_tick(self, client: Client, evening: Evening) -> None:
        booking = evening.book("anonymous", **GUEST)
        assert f"/activities/forget/?number={booking}" in page(client, f"/activities/b/{link_of(booking)}/")
        given = {"number": booking, "phone": PHONE}
        assert client.post("/activities/forget/", given).status_code == 422
        assert client.post("/activities/forget/", {**given, "phone": "13911113333", "meant": "on"}).status_code == 422
        assert evening.status(booking) == "booked"
        done = client.post("/activities/forget/", {**given, "meant": "on"}, follow=True)
        assert "已经删除：1 个预约、0 次场地使用" in done.content.decode()
        assert evening.status(booking) == "cancelled"


class TestSomebodyWithoutAnAccount:
    def test_books_confirms_shows_the_ticket_and_cancels(self, client: Client, evening: Evening) -> None:
        held = client.post(f"/activities/s/{evening.session}/", {**GUEST, "names": "老伴"})
        assert held.status_code == 302
        assert "确认预约" in page(client, held.url)
        confirmed = client.post(held.url, {})
        ticket = page(client, confirmed.url)
        short = re.search(r'class="ticket-number">([0-9A-Z]{8})<', ticket)
        assert short is not None
        assert "<svg" in ticket
        assert "BEGIN:VCALENDAR" in client.get(f"{held.url}calendar.ics").content.decode()
        cancelled = client.post(f"{held.url}cancel/")
        assert "已取消" in page(client, cancelled.url)
        assert taken.session(evening.session, evening.now).free == 3

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({}, "请写您的姓名"),
            ({"name": "赵"}, "请写手机号"),
            ({"name": "赵", "phone": "12"}, "手机"),
            ({**GUEST, "names": "长" * 81}, "最多 80"),
        ],
    )
    def test_is_told_beside_the_field_and_nothing_is_taken(
        self, client: Client, evening: Evening, given: dict[str, str], words: str
    ) -> None:
        answer = client.post(f"/activities/s/{evening.session}/", given)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Booking.objects.exists()

    def test_finds_the_booking_by_number_and_phone(self, client: Client, evening: Evening) -> None:
        number = evening.book("anonymous", **GUEST)
        wrong = client.post("/activities/find/", {"number": number, "phone": "13900000000"})
        assert wrong.status_code == 422
        right = client.post("/activities/find/", {"number": number.lower(), "phone": PHONE})
        assert right.url == f"/activities/b/{link_of(number)}/"

    def test_gets_one_booking_for_a_double_tap(self, client: Client, evening: Evening) -> None:
        given = {**GUEST, "idempotency_key": "tapped-twice"}
        first, second = (client.post(f"/activities/s/{evening.session}/", given) for _tap in range(2))
        assert first.url == second.url
        assert Booking.objects.count() == 1


class TestWhereItIsFull:
    def test_somebody_waits_and_sees_their_place_in_line(self, client: Client, evening: Evening) -> None:
        evening.book(names=("儿子", "女儿"))
        assert "排上候补" in page(client, f"/activities/s/{evening.session}/")
        queued = client.post(f"/activities/s/{evening.session}/", GUEST)
        assert "您排在第 1" in page(client, queued.url)

    def test_a_large_group_is_told_that_it_does_not_fit(self, client: Client, evening: Evening) -> None:
        evening.book(names=("儿子",))
        answer = client.post(f"/activities/s/{evening.session}/", {**GUEST, "names": "老伴\n孙子"})
        assert answer.status_code == 409
        assert "名额不够了" in answer.content.decode()


class TestAForgedLink:
    @pytest.mark.parametrize("end", ["", "ticket/", "calendar.ics"])
    def test_shows_nothing(self, client: Client, evening: Evening, end: str) -> None:
        number = evening.book()
        page(client, f"/activities/b/{number}.{'0' * 32}/{end}", 404)

    def test_cancels_nothing(self, client: Client, evening: Evening) -> None:
        number = evening.book()
        assert client.post(f"/activities/b/{number}.{'0' * 32}/cancel/").status_code == 404
        assert evening.status(number) == "booked"


def test_what_an_offering_asks_is_asked_before_it_is_confirmed(browser: Browser, world: World) -> None:
    reading = soon(world, audience=CHILDREN)
    alice = browser("alice")
    held = alice.post(f"/activities/s/{reading.session}/", {"myself": "on", "names": "女儿"})
    assert alice.post(held.url, {"ages": "40"}).status_code == 422
    told = alice.post(held.url, {"ages": "40 8"})
    assert "要有大人陪同" in told.content.decode()
    said = {"ages": "40 8", "guardian": "阿丽玛", "guardian_phone": "13800138001"}
    assert alice.post(held.url, said).status_code == 302


def test_a_draw_is_explained_and_applied_for(client: Client, world: World) -> None:
    scarce = soon(world, by_draw=True, draw_hours=12, after=timedelta(days=2))
    assert "公开抽签决定" in page(client, f"/activities/s/{scarce.session}/")
    applied = client.post(f"/activities/s/{scarce.session}/", GUEST)
    assert "已报名，等抽签" in page(client, applied.url)


def test_a_cancelled_session_says_so_and_why(client: Client, evening: Evening) -> None:
    number = evening.book()
    commands.cancel_session(evening.ctx("township"), session=evening.session, reason="停电")
    assert "停电" in page(client, f"/activities/s/{evening.session}/")
    assert "停电" in page(client, f"/activities/b/{link_of(number)}/")


def test_my_bookings_lists_mine_alone(browser: Browser, evening: Evening) -> None:
    mine = evening.book()
    assert mine in browser("alice").get("/activities/mine/").content.decode()
    assert mine not in browser("bao").get("/activities/mine/").content.decode()


class TestAVenue:
    def test_is_asked_for_by_the_hour_and_given_back(self, client: Client, world: World) -> None:
        code = hall(world)
        at = next_hour(30)
        day = local(at).date().isoformat()
        assert "每天 24 小时" in page(client, "/activities/")
        url = f"/activities/o/{code}/hours/?day={day}"
        assert "空" in page(client, url)
        given = {**GUEST, "starts": local(at).isoformat(), "hours": "2", "people": "6", "purpose": "合唱排练"}
        asked = client.post(url, given)
        assert asked.status_code == 302, asked.content.decode()
        assert "约好了" in page(client, asked.url)
        again = client.post(url, given)
        assert again.status_code == 422
        assert "不空" in again.content.decode()
        client.post(f"{asked.url}cancel/")
        assert Use.objects.get().status == "cancelled"

    @pytest.mark.parametrize("query", ["day=never", "day=1900-01-01", "day=9999-12-31"])
    def test_shows_tomorrow_for_a_day_that_cannot_be(self, client: Client, world: World, query: str) -> None:
        page(client, f"/activities/o/{hall(world)}/hours/?{query}")


def test_figures_lead_to_their_sessions(client: Client, world: World) -> None:
    from banshi.kernel.publication import figures
    from banshi.services.activities.tests.lately import begun

    there = begun(world)
    commands.walk_in(there.ctx("township"), session=there.session, names=("孙奶奶",))
    while figures.fold():
        pass
    assert "到场 1 人次" in page(client, "/activities/statistics/?by=kind")
    assert "红色故事会" in page(client, "/activities/statistics/sessions/?kind=story")
    lines = client.get("/activities/statistics.json?by=unit").json()["lines"]
    assert [line["attended"] for line in lines] == [1, 1]
    assert "total,total,1,1" in client.get("/activities/statistics.csv").content.decode()
    page(client, "/activities/statistics/?by=nonsense&since=x&as_of=1800-01-01")
    assert Who() == Who()
