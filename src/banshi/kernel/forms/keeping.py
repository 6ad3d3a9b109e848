"""Answers at rest: sealed, and pinned to what the form said when it was answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from banshi.kernel.commands import Context
from banshi.kernel.directory.personal import seal, unseal
from banshi.kernel.forms.document import digest, parse, plain
from banshi.kernel.forms.models import FormVersion
from banshi.kernel.forms.questions import Form
from banshi.kernel.forms.refusals import VersionChanged

PURPOSE = "forms.answers"


@dataclass(frozen=True, slots=True)
class Pin:
    """Which form was answered. `row` is its row, for a foreign key inside the kernel."""

    code: str
    version: int
    digest: str
    row: int


def pin(ctx: Context, form: Form) -> Pin:
    """Keep what the form says, once, inside the command now running; answers carry the digest.

    Raises:
        VersionChanged: another form was answered under this code and version.
    """
    said = digest(form)
    row = FormVersion.objects.filter(digest=said).values_list("pk", flat=True).first()
    if row is None:
        parts = ",".join(form.parts)
        if not parts and FormVersion.objects.filter(code=form.code, version=form.version, parts="").exists():
            raise VersionChanged(code=form.code, version=form.version)
        made = FormVersion(
            digest=said,
            code=form.code,
            version=form.version,
            parts=parts,
            document=rfc8785.dumps(plain(form)).decode(),
            since=ctx.now,
        )
        FormVersion.objects.bulk_create([made], ignore_conflicts=True)  # another transaction may be first
        row = FormVersion.objects.values_list("pk", flat=True).get(digest=said)
    return Pin(form.code, form.version, said, row)


def pinned(said: str) -> Form | None:
    """The form of this digest, as it was when it was answered; None where none was."""
    document = FormVersion.objects.filter(digest=said).values_list("document", flat=True).first()
    return parse(json.loads(document), said[:12]) if document is not None else None


def seal_answers(answers: Mapping[str, Any], purpose: str = PURPOSE) -> bytes:
    """Answers as they are stored: the file of the database alone reveals none of them."""
    return seal(json.dumps(answers, ensure_ascii=False, separators=(",", ":"), sort_keys=True), purpose)


def open_answers(sealed: bytes | memoryview, purpose: str = PURPOSE) -> dict[str, Any]:
    """The answers that were sealed for this purpose.

    Raises:
        Unreadable: damaged, sealed for another purpose, or the key is gone.
    """
    text = unseal(sealed, purpose)
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
