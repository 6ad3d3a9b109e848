"""What is held already and may answer a question: shown with its source, taken only with consent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory.models import Person
from banshi.kernel.directory.personal import unseal
from banshi.kernel.directory.queries.people import IDENTITY, PHONE
from banshi.kernel.forms.asking import asked
from banshi.kernel.forms.blank import blank
from banshi.kernel.forms.questions import Form
from banshi.kernel.forms.words import typed

SOURCES: Mapping[str, Any] = {
    "person.name": _("您登记的姓名"),
    "person.phone": _("您登录用的手机号"),
    "person.identity": _("您登记的身份证号"),
    "person.area": _("您登记的住址"),
}
"""Facts that the house itself holds → where they come from."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """An answer that is held already. `source` says to its person where it comes from."""

    code: str
    value: Any
    source: str | Promise


def held(form: Form, person_id: int) -> tuple[Prefill, ...]:
    """What the directory holds of this person and the form asks for. One SQL statement."""
    wanted = [question for question in form.questions if question.prefill in SOURCES]
    row = Person.objects.filter(pk=person_id, erased_at=None).first() if wanted else None
    if row is None:
        return ()
    facts = {
        "person.name": row.name,
        "person.phone": unseal(row.phone_sealed, PHONE),
        "person.identity": unseal(row.id_sealed, IDENTITY),
        "person.area": row.area_id or "",
    }
    return tuple(
        Prefill(question.code, facts[question.prefill], SOURCES[question.prefill])
        for question in wanted
        if facts[question.prefill]
    )


def open_offers(form: Form, answers: Mapping[str, Any], offers: Iterable[Prefill]) -> tuple[Prefill, ...]:
    """The offers for what is asked and not answered yet."""
    waiting = {question.code for question in asked(form, answers) if blank(answers.get(question.code))}
    return tuple(offer for offer in offers if offer.code in waiting)


def taken(
    form: Form, answers: Mapping[str, Any], offers: Iterable[Prefill], consented: Iterable[str]
) -> tuple[str, ...]:
    """The codes whose answer is what was offered and taken with consent: for the record of the act."""
    agreed, known = set(consented), form.known
    return tuple(
        offer.code
        for offer in offers
        if offer.code in agreed
        and typed(known[offer.code], answers.get(offer.code)) == typed(known[offer.code], offer.value)
    )
