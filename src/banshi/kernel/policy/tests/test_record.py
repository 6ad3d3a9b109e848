"""What was in force stays: recorded once, compared at every start, kept by the database itself."""

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from banshi.kernel.commands import Actor, Context
from banshi.kernel.ledger.models import Entry
from banshi.kernel.policy import commands, tasks, versions
from banshi.kernel.policy.apps import files_usable, past_values_unchanged
from banshi.kernel.policy.models import PublishedValue
from banshi.kernel.policy.reading import parse
from banshi.kernel.policy.refusals import NothingToPublish, PastValueChanged
from banshi.kernel.policy.tests.books import ALLOWANCE
from banshi.project.serve import prepare

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2021-05-26T10:00:00+08:00")
LATER = "      - {from: 2021-03-01, value: 5, document: 伊政办发〔2021〕12号, article: 第四条}\n"


class County:
    """A county whose file of parameters can be edited; each edit is read as at a new start."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch
        self.write(ALLOWANCE)

    def write(self, text: str) -> None:
        self.book = parse(text, "parameters.yaml")
        for module in ("commands", "apps", "current"):
            where = "banshi.kernel.policy.current" if module == "apps" else f"banshi.kernel.policy.{module}"
            self.patch.setattr(f"{where}.parameters", lambda: self.book)
        self.patch.setattr("banshi.kernel.policy.management.commands.policy_check.parameters", lambda: self.book)

    def publish(self, on: str = "2021-05-26") -> tuple[str, ...]:
        now = datetime.fromisoformat(f"{on}T10:00:00+08:00")
        return commands.publish(Context(Actor.system("test"), now, "publish"))

    @property
    def problems(self) -> list[str]:
        return versions.contradictions(self.book)


@pytest.fixture
def county(monkeypatch: pytest.MonkeyPatch) -> County:
    return County(monkeypatch)


def recorded() -> list[tuple[str, str]]:
    return [(row.code, row.since.isoformat()) for row in PublishedValue.objects.order_by("code", "since")]


class TestPublishing:
    def test_records_every_value_that_has_begun_with_its_source(self, county: County) -> None:
        assert county.publish() == ("onestop.allowance", "onestop.allowance", "onestop.limit", "onestop.share")
        assert recorded() == [
            ("onestop.allowance", "2019-01-01"),
            ("onestop.allowance", "2021-01-01"),
            ("onestop.limit", "2021-03-01"),
            ("onestop.share", "2020-01-01"),
        ]
        last = Entry.objects.filter(subject="policy:onestop.allowance").order_by("-position").first()
        assert last is not None
        assert '"value":300000' in last.body
        assert "鄂医保发〔2020〕41号" in last.body

    def test_leaves_what_has_not_begun_until_it_does(self, county: County) -> None:
        county.publish("2021-12-31")
        assert ("onestop.share", "2022-01-01") not in recorded()
        with pytest.raises(NothingToPublish):
            county.publish("2021-12-31")
        assert county.publish("2022-01-01") == ("onestop.share",)

    def test_begins_a_day_when_it_begins_here(self, county: County) -> None:
        early = datetime.fromisoformat("2021-12-31T16:30:00+00:00")  # already the new year in Beijing
        assert "onestop.share" in commands.publish(Context(Actor.system("test"), early, "publish"))
        assert ("onestop.share", "2022-01-01") in recorded()

    def test_records_nothing_while_a_file_contradicts_the_record(self, county: County) -> None:
        county.publish("2020-06-01")
        before = (recorded(), Entry.objects.count())
        county.write(ALLOWANCE.replace("value: 200000", "value: 250000"))
        with pytest.raises(PastValueChanged, match="edited after it was in force"):
            county.publish()
        assert (recorded(), Entry.objects.count()) == before

    def test_happens_by_itself(self, county: County) -> None:
        tasks.publish_in_force.call()
        assert len(recorded()) == 5
        tasks.publish_in_force.call()
        assert len(recorded()) == 5


class TestAValueOnRecord:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("value: 200000", "value: 250000"),
            ("第三条", "第四条之二"),
            ("鄂医保发〔2018〕9号", "鄂医保发〔2018〕10号"),
            ("document: 演示, article: 演示, demo: true", "document: 演示, article: 演示"),
            ("unit: working_days", "unit: calendar_days"),
        ],
    )
    def test_is_missed_as_soon_as_the_file_says_something_else(self, county: County, old: str, new: str) -> None:
        county.publish()
        county.write(ALLOWANCE.replace(old, new))
        (problem,) = county.problems
        assert problem.startswith("parameters.yaml:")
        assert "edited after it was in force" in problem

    def test_is_missed_when_it_is_gone(self, county: County) -> None:
        county.publish()
        county.write(ALLOWANCE.replace("from: 2021-03-01, value: 5", "from: 2023-03-01, value: 5"))
        assert county.problems == [
            "onestop.limit from 2021-03-01 was in force and is missing from the files; restore it"
        ]

    def test_is_not_hidden_behind_one_that_is_slipped_in_before(self, county: County) -> None:
        county.publish()
        county.write(ALLOWANCE.replace(LATER, LATER + LATER.replace("2021-03-01", "2021-05-01")))
        (problem,) = county.problems
        assert "would change what was in force on 2021-05-26" in problem

    def test_lets_later_values_other_parameters_and_better_titles_come(self, county: County) -> None:
        county.publish()
        later = ALLOWANCE.replace(LATER, LATER + LATER.replace("2021-03-01", "2021-06-01"))
        other = later.replace("报销比例", "按比例报销") + (
            "  - code: land.old\n    title: {zh: 旧, en: Old}\n    unit: count\n"
            "    values:\n      - {from: 2001-01-01, value: 1, document: 甲, article: 乙}\n"
        )
        county.write(other)
        assert county.problems == []

    def test_cannot_be_changed_in_the_database_either(self, county: County) -> None:
        county.publish()
        before = recorded()
        changes = [
            "UPDATE policy_publishedvalue SET digest = 'x'",
            "UPDATE policy_publishedvalue SET since = '2000-01-01'",
            "DELETE FROM policy_publishedvalue",
        ]
        for change in changes:
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
        assert recorded() == before


class TestTheStart:
    def test_names_every_edited_value(self, county: County) -> None:
        county.publish()
        assert past_values_unchanged(databases=["default"]) == []
        county.write(ALLOWANCE.replace("value: 5,", "value: 6,"))
        (error,) = past_values_unchanged(databases=["default"])
        assert error.id == "policy.E002"
        assert "parameters.yaml:19" in error.msg

    def test_of_the_site_is_refused_until_the_file_is_put_right(self, county: County) -> None:
        county.publish()
        county.write(ALLOWANCE.replace("value: 5,", "value: 6,"))
        with pytest.raises(CommandError, match=r"onestop\.limit from 2021-03-01 was edited"):
            prepare(migrate=False)

    def test_names_a_file_that_cannot_be_used(self, settings) -> None:
        own = settings.DATA_DIR / "policy" / "parameters.yaml"
        own.parent.mkdir(parents=True)
        own.write_text("parameters:\n  - code: x\n")
        (error,) = files_usable(None)
        assert error.id == "policy.E001"
        assert "parameters.yaml:2" in error.msg

    def test_says_nothing_where_every_file_can(self) -> None:
        assert files_usable(None) == []


class TestTheConsole:
    def run(self, *words: str, **options: object) -> str:
        out = StringIO()
        call_command(*words, stdout=out, **options)
        return out.getvalue()

    def test_publishes_once(self, county: County) -> None:
        assert "onestop.allowance" in self.run("policy_publish")
        assert "没有新的" in self.run("policy_publish")

    def test_lists_what_is_in_force_and_what_is_not_on_record_yet(self, county: County) -> None:
        listed = self.run("policy_check", on=date(2021, 5, 26))
        assert "onestop.share  62.5%  2020-01-01  演示 演示 demo not on record" in listed
        county.publish()
        assert "not on record" not in self.run("policy_check", on=date(2021, 5, 26))

    def test_fails_with_the_file_and_the_line_of_what_was_edited(self, county: County) -> None:
        county.publish()
        county.write(ALLOWANCE.replace("value: 5,", "value: 6,"))
        with pytest.raises(CommandError, match=r"parameters\.yaml:19: onestop\.limit from 2021-03-01 was edited"):
            self.run("policy_check")
