"""A form as a page shows it: what is asked now, group by group, with what was typed and what is wrong."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from banshi.kernel.forms import files as file_words
from banshi.kernel.forms import prefill
from banshi.kernel.forms.answers import Checked, check
from banshi.kernel.forms.asking import asked, asked_of, looked_at
from banshi.kernel.forms.fields import field_of
from banshi.kernel.forms.limits import count
from banshi.kernel.forms.posting import (
    COUNT,
    KEPT,
    Posted,
    Wish,
    answers_of,
    posted,
    sealed_identity,
    sealed_rest,
)
from banshi.kernel.forms.prefill import Prefill
from banshi.kernel.forms.questions import Form, Kind, Question
from banshi.kernel.forms.words import number_given, said, shown, typed

__all__ = ["Sheet", "Wish", "answers_of", "blank_sheet", "posted_sheet"]


@dataclass(frozen=True, slots=True)
class Line:
    """One question on the page. `kept` are files already taken in: the hidden word, the name, the place."""

    field: BoundField
    hidden: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of a repeat: its lines, and what the button that takes it away sends."""

    number: int
    lines: tuple["Line | Repeat", ...]
    drop: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """A list of the same questions; `add` is what the button for one more sends, empty where there may be no more."""

    name: str
    title: str
    help: str
    parts: tuple[Part, ...]
    add: str
    error: str
    count: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading; `decides` where answers in it decide what is asked further on."""

    title: str
    help: str
    lines: tuple[Line | Repeat, ...]
    decides: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What is held already, as it is shown: the answer in words and where it comes from."""

    code: str
    title: str
    words: str
    source: str


class Sheet(forms.Form):
    """What a page shows of a form. Made by `blank_sheet` or `posted_sheet`; drawn by "forms/sheet.html"."""

    use_required_attribute = False

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any],
        *,
        faults: Mapping[str, str],
        offers: Sequence[Prefill],
        consented: Iterable[str],
        county: str,
    ) -> None:
        self.form = form
        self.answers = answers
        self.county = county
        self.checked = Checked()
        self.wish = Wish.AGAIN
        self.faults = {name.replace(".", "-"): message for name, message in faults.items()}
        self.taken = prefill.taken(form, answers, offers, consented)
        self.rest = sealed_rest(form, answers)
        self._offers = prefill.open_offers(form, answers, offers)
        self._typed = QueryDict(mutable=True)
        self._made: dict[str, forms.Field] = {}
        self._collect(asked(form, answers), answers, "", looked_at(form.questions))
        super().__init__(data=self._typed)
        self.fields.update(self._made)

    @property
    def sound(self) -> bool:
        """Whether it was sent and everything in it is as it should be."""
        return self.wish is Wish.SEND and self.checked.sound and not self.faults

    @property
    def offers(self) -> list[Offer]:
        """What may be taken over, for the resident to see before they agree."""
        known = self.form.known
        return [
            Offer(each.code, said(known[each.code].title), shown(known[each.code], each.value), str(each.source))
            for each in self._offers
        ]

    @property
    def sections(self) -> list[Section]:
        """The questions asked now, those of a group together."""
        headings = {group.code: group for group in self.form.groups}
        decides = looked_at(self.form.questions)
        found: list[Section] = []
        gathered: list[Question] = []
        questions = asked(self.form, self.answers)
        for place, question in enumerate(questions):
            gathered.append(question)
            if place + 1 < len(questions) and questions[place + 1].group == question.group:
                continue
            group = headings.get(question.group)
            found.append(
                Section(
                    said(group.title) if group else "",
                    said(group.help) if group else "",
                    tuple(self._lines(gathered, self.answers, "")),
                    any(each.code in decides or looked_at(each.questions) for each in gathered),
                )
            )
            gathered = []
        return found

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong: the id to go to, the question, what to change."""
        labels = {name: str(field.label) for name, field in self.fields.items()}
        titles = {question.code: said(question.title) for question in self.form.questions}
        return [
            (
                self[name].auto_id if name in self.fields else f"id_{name}",
                labels.get(name) or titles.get(name, ""),
                message,
            )
            for name, message in self.faults.items()
        ]

    def full_clean(self) -> None:
        """What is wrong was decided by `check`, not by the fields."""
        self.cleaned_data = {}
        self._errors = ErrorDict(renderer=self.renderer)
        for name, message in self.faults.items():
            if name in self.fields:
                self._errors[name] = self.error_class([message], renderer=self.renderer)

    def _collect(
        self, questions: Iterable[Question], answers: Mapping[str, Any], path: str, decides: frozenset[str]
    ) -> None:
        """A field and what was typed for every question that is asked."""
        for question in questions:
            name, value = f"{path}{question.code}", answers.get(question.code)
            if question.kind is Kind.REPEAT:
                for place, each in enumerate(_parts(question, value)):
                    inner = asked_of(question.questions, each)
                    self._collect(inner, each, f"{name}-{place}-", looked_at(question.questions))
                continue
            made = field_of(question, decides=question.code in decides, county=self.county, value=value)
            self._made[name] = made
            self._typed.setlist(name, typed(question, value))

    def _lines(self, questions: Iterable[Question], answers: Mapping[str, Any], path: str) -> Iterator[Line | Repeat]:
        for question in questions:
            name, value = f"{path}{question.code}", answers.get(question.code)
            if question.kind is Kind.REPEAT:
                yield self._repeat(question, value, name)
            elif question.kind is Kind.FILE:
                words = [word for word in value or [] if isinstance(word, str)]
                yield Line(self[name], kept=_kept(name, words), hidden=tuple((f"{name}{KEPT}", word) for word in words))
            elif question.kind is Kind.IDENTITY and isinstance(value, str) and number_given(value):
                yield Line(self[name], hidden=((f"{name}{KEPT}", sealed_identity(value)),))
            else:
                yield Line(self[name])

    def _repeat(self, question: Question, value: Any, name: str) -> Repeat:
        least, most = count(question)
        parts = _parts(question, value)
        return Repeat(
            name=name,
            title=said(question.title),
            help=said(question.help),
            parts=tuple(
                Part(
                    place + 1,
                    tuple(self._lines(asked_of(question.questions, each), each, f"{name}-{place}-")),
                    f"{name}:{place}" if len(parts) > least else "",
                )
                for place, each in enumerate(parts)
            ),
            add=name if len(parts) < most else "",
            error=self.faults.get(name, ""),
            count=(f"{name}{COUNT}", len(parts)),
        )


def blank_sheet(
    form: Form, answers: Mapping[str, Any] | None = None, *, offers: Sequence[Prefill] = (), county: str = ""
) -> Sheet:
    """The form as it is first shown, or with the answers of a draft."""
    return Sheet(form, answers or {}, faults={}, offers=offers, consented=(), county=county or settings.BANSHI_COUNTY)


def posted_sheet(
    form: Form,
    post: QueryDict,
    files: MultiValueDict[str, Any] | None = None,
    *,
    offers: Sequence[Prefill] = (),
    today: date | None = None,
    county: str = "",
) -> Sheet:
    """The form as it was sent. `sheet.wish` says what for; where it was sent to be done, faults stand beside the fields.

    Raises:
        TodayNeeded: the form limits a day by today, and today was not given.
    """
    sent: Posted = posted(form, post, files, offers)
    checked = check(form, sent.answers, today=today) if sent.wish is Wish.SEND else Checked()
    sheet = Sheet(
        form,
        sent.answers,
        faults={**checked.faults, **sent.refused},
        offers=offers,
        consented=sent.consented,
        county=county or settings.BANSHI_COUNTY,
    )
    sheet.checked, sheet.wish = checked, sent.wish
    return sheet


def _parts(question: Question, value: Any) -> list[Mapping[str, Any]]:
    """The parts of a repeat as they are shown: as many as it needs at least."""
    given = [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
    return [*given, *({} for _missing in range(count(question)[0] - len(given)))]


def _kept(name: str, words: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for place, word in enumerate(words):
        file = file_words.kept(word)
        if file is not None:
            found.append((word, file.name, f"{name}:{place}"))
    return tuple(found)
