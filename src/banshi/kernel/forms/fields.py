"""The field of a page for each kind of question, drawn as every form of the house is."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from banshi.kernel.directory.queries.areas import AreaRow, area_label, counties, find_below, known_areas
from banshi.kernel.forms.limits import LONGEST_NUMBER, count
from banshi.kernel.forms.posting import AGAIN
from banshi.kernel.forms.questions import Kind, Question
from banshi.kernel.forms.words import NO, YES, said

SHORT_LIST = 6
"""So many choices stand side by side; more go into a list that opens."""
ANEW: Mapping[str, Any] = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-target": "closest [data-sheet]",
    "hx-select": "[data-sheet]",
    "hx-swap": "outerHTML",
    "hx-encoding": "multipart/form-data",
    "hx-vals": f'{{"{AGAIN}": "1"}}',
}
"""With a script, an answer on which others depend asks the server anew; without one, a button does."""
COMPLETES = {"person.name": "name", "person.phone": "tel"}
"""Facts that a browser may know, too."""
FILES = "image/*,.pdf,.doc,.docx,.ofd"


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


def field_of(question: Question, *, decides: bool, county: str, value: Any) -> forms.Field:
    """The field for one question; `decides` where others are asked by its answer, `county` where areas are chosen from."""
    label = said(question.title)
    unit = said(question.unit)
    options: dict[str, Any] = {
        "label": f"{label}（{unit}）" if unit else label,
        "help_text": conditional_escape(said(question.help)),
        "required": question.required,
    }
    attrs = dict(ANEW) if decides else {}
    if question.prefill in COMPLETES:
        attrs["autocomplete"] = COMPLETES[question.prefill]
    if question.kind is Kind.AREA:
        choices = _areas(question, county, str(value or ""))
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=attrs), **options)
    return MADE[question.kind](question, attrs, options)


Options = Mapping[str, Any]
Attrs = dict[str, Any]


def _text(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    widget = forms.TextInput(attrs={"maxlength": count(question)[1], **attrs})
    return forms.CharField(widget=widget, **options)


def _long(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"maxlength": count(question)[1], **attrs}), **options)


def _number(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    mode = "numeric" if question.kind is Kind.INTEGER else "decimal"
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", **attrs}), **options)


def _date(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    return forms.CharField(widget=forms.DateInput(attrs={"type": "date", **attrs}), **options)


def _yesno(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    choices = [(YES, _("是")), (NO, _("否"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs=attrs), **options)


def _choice(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    choices = [(choice.code, said(choice.title)) for choice in question.choices]
    if len(choices) > SHORT_LIST:
        choices = [("", _("请选择")), *choices]
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs=attrs), **options)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs=attrs), **options)


def _choices(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    choices = [(choice.code, said(choice.title)) for choice in question.choices]
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple(attrs=attrs), **options)


def _phone(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    given = {"type": "tel", "inputmode": "tel", "maxlength": LONGEST_NUMBER, "placeholder": "138 0013 8000", **attrs}
    return forms.CharField(widget=forms.TextInput(attrs=given), **options)


def _identity(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    given = {"autocomplete": "off", "maxlength": LONGEST_NUMBER, **attrs}
    return forms.CharField(widget=forms.TextInput(attrs=given), **options)


def _consent(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    return forms.BooleanField(widget=forms.CheckboxInput(attrs=attrs), **options)


def _files(question: Question, attrs: Attrs, options: Options) -> forms.Field:
    return forms.FileField(widget=ManyFiles(attrs={"accept": FILES, **attrs}), **options)


def _areas(question: Question, county: str, value: str) -> list[tuple[str, Any]]:
    """The places to choose from: of the county served, unless the question names others."""
    first: list[tuple[str, Any]] = [("", _("请选择"))]
    known = known_areas([value])
    if value in known and not value.startswith(question.within or county):
        first.append((value, area_label(value)))  # chosen elsewhere: it is not lost here
    if question.level == "county":
        return [*first, *((row.code, row.name) for row in counties(question.within))]
    rows = find_below(question.within or county, level=question.level)
    if question.level == "township":
        return [*first, *((row.code, row.name) for row in rows if row.level == "township")]
    return [*first, *_by_town(rows)]


def _by_town(rows: tuple[AreaRow, ...]) -> list[tuple[str, Any]]:
    """Villages under the names of their towns."""
    names = {row.code: row.name for row in rows if row.level == "township"}
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row.level == "village":
            town = names.get(row.code[:9], "")
            groups.setdefault(town, []).append((row.code, f"{town} {row.name}".strip()))
    return list(groups.items())


MADE: Mapping[Kind, Callable[[Question, Attrs, Options], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.LONG: _long,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.DATE: _date,
    Kind.YESNO: _yesno,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.PHONE: _phone,
    Kind.IDENTITY: _identity,
    Kind.CONSENT: _consent,
    Kind.FILE: _files,
}
