"""One write, one command."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from django.db import connection, transaction

from banshi.kernel import rooms
from banshi.kernel.commands import Actor, Context, KeyReused, NothingRecorded, OutsideCommand, command, repeated
from banshi.kernel.commands.idempotency import KeyTooLong
from banshi.kernel.commands.models import Key
from banshi.kernel.errors import Conflict
from banshi.kernel.ledger.models import Entry, Opening
from banshi.kernel.ledger.record import Subject, UnknownKind, erase_openings, record

NOW = datetime(2021, 5, 26, 1, 2, 3, tzinfo=UTC)
CTX = Context(actor=Actor.system("test"), now=NOW, request_id="r1")
SLIP = Subject(room="slips", key="1", county="150627")


@dataclass(frozen=True)
class Written:
    number: str
    at: datetime


@command
def write_slip(ctx: Context, *, text: str) -> Written:
    record(ctx, SLIP, "slips.written", {"length": len(text)}, sealed={"text": text})
    return Written(number="1", at=ctx.now)


@command
def write_nothing(ctx: Context) -> None:
    Key.objects.create(actor="a", command="c", key="k", digest="d", at=ctx.now)


@command
def write_then_fail(ctx: Context) -> None:
    record(ctx, SLIP, "slips.written")
    raise Conflict()


@command
def write_two(ctx: Context) -> None:
    write_slip(ctx, text="一")
    write_slip(ctx, text="二")


@pytest.fixture(autouse=True)
def declared_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banshi.kernel.ledger.record.kinds", lambda: MappingProxyType({"slips.written": "写下"}))


@pytest.mark.django_db
class TestACommand:
    def test_leaves_one_entry_chained_to_the_one_before(self) -> None:
        write_slip(CTX, text="第一张")
        write_slip(CTX, text="第二张")
        first, second = Entry.objects.order_by("id")
        assert (first.position, bytes(first.previous)) == (0, b"")
        assert (second.position, bytes(second.previous)) == (1, bytes(first.hash))

    def test_without_a_ledger_entry_is_rolled_back(self) -> None:
        with pytest.raises(NothingRecorded):
            write_nothing(CTX)
        assert not Key.objects.exists()

    def test_that_fails_leaves_nothing(self) -> None:
        with pytest.raises(Conflict):
            write_then_fail(CTX)
        assert not Entry.objects.exists()

    def test_called_inside_another_joins_it(self) -> None:
        write_two(CTX)
        assert Entry.objects.count() == 2

    def test_is_the_only_place_from_which_the_ledger_is_written(self) -> None:
        with pytest.raises(OutsideCommand):
            record(CTX, SLIP, "slips.written")
        assert not Entry.objects.exists()

    def test_cannot_write_a_kind_that_no_room_declares(self) -> None:
        @command
        def invent(ctx: Context) -> None:
            record(ctx, SLIP, "slips.invented")

        with pytest.raises(UnknownKind, match="SERVICE"):
            invent(CTX)
        assert not Entry.objects.exists()


@pytest.mark.django_db
class TestAnIdempotencyKey:
    def test_makes_a_repeat_one_effect_and_the_same_answer(self) -> None:
        ctx = CTX.keyed("k-1")
        first = write_slip(ctx, text="一次")
        again = write_slip(ctx.at(datetime(2021, 5, 27, tzinfo=UTC)), text="一次")
        assert again == first
        assert Entry.objects.count() == 1

    def test_tells_a_repeat_from_a_newcomer_once_it_was_answered(self) -> None:
        ctx = CTX.keyed("k-1")
        assert not repeated(ctx, write_slip)
        write_slip(ctx, text="一次")
        assert repeated(ctx, write_slip)
        assert not repeated(ctx, write_two), "another command"
        assert not repeated(ctx.acting(Actor.system("other")).keyed("k-1"), write_slip), "another actor"
        assert not repeated(CTX, write_slip), "no key"

    def test_used_again_for_other_content_is_refused(self) -> None:
        write_slip(CTX.keyed("k-1"), text="一次")
        with pytest.raises(KeyReused):
            write_slip(CTX.keyed("k-1"), text="另一次")
        assert Entry.objects.count() == 1

    def test_is_not_kept_when_the_command_fails(self) -> None:
        with pytest.raises(Conflict):
            write_then_fail(CTX.keyed("k-2"))
        assert not Key.objects.exists()

    def test_of_another_actor_is_another_key(self) -> None:
        write_slip(CTX.keyed("k-1"), text="一次")
        write_slip(CTX.acting(Actor.system("other")).keyed("k-1"), text="另一次")
        assert Entry.objects.count() == 2

    def test_longer_than_two_hundred_characters_is_refused_with_both_lengths(self) -> None:
        with pytest.raises(KeyTooLong) as refusal:
            write_slip(CTX.keyed("k" * 201), text="一次")
        assert refusal.value.data == {"given": 201, "allowed": 200}
        assert not Entry.objects.exists()


@pytest.mark.django_db
class TestTheLedger:
    @pytest.mark.parametrize("sql", ["UPDATE ledger_entry SET actor = 'x'", "DELETE FROM ledger_entry"])
    def test_refuses_to_be_altered_by_the_database_itself(self, sql: str) -> None:
        write_slip(CTX, text="不可改")
        with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
            cursor.execute(sql)

    @pytest.mark.postgresql
    def test_refuses_to_be_emptied(self) -> None:
        with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
            cursor.execute("TRUNCATE ledger_entry CASCADE")

    def test_holds_no_personal_text_and_forgets_how_to_prove_it_on_request(self) -> None:
        write_slip(CTX, text="我家住在红旗嘎查")
        entry = Entry.objects.get()
        assert "红旗" not in entry.body
        assert Opening.objects.get().salts.keys() == {"text"}
        assert erase_openings(SLIP, ["text"]) == 1
        assert Opening.objects.get().salts == {}


class TestTheRegisterOfRooms:
    def test_declares_each_kind_once_and_in_its_own_room(self) -> None:
        for service in rooms.services():
            for kind in service.kinds:
                assert kind.startswith(f"{service.slug}."), f"{kind} must start with {service.slug}."


@pytest.mark.django_db(transaction=True)
class TestACommittedCommand:
    def test_is_durable_and_the_tables_are_empty_for_the_next_test(self) -> None:
        assert not Entry.objects.exists()
        write_slip(CTX, text="落笔")
        assert Entry.objects.count() == 1

    def test_may_not_be_hidden_inside_a_transaction_of_somebody_else(self) -> None:
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            write_slip(CTX, text="藏在别处")
        assert not Entry.objects.exists()
