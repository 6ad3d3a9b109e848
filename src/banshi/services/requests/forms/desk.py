"""What staff fill in to move a request: one form for each command."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.commands import Actor
from banshi.kernel.evidence.store import Accepted
from banshi.kernel.web.forms import LongSelect, choose
from banshi.services.requests.forms.acts import ActForm
from banshi.services.requests.forms.fields import Choices, FilesField, FilesInput, area_choices, titled
from banshi.services.requests.queries import policy
from banshi.services.requests.queries.proposal import asking
from banshi.services.requests.queries.shown import Matter
from banshi.services.requests.rules.answers import OUTCOME_TITLES, Point, Reply
from banshi.services.requests.rules.submission import (
    KIND_TITLES,
    LEVEL_TITLES,
    MAX_PLACE,
    MAX_TEXT,
    THEME_TITLES,
    URGENCY_TITLES,
)

Words = Any
"""Words now or words in the language of whoever reads them."""
INDENT = "　"


@dataclass(frozen=True, slots=True)
class About:
    """The request a form is about, and who fills the form in when."""

    matter: Matter
    actor: Actor
    now: datetime


def words(label: Words, help_text: Words = "", *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": lazy("请写明内容。")},
    )


def day_field(label: Words, help_text: Words = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": lazy("日期要写成 2026-05-26 这样。")},
    )


class DeskForm(ActForm):
    """A form about one request; `said` is what its command takes."""

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.fit(about)

    def fit(self, about: About) -> None:
        """Set what depends on the request: choices, first values."""

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReasonForm(DeskForm):
    reason = words(lazy("原因"), lazy("写具体：依据哪一条、差什么。诉求人会看到。"))


class InnerReasonForm(DeskForm):
    reason = words(lazy("原因"), lazy("写具体。只有经办人员看到。"))


class TextForm(DeskForm):
    text = words(lazy("写明情况"))


class ProgressForm(DeskForm):
    text = words(lazy("进展"), lazy("做了什么、下一步什么时候做。诉求人会看到。"))


class ReplyForm(DeskForm):
    text = words(lazy("写给诉求人"), lazy("对方看到的是单位名称，看不到您的姓名。"))


def tree_choices() -> Choices:
    """The whole tree of categories, the third level indented under the second."""
    found: Choices = [("", _("还没有分类"))]
    inside: list[tuple[str, str]] = []
    for each in policy.categories().values():
        if each.level == 1:
            inside = [(each.code, each.title)]
            found.append((each.title, inside))
        else:
            inside.append((each.code, INDENT * (each.level - 1) + each.title))
    return found


class TriageForm(DeskForm):
    """What the machine proposes stands chosen already where nothing has been decided; a person confirms or corrects it."""

    category = forms.ChoiceField(
        label=lazy("分类"),
        widget=LongSelect,
        error_messages={"required": lazy("请选一个分类，才能按目录派单。")},
    )
    area = forms.ChoiceField(label=lazy("地区"))
    place = forms.CharField(label=lazy("具体地点"), required=False, max_length=MAX_PLACE)
    kind = forms.ChoiceField(label=lazy("性质"))
    urgency = forms.TypedChoiceField(label=lazy("紧急程度"), coerce=int)
    level = forms.TypedChoiceField(label=lazy("保密"), coerce=int)
    theme = forms.ChoiceField(label=lazy("当地分类"), required=False)

    def fit(self, about: About) -> None:
        choose(self, "category", tree_choices)
        choose(self, "area", area_choices(about.matter.county))
        choose(self, "kind", titled("kind", KIND_TITLES))
        choose(self, "urgency", titled("urgency", URGENCY_TITLES))
        choose(self, "level", titled("level", LEVEL_TITLES))
        choose(self, "theme", [("", _("无")), *titled("theme", THEME_TITLES)])
        self.initial = {name: getattr(about.matter, name) for name in self.fields} | _proposed(about.matter)

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


def _proposed(matter: Matter) -> dict[str, str]:
    """The surest open proposal for each field that nobody has filled in."""
    found: dict[str, str] = {}
    for each in matter.suggestions:
        empty = not getattr(matter, each.field, "x")
        if not each.decision and empty and each.field in ("category", "place", "urgency"):
            found.setdefault(each.field, each.value)
    return found


class DispatchForm(DeskForm):
    """The catalogue's proposal stands chosen; another unit needs a reason."""

    unit = forms.TypedChoiceField(label=lazy("派给"), coerce=int, error_messages={"required": lazy("请选择单位。")})
    co_units = forms.TypedMultipleChoiceField(
        label=lazy("协办单位"),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=lazy("可以选几个；不选，按目录。"),
    )
    reason = words(
        lazy("为什么派给这个单位"), lazy("与派单目录一致的不用写。只有经办人员看到。"), required=False, rows=2
    )

    def fit(self, about: About) -> None:
        self.asked = asking(about.actor, about.matter.number)
        proposed = self.asked.unit_id
        known = {unit for unit, _name in self.asked.units}
        beyond = [] if proposed is None or proposed in known else [(proposed, self.asked.unit)]
        named = [
            (unit, _("%(unit)s（派单目录）") % {"unit": name} if unit == proposed else name)
            for unit, name in (*beyond, *self.asked.units)
        ]
        choose(self, "unit", named if proposed else [("", _("请选择")), *named])
        choose(self, "co_units", self.asked.units)
        self.initial = {"unit": proposed, "co_units": list(self.asked.co_unit_ids)}

    def said(self) -> dict[str, Any]:
        unit, co_units = self.cleaned_data["unit"], self.cleaned_data["co_units"]
        return {
            "unit_id": None if unit == self.asked.unit_id else unit,
            "co_unit_ids": co_units,
            "reason": self.cleaned_data["reason"],
        }


class UnitForm(DeskForm):
    unit = forms.TypedChoiceField(label=lazy("单位"), coerce=int, error_messages={"required": lazy("请选择单位。")})

    def fit(self, about: About) -> None:
        units = asking(about.actor, about.matter.number).units
        taking_part = {about.matter.holder_unit_id, *(each.unit_id for each in about.matter.co_handlers)}
        choose(self, "unit", [("", _("请选择")), *(each for each in units if each[0] not in taking_part)])


class TransferForm(UnitForm):
    reason = words(lazy("为什么转办"), lazy("写明职责依据。转办前的时间计在本单位名下，诉求人会看到。"))

    def said(self) -> dict[str, Any]:
        return {"unit_id": self.cleaned_data["unit"], "reason": self.cleaned_data["reason"]}


class CoHandlerForm(UnitForm):
    task = words(lazy("请它办什么"), rows=2)

    def said(self) -> dict[str, Any]:
        return {"unit_id": self.cleaned_data["unit"], "task": self.cleaned_data["task"]}


class RemoveCoHandlerForm(DeskForm):
    unit = forms.TypedChoiceField(label=lazy("协办单位"), coerce=int)

    def fit(self, about: About) -> None:
        choose(self, "unit", [(each.unit_id, each.unit) for each in about.matter.co_handlers])

    def said(self) -> dict[str, Any]:
        return {"unit_id": self.cleaned_data["unit"]}


class PauseForm(DeskForm):
    reason = words(lazy("为什么暂停"), lazy("如等专家意见、等检测结果，写明等谁、等到什么时候。诉求人的期限照常计算。"))
    evidence = FilesField(
        label=lazy("证明材料"),
        required=False,
        widget=FilesInput(attrs={"accept": "image/*,.pdf,.doc,.docx"}),
        help_text=lazy("如送检单、会议通知。一个文件，不超过 20 MB。"),
    )

    def said(self) -> dict[str, Any]:
        files: list[Accepted] = self.cleaned_data["evidence"]
        return {"reason": self.cleaned_data["reason"], "evidence": files[0] if files else None}


class ExtendForm(DeskForm):
    amount = forms.IntegerField(
        label=lazy("延长多少"), min_value=1, max_value=90, help_text=lazy("按这件事期限的单位（工作日、日或小时）计。")
    )
    reason = words(lazy("为什么延长"), lazy("写明依据和难处。诉求人会看到。"))


class AnswerForm(DeskForm):
    """What was found, what was done, the rest by when, how to appeal; each thing asked is dealt with in one part."""

    outcome = forms.ChoiceField(
        label=lazy("办理结果"), widget=forms.RadioSelect, error_messages={"required": lazy("请选择办理结果。")}
    )
    found = words(lazy("查到的情况"), lazy("去了哪里、看到什么、找了谁核实。"), rows=5)
    done = words(lazy("做了什么"), lazy("没有做的，说明依据和原因。"), rows=5)
    rest = words(lazy("还没办完的"), lazy("由谁、办什么。部分解决、承诺解决的必填。"), required=False, rows=2)
    rest_by = day_field(lazy("哪天以前办完"), required=False)
    appeal = words(lazy("不满意怎么办"), lazy("向谁、在多少天内提出。"), rows=2)

    def fit(self, about: About) -> None:
        choose(self, "outcome", [(each.value, _(title)) for each, title in OUTCOME_TITLES.items()])
        self.initial = {"appeal": _("对本答复不满意，可以在收到之日起十五日内评价为不满意，将重新办理。")}
        parts = [
            ("", _("请选：在哪一段回应")),
            ("found", _("查到的情况")),
            ("done", _("做了什么")),
            ("rest", _("还没办完的")),
        ]
        for place, point in enumerate(about.matter.points):
            self.fields[f"point_{place}"] = forms.ChoiceField(
                label=_("第 %(n)s 点：%(point)s") % {"n": place + 1, "point": point}, choices=parts, required=False
            )
        self.order_fields(["outcome", "found", "done", "rest", "rest_by", *self._point_names(), "appeal"])

    def _point_names(self) -> list[str]:
        return [f"point_{place}" for place in range(len(self.about.matter.points))]

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        points = tuple(
            Point(point, given[name])
            for point, name in zip(self.about.matter.points, self._point_names(), strict=True)
            if given[name]
        )
        parts = {name: given[name] for name in ("outcome", "found", "done", "rest", "rest_by", "appeal")}
        return {"reply": Reply(**parts, points=points)}
