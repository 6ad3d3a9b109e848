"""Drafts of a signed-in person: kept on one device, taken up on another, let go in the end."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from banshi.kernel.commands import Context, command
from banshi.kernel.directory.models import Person
from banshi.kernel.errors import SignInNeeded
from banshi.kernel.evidence import queries as evidence_queries
from banshi.kernel.evidence import store as evidence_store
from banshi.kernel.forms import files as file_words
from banshi.kernel.forms.keeping import open_answers, pin, seal_answers
from banshi.kernel.forms.models import Draft
from banshi.kernel.forms.questions import Form, Kind
from banshi.kernel.forms.refusals import DraftMovedOn, DraftTooLarge, NoSuchDraft, TooManyDrafts
from banshi.kernel.ledger.record import Json, Subject, record
from banshi.kernel.policy.current import parameter

ROOM = "forms"
PURPOSE = "forms.draft"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_BYTES = 256 * 1024
"""Of one draft, sealed; files lie elsewhere."""
MOST_CODE, DAYS_CODE = "forms.draft_most", "forms.draft_days"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft of its owner. Where `digest` is not that of the form shown now, the form has changed since."""

    number: str
    name: str
    link: str
    code: str
    version: int
    digest: str
    answers: Mapping[str, Any]
    revision: int
    updated: datetime


@command
def save_draft(
    ctx: Context, /, *, name: str, form: Form, answers: Mapping[str, Any], link: str = "", seen: int | None = None
) -> DraftRow:
    """Keep answers as they are, checked or not, under a name of the room's own. One draft a name and person.

    `seen` is the revision that was read (0 where there was none); None writes over whatever is there.
    `link` is the path at which to go on. Files among the answers become the draft's.

    Raises:
        SignInNeeded: nobody is signed in.
        DraftMovedOn: it was kept elsewhere since; nothing is lost here or there.
        TooManyDrafts, DraftTooLarge, VersionChanged, FileGone.
    """
    owner = _person(ctx)
    county = Person.objects.select_for_update().values_list("county", flat=True).get(pk=owner)
    draft = Draft.objects.filter(owner_id=owner, name=name).first()
    if seen is not None and seen != (draft.revision if draft else 0):
        raise DraftMovedOn()
    sealed = seal_answers(answers, PURPOSE)
    if len(sealed) > MOST_BYTES:
        raise DraftTooLarge()
    pinned = pin(ctx, form)
    if draft is None:
        _insist_on_room(ctx, owner)
        county = county or settings.BANSHI_COUNTY
        draft = Draft(
            number=_new_number(ctx.now), owner_id=owner, county=county, name=name, created=ctx.now, revision=0
        )
    draft.link, draft.form_id, draft.sealed, draft.updated = link, pinned.row, sealed, ctx.now
    draft.revision += 1
    draft.save()
    files = _keep_files(ctx, draft, form, answers)
    body: dict[str, Json] = {"form": pinned.code, "version": pinned.version, "digest": pinned.digest}
    body |= {"revision": draft.revision, "files": files}
    record(ctx, subject_of(draft), "forms.draft_saved", body)
    return _row(draft, pinned.code, pinned.version, pinned.digest)


@command
def discard_draft(ctx: Context, /, *, name: str) -> None:
    """Let go of a draft: its owner does not want it, or what it was for is done. Its files go, too.

    Files that a matter took over stay with the matter.

    Raises:
        SignInNeeded, NoSuchDraft.
    """
    draft = Draft.objects.filter(owner_id=_person(ctx), name=name).first()
    if draft is None:
        raise NoSuchDraft()
    _let_go(ctx, draft, "forms.draft_discarded")


@command
def expire_draft(ctx: Context, /, *, number: str, before: datetime) -> None:
    """Let go of a draft that nobody went on with since `before`.

    Raises:
        NoSuchDraft: it is gone, or somebody went on with it.
    """
    draft = Draft.objects.filter(number=number, updated__lt=before).first()
    if draft is None:
        raise NoSuchDraft()
    _let_go(ctx, draft, "forms.draft_expired")


def forget(ctx: Context, *, person_id: int) -> None:
    """Let go of every draft of a person, inside the command that erases the person."""
    for draft in Draft.objects.filter(owner_id=person_id).order_by("id"):
        _let_go(ctx, draft, "forms.draft_discarded")


def draft_of(person_id: int | None, name: str) -> DraftRow | None:
    """The draft of this person under this name. One SQL statement."""
    draft = Draft.objects.select_related("form").filter(owner_id=person_id, name=name).first()
    return _row(draft, draft.form.code, draft.form.version, draft.form.digest) if draft is not None else None


def drafts_of(person_id: int | None) -> tuple[DraftRow, ...]:
    """Every draft of this person, the latest first. One SQL statement."""
    mine = Draft.objects.select_related("form").filter(owner_id=person_id).order_by("-updated", "-id")
    return tuple(_row(draft, draft.form.code, draft.form.version, draft.form.digest) for draft in mine)


def left_since(before: datetime, *, limit: int) -> list[str]:
    """The numbers of drafts that nobody went on with since, the oldest first."""
    old = Draft.objects.filter(updated__lt=before).order_by("updated", "id")
    return list(old.values_list("number", flat=True)[:limit])


def owns(person_id: int | None, number: str) -> bool:
    """Whether this draft is this person's."""
    return person_id is not None and Draft.objects.filter(owner_id=person_id, number=number).exists()


def subject_of(draft: Draft) -> Subject:
    return Subject(ROOM, draft.number, draft.county)


def _person(ctx: Context) -> int:
    if ctx.actor.person_id is None:
        raise SignInNeeded()
    return ctx.actor.person_id


def _insist_on_room(ctx: Context, owner: int) -> None:
    most = parameter(MOST_CODE, timezone.localdate(ctx.now)).whole
    if Draft.objects.filter(owner_id=owner).count() >= most:
        raise TooManyDrafts(most=most)


def _keep_files(ctx: Context, draft: Draft, form: Form, answers: Mapping[str, Any]) -> int:
    """Make the files of the answers the draft's, so that their bytes are not collected; let go of the others."""
    wanted = {file.sha256: file for file in file_words.accepted(words_in(form, answers))}
    subject = subject_of(draft)
    held = {file.sha256: file.key for file in evidence_queries.files_of(str(subject)) if not file.erased}
    for sha256, file in wanted.items():
        if sha256 not in held:
            evidence_store.store(ctx, file, subject=subject)
    gone = [key for sha256, key in held.items() if sha256 not in wanted]
    evidence_store.erase(ctx, subject=subject, keys=gone)
    return len(wanted)


def words_in(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """The words of all files among the answers, those in repeats, too."""
    found: list[str] = []
    for question in form.questions:
        value = answers.get(question.code)
        if not isinstance(value, list):
            continue
        if question.kind is Kind.FILE:
            found += [word for word in value if isinstance(word, str)]
        elif question.kind is Kind.REPEAT:
            inner = Form(form.code, form.version, form.title, question.questions)
            found += [word for each in value if isinstance(each, Mapping) for word in words_in(inner, each)]
    return found


def _let_go(ctx: Context, draft: Draft, kind: str) -> None:
    subject = subject_of(draft)
    keys = [file.key for file in evidence_queries.files_of(str(subject)) if not file.erased]
    evidence_store.erase(ctx, subject=subject, keys=keys)
    Draft.objects.filter(pk=draft.pk).delete()
    record(ctx, subject, kind)


def _row(draft: Draft, code: str, version: int, digest: str) -> DraftRow:
    answers = open_answers(draft.sealed, PURPOSE)
    return DraftRow(draft.number, draft.name, draft.link, code, version, digest, answers, draft.revision, draft.updated)


def _new_number(now: datetime) -> str:
    word = "".join(secrets.choice(ALPHABET) for _letter in range(6))
    return f"F{timezone.localdate(now):%y%m%d}-{word}"
