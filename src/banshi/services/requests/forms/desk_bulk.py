"""What is asked once for an act on several requests."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.web.forms import LongSelect, choose
from banshi.services.requests.forms.desk import tree_choices


class BulkForm(forms.Form):
    """Nothing but the confirmation."""


class BulkTriageForm(BulkForm):
    category = forms.ChoiceField(
        label=lazy("分类"),
        widget=LongSelect,
        error_messages={"required": lazy("请选一个分类，才能按目录派单。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "category", tree_choices)


class MergeAllForm(forms.Form):
    """Which requests become part of which; whether they may is the command's decision."""

    master = forms.CharField(max_length=40, error_messages={"required": lazy("请选主案。")})
    row = forms.MultipleChoiceField(error_messages={"required": lazy("请勾选要并入主案的。")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("row") if isinstance(self.data, QueryDict) else []
        choose(self, "row", [(number, number) for number in given])
