"""The page of a form: asked as the answers go, nothing that was typed is lost, nothing taken without consent."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from PIL import Image

from banshi.kernel.forms import files
from banshi.kernel.forms.answers import check
from banshi.kernel.forms.prefill import Prefill, held
from banshi.kernel.forms.render import Sheet, Wish, answers_of, blank_sheet, posted_sheet
from banshi.kernel.forms.tests.papers import MOTHER_ID, TODAY, answered, newborn, of
from banshi.kernel.forms.words import told

MASKED = "152***********0029"


def drawn(sheet: Sheet) -> str:
    return render_to_string("forms/sheet.html", {"sheet": sheet})


def sent(page: str, **changes: object) -> QueryDict:
    """What a browser without a script sends from this page, with some fields filled in and a button pressed."""
    post = QueryDict(mutable=True)
    for tag in re.findall(r"<input[^>]*>", page):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") == "file" or (said.get("type") in {"radio", "checkbox"} and "checked" not in tag):
            continue
        post.appendlist(said["name"], said.get("value", "on" if said.get("type") == "checkbox" else ""))
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page):
        post.appendlist(name, value)
    for name, value in changes.items():
        post.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return post


def photo(name: str = "宝宝.png") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def taken_in() -> str:
    """The word of a photograph that was sent."""
    sheet = posted_sheet(newborn(), QueryDict("_again=1"), MultiValueDict({"photo": [photo()]}))
    return sheet.answers["photo"][0]


class TestAPage:
    pytestmark = pytest.mark.anydb

    def test_shows_what_is_asked_now_and_asks_further_when_it_is_told_to(self) -> None:
        first = blank_sheet(newborn())
        assert "delivery" not in first.fields
        page = drawn(first)
        assert "更新后面的问题" in page
        again = posted_sheet(newborn(), sent(page, card="yes", _again="1"), today=TODAY)
        assert again.wish is Wish.AGAIN
        assert "delivery" in again.fields
        assert again.summary == []

    def test_asks_the_server_anew_only_for_answers_on_which_others_depend(self) -> None:
        page = drawn(blank_sheet(newborn()))
        asking = {
            name for tag in re.findall(r"<input[^>]*hx-post[^>]*>", page) for name in re.findall(r'name="([^"]+)"', tag)
        }
        assert asking == {"card", "babies-0-early"}
        assert "style=" not in page
        assert "<script" not in page

    def test_names_everything_that_is_wrong_beside_the_field_and_above(self) -> None:
        sheet = posted_sheet(
            newborn(), sent(drawn(blank_sheet(newborn())), mother_name="乌兰", mother_id="123"), today=TODAY
        )
        assert not sheet.sound
        named = {id_: message for id_, _title, message in sheet.summary}
        assert {"id_mother_id", "id_phone", "id_babies-0-name", "id_card", "id_agree"} <= set(named)
        page = drawn(sheet)
        assert 'value="乌兰"' in page
        assert 'value="123"' in page
        assert page.count("field-wrong") == len(named)

    def test_is_sound_when_everything_asked_was_answered(self) -> None:
        page = drawn(blank_sheet(newborn(), answered()))
        sheet = posted_sheet(newborn(), sent(page), today=TODAY)
        assert sheet.sound
        assert sheet.checked == check(newborn(), answered(), today=TODAY)

    def test_gives_back_the_answers_it_was_drawn_from(self) -> None:
        given = check(
            newborn(), answered(card=True, delivery="post", address="阿勒腾席热镇\n3 号"), today=TODAY
        ).answers
        again = answers_of(sent(drawn(blank_sheet(newborn(), given))), newborn())
        assert check(newborn(), again, today=TODAY).answers == given

    def test_keeps_what_was_typed_for_a_question_that_is_not_asked_any_more(self) -> None:
        page = drawn(blank_sheet(newborn(), answered(card=True, delivery="post", address="阿勒腾席热镇 3 号")))
        without = posted_sheet(newborn(), sent(page, card="no", _again="1"))
        assert "address" not in without.fields
        assert "阿勒腾席热镇" not in drawn(without)
        back = posted_sheet(newborn(), sent(drawn(without), card="yes", _again="1"))
        assert back.answers["address"] == "阿勒腾席热镇 3 号"
        assert check(newborn(), without.answers, today=TODAY).answers.get("address") is None

    def test_takes_one_part_more_and_one_less_without_losing_the_others(self) -> None:
        page = drawn(blank_sheet(newborn(), answered()))
        more = posted_sheet(newborn(), sent(page, _add="babies"))
        assert len(more.answers["babies"]) == 2
        filled = posted_sheet(newborn(), sent(drawn(more), babies__1__name="小暑", _again="1"))
        less = posted_sheet(newborn(), sent(drawn(filled), _drop="babies:0"))
        assert [baby["name"] for baby in less.answers["babies"]] == ["小暑"]

    def test_reads_full_width_digits_as_digits(self) -> None:
        form = of("code: n, kind: integer, title: 几, max: 30", "code: day, kind: date, title: 哪天")
        assert answers_of(QueryDict("n=１２&day=２０２１-０５-２６"), form) == {"n": 12, "day": "2021-05-26"}


class TestAnIdentityNumber:
    pytestmark = pytest.mark.anydb

    def test_is_never_shown_whole_and_comes_back_whole(self) -> None:
        page = drawn(blank_sheet(newborn(), answered()))
        assert MOTHER_ID not in page
        assert MASKED in page
        assert answers_of(sent(page), newborn())["mother_id"] == MOTHER_ID

    def test_is_the_new_one_as_soon_as_the_field_is_written_over(self) -> None:
        page = drawn(blank_sheet(newborn(), answered()))
        assert answers_of(sent(page, mother_id="15272719900312"), newborn())["mother_id"] == "15272719900312"

    def test_cannot_be_had_by_writing_the_mask_alone(self) -> None:
        assert answers_of(QueryDict(f"mother_id={MASKED}"), newborn())["mother_id"] == MASKED
        assert not check(newborn(), answered(mother_id=MASKED), today=TODAY).sound

    def test_is_masked_where_answers_are_told(self) -> None:
        said = {line.code: line.words for line in told(newborn(), answered(card=True, delivery="post", address="某处"))}
        assert said["mother_id"] == MASKED
        assert said["delivery"] == "邮寄"
        assert said["babies"] == "1 份"


class TestAFile:
    pytestmark = pytest.mark.anydb

    def test_stays_when_something_else_is_wrong_and_goes_when_it_is_taken_away(self) -> None:
        word = taken_in()
        page = drawn(blank_sheet(newborn(), answered(photo=[word], mother_name=None)))
        assert "宝宝.png" in page
        wrong = posted_sheet(newborn(), sent(page), today=TODAY)
        assert [files.kept(each).name for each in wrong.answers["photo"]] == ["宝宝.png"]
        gone = posted_sheet(newborn(), sent(page, _drop="photo:0"))
        assert "photo" not in gone.answers

    def test_that_is_refused_is_named_beside_its_field(self) -> None:
        bad = SimpleUploadedFile("run.exe", b"MZ" + b"\0" * 100)
        page = sent(drawn(blank_sheet(newborn(), answered())))
        sheet = posted_sheet(newborn(), page, MultiValueDict({"photo": [bad]}), today=TODAY)
        assert not sheet.sound
        assert "photo" in sheet.faults

    def test_cannot_be_made_up_or_changed(self) -> None:
        word = taken_in()
        assert files.kept(word) is not None
        assert files.kept(word[:-6] + "AAAA==") is None
        post = sent(drawn(blank_sheet(newborn(), answered())))
        post.setlist("photo-kept", [word[:-6] + "AAAA=="])
        assert "photo" not in answers_of(post, newborn())


OFFER = Prefill("mother_name", "乌兰其其格", "您登记的姓名")
PHONE = Prefill("phone", "+8613800138001", "您登录用的手机号")


class TestWhatIsHeldAlready:
    pytestmark = pytest.mark.anydb

    def test_is_shown_with_its_source_and_fills_nothing_by_itself(self) -> None:
        sheet = blank_sheet(newborn(), offers=[OFFER])
        page = drawn(sheet)
        assert "乌兰其其格" in page
        assert "您登记的姓名" in page
        assert "mother_name" not in sheet.answers
        sent_so = posted_sheet(newborn(), sent(page), offers=[OFFER], today=TODAY)
        assert "mother_name" in sent_so.faults
        assert sent_so.taken == ()

    def test_is_taken_over_where_the_person_agrees_and_that_is_known(self) -> None:
        page = drawn(blank_sheet(newborn(), offers=[OFFER, PHONE]))
        agreed = posted_sheet(
            newborn(), sent(page, _take=["mother_name", "phone"], _again="take"), offers=[OFFER, PHONE]
        )
        assert agreed.answers["mother_name"] == "乌兰其其格"
        later = posted_sheet(newborn(), sent(drawn(agreed)), offers=[OFFER, PHONE], today=TODAY)
        assert later.taken == ("mother_name", "phone")
        other = posted_sheet(newborn(), sent(drawn(agreed), mother_name="乌兰"), offers=[OFFER, PHONE], today=TODAY)
        assert other.taken == ("phone",)

    def test_does_not_write_over_what_was_typed(self) -> None:
        page = drawn(blank_sheet(newborn(), offers=[OFFER]))
        both = posted_sheet(newborn(), sent(page, mother_name="乌兰", _take="mother_name"), offers=[OFFER], today=TODAY)
        assert both.answers["mother_name"] == "乌兰"


class TestTheRegister:
    def test_offers_what_the_form_asks_for_and_nobody_elses(self, world) -> None:
        mine = held(newborn(), world.people["alice"].id)
        assert [(each.code, each.value) for each in mine] == [("mother_name", "阿丽玛"), ("phone", "+8613800138001")]
        assert held(of("code: x, kind: text, title: 甲"), world.people["alice"].id) == ()

    def test_lets_areas_be_chosen_from_the_county(self, world) -> None:
        form = of("code: home, kind: area, title: 住址")
        page = drawn(blank_sheet(form))
        assert "门克庆嘎查" in page
        assert "准格尔旗" not in page
