"""Opening hours: what is understood, in both writings, and what is refused rather than guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.kernel.places.hours import DAY, EVERY_DAY, BadHours, Dates, Hours, Rule, Span, parse

pytestmark = pytest.mark.anydb


class TestHoursInChinese:
    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("周一至周五 8:30-12:00 14:30-17:30", "Mo-Fr 08:30-12:00,14:30-17:30"),
            ("星期一至星期五：8：30—12：00，14：30—17：30", "Mo-Fr 08:30-12:00,14:30-17:30"),
            ("周一到周五上午8:30-12:00，下午2:30-5:30", "Mo-Fr 08:30-12:00,14:30-17:30"),
            ("工作日 8:30-17:30；节假日休息", "Mo-Fr 08:30-17:30; PH off"),
            ("周六、周日及节假日 9:00-16:00", "Sa,Su,PH 09:00-16:00"),
            ("周二至周日 9:00-17:00，周一闭馆", "Tu-Su 09:00-17:00; Mo off"),
            ("5月至9月 每天6:00-22:00；10月至4月 7:00-20:00", "May-Sep 06:00-22:00; Oct-Apr 07:00-20:00"),
            ("2021年6月14日至16日 休息", "2021 Jun 14-2021 Jun 16 off"),
            ("周一三五 9:00-11:00", "Mo,We,Fr 09:00-11:00"),
            ("早8点到晚8点", "08:00-20:00"),
            ("周末 10:00-16:00", "Sa,Su 10:00-16:00"),
            ("全天开放", "24/7"),
            ("每天24小时", "24/7"),
        ],
    )
    def test_mean_the_same_as_in_openstreetmaps_writing(self, said: str, meant: str) -> None:
        assert str(parse(said)) == meant


class TestHoursInOpenStreetMapsWriting:
    @pytest.mark.parametrize(
        "text",
        [
            "24/7",
            "Mo-Fr 08:30-12:00,14:30-17:30; PH off",
            "Mo-We,Fr 09:00-17:00",
            "Fr-Mo 09:00-17:00",
            "20:00-26:00",
            "Nov-Feb 09:00-16:00; Mar-Oct 08:00-20:00",
            "Oct 01-Oct 07 10:00-12:00",
            "2021 Jun 14 off",
            "May Sa,Su 08:00-20:00",
        ],
    )
    def test_stay_as_they_are(self, text: str) -> None:
        assert str(parse(text)) == text

    def test_past_midnight_end_on_the_next_day(self) -> None:
        assert parse("20:00-02:00").rules[0].spans == (Span(20 * 60, 26 * 60),)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "hello",
            "Mo-Fr",
            "Mo 25:00-26:00",
            "Mo 08:70-09:00",
            "Mo 09:00-12:00,11:00-13:00",
            "Mo 09:00-",
            "Feb 30 off",
            "2021 Jun 16-14 off",
            "sunrise-sunset",
            "Mo-Fr 08:30-17:30; Mo-Fr 12:00-13:00 off",
            "周一至周五 看情况",
            "9" * 301,
        ],
    )
    def test_that_are_not_understood_are_refused_with_the_piece(self, text: str) -> None:
        with pytest.raises(BadHours) as refused:
            parse(text)
        assert refused.value.piece in text.replace("至", "-").replace("周一", "Mo").replace("周五", "Fr") or not text


def spans() -> st.SearchStrategy[tuple[Span, ...]]:
    """Up to three spans of a day that do not overlap."""
    edges = st.lists(st.integers(0, DAY // 10 - 1), min_size=0, max_size=6, unique=True).map(sorted)
    return edges.map(lambda at: tuple(Span(a * 10, b * 10) for a, b in zip(at[::2], at[1::2], strict=False)))


def rules() -> st.SearchStrategy[Rule]:
    days = st.sets(st.integers(0, 6), min_size=1).map(frozenset)
    months = st.sets(st.integers(1, 12), max_size=11).map(frozenset)
    dated = st.builds(lambda m, d: Dates((m, d), (m, d)), st.integers(1, 12), st.integers(1, 28))
    plain = st.builds(Rule, spans(), days | st.just(EVERY_DAY), st.booleans(), months)
    return plain | st.builds(lambda rule, dates: Rule(rule.spans, dates=dates), plain, dated)


class TestAnyHours:
    @given(st.lists(rules(), min_size=1, max_size=4).map(lambda given: Hours(tuple(given))))
    def test_read_back_what_they_wrote(self, hours: Hours) -> None:
        if len(str(hours)) <= 300:
            assert parse(str(hours)) == hours
