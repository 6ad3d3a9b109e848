"""Residents sign in by a code to their phone."""

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from banshi.kernel.access.doors import pending_door, sweep_pending
from banshi.kernel.access.tests.signing import PHONE, Inbox, ask_code, by_phone, give_code
from banshi.kernel.directory.commands import add_person
from banshi.kernel.directory.models import Account, Person
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import NOW, World

pytestmark = pytest.mark.django_db


def who(client: Client) -> int | None:
    """The person whose session this is."""
    number = client.session.get("_auth_user_id")
    return Account.objects.get(pk=number).person_id if number else None


class TestAResident:
    def test_known_by_their_number_comes_to_their_own_record(self, world: World, client: Client, inbox: Inbox) -> None:
        assert by_phone(client, inbox).status_code == 302
        assert who(client) == world.people["alice"].id

    def test_not_known_yet_becomes_a_person_on_the_record(self, world: World, client: Client, inbox: Inbox) -> None:
        by_phone(client, inbox, "138 0013 8077")
        entry = Entry.objects.get(kind="directory.account_opened")
        assert entry.subject == f"directory:person-{who(client)}"
        assert "13800138077" not in entry.body

    def test_comes_to_the_same_record_the_next_time(self, world: World, inbox: Inbox) -> None:
        first, second = Client(), Client()
        by_phone(first, inbox, "13800138077")
        by_phone(second, inbox, "+86 13800138077")
        assert who(first) == who(second)
        assert Entry.objects.filter(kind="directory.account_opened").count() == 1

    def test_is_sent_on_to_where_they_wanted_to_go_within_this_house(
        self, world: World, client: Client, inbox: Inbox
    ) -> None:
        ask_code(client)
        assert give_code(client, inbox.code, next="/sign-in/looks/").headers["Location"] == "/sign-in/looks/"

    @pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
    def test_is_never_sent_out_of_this_house(self, world: World, client: Client, inbox: Inbox, away: str) -> None:
        ask_code(client)
        assert "evil" not in give_code(client, inbox.code, next=away).headers["Location"]

    def test_signs_out_by_a_button_and_not_by_a_link(self, world: World, client: Client, inbox: Inbox) -> None:
        by_phone(client, inbox)
        client.get(reverse("account_logout"))
        assert who(client) is not None
        client.post(reverse("account_logout"))
        assert who(client) is None


class TestTheCode:
    def test_has_six_digits_and_warns_to_tell_nobody(self, world: World, client: Client, inbox: Inbox) -> None:
        ask_code(client)
        phone, words = inbox.sent[0]
        assert phone == "+8613800138001"
        assert len(inbox.code) == 6
        assert "不要告诉任何人" in words

    def test_given_wrong_three_times_is_worth_nothing_any_more(
        self, world: World, client: Client, inbox: Inbox
    ) -> None:
        ask_code(client)
        wrong = "000000" if inbox.code != "000000" else "111111"
        for _each in range(3):
            give_code(client, wrong)
        give_code(client, inbox.code)
        assert who(client) is None

    def test_is_worth_nothing_after_five_minutes(
        self, world: World, client: Client, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import time

        ask_code(client)
        later = time.time() + configured.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1
        monkeypatch.setattr("time.time", lambda: later)
        give_code(client, inbox.code)
        assert who(client) is None

    def test_opens_nothing_in_another_browser(self, world: World, client: Client, inbox: Inbox) -> None:
        ask_code(client)
        other = Client()
        give_code(other, inbox.code)
        assert who(other) is None

    def test_is_sent_at_most_three_times_in_five_minutes_to_a_number(
        self, world: World, client: Client, inbox: Inbox
    ) -> None:
        answers = [ask_code(Client()) for _each in range(5)]
        assert len(inbox.sent) == 3
        assert "尝试次数太多" in answers[-1].content.decode()

    def test_is_sent_at_most_twenty_times_an_hour_for_one_address(self, world: World, inbox: Inbox) -> None:
        for number in range(25):
            ask_code(Client(), f"138001390{number:02}")
        assert len(inbox.sent) == 20
        assert Account.objects.filter(username__startswith="phone:").count() == 20

    @pytest.mark.parametrize("phone", ["", "12345", "0477-8581234", "<script>", "1" * 60])
    def test_needs_a_mobile_number_and_says_so(self, world: World, client: Client, inbox: Inbox, phone: str) -> None:
        answer = ask_code(client, phone)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
        assert not inbox.sent
        assert not Account.objects.exists()

    def test_goes_the_same_way_for_a_known_and_an_unknown_number(self, world: World, inbox: Inbox) -> None:
        known, unknown = ask_code(Client()), ask_code(Client(), "13800138077")
        assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
        assert len(inbox.sent) == 2

    def test_never_opens_a_desk(self, world: World, client: Client, inbox: Inbox) -> None:
        staff = add_person(world.ctx("system"), name="两用", phone="13800138055")
        Account.objects.create(username="liangyong", person_id=staff.id, is_staff=True, created=NOW)
        by_phone(client, inbox, "13800138055")
        account = Account.objects.get(pk=client.session["_auth_user_id"])
        assert account.is_staff is False
        assert account.person_id == staff.id


class TestADoorBeforeItsCode:
    def test_names_no_number_and_belongs_to_nobody(self, world: World, client: Client, inbox: Inbox) -> None:
        people = Person.objects.count()
        ask_code(client, "13800138077")
        door = Account.objects.get()
        assert "138" not in door.username[:9]
        assert door.person_id is None
        assert Person.objects.count() == people

    def test_is_swept_away_after_a_day(self, db: None) -> None:
        from datetime import timedelta

        pending_door("+8613800138077", NOW - timedelta(days=2))
        pending_door("+8613800138078", NOW)
        assert sweep_pending(NOW) == 1
        assert Account.objects.count() == 1


class TestTheDatabaseFile:
    def test_shows_neither_number_nor_code_of_who_is_signing_in(
        self, world: World, client: Client, inbox: Inbox
    ) -> None:
        by_phone(client, inbox)
        other = Client()
        ask_code(other, "13800138077")
        rows = list(Session.objects.values_list("session_data", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM access_cache")
            rows += [row[0] for row in cursor.fetchall()]
        from django.core.signing import b64_decode

        for row in rows:
            plain = row.encode() + b64_decode(row.partition(":")[0].lstrip(".").encode() + b"=" * 0)
            assert PHONE.encode() not in plain
            assert inbox.code.encode() not in plain
