"""A draft is kept on one device and taken up on another; nobody else sees it; it goes in the end."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from banshi.kernel.directory.commands import erase_person
from banshi.kernel.errors import SignInNeeded
from banshi.kernel.evidence.models import File
from banshi.kernel.forms import drafts
from banshi.kernel.forms.document import digest, load
from banshi.kernel.forms.keeping import open_answers, pinned, seal_answers
from banshi.kernel.forms.models import Draft, FormVersion
from banshi.kernel.forms.refusals import DraftMovedOn, DraftTooLarge, NoSuchDraft, TooManyDrafts, VersionChanged
from banshi.kernel.forms.tests.papers import MOTHER_ID, NEWBORN, answered, newborn, of
from banshi.kernel.forms.tests.test_sheet import taken_in
from banshi.kernel.ledger.models import Entry
from banshi.kernel.testing.people import NOW

NAME = "onestop.newborn"


def save(world, who="alice", **given):
    return drafts.save_draft(world.ctx(who), **{"name": NAME, "form": newborn(), "answers": answered(), **given})


def state(world, who="alice"):
    row = drafts.draft_of(world.people[who].id, NAME)
    return (row, Entry.objects.filter(subject__startswith="forms:").count())


class TestADraft:
    def test_is_there_on_another_device_as_it_was_kept(self, world) -> None:
        kept = save(world, answers={"mother_name": "乌", "card": "maybe"}, link="/onestop/newborn/")
        found = drafts.draft_of(world.people["alice"].id, NAME)
        assert found == kept
        assert found.answers == {"mother_name": "乌", "card": "maybe"}
        assert (found.code, found.version, found.digest) == ("onestop.newborn", 1, digest(newborn()))

    def test_is_nobody_elses(self, world) -> None:
        save(world)
        assert drafts.draft_of(world.people["bao"].id, NAME) is None
        assert drafts.drafts_of(world.people["bao"].id) == ()
        assert drafts.draft_of(None, NAME) is None

    def test_reveals_nothing_in_the_file_of_the_database_or_in_the_ledger(self, world) -> None:
        row = save(world)
        raw = bytes(Draft.objects.get(number=row.number).sealed)
        assert MOTHER_ID.encode() not in raw
        assert "乌兰".encode() not in raw
        entry = Entry.objects.get(subject=f"forms:{row.number}")
        assert "乌兰" not in entry.body
        assert MOTHER_ID not in entry.body

    def test_that_was_kept_elsewhere_meanwhile_is_not_written_over(self, world) -> None:
        first = save(world, seen=0)
        save(world, answers={"mother_name": "别处"}, seen=first.revision)
        before = state(world)
        with pytest.raises(DraftMovedOn):
            save(world, answers={"mother_name": "这里"}, seen=first.revision)
        with pytest.raises(DraftMovedOn):
            save(world, seen=0)
        assert state(world) == before

    def test_needs_somebody_who_is_signed_in(self, world) -> None:
        with pytest.raises(SignInNeeded):
            save(world, "anonymous")
        assert Draft.objects.count() == 0

    def test_may_not_be_one_too_many_or_too_large(self, world) -> None:
        for number in range(20):
            save(world, name=f"form.{number}", form=of("code: a, kind: text, title: 甲"))
        before = Entry.objects.count()
        with pytest.raises(TooManyDrafts):
            save(world)
        with pytest.raises(DraftTooLarge):
            save(world, "bao", answers={"mother_name": "长" * 200_000})
        assert Entry.objects.count() == before
        save(world, name="form.3", form=of("code: a, kind: text, title: 甲"), answers={"a": "改"})

    def test_goes_when_its_owner_lets_it_go_and_the_ledger_keeps_that_it_was(self, world) -> None:
        row = save(world)
        drafts.discard_draft(world.ctx("alice"), name=NAME)
        assert drafts.draft_of(world.people["alice"].id, NAME) is None
        kinds = Entry.objects.filter(subject=f"forms:{row.number}").order_by("position").values_list("kind", flat=True)
        assert list(kinds) == ["forms.draft_saved", "forms.draft_discarded"]
        with pytest.raises(NoSuchDraft):
            drafts.discard_draft(world.ctx("alice"), name=NAME)

    def test_goes_when_nobody_went_on_with_it_for_long(self, world) -> None:
        row, later = save(world), NOW + timedelta(days=1)
        assert drafts.left_since(NOW, limit=10) == []
        assert drafts.left_since(later, limit=10) == [row.number]
        with pytest.raises(NoSuchDraft):
            drafts.expire_draft(world.ctx("system"), number=row.number, before=NOW)
        drafts.expire_draft(world.ctx("system"), number=row.number, before=later)
        assert Draft.objects.count() == 0

    def test_goes_with_its_owner(self, world) -> None:
        save(world)
        save(world, "bao")
        erase_person(world.ctx("alice"), person_id=world.people["alice"].id)
        assert [draft.owner_id for draft in Draft.objects.all()] == [world.people["bao"].id]


class TestTheFilesOfADraft:
    def test_are_its_own_until_they_are_taken_out_or_it_goes(self, world) -> None:
        word = taken_in()
        row = save(world, answers=answered(photo=[word]))
        file = File.objects.get(subject=f"forms:{row.number}")
        save(world, answers=answered(photo=[word]))
        assert File.objects.filter(subject=f"forms:{row.number}").count() == 1
        save(world, answers=answered())
        file.refresh_from_db()
        assert file.erased_at is not None
        save(world, answers=answered(photo=[word]))
        drafts.discard_draft(world.ctx("alice"), name=NAME)
        assert not File.objects.filter(subject=f"forms:{row.number}", erased_at=None).exists()


class TestTheVersionOfAForm:
    def test_stays_readable_as_it_was_answered(self, world) -> None:
        row = save(world)
        assert pinned(row.digest) == newborn()
        assert pinned("0" * 64) is None

    def test_cannot_say_something_else_under_the_same_number(self, world) -> None:
        save(world)
        before = state(world)
        edited = NEWBORN.replace("要不要办社保卡", "要办社保卡吗")
        with pytest.raises(VersionChanged):
            save(world, form=load(edited, "edited.yaml"))
        assert state(world) == before
        assert save(world, form=load(edited.replace("version: 1", "version: 2"), "edited.yaml")).version == 2

    def test_is_kept_by_the_database_itself(self, world) -> None:
        save(world)
        for change in ("UPDATE forms_formversion SET document = '{}'", "DELETE FROM forms_formversion"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
        assert FormVersion.objects.get().document.startswith("{")


class TestAnswersAtRest:
    pytestmark = pytest.mark.anydb

    def test_are_sealed_and_open_again(self) -> None:
        sealed = seal_answers(answered(), "onestop.answers")
        assert MOTHER_ID.encode() not in sealed
        assert open_answers(sealed, "onestop.answers") == answered()
        with pytest.raises(ValueError, match="not a value sealed for"):
            open_answers(sealed, "something.else")
