"""People are told at least once, shown once, and never of what they may not know."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banshi.kernel.access.actions import Confidentiality, is_accused
from banshi.kernel.commands import OutsideCommand
from banshi.kernel.directory.commands import erase_person
from banshi.kernel.ledger.models import Entry
from banshi.kernel.notices import commands, matters, outbox, queries
from banshi.kernel.notices.delivery import deliver_due
from banshi.kernel.notices.models import Choice, Delivery, Notice
from banshi.kernel.notices.rules import MAX_ATTEMPTS
from banshi.kernel.notices.tests.conftest import MATTERS, Gateway, matter, tell
from banshi.kernel.testing.people import NOW, World

pytestmark = pytest.mark.django_db


def lamp(world: World, **changes: Any) -> Any:
    owner = world.people["alice"].id
    return matter(owner_id=owner, unit_ids=frozenset({world.units["water"].id}), **changes)


def inbox(world: World, name: str) -> list[str]:
    return [notice.title for notice in queries.inbox(world.ctx(name)).notices]


class TestANotice:
    def test_appears_in_the_inbox_in_words_with_its_figures(self, world: World) -> None:
        lamp(world)
        assert tell(world.ctx("system"), to=(world.people["alice"].id,)) == outbox.Sent(told=1, withheld=0)
        (notice,) = queries.inbox(world.ctx("alice")).notices
        assert (notice.title, notice.body) == ("诉求 260526-LAMP01 已答复", "请查看 260526-LAMP01。")
        assert queries.unread(world.ctx("alice")) == 1

    def test_is_shown_once_however_often_it_is_sent(self, world: World) -> None:
        lamp(world)
        for _ in range(3):
            tell(world.ctx("system"), to=(world.people["alice"].id,), once="answer 1")
        tell(world.ctx("system"), to=(world.people["alice"].id,), once="answer 2")
        assert len(inbox(world, "alice")) == 2

    def test_cannot_be_sent_for_what_did_not_happen(self, world: World) -> None:
        with pytest.raises(OutsideCommand):
            outbox.send(world.ctx("system"), about=lamp(world), to=[1], template="notices.answered")

    def test_leads_only_to_pages_of_this_site(self, world: World) -> None:
        lamp(world)
        for link in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
            with pytest.raises(outbox.BadLink):
                tell_with(world, link=link)

    def test_needs_a_room_that_says_who_may_know(self, world: World) -> None:
        MATTERS["LAMP01"] = matter(subject="nowhere:X")
        with pytest.raises(matters.UnguardedMatter):
            tell(world.ctx("system"), to=(world.people["alice"].id,))

    def test_is_put_down_as_read_on_the_record(self, world: World) -> None:
        lamp(world)
        tell(world.ctx("system"), to=(world.people["alice"].id,))
        newest = queries.inbox(world.ctx("alice")).newest_unread
        commands.read(world.ctx("alice"), up_to=newest)
        assert queries.unread(world.ctx("alice")) == 0
        assert Entry.objects.filter(kind="notices.read", actor=f"person:{world.people['alice'].id}").count() == 1

    def test_of_one_person_is_out_of_reach_for_another(self, world: World) -> None:
        lamp(world)
        tell(world.ctx("system"), to=(world.people["alice"].id,))
        notice = Notice.objects.get()
        assert inbox(world, "bao") == []
        assert queries.link_of(world.ctx("bao"), notice.pk) == ""
        with pytest.raises(commands.NotFound):
            commands.read(world.ctx("bao"), up_to=notice.pk)
        assert Notice.objects.get().read_at is None

    def test_list_takes_the_same_number_of_queries_for_one_and_for_many(
        self, world: World, django_assert_num_queries: Any
    ) -> None:
        lamp(world)
        for n in range(12):
            tell(world.ctx("system"), to=(world.people["alice"].id,), once=str(n))
        ctx = world.ctx("alice")
        with django_assert_num_queries(1):
            assert len(queries.inbox(ctx).notices) == 12
        with django_assert_num_queries(1):
            assert queries.unread(ctx) == 12


def tell_with(world: World, *, link: str) -> None:
    from banshi.kernel.commands import command
    from banshi.kernel.ledger.record import Subject, record

    @command
    def go(ctx: Any) -> None:
        record(ctx, Subject("notices", "LAMP01", "150627"), "notices.read")
        outbox.send(ctx, about=MATTERS["LAMP01"], to=[world.people["alice"].id], template="notices.answered", link=link)

    go(world.ctx("system"))


class TestTheAccused:
    def test_is_never_told_while_the_others_are(self, world: World) -> None:
        lamp(world, accused_units=frozenset({world.units["water"].id}))
        everyone = tuple(person.id for person in world.people.values())
        tell(world.ctx("system"), to=everyone)
        assert inbox(world, "handler") == []
        assert not Notice.objects.filter(person_id=world.people["handler"].id).exists(), "not even a row"
        assert inbox(world, "supervisor") != []

    def test_is_not_told_by_a_number_that_they_left_as_an_address(self, world: World, gateway: Gateway) -> None:
        lamp(world, accused_persons=frozenset({world.people["bao"].id}))
        sent = tell(
            world.ctx("system"), to=(outbox.Address("sms", "13800138002"), outbox.Address("sms", "13911112222"))
        )
        assert sent == outbox.Sent(told=1, withheld=1)

    def test_named_after_the_notice_was_written_neither_gets_nor_sees_it(self, world: World, gateway: Gateway) -> None:
        lamp(world)
        tell(world.ctx("system"), to=(world.people["alice"].id, world.people["handler"].id))
        assert inbox(world, "handler") != []
        lamp(
            world,
            accused_units=frozenset({world.units["water"].id}),
            accused_persons=frozenset({world.people["alice"].id}),
        )
        assert inbox(world, "handler") == []
        assert inbox(world, "alice") == []
        assert queries.unread(world.ctx("handler")) == 0
        assert queries.link_of(world.ctx("handler"), Notice.objects.get(person_id=world.people["handler"].id).pk) == ""
        deliver_due(NOW + timedelta(days=1))
        assert gateway.taken == []
        assert Delivery.objects.get().state == "withheld"

    def test_is_told_nothing_of_a_matter_that_is_gone(self, world: World, gateway: Gateway) -> None:
        lamp(world)
        tell(world.ctx("system"), to=(world.people["alice"].id,))
        MATTERS.clear()
        assert inbox(world, "alice") == []
        deliver_due(NOW)
        assert gateway.taken == []

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_never_gets_a_row_in_any_world(self, world: World, data: st.DataObject) -> None:
        units, people = [unit.id for unit in world.units.values()], [person.id for person in world.people.values()]
        ids = lambda values: data.draw(st.frozensets(st.sampled_from(values), max_size=3))  # noqa: E731
        about = matter(
            owner_id=data.draw(st.sampled_from(people)),
            unit_ids=ids(units),
            case_person_ids=ids(people),
            accused_units=ids(units),
            accused_persons=ids(people),
            level=data.draw(st.sampled_from(list(Confidentiality))),
        )
        before = set(Notice.objects.values_list("pk", flat=True))
        tell(world.ctx("system"), to=tuple(people), once=str(len(before)) + repr(about))
        for notice in Notice.objects.exclude(pk__in=before):
            name = next(key for key, person in world.people.items() if person.id == notice.person_id)
            actor = world.actor(name)
            assert notice.person_id not in about.accused_persons
            assert notice.person_id == about.owner_id or not is_accused(actor, about)


class TestADelivery:
    def alice(self, world: World, **options: Any) -> None:
        lamp(world)
        tell(world.ctx("system"), to=(world.people["alice"].id,), **options)

    def test_goes_to_the_persons_number_and_is_on_the_record_without_it(self, world: World, gateway: Gateway) -> None:
        self.alice(world)
        assert deliver_due(NOW) == 1
        ((url, title, _body),) = gateway.taken
        assert url == "json://gateway/?to=%2B8613800138001"
        assert title == "诉求 260526-LAMP01 已答复"
        entry = Entry.objects.get(kind="notices.delivered")
        assert "138" not in entry.body

    def test_happens_once_when_the_job_runs_twice(self, world: World, gateway: Gateway) -> None:
        self.alice(world)
        deliver_due(NOW)
        assert deliver_due(NOW + timedelta(days=1)) == 0
        assert len(gateway.taken) == 1

    def test_waits_for_the_end_of_the_quiet_hours(self, world: World, gateway: Gateway) -> None:
        lamp(world)
        night = NOW + timedelta(hours=13)  # 23:00 in Shanghai
        tell(world.ctx("system", night), to=(world.people["alice"].id,))
        tell(world.ctx("system", night), to=(world.people["alice"].id,), template="notices.alarm")
        assert deliver_due(night) == 1, "the urgent one only"
        assert deliver_due(night + timedelta(hours=8)) == 1

    def test_that_was_begun_by_a_worker_who_died_is_sent_again(self, world: World, gateway: Gateway) -> None:
        self.alice(world)
        Delivery.objects.update(attempts=1, due_at=NOW + timedelta(minutes=5))
        assert deliver_due(NOW) == 0
        assert deliver_due(NOW + timedelta(minutes=5)) == 1
        assert len(gateway.taken) == 1

    def test_that_fails_is_tried_later_and_given_up_in_the_end(self, world: World, gateway: Gateway) -> None:
        self.alice(world)
        gateway.works = False
        for attempt in range(MAX_ATTEMPTS):
            Delivery.objects.update(due_at=NOW)
            assert deliver_due(NOW) == 1, attempt
        assert Delivery.objects.get().state == "given_up"
        assert Entry.objects.filter(kind="notices.undelivered").count() == 1
        assert len(inbox(world, "alice")) == 1, "in the app it stays"

    def test_uses_what_the_person_chose(self, world: World, gateway: Gateway) -> None:
        commands.choose(world.ctx("alice"), channels=("email",), email="alice@example.org")
        self.alice(world)
        deliver_due(NOW)
        assert [url for url, _title, _body in gateway.taken] == ["mailto://u:p@h?to=alice%40example.org"]
        assert b"alice@" not in bytes(Choice.objects.get().email_sealed)

    def test_never_leaves_the_app_where_the_template_says_so(self, world: World, gateway: Gateway) -> None:
        self.alice(world, template="notices.quietly")
        assert not Delivery.objects.exists()

    def test_to_an_address_keeps_it_sealed_and_only_until_it_is_sent(self, world: World, gateway: Gateway) -> None:
        lamp(world)
        tell(world.ctx("system"), to=(outbox.Address("email", "someone@example.org", "en"),))
        assert b"someone" not in bytes(Delivery.objects.get().address_sealed)
        deliver_due(NOW)
        assert len(gateway.taken) == 1
        assert bytes(Delivery.objects.get().address_sealed) == b""

    def test_that_a_gateway_breaks_stops_no_other(
        self, world: World, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.alice(world)
        monkeypatch.setattr(gateway, "notify", lambda **_: 1 / 0)
        assert deliver_due(NOW) == 1
        assert Delivery.objects.get().error == "ZeroDivisionError"


def test_a_person_who_is_erased_is_forgotten(world: World, gateway: Gateway) -> None:
    lamp(world)
    commands.choose(world.ctx("alice"), channels=("sms",))
    tell(world.ctx("system"), to=(world.people["alice"].id,))
    erase_person(world.ctx("alice"), person_id=world.people["alice"].id)
    assert not Choice.objects.exists()
    assert not Delivery.objects.exists()
    notice = Notice.objects.get()
    assert (notice.data, notice.link) == ({}, "")
    assert Entry.objects.filter(kind="notices.forgotten").count() == 1
