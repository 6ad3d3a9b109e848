"""When a year's holiday notice appears, and what the console says of calendar and deadlines."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from banshi.kernel.clocks import operations, queries
from banshi.kernel.clocks.apps import past_rules_unchanged
from banshi.kernel.clocks.commands import NothingToRecompute, changes, recompute
from banshi.kernel.clocks.models import Clock, ClockKind, RuleVersion
from banshi.kernel.clocks.tests.conftest import MATTER, Units, at, context, do
from banshi.kernel.ledger.models import Entry
from banshi.kernel.ledger.record import Subject

pytestmark = pytest.mark.django_db
S = str(MATTER)

NOTICE = {
    "year": 2027,
    "papers": ["https://www.gov.cn/zhengce/zhengceku/202611/content_0000000.htm"],
    "off": {"元旦": ["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"], "春节": ["2027-02-05", "2027-02-08"]},
    "work": {"元旦": ["2027-01-09"]},
}


def published(settings: Any, folder: Path) -> None:
    """The notice for 2027 (invented here) is put into the site's folder, and the house restarted."""
    (folder / "calendar").mkdir(parents=True)
    (folder / "calendar" / "2027.json").write_text(json.dumps(NOTICE), "utf-8")
    settings.DATA_DIR = folder


def console(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


class TestWhenTheNoticeAppears:
    @pytest.fixture
    def begun(self, settings: Any, tmp_path: Path) -> None:
        do("2026-12-28 09:00", operations.start, rule="hotline.reply")  # provisional: 7 January 2027
        do("2026-12-28 09:00", operations.start, Subject("requests", "early", "150627"), rule="hotline.reply_question")
        do("2026-12-28 09:00", operations.start, Subject("requests", "done", "150627"), rule="hotline.reply")
        do("2026-12-29 09:00", operations.meet, Subject("requests", "done", "150627"), rule="hotline.reply")
        assert queries.of(S)[0].provisional
        published(settings, tmp_path / "site")

    def test_open_deadlines_that_reach_into_the_year_are_listed(self, begun: None) -> None:
        (change,) = changes(2027)
        assert (change.subject, change.provisional) == (S, False)
        assert change.calendar_before.startswith("2026+2027p:")
        assert change.calendar.startswith("2026+2027:")

    def test_they_are_set_anew_on_the_record(self, begun: None) -> None:
        recompute(context("2026-12-30 09:00"), subject=S, county="150627")
        clock = queries.of(S)[0]
        assert (clock.last_day, clock.provisional) == (date(2027, 1, 8), False)  # 4 January became a day off
        entry = Entry.objects.filter(subject=S).latest("id")
        assert entry.kind == "clocks.recomputed"
        (told,) = json.loads(entry.body)["deadlines"]
        assert (told["due_before"], told["due"]) == ("2027-01-08T00:00:00+08:00", "2027-01-09T00:00:00+08:00")

    def test_a_second_time_nothing_is_left_to_do(self, begun: None) -> None:
        recompute(context("2026-12-30 09:00"), subject=S, county="150627")
        assert list(changes(2027)) == []
        before = Entry.objects.count()
        with pytest.raises(NothingToRecompute):
            recompute(context("2026-12-30 09:00"), subject=S, county="150627")
        assert Entry.objects.count() == before

    def test_a_paused_clock_follows_and_stays_paused(self, units: Units, settings: Any, tmp_path: Path) -> None:
        do("2026-12-28 09:00", operations.start, rule="hotline.reply", kind=ClockKind.UNIT, holder_id=units.water)
        do("2026-12-29 09:00", operations.pause, rule="hotline.reply", reason="等待鉴定")
        published(settings, tmp_path / "site")
        recompute(context("2026-12-30 09:00"), subject=S, county="150627")
        clock = Clock.objects.get()
        assert (clock.running_due, clock.provisional) == (None, False)
        assert clock.paused_at == at("2026-12-29 09:00")

    def test_the_console_lists_first_and_changes_only_when_told(self, begun: None) -> None:
        entries = Entry.objects.count()
        listed = console("clocks_recompute", year=2027, dry_run=True)
        assert f"{S}  hotline.reply  2027-01-07 → 2027-01-08" in listed
        assert "1 个时限受影响,其中 1 个截止时间改变" in listed
        assert Entry.objects.count() == entries
        assert "已重算 1 件" in console("clocks_recompute", year=2027)
        assert Entry.objects.count() == entries + 1


class TestTheConsole:
    def test_prints_a_year_with_its_paper(self) -> None:
        told = console("clocks_calendar", "2026")
        assert "2026:" in told
        assert "248 个工作日" in told
        assert "content_7047091" in told
        assert "调休上班  01-04 周日 元旦" in told

    def test_says_that_a_year_is_provisional(self) -> None:
        assert "暂定" in console("clocks_calendar", "2027")

    def test_explains_a_deadline_day_by_day(self) -> None:
        told = console("clocks_explain", rule="petition.completion", start="2021-08-06T10:00")
        assert "信访条例(国务院令第431号) 第三十三条" in told
        assert "  60  2021-10-05  国庆节放假" in told
        assert "休息日后第一个工作日，期满" in told
        assert "最后一日 2021-10-08  截止 2021-10-09 00:00" in told

    @pytest.mark.parametrize(
        ("words", "options", "said"),
        [
            ("clocks_calendar", {"year": 2061}, "outside the calendar"),
            ("clocks_explain", {"rule": "no.rule", "start": "2021-05-26"}, "there are: .*hotline.contact"),
            ("clocks_explain", {"rule": "hotline.reply", "start": "26 May"}, "Invalid isoformat"),
            ("clocks_explain", {"rule": "hotline.reply", "start": "2004-05-26"}, "hotline.reply"),
            ("clocks_explain", {"rule": "hotline.reply", "start": "2060-12-30"}, "outside the calendar"),
        ],
    )
    def test_says_what_is_wrong(self, words: str, options: dict[str, Any], said: str) -> None:
        arguments = [str(options.pop("year"))] if "year" in options else []
        with pytest.raises(CommandError, match=said):
            console(words, *arguments, **options)


class TestTheCheckBeforeMigrating:
    def test_reports_a_rule_that_was_edited_after_its_first_use(self) -> None:
        RuleVersion.objects.create(code="hotline.reply", valid_from=date(2005, 1, 1), digest="0" * 64)
        (problem,) = past_rules_unchanged(databases=["default"])
        assert problem.id == "clocks.E001"
        assert "hotline.reply" in str(problem.msg)

    def test_says_nothing_without_a_database(self) -> None:
        assert past_rules_unchanged() == []
        assert connection.alias == "default"
