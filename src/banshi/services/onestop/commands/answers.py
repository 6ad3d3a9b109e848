"""What a resident has answered: sealed where it is kept, with the papers beside it."""

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from banshi.kernel.commands import Context
from banshi.kernel.directory.personal import seal_bytes
from banshi.kernel.evidence.store import store
from banshi.kernel.forms import files
from banshi.kernel.forms.questions import Form, Kind
from banshi.kernel.ledger.record import Subject
from banshi.services.onestop.models import Material
from banshi.services.onestop.queries.kept import ANSWERS
from banshi.services.onestop.rules.procedure import Procedure


def sealed(answers: Mapping[str, Any]) -> bytes:
    """The answers as they are kept; two thirds of them are the names of the questions, so they are compressed first."""
    text = json.dumps(answers, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return seal_bytes(zlib.compress(text.encode(), 9), ANSWERS)


def apart(form: Form, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What is said, and the words of the files that were given."""
    papers = {code for code in answers if code in form.known and form.known[code].kind is Kind.FILE}
    said = {code: value for code, value in answers.items() if code not in papers}
    return said, {code: answers[code] for code in sorted(papers)}


def keep_papers(
    ctx: Context, procedure: Procedure, case_id: int, subject: Subject, papers: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Make the given files papers of the case; one given before is replaced. Paper → SHA-256.

    Several files of one paper stand as one: its hash is that of the first, the others lie beside it with the case.

    Raises:
        FileGone: a file was collected meanwhile; it is to be given again.
    """
    kept: dict[str, str] = {}
    for code, words in papers.items():
        stored = [store(ctx, accepted, subject=subject) for accepted in files.accepted(words)]
        if not stored or code not in procedure.materials:
            continue
        Material.objects.filter(case_id=case_id, code=code, revoked_at=None).update(revoked_at=ctx.now)
        first = stored[0]
        Material.objects.create(case_id=case_id, code=code, sha256=first.sha256, file=first.key, at=ctx.now)
        kept[code] = first.sha256
    return kept
