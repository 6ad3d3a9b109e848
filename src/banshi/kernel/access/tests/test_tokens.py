"""Programs act with a token, as the post or the resident who issued it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from banshi.kernel.access import tokens
from banshi.kernel.access.actors import actor_of
from banshi.kernel.access.api_auth import Bearer, OutOfScope, nobody
from banshi.kernel.access.commands import BadToken, NotYourToken, issue_token, revoke_token
from banshi.kernel.access.models import ApiToken
from banshi.kernel.commands import Actor
from banshi.kernel.directory.commands import end_post
from banshi.kernel.errors import NotFound
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import World

pytestmark = pytest.mark.django_db


def issued(world: World, who: str = "handler", **changes: object) -> str:
    """A token of this person, in the post they act in."""
    ctx, token = world.ctx(who, timezone.now()), tokens.fresh()
    given = {
        "person_id": world.people[who].id,
        "post_id": ctx.actor.post.id if ctx.actor.post else None,
        "label": "大屏",
        "digest": tokens.digest(token),
        "hint": tokens.hint(token),
        "scopes": ["read"],
        **changes,
    }
    issue_token(ctx, **given)  # type: ignore[arg-type]
    return token


def asked(token: str, method: str = "GET") -> HttpRequest:
    return RequestFactory().generic(method, "/api/v1/x", headers={"Authorization": f"Bearer {token}"})


class TestAToken:
    def test_acts_as_the_post_that_issued_it(self, world: World) -> None:
        actor = actor_of(asked(issued(world)))
        assert actor == world.actor("handler", timezone.now())

    def test_of_a_resident_acts_as_the_resident(self, world: World) -> None:
        actor = actor_of(asked(issued(world, "alice")))
        assert (actor.kind, actor.person_id) == ("resident", world.people["alice"].id)

    def test_is_kept_as_a_hash_only(self, world: World) -> None:
        token = issued(world)
        row = ApiToken.objects.get()
        assert token not in str(row.__dict__)
        assert row.digest == tokens.digest(token)
        assert token not in Entry.objects.get(kind="access.token_issued").body

    def test_is_nobody_once_revoked(self, world: World) -> None:
        token = issued(world)
        revoke_token(world.ctx("handler"), token_id=ApiToken.objects.get().pk)
        assert actor_of(asked(token)).kind == "anonymous"
        assert Entry.objects.filter(kind="access.token_revoked").exists()

    def test_is_nobody_once_out_of_date(self, world: World) -> None:
        token = issued(world)
        ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
        assert actor_of(asked(token)).kind == "anonymous"

    def test_is_nobody_once_its_post_has_ended(self, world: World) -> None:
        token = issued(world)
        post = world.actor("handler").post
        assert post is not None
        end_post(world.ctx("system"), post_id=post.id)
        assert actor_of(asked(token)).kind == "anonymous"

    @pytest.mark.parametrize("wrong", ["", "banshi_x", "x" * 5000, "banshi_\x00", "密"])
    def test_that_was_invented_is_nobody(self, world: World, wrong: str) -> None:
        request = RequestFactory().get("/", headers={"Authorization": f"Bearer {wrong}"})
        request.user = None  # type: ignore[assignment]
        assert actor_of(request).kind == "anonymous"

    def test_beats_the_session_beside_it(self, world: World) -> None:
        request = asked(issued(world, "alice"))
        request.user = world.account("administrator")
        assert actor_of(request).kind == "resident"

    def test_notes_its_use_now_and_then(self, world: World) -> None:
        token = issued(world)
        actor_of(asked(token))
        first = ApiToken.objects.get().last_used
        actor_of(asked(token))
        assert first is not None
        assert ApiToken.objects.get().last_used == first

    def test_is_issued_for_oneself_in_the_post_one_acts_in(self, world: World) -> None:
        theirs = world.actor("supervisor").post
        assert theirs is not None
        for change in ({"person_id": world.people["alice"].id}, {"post_id": theirs.id}, {"post_id": None}):
            with pytest.raises(NotYourToken):
                issued(world, **change)
        assert not ApiToken.objects.exists()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"label": " "}, "label"),
            ({"scopes": []}, "scopes"),
            ({"scopes": ["rule"]}, "scopes"),
            ({"days": 367}, "days"),
        ],
    )
    def test_described_wrongly_is_refused_beside_the_field(
        self, world: World, change: dict[str, object], field: str
    ) -> None:
        with pytest.raises(BadToken) as refusal:
            issued(world, **change)
        assert list(refusal.value.fields) == [field]

    def test_is_revoked_by_its_holder_or_an_administrator_of_the_area(self, world: World) -> None:
        issued(world)
        number = ApiToken.objects.get().pk
        for who in ("alice", "supervisor", "charlie"):
            with pytest.raises(NotFound):
                revoke_token(world.ctx(who), token_id=number)
        revoke_token(world.ctx("administrator"), token_id=number)
        with pytest.raises(NotFound):
            revoke_token(world.ctx("administrator"), token_id=number)


class TestTheApi:
    def test_takes_a_reading_token_for_reading_only(self, world: World) -> None:
        token = issued(world)
        assert Bearer()(asked(token)) == world.actor("handler", timezone.now())
        with pytest.raises(OutOfScope):
            Bearer()(asked(token, "POST"))

    def test_takes_a_writing_token_for_both(self, world: World) -> None:
        token = issued(world, scopes=["read", "write"])
        assert Bearer()(asked(token, "POST"))

    def test_refuses_a_wrong_token_even_where_nobody_need_sign_in(self, world: World) -> None:
        assert Bearer()(asked("banshi_wrong")) is None
        assert nobody(asked("banshi_wrong")) is None
        assert nobody(RequestFactory().get("/")) == Actor.anonymous()


class TestThePage:
    def test_shows_a_new_token_once(self, world: World, client: Client) -> None:
        client.force_login(world.account("alice"))
        answer = client.post(reverse("access_tokens"), {"label": "日历", "scopes": "read", "days": "30"})
        token = answer.context["fresh"]
        assert token in answer.content.decode()
        later = client.get(reverse("access_tokens")).content.decode()
        assert token not in later
        assert "日历" in later

    def test_says_what_is_wrong(self, world: World, client: Client) -> None:
        client.force_login(world.account("alice"))
        assert client.post(reverse("access_tokens"), {"label": "", "scopes": "rule", "days": "x"}).status_code == 422

    def test_revokes_one(self, world: World, client: Client) -> None:
        client.force_login(world.account("alice"))
        issued(world, "alice")
        client.post(reverse("access_token_revoke", args=[ApiToken.objects.get().pk]))
        assert ApiToken.objects.get().revoked is not None


class TestTheConsole:
    def test_issues_a_token_for_a_post_and_prints_it_once(self, world: World) -> None:
        out, post = StringIO(), world.actor("handler").post
        assert post is not None
        call_command("access_token_issue", "--post", str(post.id), "--label", "同步", "--write", stdout=out)
        token = out.getvalue().split()[0]
        assert actor_of(asked(token)).post == post

    def test_says_so_when_there_is_no_such_post(self, world: World) -> None:
        with pytest.raises(CommandError, match="no post"):
            call_command("access_token_issue", "--post", "999999", "--label", "x", stdout=StringIO())
