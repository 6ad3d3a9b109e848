"""The filter of the queue, read from its address."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.directory.queries.units import units_in
from banshi.kernel.web.forms import LongSelect, choose
from banshi.services.requests.forms.desk import day_field
from banshi.services.requests.forms.fields import Choices, category_choices, titled, town_choices
from banshi.services.requests.queries.desk import Filter
from banshi.services.requests.rules.moves import STAGE_TITLES
from banshi.services.requests.rules.submission import CHANNEL_TITLES, KIND_TITLES, THEME_TITLES, URGENCY_TITLES

KEPT = (
    "q", "scope", "stage", "state", "due", "category", "area", "unit", "kind", "urgency", "channel", "theme", "since", "until", "order",
)  # fmt: skip
"""Parameters of the address that make up a filter; a saved view keeps these."""
OPEN, OVER, ALL = "open", "over", "all"
OVERDUE = "overdue"


def any_category() -> Choices:
    """The tree of categories, for a filter."""
    return category_choices(every=_("全部"))


class QueueForm(forms.Form):
    """Everything empty is what is open and may be read."""

    q = forms.CharField(
        label=lazy("找"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-search": "", "placeholder": lazy("编号、内容、地点")}),
    )
    stage = forms.MultipleChoiceField(label=lazy("环节"), required=False, widget=forms.MultipleHiddenInput)
    state = forms.ChoiceField(label=lazy("状态"), required=False)
    due = forms.ChoiceField(label=lazy("期限"), required=False)
    category = forms.ChoiceField(label=lazy("分类"), required=False, widget=LongSelect)
    area = forms.ChoiceField(label=lazy("地区"), required=False)
    unit = forms.TypedChoiceField(label=lazy("经办单位"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=lazy("性质"), required=False)
    urgency = forms.TypedChoiceField(label=lazy("紧急程度"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(label=lazy("来源"), required=False)
    theme = forms.ChoiceField(label=lazy("当地分类"), required=False)
    since = day_field(lazy("提交日期，从"), required=False)
    until = day_field(lazy("到（不含）"), required=False)
    order = forms.ChoiceField(label=lazy("次序"), required=False)
    scope = forms.ChoiceField(label=lazy("范围"), required=False)

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        kwargs.setdefault(
            "auto_id", "filter_%s"
        )  # the form of a case stands on the same page, with fields of these names
        super().__init__(*args, **kwargs)
        every = _("全部")
        choose(self, "stage", [(stage.value, _(title)) for stage, title in STAGE_TITLES.items()])
        choose(self, "state", [("", _("在办")), (OVER, _("办过的")), (ALL, every)])
        choose(
            self, "due", [("", every), ("24", _("24 小时内到期")), ("48", _("48 小时内到期")), (OVERDUE, _("已超期"))]
        )
        choose(self, "category", any_category)
        choose(self, "area", town_choices(county))
        choose(self, "unit", [("", every), *((unit.id, unit.name) for unit in units_in(county))])
        choose(self, "kind", [("", every), *titled("kind", KIND_TITLES)])
        choose(self, "urgency", [("", every), *(each for each in titled("urgency", URGENCY_TITLES) if each[0])])
        choose(self, "channel", [("", every), *((each.value, _(title)) for each, title in CHANNEL_TITLES.items())])
        choose(self, "theme", [("", every), *titled("theme", THEME_TITLES)])
        choose(self, "order", [("", _("先到期的在前")), ("new", _("新来的在前"))])
        choose(self, "scope", [("", _("我能看到的")), *SCOPES])

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields of the first line."""
        return [self[name] for name in ("q", "due")]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [
            self[name]
            for name in (
                "scope",
                "area",
                "category",
                "unit",
                "state",
                "kind",
                "urgency",
                "channel",
                "theme",
                "since",
                "until",
                "order",
            )
        ]

    @property
    def more_used(self) -> bool:
        return any(self.data.get(each.name) for each in self.more)

    def filter(self) -> Filter:
        """What the cleaned fields say; of a form that is wrong, what is right in it."""
        said: dict[str, Any] = dict.fromkeys(self.fields) | getattr(self, "cleaned_data", {})
        due = said["due"] or ""
        state = said["state"] or ("" if said["stage"] or said["q"] else OPEN)
        return Filter(
            scope=said["scope"] or "",
            open={OPEN: True, OVER: False}.get(state),
            stages=tuple(said["stage"] or ()),
            kind=said["kind"] or "",
            category=said["category"] or "",
            area=said["area"] or "",
            channel=said["channel"] or "",
            theme=said["theme"] or "",
            unit_id=said["unit"],
            urgency=said["urgency"] or 0,
            overdue=due == OVERDUE,
            due_within_hours=int(due) if due.isdigit() else None,
            since=said["since"],
            until=said["until"],
            text=said["q"] or "",
            order="new" if said["order"] == "new" else "due",
        )


SCOPES = (
    ("held", lazy("在我单位手里")),
    ("lead", lazy("我单位负责")),
    ("co", lazy("我单位协办")),
    ("charge", lazy("我包案的")),
)


class PeriodForm(forms.Form):
    """A week or a month, by any of its days."""

    period = forms.ChoiceField(required=False, choices=(("week", lazy("周")), ("month", lazy("月"))))
    of = forms.DateField(required=False)
