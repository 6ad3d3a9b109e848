"""A prepared query gives what the query itself gives, in one statement whose words are put together once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from banshi.kernel.commands.prepared import NotPlain, prepared
from banshi.kernel.directory.models import Account, Person
from banshi.kernel.ledger.models import Entry, Opening

NOW = datetime(2021, 5, 26, 2, tzinfo=UTC)


@prepared
def accounts(name: str, since: datetime) -> QuerySet[Account]:
    return Account.objects.filter(username=name, created__gte=since).select_related("person").order_by("id")


@prepared
def names(one: int, two: int) -> QuerySet[Person, str]:
    return Person.objects.filter(pk__in=[one, two]).order_by("name").values_list("name", flat=True)


@prepared
def openings(entry_id: int) -> QuerySet[Opening]:
    return Opening.objects.filter(entry_id=entry_id)


@pytest.mark.django_db
class TestAPreparedQuery:
    def test_gives_rows_with_those_they_belong_to_in_one_statement(self) -> None:
        alice = Person.objects.create(name="阿丽玛", created=NOW)
        Account.objects.create(username="甲", person=alice, created=NOW)
        Account.objects.create(username="乙", created=NOW)
        for name, person in (("甲", alice), ("乙", None), ("丙", None)):
            with CaptureQueriesContext(connection) as asked:
                found = accounts(name, NOW)
                people = [account.person for account in found]
            assert found == list(Account.objects.filter(username=name))
            assert people == ([person] if found else [])
            assert len(asked) == 1

    def test_compares_with_the_instant_of_each_call(self) -> None:
        Account.objects.create(username="甲", created=NOW)
        assert len(accounts("甲", since=NOW)) == 1
        assert accounts("甲", since=NOW + timedelta(microseconds=1)) == []

    def test_gives_values_in_their_order(self) -> None:
        keys = [Person.objects.create(name=name, created=NOW).pk for name in ("乙", "甲", "丙")]
        assert names(keys[0], keys[1]) == ["乙", "甲"]
        assert names(keys[2], keys[2]) == ["丙"]

    def test_reads_what_a_column_keeps_in_a_form_of_its_own(self) -> None:
        entry = Entry.objects.create(
            county="150627", subject="test:1", position=0, at=NOW, actor="a", kind="t", body="{}"
        )
        Opening.objects.create(entry=entry, salts={"文": "盐"})
        assert openings(entry.pk)[0].salts == {"文": "盐"}

    def test_takes_nothing_that_its_words_depend_on(self) -> None:
        @prepared
        def beginning(words: str) -> QuerySet[Person]:
            return Person.objects.filter(name__startswith=words)

        @prepared
        def some(keys: list) -> QuerySet[Person]:  # type: ignore[type-arg]
            return Person.objects.filter(pk__in=keys)

        with pytest.raises(NotPlain):
            beginning("阿")
        with pytest.raises(NotPlain):
            some([1])
