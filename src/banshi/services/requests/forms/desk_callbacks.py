"""What is asked when call-backs are drawn, and what the resident is asked on the telephone."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from banshi.services.requests.forms.acts import SCORES, ActForm
from banshi.services.requests.forms.desk import day_field
from banshi.services.requests.queries import policy
from banshi.services.requests.rules.callbacks import By, Told, month_before
from banshi.services.requests.rules.submission import MAX_TEXT

DAY = timedelta(days=1)
BY = ((By.UNIT.value, lazy("责任单位")), (By.TOWN.value, lazy("乡镇")))
YES_NO = (("yes", lazy("解决了")), ("no", lazy("没有解决")))
PICK = {"required": lazy("请选一项。")}


class DrawForm(ActForm):
    """Last month and the share of the rules stand there already."""

    since = day_field(lazy("哪天以来办结的"))
    until = day_field(lazy("到哪天办结的"), lazy("含这一天。"))
    by = forms.ChoiceField(label=lazy("按什么分组"), choices=BY)
    share = forms.IntegerField(label=lazy("每组抽百分之几"), min_value=1, max_value=100)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        since, until = month_before(today)
        least = policy.call_rules(today).share
        days = {"since": since.isoformat(), "until": (until - DAY).isoformat()}
        self.initial = {**days, "by": By.UNIT.value, "share": least}
        self.fields["share"].help_text = lazy("不少于规定的 %(least)s。尾数进一，每组至少一件。") % {"least": least}

    def said(self) -> dict[str, Any]:
        """What the command takes: `until` is the day after the last one."""
        last = self.cleaned_data["until"]
        return {**self.cleaned_data, "until": last + DAY if last < date.max else last}


class CancelForm(ActForm):
    """Why the draw is given up."""

    reason = forms.CharField(
        label=lazy("为什么取消"),
        help_text=lazy("会和抽签一起公开，例如“日子选错了”。不要写姓名和电话。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": lazy("请写明原因。")},
    )


class CallForm(ActForm):
    """Three questions, in the words in which they are asked."""

    solved = forms.ChoiceField(
        label=lazy("您反映的这件事，真的解决了吗"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=lazy("选“没有解决”，这件事会退回去重新办理。"),
        error_messages=PICK,
    )
    satisfied = forms.TypedChoiceField(
        label=lazy("对办理的结果满意吗"),
        coerce=int,
        choices=tuple(SCORES.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    attitude = forms.TypedChoiceField(
        label=lazy("对办事人员的态度满意吗"),
        coerce=int,
        choices=tuple(SCORES.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    words = forms.CharField(
        label=lazy("对方的话"),
        help_text=lazy("没有解决的，写明哪里没有解决。责任单位会看到。"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def said(self) -> Told:
        given = self.cleaned_data
        return Told(given["solved"] == "yes", given["satisfied"], given["attitude"], given["words"])
