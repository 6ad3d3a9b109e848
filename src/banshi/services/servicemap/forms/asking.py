"""What a reader chooses on the map's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.web.forms import choose

MINUTES = (5, 10, 15, 20, 30)
Choices = list[tuple[str, Any]]


class NearForm(forms.Form):
    """From where, how long, how, and what for."""

    q = forms.CharField(label=_("从哪里出发"), required=False, max_length=60)
    area = forms.ChoiceField(label=_("或者选街道、社区"), required=False)
    minutes = forms.ChoiceField(label=_("多长时间"), required=False)
    by = forms.ChoiceField(label=_("怎么去"), required=False)
    kind = forms.ChoiceField(label=_("哪一类"), required=False)

    def __init__(self, *args: Any, areas: Choices, ways: Choices, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "area", [("", _("不选")), *areas])
        choose(self, "by", ways)
        choose(self, "kind", [("", _("全部")), *kinds])
        choose(self, "minutes", [(each, _("%(n)s 分钟") % {"n": each}) for each in MINUTES])


class CoverageForm(forms.Form):
    """How long, how fast, how many more, and for whom: that is asked only where households were loaded."""

    minutes = forms.ChoiceField(label=_("多长时间"), required=False)
    by = forms.ChoiceField(label=_("走路快慢"), required=False)
    k = forms.ChoiceField(label=_("如果增设"), required=False)
    weigh = forms.ChoiceField(label=_("按什么选位置"), required=False)

    def __init__(
        self, *args: Any, minutes: Choices, ways: Choices, counts: Choices, weights: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("minutes", minutes), ("by", ways), ("k", counts), ("weigh", weights)):
            choose(self, name, choices)
        if not weights:
            del self.fields["weigh"]
