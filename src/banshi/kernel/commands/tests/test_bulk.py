"""Thousands of new rows at once are what `bulk_create` would have written."""

from datetime import UTC, datetime
from typing import Any

import pytest

from banshi.kernel.commands.bulk import FEW, fresh, insert_all, insert_new, insert_values
from banshi.kernel.directory.models import Account, Person
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.notices.models import Notice

NOW = datetime(2021, 5, 26, 2, 0, 0, 123456, tzinfo=UTC)


def people(count: int) -> list[Person]:
    return [Person(name=f"人{index}", phone_sealed=bytes([index % 256, 0, 255]), created=NOW) for index in range(count)]


@pytest.mark.django_db
class TestInsertNew:
    @pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 3000])
    def test_gives_the_keys_of_the_rows_in_their_order(self, count: int) -> None:
        given = [(f"test:{index}", bytes([index % 256]) * 32) for index in range(count)]
        shared = ("150627", 0, NOW, "system:test", "test", "{}", b"")
        names = ("subject", "hash", "county", "position", "at", "actor", "kind", "body", "previous")
        keys = insert_new(Entry, names, [(*each, *shared) for each in given])
        insert_values(Opening, ("entry_id", "salts"), [(key, {"文": f"{key}"}) for key in keys])
        kept = {row.entry_id: row for row in Opening.objects.select_related("entry")}
        assert [(kept[key].entry.subject, bytes(kept[key].entry.hash)) for key in keys] == given
        assert all(kept[key].salts == {"文": f"{key}"} and kept[key].entry.at == NOW for key in keys)

    def test_leaves_the_next_key_to_the_next_row(self) -> None:
        names = ("username", "created", "password", "is_active", "is_staff")
        keys = insert_new(Account, names, [("甲", NOW, "", True, True)])
        assert Account.objects.create(username="乙", created=NOW).pk > keys[0]


@pytest.mark.django_db
class TestInsertAll:
    @pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 3000])
    def test_gives_each_row_its_key_and_keeps_every_value(self, count: int) -> None:
        rows = people(count)
        insert_all(rows)
        kept = {row.pk: row for row in Person.objects.all()}
        assert len(kept) == count
        for row in rows:
            found = kept[row.pk]
            assert (found.name, bytes(found.phone_sealed), found.created, found.erased_at) == (
                row.name,
                row.phone_sealed,
                NOW,
                None,
            )

    def test_the_next_row_gets_the_next_key(self) -> None:
        rows = people(FEW + 1)
        insert_all(rows)
        assert Person.objects.create(name="后来", created=NOW).pk > max(row.pk for row in rows)

    def test_takes_json_and_rows_that_bring_their_key(self) -> None:
        entries: list[Any] = [
            Entry(
                county="150627",
                subject=f"test:{index}",
                position=0,
                at=NOW,
                actor="system:test",
                kind="test",
                body="{}",
                previous=b"",
                hash=b"1" * 32,
            )
            for index in range(FEW + 1)
        ]
        insert_all(entries)
        insert_all([Opening(entry_id=entry.pk, salts={"文": f"{entry.pk}"}) for entry in entries])
        assert Opening.objects.get(pk=entries[7].pk).salts == {"文": f"{entries[7].pk}"}
        assert bytes(Entry.objects.get(pk=entries[7].pk).hash) == b"1" * 32

    def test_a_row_that_breaks_a_rule_of_the_table_is_refused(self) -> None:
        from django.db import IntegrityError, transaction

        twins = [Account(username="同名", created=NOW) for _each in range(FEW + 1)]
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_all(twins)


class TestFresh:
    def test_is_what_the_model_itself_makes(self) -> None:
        given = {"name": "阿丽玛", "phone_sealed": b"1", "created": NOW}
        made, ordinary = fresh(Person, **given), Person(**given)
        values = [field.attname for field in Person._meta.concrete_fields]
        assert [getattr(made, name) for name in values] == [getattr(ordinary, name) for name in values]
        assert (made._state.adding, made.pk) == (True, None)

    def test_refuses_a_model_whose_defaults_are_worked_out(self) -> None:
        with pytest.raises(TypeError, match="data"):
            fresh(Notice, template="test")

    @pytest.mark.django_db
    def test_is_kept_like_any_other(self) -> None:
        rows = [fresh(Person, name=f"人{index}", created=NOW) for index in range(2)]
        insert_all(rows)
        rows[0].name = "新名"
        rows[0].save(update_fields=["name"])
        assert Person.objects.get(pk=rows[0].pk).name == "新名"
        assert not rows[1]._state.adding
