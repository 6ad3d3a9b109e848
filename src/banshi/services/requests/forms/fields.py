"""Fields that the forms of this room share: files that are not lost, areas, categories, units."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from banshi.kernel.directory.queries.areas import area_label, find_below
from banshi.kernel.directory.queries.units import units_in
from banshi.kernel.errors import BanshiError
from banshi.kernel.evidence.store import Accepted, accept
from banshi.services.requests.queries import policy

MOST_FILES = 9
KEPT_SALT = "requests.kept_files"
KEPT_SECONDS = 20 * 3600
"""Bytes that no command attaches are collected after a day."""

Choices = list[tuple[str, Any]]


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files checked and laid down by `kernel.evidence`; gives the list of what was accepted."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Accepted]:
        given: Sequence[UploadedFile[Any]] = [each for each in (data or []) if each]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(
                _("一次最多 %(most)s 个文件，您选了 %(given)s 个。可以提交后再补充。"),
                params={"most": MOST_FILES, "given": len(given)},
            )
        accepted, refused = [], []
        for upload in given:
            try:
                accepted.append(accept(upload))
            except BanshiError as error:
                refused.append(str(error))
        if refused:
            raise forms.ValidationError(refused)
        return accepted


def keep(files: Sequence[Accepted]) -> str:
    """Accepted files as a signed word for a hidden field, so that a form shown again has not lost them."""
    return signing.dumps([asdict(each) for each in files], salt=KEPT_SALT, compress=True) if files else ""


def kept(word: str) -> list[Accepted]:
    """What `keep` wrote; nothing when it is older than the bytes, or not ours."""
    try:
        return [Accepted(**each) for each in signing.loads(word, salt=KEPT_SALT, max_age=KEPT_SECONDS)] if word else []
    except signing.BadSignature:
        return []


def area_field() -> forms.ChoiceField:
    """The town, village or neighbourhood; its choices are set for a county."""
    return forms.ChoiceField(
        label=_("在哪个镇、村或社区"),
        error_messages={
            "required": _("请选镇、村或社区；不清楚的，选列表里的“不清楚具体在哪里”。"),
            "invalid_choice": _("没有编号为“%(value)s”的地方。请从列表里选。"),
        },
    )


def area_choices(county: str) -> Choices:
    """Towns of a county, each with its villages."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for row in find_below(county, level="village"):
        if row.level == "township":
            names[row.code] = row.name
            groups[row.code] = [(row.code, row.name)]
        else:
            town = row.code[:9]
            label = f"{names[town]} {row.name}" if town in names else row.name
            groups.setdefault(town, []).append((row.code, label))
    whole = [(county, _("%(county)s（不清楚具体在哪里）") % {"county": area_label(county, below=county[:4])})]
    return [("", _("请选择镇、村或社区")), *whole, *((names.get(town, town), rows) for town, rows in groups.items())]


def town_choices(county: str) -> Choices:
    """The towns of a county, for a filter."""
    return [("", _("全部乡镇")), *((row.code, row.name) for row in find_below(county, level="township"))]


def category_choices(*, deepest: int = 2, every: Any = "") -> Choices:
    """The tree of categories to `deepest` levels; the first choice leaves it open."""
    found: Choices = [("", every or _("不清楚，请工作人员帮我分"))]
    inside: list[tuple[str, str]] = []
    for each in policy.categories().values():
        if each.level == 1:
            inside = [(each.code, each.title)]
            found.append((each.title, inside) if deepest > 1 else (each.code, each.title))
        elif each.level <= deepest:
            inside.append((each.code, each.title))
    return found


def titled(field: str, titles: Mapping[Any, str]) -> Choices:
    """The values of a field with their titles, which are in the sense of its name."""
    return [(value, pgettext(field, title)) for value, title in titles.items()]


def unit_choices(county: str) -> Choices:
    """The working units of a county."""
    return [("", _("不针对单位，或不清楚")), *((str(unit.id), unit.name) for unit in units_in(county))]
