"""The list of one's own drafts, and their files."""

from datetime import timedelta

import pytest
from django.utils import timezone

from banshi.kernel.commands import Actor, Context
from banshi.kernel.evidence.models import File
from banshi.kernel.forms import drafts, tasks
from banshi.kernel.forms.tests.papers import answered, newborn
from banshi.kernel.forms.tests.test_sheet import taken_in


@pytest.fixture
def draft(world):
    """Alice's, kept just now, with a photograph."""
    ctx = Context(world.actor("alice"), timezone.now(), "draft")
    return drafts.save_draft(
        ctx, name="onestop.newborn", form=newborn(), answers=answered(photo=[taken_in()]), link="/onestop/newborn/"
    )


class TestTheListOfDrafts:
    def test_shows_its_owner_where_to_go_on(self, world, client, draft) -> None:
        client.force_login(world.account("alice"))
        page = client.get("/me/drafts/").content.decode()
        assert "出生一件事" in page
        assert 'href="/onestop/newborn/"' in page
        assert "乌兰" not in page

    def test_shows_nobody_else_anything(self, world, client, draft) -> None:
        client.force_login(world.account("bao"))
        assert "出生一件事" not in client.get("/me/drafts/").content.decode()
        assert client.post("/me/drafts/discard/", {"name": "onestop.newborn"}).status_code == 404
        assert drafts.draft_of(world.people["alice"].id, "onestop.newborn") == draft

    def test_lets_one_go(self, world, client, draft) -> None:
        client.force_login(world.account("alice"))
        page = client.post("/me/drafts/discard/", {"name": "onestop.newborn"}, follow=True).content.decode()
        assert "已删掉" in page
        assert drafts.drafts_of(world.people["alice"].id) == ()


class TestAFileOfADraft:
    def test_is_for_its_owner_alone(self, world, client, draft) -> None:
        address = f"/files/{File.objects.get(subject=f'forms:{draft.number}').key}/"
        assert client.get(address).status_code == 404
        client.force_login(world.account("bao"))
        assert client.get(address).status_code == 404
        client.force_login(world.account("alice"))
        assert client.get(address).status_code == 200


class TestTheJob:
    def test_lets_old_drafts_go_and_keeps_the_others(self, world, draft) -> None:
        old = Context(world.actor("bao"), timezone.now() - timedelta(days=91), "old")
        drafts.save_draft(old, name="onestop.newborn", form=newborn(), answers=answered())
        tasks.drop_old_drafts.func()
        assert drafts.drafts_of(world.people["bao"].id) == ()
        assert drafts.drafts_of(world.people["alice"].id) == (draft,)


def test_the_house_itself_has_no_drafts(world) -> None:
    assert drafts.drafts_of(Actor.system("test").person_id) == ()
