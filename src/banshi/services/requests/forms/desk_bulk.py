"""What is asked once for an act on several requests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from banshi.services.requests.forms.desk import choose, tree_choices


class BulkForm(forms.Form):
    """Nothing but the confirmation."""


class BulkTriageForm(BulkForm):
    category = forms.ChoiceField(
        label=lazy("分类"), error_messages={"required": lazy("请选一个分类，才能按目录派单。")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "category", tree_choices())
