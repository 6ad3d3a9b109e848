"""Days, sums and spans in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from banshi.kernel.web import formatting as f

pytestmark = pytest.mark.anydb
LATE = datetime(2021, 5, 25, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (lambda: f.day(date(2021, 5, 26)), "5月26日 周三", "Wed 26 May"),
        (lambda: f.day(date(2021, 5, 26), year=True), "2021年5月26日 周三", "Wed 26 May 2021"),
        (lambda: f.moment(LATE), "5月26日 周三 02:05", "Wed 26 May, 02:05"),
        (lambda: f.money(123450), "1,234.50 元", "¥1,234.50"),
        (lambda: f.money(-5), "-0.05 元", "¥-0.05"),
        (lambda: f.workdays(1), "1 个工作日", "1 working day"),
        (lambda: f.workdays(3), "3 个工作日", "3 working days"),
        (lambda: f.left(2), "还剩 2 个工作日", "2 working days left"),
        (lambda: f.left(0), "今天到期", "Due today"),
        (lambda: f.left(-3), "已超 3 个工作日", "3 working days over"),
        (lambda: f.count(1795), "1,795", "1,795"),
        (lambda: f.share(0.3694), "36.9%", "36.9%"),
        (lambda: f.size(3_565_158), "3.4 MB", "3.4 MB"),
        (lambda: f.size(12), "12 B", "12 B"),
    ],
)
def test_a_value_reads_in_both_languages(value, chinese, english, monkeypatch):
    monkeypatch.setattr(f, "this_year", lambda: 2021)
    with translation.override("zh-hans"):
        assert value() == chinese
    with translation.override("en"):
        assert value() == english


def test_a_day_of_another_year_says_which(monkeypatch):
    monkeypatch.setattr(f, "this_year", lambda: 2026)
    assert f.day(date(2021, 5, 26)) == "2021年5月26日 周三"
    assert f.moment(LATE) == "2021年5月26日 周三 02:05"
    assert f.day(date(2026, 5, 26)) == "5月26日 周二"


def test_a_moment_is_told_to_machines_with_its_zone():
    assert f.machine(LATE) == "2021-05-26T02:05+08:00"
    assert f.machine(date(2021, 5, 26)) == "2021-05-26"
