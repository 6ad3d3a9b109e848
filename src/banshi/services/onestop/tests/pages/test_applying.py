"""Alice fills in the one form, over two days and on two devices."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from banshi.kernel.forms.drafts import draft_of
from banshi.kernel.testing.people import World
from banshi.services.onestop.models import Case, Material
from banshi.services.onestop.queries.cases import view
from banshi.services.onestop.tests.lately import prepared_now
from banshi.services.onestop.tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db
APPLY = "/onestop/p/moving/apply/"


def paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", b"%PDF-1.7\n%%EOF\n")


def filled(**given: Any) -> dict[str, Any]:
    """Everything that the form asks for, as a browser sends it."""
    plain = {
        "wish-taken": ["parking"],
        "name": "阿丽玛",
        "garden": "no",
        "contract": paper("合同"),
        "plate": "蒙K12345",
        "photo": paper("照片"),
        "wish-way": "window",
        "wish-consent": "on",
    }
    return {**plain, **given}


@pytest.fixture(autouse=True)
def published(world: World) -> None:
    prepared_now(world)


class TestWhoeverLooks:
    def test_sees_what_can_be_done_and_what_it_takes(self, browser: Browser) -> None:
        page = browser("anonymous").get("/onestop/p/moving/").content.decode()
        for words in ("搬家一件事", "办房产证", "住建", "5 个工作日", "示例文件 第二条", "以前要跑 4 趟", "购房合同"):
            assert words in page
        assert page.count("<svg class=") >= 2

    def test_does_not_see_steps_that_only_undo_others(self, browser: Browser) -> None:
        assert "注销房产证" not in browser("anonymous").get("/onestop/p/moving/").content.decode()

    def test_takes_the_way_home_as_bpmn(self, browser: Browser) -> None:
        answer = browser("anonymous").get("/onestop/p/moving/way.bpmn")
        assert 'filename="moving-1.bpmn"' in answer["Content-Disposition"]
        assert 'name="办房产证"' in answer.content.decode()

    def test_signs_in_to_fill_in_the_form(self, browser: Browser) -> None:
        answer = browser("anonymous").get(APPLY)
        assert answer.status_code == 302
        assert "/sign-in/" in answer["Location"]


class TestTheForm:
    def test_is_sent_once_for_all_departments(self, browser: Browser, world: World) -> None:
        answer = browser("alice").post(APPLY, filled())
        case = Case.objects.get()
        assert answer["Location"] == reverse("onestop:case", args=[case.number])
        assert case.owner_id == world.people["alice"].id
        assert set(Material.objects.values_list("code", flat=True)) == {"contract", "photo"}

    def test_asks_each_question_once(self, browser: Browser) -> None:
        page = browser("alice").get(APPLY).content.decode()
        for name in ("name", "garden", "contract", "plate", "photo"):
            assert page.count(f'for="id_{name}"') + page.count(f'for="id_{name}_0"') == 1

    def test_does_not_ask_what_only_an_item_left_out_needs(self, browser: Browser, world: World) -> None:
        alice = browser("alice")
        page = alice.post(APPLY, {"_again": "items", "name": "阿丽玛"}).content.decode()
        assert "车牌号" not in page
        assert 'value="阿丽玛"' in page
        alice.post(APPLY, filled(**{"wish-taken": []}))
        found = view(world.actor("alice"), Case.objects.get().number, world.ctx("alice").now)
        assert "parking" not in {step.code for step in found.steps}

    def test_says_what_is_missing_and_loses_nothing(self, browser: Browser) -> None:
        answer = browser("alice").post(APPLY, filled(name="", plate="蒙K99999"))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "请填写这一项" in page
        assert "蒙K99999" in page
        assert not Case.objects.exists()

    def test_is_not_taken_without_consent(self, browser: Browser) -> None:
        answer = browser("alice").post(APPLY, filled(**{"wish-consent": ""}))
        assert answer.status_code == 422
        assert "请先同意各部门" in answer.content.decode()
        assert not Case.objects.exists()

    def test_wants_an_address_for_the_post(self, browser: Browser) -> None:
        answer = browser("alice").post(APPLY, filled(**{"wish-way": "post"}))
        assert answer.status_code == 422
        assert "请写收件地址" in answer.content.decode()

    def test_sent_twice_is_one_case(self, browser: Browser) -> None:
        alice = browser("alice")
        for _time in range(2):
            alice.post(APPLY, filled(idempotency_key="once-and-only"))
        assert Case.objects.count() == 1


class TestADraft:
    def test_is_gone_on_with_on_another_device(self, browser: Browser, world: World) -> None:
        browser("alice").post(APPLY, {"_save": "1", "name": "阿丽玛", "contract": paper("合同")})
        page = browser("alice").get(APPLY).content.decode()
        assert 'value="阿丽玛"' in page
        assert "合同.pdf" in page
        assert "车牌号" not in page
        assert "接着填" in browser("alice").get("/onestop/mine/").content.decode()

    def test_is_only_for_whoever_kept_it(self, browser: Browser) -> None:
        browser("alice").post(APPLY, {"_save": "1", "name": "阿丽玛"})
        assert "阿丽玛" not in browser("bao").get(APPLY).content.decode()

    def test_is_let_go_once_it_is_sent(self, browser: Browser, world: World) -> None:
        alice = browser("alice")
        alice.post(APPLY, {"_save": "1", "name": "阿丽玛"})
        alice.post(APPLY, filled())
        assert draft_of(world.people["alice"].id, "onestop.moving") is None

    def test_can_be_thrown_away(self, browser: Browser, world: World) -> None:
        alice = browser("alice")
        alice.post(APPLY, {"_save": "1", "name": "阿丽玛"})
        alice.post("/onestop/p/moving/discard/")
        assert draft_of(world.people["alice"].id, "onestop.moving") is None
