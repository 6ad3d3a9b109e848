"""What people read of deadlines, in Chinese and English."""

from datetime import date, datetime

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from banshi.kernel.clocks import current, words
from banshi.kernel.clocks.calendar import official
from banshi.kernel.clocks.models import HoldKind
from banshi.kernel.clocks.office import SHANGHAI
from banshi.kernel.clocks.remaining import Left, Remaining
from banshi.kernel.clocks.rules import Deadline, explain
from banshi.kernel.clocks.templatetags.clocks import explain_deadline, hold_kind, time_left
from banshi.kernel.clocks.tests.conftest import at
from banshi.kernel.clocks.views import ClockView

pytestmark = pytest.mark.anydb


def deadline(code: str, start: str, extra: int = 0) -> Deadline:
    started = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    rule = current.rules().at(code, started.date())
    return explain(rule, started, current.calendar(), current.office(), extra=extra)


class TestWhatIsLeft:
    @pytest.mark.parametrize(
        ("left", "chinese", "english"),
        [
            (Remaining(Left.LEFT, days=1), "还剩 1 个工作日", "1 working day left"),
            (Remaining(Left.LEFT, days=2), "还剩 2 个工作日", "2 working days left"),
            (Remaining(Left.LEFT, hours=5), "还剩 5 小时", "5 hours left"),
            (Remaining(Left.TODAY), "今天到期", "Due today"),
            (Remaining(Left.OVER, days=3), "已超期 3 个工作日", "3 working days overdue"),
            (Remaining(Left.OVER), "已超期", "Overdue"),
        ],
    )
    def test_is_said_in_both_languages(self, left: Remaining, chinese: str, english: str) -> None:
        assert words.left_words(left) == chinese
        with translation.override("en"):
            assert words.left_words(left) == english

    def test_is_said_of_a_clock(self) -> None:
        made = deadline("hotline.reply", "2021-05-24T09:00")
        clock = ClockView(
            1,
            "requests:1",
            "150627",
            "resident",
            made.rule,
            made.started,
            made.due,
            None,
            0,
            "",
            False,
            None,
            None,
            None,
        )
        assert time_left(clock, at("2021-05-31 10:00")) == "还剩 2 个工作日"
        assert clock.overdue(at("2021-06-03 00:00"))


class TestPeriodsAndSources:
    def test_are_said_with_what_was_added(self) -> None:
        rule = current.rules().at("petition.completion", date(2023, 1, 4))
        assert words.period_words(rule) == "60 日，期满遇休息日顺延"
        assert words.period_words(rule, 20) == "60 日，期满遇休息日顺延（已延长 20）"
        assert words.period_words(current.rules().at("hotline.sign", date(2023, 1, 4))) == "6 个工作小时"

    def test_say_that_an_example_is_one(self) -> None:
        assert words.source_words(current.rules().at("hotline.reply", date(2023, 1, 4))).endswith("[示例]")
        assert "示例" not in words.source_words(current.rules().at("petition.review", date(2023, 1, 4)))

    def test_have_an_english_title(self) -> None:
        rule = current.rules().at("petition.completion", date(2023, 1, 4))
        assert words.title_words(rule) == "信访事项办结"
        with translation.override("en"):
            assert words.title_words(rule) == "Settling a petition"

    def test_name_every_kind_of_holding(self) -> None:
        assert [hold_kind(kind) for kind in HoldKind.values] == ["办理", "未签收", "退回前滞留", "等待转办"]


class TestTheDaysOfADeadline:
    def test_say_why_they_count_or_not(self) -> None:
        told = {mark.day.date: words.day_words(mark) for mark in deadline("hotline.reply", "2026-09-30T10:00").days}
        assert told[date(2026, 9, 30)] == "起算当日，不计入"
        assert told[date(2026, 10, 3)] == "国庆节放假，不计入"
        assert told[date(2026, 10, 8)] == "工作日"
        assert told[date(2026, 10, 10)] == "国庆节调休上班"
        assert told[date(2026, 10, 11)] == "周末，不计入"

    def test_name_both_festivals_of_a_shared_holiday_in_english(self) -> None:
        with translation.override("en"):
            assert words.kind_words(official().day(date(2020, 10, 8))) == "National Day and Mid-Autumn Festival holiday"
            assert words.kind_words(official().day(date(2027, 5, 3))) == "in lieu of Labour Day"


class TestTheExplanation:
    def test_shows_rule_article_days_and_calendar(self) -> None:
        made = deadline("petition.acceptance", "2020-01-10T09:00")
        shown = render_to_string("clocks/explain.html", explain_deadline(made, made.calendar_version))
        for part in ("书面告知是否受理", "第二十一条第三款", "春节放假", made.calendar_version, "15 日"):
            assert part in shown
        assert "暂定" not in shown
        assert shown.count("<li") == len(made.days)

    def test_says_when_it_is_provisional_or_out_of_date(self) -> None:
        made = deadline("hotline.reply", "2026-12-28T10:00")
        shown = render_to_string("clocks/explain.html", explain_deadline(made, "2026:00000000"))
        assert "暂定" in shown
        assert "有了变化" in shown

    def test_is_complete_in_english(self) -> None:
        made = deadline("hotline.reply", "2026-12-28T10:00", extra=2)
        with translation.override("en"):
            shown = render_to_string("clocks/explain.html", explain_deadline(made))
        chinese = {character for character in shown if "\u4e00" <= character <= "\u9fff"}
        assert chinese <= set(words.source_words(made.rule))  # the document's own name stays as it is
