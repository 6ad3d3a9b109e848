"""Staff sign in by password and a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as configured
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import reverse

from banshi.kernel.access import setup
from banshi.kernel.access.tests.signing import PASSWORD, Inbox, by_password, by_phone, code_now, set_password
from banshi.kernel.directory.commands import appoint, reset_account
from banshi.kernel.directory.models import Account
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import SINCE, World

pytestmark = pytest.mark.django_db


def with_totp(world: World, name: str) -> str:
    """Give the person a password and an authenticator; return its secret."""
    set_password(world, name)
    secret = generate_totp_secret()
    TOTP.activate(world.account(name), secret)
    return secret


def signed_in(client: Client, world: World, name: str) -> None:
    secret = with_totp(world, name)
    by_password(client, name)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})


class TestAPassword:
    def test_is_kept_as_an_argon2_hash(self, world: World) -> None:
        set_password(world, "handler")
        kept = Account.objects.get(username="handler").password
        assert identify_hasher(kept).algorithm == "argon2"
        assert PASSWORD not in kept

    def test_is_set_by_its_owner_through_a_link_that_works_once(self, world: World, client: Client) -> None:
        account = world.account("handler")
        link = setup.link_for(account.pk)
        assert "handler" in client.get(link).content.decode()
        answer = client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
        assert answer.headers["Location"] == reverse("account_login")
        assert client.get(link).status_code == 410
        assert Account.objects.get(pk=account.pk).check_password(PASSWORD)
        assert Entry.objects.filter(kind="directory.password_set").count() == 1

    @pytest.mark.parametrize("weak", ["short", "12345678901", "password123"])
    def test_must_be_long_not_common_and_not_only_digits(self, world: World, client: Client, weak: str) -> None:
        link = setup.link_for(world.account("handler").pk)
        assert client.post(link, {"new_password1": weak, "new_password2": weak}).status_code == 200
        assert not Account.objects.get(username="handler").has_usable_password()

    @pytest.mark.parametrize("number", ["0", "x", "9" * 30, "999999999"])
    def test_link_that_was_invented_opens_nothing(self, world: World, client: Client, number: str) -> None:
        assert client.get(reverse("first_password", args=[number, "abc-def"])).status_code == 410

    def test_guessed_five_times_is_locked_for_a_quarter_of_an_hour(self, world: World) -> None:
        set_password(world, "handler")
        for _each in range(5):
            by_password(Client(), "handler", "wrong-password")
        client = Client()
        answer = by_password(client, "handler")
        assert "尝试次数太多" in answer.content.decode()
        assert "_auth_user_id" not in client.session

    def test_wrong_and_unknown_name_are_told_alike(self, world: World) -> None:
        set_password(world, "handler")
        wrong, unknown = (
            by_password(Client(), "handler", "wrong-password"),
            by_password(Client(), "nobody", "x-password"),
        )
        assert "用户名或密码不对" in wrong.content.decode()
        assert "用户名或密码不对" in unknown.content.decode()

    def test_changed_ends_every_other_session(self, world: World, client: Client) -> None:
        signed_in(client, world, "handler")
        thief = Client()
        thief.cookies[configured.SESSION_COOKIE_NAME] = "stolen"
        other = Client()
        other.cookies = client.cookies.copy()
        new = {
            "old_password": PASSWORD,
            "new_password1": "another-good-password",
            "new_password2": "another-good-password",
        }
        assert client.post(reverse("change_password"), new).status_code == 302
        assert client.get(reverse("usersessions_list")).status_code == 200
        assert other.get(reverse("usersessions_list")).status_code == 302

    def test_reset_by_an_administrator_ends_every_session(self, world: World, client: Client) -> None:
        signed_in(client, world, "handler")
        reset_account(world.ctx("administrator"), account_id=world.account("handler").pk)
        assert client.get(reverse("usersessions_list")).status_code == 302


class TestTheSecondFactor:
    def test_must_be_set_up_before_any_desk_opens(self, world: World, client: Client) -> None:
        set_password(world, "administrator")
        by_password(client, "administrator")
        answer = client.get(reverse("directory:units"))
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mfa_index"))

    def test_is_set_up_by_scanning_and_proved_by_a_code(self, world: World, client: Client) -> None:
        set_password(world, "administrator")
        by_password(client, "administrator")
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
        kept = Authenticator.objects.get(type="totp")
        assert secret not in str(kept.data)
        assert Authenticator.objects.filter(type="recovery_codes").exists()
        assert client.get(reverse("directory:units")).status_code == 200

    def test_is_asked_after_the_password_and_opens_the_desk(self, world: World, client: Client) -> None:
        secret = with_totp(world, "administrator")
        assert by_password(client, "administrator").headers["Location"] == reverse("mfa_authenticate")
        assert client.get(reverse("directory:units")).status_code == 302
        client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
        assert client.get(reverse("directory:units")).status_code == 200

    def test_given_wrong_opens_nothing_and_is_limited(self, world: World, client: Client) -> None:
        with_totp(world, "administrator")
        by_password(client, "administrator")
        for _each in range(8):
            answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "尝试次数太多" in answer.content.decode()
        assert client.get(reverse("directory:units")).status_code == 302

    def test_cannot_be_given_up_while_it_is_the_only_one(self, world: World, client: Client) -> None:
        signed_in(client, world, "administrator")
        client.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(type="totp").exists()

    def test_is_not_asked_of_residents_who_added_a_passkey(self, world: World, client: Client, inbox: Inbox) -> None:
        Authenticator.objects.create(user=world.account("alice"), type="webauthn", data={"name": "x", "credential": {}})
        by_phone(client, inbox)
        assert client.session.get("_auth_user_id") == str(world.account("alice").pk)

    def test_is_changed_only_soon_after_signing_in(
        self, world: World, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        staff, resident = Client(), Client()
        signed_in(staff, world, "administrator")
        by_phone(resident, inbox)
        assert resident.get(reverse("mfa_add_webauthn")).status_code == 200
        import time

        later = time.time() + 600
        monkeypatch.setattr("time.time", lambda: later)
        monkeypatch.setattr("banshi.kernel.access.adapters.time", lambda: later)
        assert staff.get(reverse("mfa_add_webauthn")).headers["Location"].startswith("/sign-in/again/password/")
        assert resident.get(reverse("mfa_add_webauthn")).headers["Location"].startswith("/sign-in/again/?")
        staff.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert staff.get(reverse("mfa_add_webauthn")).status_code == 200

    def test_is_not_needed_in_the_demonstration(self, world: World, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
        settings.DEMO = True
        client.force_login(world.account("administrator"))
        assert client.get(reverse("directory:units")).status_code == 200


class TestASession:
    def test_of_staff_ends_with_the_working_day_and_of_residents_in_a_fortnight(
        self, world: World, client: Client, inbox: Inbox
    ) -> None:
        signed_in(client, world, "handler")
        assert client.session.get_expiry_age() <= 10 * 3600
        resident = Client()
        by_phone(resident, inbox)
        assert resident.session.get_expiry_age() == 14 * 24 * 3600

    def test_is_listed_and_all_others_can_be_ended(self, world: World, inbox: Inbox) -> None:
        here, there = Client(), Client(headers={"user-agent": "old phone"})
        by_phone(here, inbox)
        by_phone(there, inbox)
        assert "old phone" in here.get(reverse("usersessions_list")).content.decode()
        here.post(reverse("usersessions_list"))
        assert here.get(reverse("usersessions_list")).status_code == 200
        assert there.get(reverse("usersessions_list")).status_code == 302

    def test_of_staff_with_two_posts_begins_with_the_choice_of_one(self, world: World, client: Client) -> None:
        world.account("administrator")
        post = appoint(
            world.ctx("system"),
            person_id=world.people["administrator"].id,
            unit_id=world.units["hotline"].id,
            role="clerk",
            title="代班",
            starts=SINCE,
        )
        secret = with_totp(world, "administrator")
        by_password(client, "administrator")
        answer = client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
        assert answer.headers["Location"].startswith(reverse("choose_post"))
        assert client.get(reverse("directory:units")).status_code == 403
        assert "代班" in client.get(reverse("choose_post")).content.decode()
        client.post(reverse("choose_post"), {"post": post.id})
        assert client.get(reverse("directory:units")).status_code == 403
        other = next(each for each in world.actor("administrator").posts if each.id != post.id)
        client.post(reverse("choose_post"), {"post": other.id})
        assert client.get(reverse("directory:units")).status_code == 200
        assert client.post(reverse("choose_post"), {"post": "999999"}).status_code == 404
