"""What a browser sends, read back into answers: nothing that was typed is lost."""

import json
import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from banshi.kernel.directory.personal import Unreadable, seal, unseal
from banshi.kernel.errors import BanshiError
from banshi.kernel.evidence.store import accept
from banshi.kernel.forms import files as file_words
from banshi.kernel.forms.asking import asked, asked_of
from banshi.kernel.forms.blank import blank
from banshi.kernel.forms.limits import count
from banshi.kernel.forms.prefill import Prefill
from banshi.kernel.forms.questions import Form, Kind, Question
from banshi.kernel.forms.words import NO, YES, masked_identity, number_given

AGAIN, SAVE, ADD, DROP = "_again", "_save", "_add", "_drop"
"""Names of the buttons that do not send the form: ask anew, keep as a draft, one part more, one less."""
TAKE, TAKEN, REST, KEPT, COUNT = "_take", "_taken", "_rest", "-kept", "-count"
REST_PURPOSE, IDENTITY_PURPOSE = "forms.rest", "forms.identity"
INTEGER = re.compile(r"-?\d{1,16}")


class Wish(StrEnum):
    """What the person wants done with what they sent."""

    SEND = "send"
    SAVE = "save"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Posted:
    """The answers as they were sent, unchecked; files that could not be taken, and why; what was consented to."""

    answers: Mapping[str, Any]
    refused: Mapping[str, str]
    wish: Wish
    consented: frozenset[str] = frozenset()


@dataclass
class _Sent:
    """One request's fields and files, and the answers to what was not shown."""

    fields: QueryDict
    files: MultiValueDict[str, Any]
    rest: Mapping[str, Any]
    refused: dict[str, str] = field(default_factory=dict)

    def dropped(self, name: str) -> int | None:
        """The part or file of this question that is to go."""
        which, _colon, place = self.fields.get(DROP, "").rpartition(":")
        return int(place) if which == name and place.isdigit() else None


def answers_of(post: QueryDict, form: Form) -> dict[str, Any]:
    """The answers in a request, without new files."""
    return dict(posted(form, post).answers)


def posted(
    form: Form,
    post: QueryDict,
    files: MultiValueDict[str, Any] | None = None,
    offers: Iterable[Prefill] = (),
) -> Posted:
    """Everything in a request. Files are taken in here, outside any transaction; offers that were ticked are taken over."""
    sent = _Sent(post, files if files is not None else MultiValueDict(), _rest(post.get(REST, "")))
    answers = _read(form.questions, sent, "")
    consented = frozenset([*post.getlist(TAKE), *post.getlist(TAKEN)])
    for offer in offers:
        if offer.code in post.getlist(TAKE) and blank(answers.get(offer.code)):
            answers[offer.code] = offer.value
    anew = any(name in post for name in (AGAIN, ADD, DROP))
    wish = Wish.AGAIN if anew else Wish.SAVE if SAVE in post else Wish.SEND
    return Posted(answers, sent.refused, wish, consented)


def sealed_rest(form: Form, answers: Mapping[str, Any]) -> str:
    """Answers to what is not asked just now, for a hidden field: they come back when it is asked again."""
    left = _left(form.questions, asked(form, answers), answers, "")
    return urlsafe_b64encode(seal(json.dumps(left), REST_PURPOSE)).decode() if left else ""


def sealed_identity(number: str) -> str:
    """A whole identity number for a hidden field; the visible one shows it masked."""
    return urlsafe_b64encode(seal(number, IDENTITY_PURPOSE)).decode()


def _left(
    questions: Iterable[Question], shown: Iterable[Question], answers: Mapping[str, Any], path: str
) -> dict[str, Any]:
    visible = {question.code for question in shown}
    left: dict[str, Any] = {}
    for question in questions:
        value = answers.get(question.code)
        if blank(value):
            continue
        if question.code not in visible:
            left[f"{path}{question.code}"] = value
        elif question.kind is Kind.REPEAT and isinstance(value, list):
            for place, each in enumerate(value):
                if isinstance(each, Mapping):
                    inner = asked_of(question.questions, each)
                    left |= _left(question.questions, inner, each, f"{path}{question.code}-{place}-")
    return left


def _rest(word: str) -> Mapping[str, Any]:
    try:
        found = json.loads(unseal(urlsafe_b64decode(word.encode()), REST_PURPOSE)) if word else {}
    except (Unreadable, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _read(questions: Iterable[Question], sent: _Sent, path: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for question in questions:
        name = f"{path}{question.code}"
        value = READ.get(question.kind, _words)(question, sent, name)
        value = sent.rest.get(name) if blank(value) else value
        if not blank(value):
            answers[question.code] = value
    return answers


def _repeated(question: Question, sent: _Sent, name: str) -> list[dict[str, Any]]:
    given = sent.fields.get(f"{name}{COUNT}", "")
    _least, most = count(question)
    parts = [
        _read(question.questions, sent, f"{name}-{place}-")
        for place in range(min(int(given), most) if given.isascii() and given.isdigit() else 0)
    ]
    gone = sent.dropped(name)
    if gone is not None and gone < len(parts):
        del parts[gone]
    if sent.fields.get(ADD) == name and len(parts) < most:
        parts.append({})
    return parts


def _words(question: Question, sent: _Sent, name: str) -> str:
    return sent.fields.get(name, "").replace("\r\n", "\n").strip()


def _plain(question: Question, sent: _Sent, name: str) -> str:
    """Numbers and days as people type them: full-width digits are digits."""
    return unicodedata.normalize("NFKC", _words(question, sent, name))


def _integer(question: Question, sent: _Sent, name: str) -> int | str:
    given = _plain(question, sent, name)
    return int(given) if INTEGER.fullmatch(given) else given


def _yesno(question: Question, sent: _Sent, name: str) -> bool | None:
    return {YES: True, NO: False}.get(sent.fields.get(name, ""))


def _consent(question: Question, sent: _Sent, name: str) -> bool | None:
    return True if sent.fields.get(name) else None


def _choices(question: Question, sent: _Sent, name: str) -> list[str]:
    return sent.fields.getlist(name)


def _identity(question: Question, sent: _Sent, name: str) -> str:
    """The masked number still standing there is the one that was sent before."""
    given = _plain(question, sent, name)
    try:
        before = unseal(urlsafe_b64decode(sent.fields.get(f"{name}{KEPT}", "").encode()), IDENTITY_PURPOSE)
    except (Unreadable, ValueError):
        before = ""
    return before if before and number_given(before) and given == masked_identity(before) else given


def _files(question: Question, sent: _Sent, name: str) -> list[str]:
    words = [word for word in sent.fields.getlist(f"{name}{KEPT}") if file_words.kept(word)]
    gone = sent.dropped(name)
    if gone is not None and gone < len(words):
        del words[gone]
    for upload in sent.files.getlist(name):
        try:
            words.append(file_words.keep(accept(upload)))
        except BanshiError as refusal:
            sent.refused[name.replace("-", ".")] = str(refusal)
    return words


READ = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _plain,
    Kind.DATE: _plain,
    Kind.PHONE: _plain,
    Kind.YESNO: _yesno,
    Kind.CONSENT: _consent,
    Kind.CHOICES: _choices,
    Kind.IDENTITY: _identity,
    Kind.FILE: _files,
    Kind.REPEAT: _repeated,
}
