"""Taking a request down for somebody on the phone, and the looks that opening a record leaves."""

from typing import Any

import pytest

from banshi.kernel.access.models import Look
from banshi.kernel.testing.people import VILLAGE, World
from banshi.services.requests.models import Request
from banshi.services.requests.tests.desk.conftest import At
from banshi.services.requests.tests.way import Way

pytestmark = pytest.mark.django_db


def call(**other: Any) -> dict[str, Any]:
    return {"text": "门口路灯坏了。", "area": VILLAGE, "phone": "13800138001", "channel": "phone", **other}


class TestACaller:
    def test_who_is_registered_is_found_by_number_and_sees_who_looked(self, world: World, at: At) -> None:
        page = at("clerk").post("desk_new", **call(lookup="1")).content.decode()
        assert "阿丽玛 138****8001" in page
        assert not Request.objects.exists()
        assert Look.objects.filter(person_id=world.people["alice"].id, action="requests.take_down").exists()

    def test_who_is_chosen_owns_the_request(self, world: World, at: At) -> None:
        page = at("clerk").post("desk_new", **call(resident=world.people["alice"].id)).content.decode()
        made = Request.objects.get()
        assert made.resident_id == world.people["alice"].id
        assert made.channel == "phone"
        assert made.number in page

    def test_who_is_unknown_gets_number_and_code_read_out(self, world: World, at: At) -> None:
        page = at("clerk").post("desk_new", **call(phone="13900139000", name="老王")).content.decode()
        assert Request.objects.get().number in page
        assert "查询码" in page

    def test_cannot_be_another_person_by_guessing(self, world: World, at: At) -> None:
        answer = at("clerk").post("desk_new", **call(resident=world.people["bao"].id))
        assert answer.status_code == 422
        assert not Request.objects.exists()

    def test_with_nothing_said_is_asked_again(self, world: World, at: At) -> None:
        answer = at("clerk").post("desk_new", **call(text=" ", phone="12"))
        assert answer.status_code == 422
        assert "请写下您要反映的事情" in answer.content.decode()

    @pytest.mark.parametrize("who", ["handler", "township", "leader", "inspector", "alice"])
    def test_is_not_taken_down_by_other_posts(self, world: World, at: At, who: str) -> None:
        assert at(who).post("desk_new", **call()).status_code == 403
        assert not Request.objects.exists()


class TestOpeningARecord:
    def test_leaves_a_look_that_its_owner_sees(self, way: Way, at: At) -> None:
        at("clerk").page("desk_case", way.number)
        look = Look.objects.get()
        assert (look.person_id, look.action) == (way.world.people["alice"].id, "requests.read")

    def test_is_kept_from_who_may_not_and_offers_the_way_with_a_reason(self, way: Way, at: At) -> None:
        answer = at("roads").get("desk_case", way.number)
        assert answer.status_code == 404
        assert not Look.objects.exists()
        assert f"/sign-in/open/?subject=requests:{way.number}" in answer.content.decode()
