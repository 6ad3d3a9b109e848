"""What leaves the house names nobody. All texts, people and numbers here are invented."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banshi.kernel.publication.redaction import KINDS, Kind, Manual, redact

pytestmark = pytest.mark.anydb

MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class TestNumbers:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("打13847712345找我", "打〔电话〕找我"),
            ("１３８ ４７７１ ２３４５", "〔电话〕"),
            ("138-4771-2345/13947712345", "〔电话〕/〔电话〕"),
            ("+86 13847712345", "+86 〔电话〕"),
            ("8613847712345", "86〔电话〕"),
            ("1\u200b3847712345", "〔电话〕"),
            ("一三八四七七一二三四五", "〔电话〕"),
            ("座机0477-8581234转802", "座机〔电话〕"),
            ("(0477)8581234", "〔电话〕"),
            ("联系电话:8581234。", "联系电话:〔电话〕。"),
            ("身份证150627198003051228", "身份证〔身份证号〕"),
            ("150627 19800305 122X", "〔身份证号〕"),
            ("150627800305122", "〔身份证号〕"),
            ("15069919900307002X", "〔身份证号〕"),  # of a region that never was
            ("卡号6222 0212 3456 7890 128", "卡号〔银行卡号〕"),
            ("a.b-1@mail.example.cn", "〔邮箱〕"),
            ("QQ:123456789", "QQ:〔QQ号〕"),
            ("微信号abc_12345", "微信号〔微信号〕"),
            ("加vx zhang2021", "加vx 〔微信号〕"),
            ("蒙KD12345乱停", "〔车牌〕乱停"),
            ("蒙A·1234学", "〔车牌〕"),
            ("1980年3月5日出生", "〔出生日期〕出生"),
            ("生于1980-03-05", "生于〔出生日期〕"),
        ],
    )
    def test_are_taken_out(self, written: str, shown: str) -> None:
        assert redact(written).text == shown

    @pytest.mark.parametrize(
        "text",
        [
            "2021-05-26 10:30停电两小时",
            "编号210526-7KX4QM",
            "国发〔2021〕13号文件第5条",
            "补贴3200元,面积2711亩,投资850000元",
            "请拨打12345、110、119",
            "K305次列车,15路公交",
            "统计到2021年5月26日共1795件",
            "气温零下二十三度",
            "G18高速160公里处",
        ],
    )
    def test_of_other_things_stay(self, text: str) -> None:
        assert redact(text).text == text


class TestAddresses:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("阳光小区5号楼2单元301室漏水", "阳光小区〔住址〕漏水"),
            ("幸福家园12-3-402没有暖气", "幸福家园〔住址〕没有暖气"),
            ("我家住西里村3组12号,路不好走", "我家住〔住址〕,路不好走"),
            ("三单元五楼的灯", "〔住址〕的灯"),
        ],
    )
    def test_of_a_home_are_taken_out(self, written: str, shown: str) -> None:
        assert redact(written).text == shown

    @pytest.mark.parametrize("text", ["建设路12号门前井盖坏了", "3号楼电梯停了", "西里村三组的水渠", "一中附近"])
    def test_of_a_public_problem_stay(self, text: str) -> None:
        assert redact(text).text == text

    def test_that_are_known_are_taken_out_however_spaced(self) -> None:
        assert redact("就在西里村 东头", addresses=["西里村东头"]).text == "就在〔住址〕"


class TestNames:
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("我叫张建国,住在村里", "我叫〔姓名〕,住在村里"),
            ("村民李大山反映", "村民〔姓名〕反映"),
            ("本人王芳", "本人〔姓名〕"),
            ("我父亲赵铁柱住院", "我父亲〔姓名〕住院"),
            ("张强书记说再等等", "〔姓名〕书记说再等等"),
        ],
    )
    def test_that_the_words_around_give_away_are_taken_out(self, written: str, shown: str) -> None:
        assert redact(written).text == shown

    @pytest.mark.parametrize(
        "text",
        [
            "村民高度关注此事,业主多次反映",
            "居民何时能用上水",
            "业主马上就要入住",
            "群众安全得不到保障",
            "王主任说再等等,老师们很好",
            "村民张某、李某某",
            "负责人没有来",
            "我母亲患病住院",
        ],
    )
    def test_are_not_seen_where_there_are_none(self, text: str) -> None:
        assert redact(text).text == text

    def test_that_are_known_are_taken_out_everywhere(self) -> None:
        shown = redact("那日苏和 娜 仁 去过,那日苏说没人管", names=["那日苏", "娜仁"])
        assert shown.text == "〔姓名〕和 〔姓名〕 去过,〔姓名〕说没人管"

    def test_may_be_kept_by_staff_but_numbers_never(self) -> None:
        shown = redact("张强书记电话13847712345", keep=["张强", "13847712345"])
        assert shown.text == "张强书记电话〔电话〕"


class TestTheRecordOfWhatWasTakenOut:
    def test_holds_original_kind_and_reason_in_the_order_of_the_text(self) -> None:
        gone = redact("我叫张建国,打13847712345").removed
        assert [(item.kind, item.original) for item in gone] == [(Kind.NAME, "张建国"), (Kind.PHONE, "13847712345")]
        assert all(str(item.reason) for item in gone)

    def test_holds_the_reason_that_staff_gave(self) -> None:
        shown = redact("他家有 残疾 人,残疾证", manual=[Manual("残疾", "健康状况")])
        assert shown.text == "他家有 〔隐去〕 人,〔隐去〕证"
        assert {str(item.reason) for item in shown.removed} == {"健康状况"}

    @settings(max_examples=300, deadline=None)
    @given(st.text(alphabet="电话1380 4771２３-一三八零幺微信QQ:号村民张建国单元室〔〕蒙Kab@c.com", max_size=60))
    def test_puts_the_text_together_again(self, text: str) -> None:
        shown = redact(text, names=["张建国"], manual=[Manual("单元室", "住处")])
        gone = iter(shown.removed)
        assert "".join(next(gone).original if segment.kind else segment.text for segment in shown.segments) == text


class TestRedacting:
    @settings(max_examples=300, deadline=None)
    @given(st.text(alphabet="电话1380 4771２３-一三八零幺微信QQ:号村民张建国单元室〔〕蒙Kab@c.com", max_size=60))
    def test_twice_changes_nothing(self, text: str) -> None:
        once = redact(text, names=["张建国"]).text
        assert redact(once, names=["张建国"]).text == once

    @settings(max_examples=300, deadline=None)
    @given(
        st.text(alphabet="他在0123456789 －-３", max_size=12),
        st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        st.sampled_from(["", " ", "-", "·", "\u200b"]),
        st.text(alphabet="他在楼abc -", max_size=12),
    )
    def test_leaves_no_digit_run_of_phone_shape(self, before: str, phone: str, joint: str, after: str) -> None:
        shown = redact(f"{before}电话{joint.join(phone)}{after}").text
        bare = re.sub(r"[ \-·\u200b]", "", unicodedata.normalize("NFKC", shown))
        assert phone not in bare
        assert not MOBILE.search(unicodedata.normalize("NFKC", shown))

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=200))
    def test_never_makes_a_text_much_longer(self, text: str) -> None:
        assert len(redact(text).text) <= 3 * len(text) + max(len(kind.mark) for kind in KINDS.values())

    def test_takes_a_text_of_a_hundred_kilobytes(self) -> None:
        assert "13847712345" not in redact("路灯不亮,电话13847712345。" * 1500).text
