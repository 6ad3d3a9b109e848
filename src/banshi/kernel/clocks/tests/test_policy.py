"""Rules as dated data: what is accepted, what is refused, and what the petition regulations say."""

from datetime import date, datetime
from pathlib import Path

import pytest

from banshi.kernel.clocks import current, policy
from banshi.kernel.clocks.office import SHANGHAI, OfficeHours
from banshi.kernel.clocks.policy import BadPolicy, NoRule
from banshi.kernel.clocks.rules import RuleKind, Standing, due_of, last_day

pytestmark = pytest.mark.anydb

ONE = """
deadlines:
- code: a.b
  title: {zh: 题, en: title}
  versions:
  - {valid_from: 2020-01-01, kind: working_days, amount: 5, start: next_day, document: 文, article: 条, standing: demo}
"""


class TestTheRulesOfThisHouse:
    def test_settle_a_petition_in_60_days_with_at_most_30_more(self) -> None:
        rule = current.rules().at("petition.completion", date(2023, 1, 4))
        assert (rule.kind, rule.amount, rule.extension) == (RuleKind.CALENDAR_DAYS_ROLL, 60, 30)
        assert (rule.standing, rule.article) == (Standing.VERIFIED, "第三十四条")

    @pytest.mark.parametrize(
        ("code", "until_april_2022", "from_may_2022"),
        [
            ("petition.transfer", "第二十一条第一款", "第二十二条第一款"),
            ("petition.acceptance", "第二十一条第三款、第二十二条第二款", "第二十三条第二款、第三款"),
            ("petition.completion", "第三十三条", "第三十四条"),
            ("petition.review_request", "第三十四条", "第三十五条"),
            ("petition.review", "第三十四条", "第三十五条"),
            ("petition.rereview_request", "第三十五条第一款", "第三十六条第一款"),
            ("petition.rereview", "第三十五条第一款", "第三十六条第一款"),
        ],
    )
    def test_name_the_regulation_in_force_on_the_day(
        self, code: str, until_april_2022: str, from_may_2022: str
    ) -> None:
        before, after = (current.rules().at(code, day) for day in (date(2022, 4, 30), date(2022, 5, 1)))
        assert (before.document[:4], before.article) == ("信访条例", until_april_2022)
        assert (after.document[:6], after.article) == ("信访工作条例", from_may_2022)

    def test_let_a_unit_object_within_five_working_days_only_since_may_2022(self) -> None:
        assert current.rules().at("petition.objection", date(2022, 5, 1)).amount == 5
        with pytest.raises(NoRule):
            current.rules().at("petition.objection", date(2022, 4, 30))

    def test_roll_a_petition_of_august_2021_past_national_day(self) -> None:
        """Accepted on 6 August 2021: the 60th day, 5 October, lies in the holiday; 8 October is worked."""
        rule = current.rules().at("petition.completion", date(2021, 8, 6))
        due = due_of(rule, datetime(2021, 8, 6, 10, tzinfo=SHANGHAI), current.calendar(), OfficeHours())
        assert last_day(due) == date(2021, 10, 8)

    def test_say_where_they_are_only_an_example(self) -> None:
        assert all((rule.standing is Standing.DEMO) == ("示例" in rule.document) for rule in current.rules())

    def test_have_a_chinese_and_an_english_title_and_an_article(self) -> None:
        for rule in current.rules():
            assert rule.title_zh
            assert rule.title_en.isascii()
            assert rule.article


class TestASiteWithItsOwnRules:
    def test_supersedes_an_example_from_a_day_on(self, tmp_path: Path) -> None:
        own = tmp_path / "policy" / "deadlines.yaml"
        own.parent.mkdir()
        own.write_text(
            ONE.replace("a.b", "hotline.reply")
            .replace("2020-01-01", "2027-01-01")
            .replace("standing: demo", "standing: verified"),
            "utf-8",
        )
        assert current.rules().at("hotline.reply", date(2026, 12, 31)).standing is Standing.DEMO
        assert current.rules().at("hotline.reply", date(2027, 1, 1)).amount == 5


class TestABook:
    def test_ends_a_version_where_the_next_begins(self) -> None:
        later = ONE.replace("2020-01-01", "2021-07-01").replace("amount: 5", "amount: 3")
        book = policy.book([*policy.parse(later, "b.yaml"), *policy.parse(ONE, "a.yaml")])
        assert [(each.amount, each.valid_to) for each in book.versions["a.b"]] == [(5, date(2021, 7, 1)), (3, None)]
        assert book.at("a.b", date(2021, 6, 30)).amount == 5
        assert book.at("a.b", date(2021, 7, 1)).amount == 3

    def test_refuses_two_versions_of_one_day(self) -> None:
        with pytest.raises(BadPolicy, match="two versions are valid from 2020-01-01"):
            policy.book([*policy.parse(ONE, "a.yaml"), *policy.parse(ONE.replace("amount: 5", "amount: 6"), "b.yaml")])

    def test_knows_nothing_before_the_first_version_or_of_other_codes(self) -> None:
        book = policy.book(policy.parse(ONE, "a.yaml"))
        for code, day in (("a.b", date(2019, 12, 31)), ("a.c", date(2020, 1, 1))):
            with pytest.raises(NoRule) as refused:
                book.at(code, day)
            assert (refused.value.status, code in str(refused.value)) == (404, True)

    def test_is_read_from_files(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(ONE, "utf-8")
        assert [rule.code for rule in policy.load([tmp_path / "a.yaml"])] == ["a.b"]


class TestAFileThatCannotBeUsed:
    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (ONE, "- [", "not readable as YAML"),
            ("deadlines:", "rules:", "the top must be 'deadlines:'"),
            ("code: a.b", "kode: a.b", "every rule needs a 'code'"),
            ("{zh: 题, en: title}", "题", "'title' needs 'zh' and 'en'"),
            ("  versions:\n", "  editions:\n", "at least one version"),
            ("amount: 5, ", "", "missing ['amount']"),
            ("amount: 5", "amount: 5, amonut: 6", "unknown ['amonut']"),
            ("amount: 5", "amount: 0", "amount must be at least 1"),
            ("amount: 5", "amount: five", "whole number"),
            ("2020-01-01", "January", "valid_from must be a day"),
            ("working_days", "weeks", "'weeks' is not a valid RuleKind"),
            ("next_day", "instant", "start of working_days must be same_day or next_day"),
            ("standing: demo", "standing: demo, valid_to: 2019-01-01", "valid_to must come after"),
            ("standing: demo", "standing: demo, warn: soon", "warn is a list"),
            ("  - {", "  - x\n  - {", "a version is a mapping"),
        ],
    )
    def test_is_refused_with_the_place_and_the_reason(self, old: str, new: str, said: str) -> None:
        text = ONE.replace(old, new)
        assert text != ONE
        with pytest.raises(BadPolicy) as refused:
            policy.parse(text, "deadlines.yaml")
        assert said in str(refused.value)
        assert "deadlines.yaml" in str(refused.value)
