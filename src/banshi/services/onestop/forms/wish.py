"""What a resident wishes beside the answers to the questions: which items, handed over how, and that papers may be shared."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.places.queries import PlaceRow
from banshi.kernel.web.forms import choose
from banshi.services.onestop.forms.base import HouseForm, words_field
from banshi.services.onestop.queries.collecting import points

WAY_TITLES: Mapping[str, str | Promise] = {
    "window": lazy("到窗口领"),
    "near": lazy("到离家近的地方领"),
    "post": lazy("邮寄到家"),
}


class TakenForm(HouseForm):
    """Which of the items that may be left out are wanted; all of them unless one says otherwise."""

    taken = forms.MultipleChoiceField(
        label=lazy("这次办哪些"),
        help_text=lazy("都勾上了，不想办的去掉。必须办的不在这里列。"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.initial.setdefault("taken", [code for code, _title in items])
        if items:
            choose(self, "taken", items)
        else:
            del self.fields["taken"]

    def left(self) -> tuple[str, ...]:
        """Codes of the items that are not wanted, as far as the form says."""
        taken = self["taken"].value() or () if self.items else ()
        return tuple(code for code, _title in self.items if code not in taken)


class HandoverForm(HouseForm):
    """How the documents come to the resident. `area` is where they live: places near it come first."""

    way = forms.ChoiceField(
        label=lazy("办好了怎么给您"), widget=forms.RadioSelect, error_messages={"required": lazy("请选一项。")}
    )
    place = forms.ChoiceField(
        label=lazy("离家近的领取点"), required=False, help_text=lazy("选了“到离家近的地方领”才要选。离家近的排在前面。")
    )
    address = forms.CharField(
        label=lazy("收件地址"),
        required=False,
        max_length=200,
        help_text=lazy("选了“邮寄到家”才要填。"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, ways: Sequence[str], area: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = [(each.code, _told(each)) for each in points(area)] if "near" in ways else []
        offered = [way for way in ways if way != "near" or near]
        choose(self, "way", [(way, WAY_TITLES[way]) for way in offered])
        self.initial.setdefault("way", offered[0])
        choose(self, "place", [("", _("请选领取点")), *near])
        if not near:
            del self.fields["place"]
        if "post" not in ways:
            del self.fields["address"]

    def chosen(self) -> dict[str, str]:
        """The way and what belongs to it, as the command takes them."""
        said = self.cleaned_data
        return {"way": said["way"], "place": said.get("place", ""), "address": said.get("address", "")}


def _told(place: PlaceRow) -> str:
    """The place with where it is, so that one knows it."""
    return f"{place.name} · {place.address}" if place.address else place.name


class ConsentForm(HouseForm):
    """That departments pass papers and answers on among themselves, for this case."""

    consent = forms.BooleanField(
        label=lazy("我同意承办这件事的部门共用我填的内容和交的材料"),
        help_text=lazy("只用来办这件事。谁在什么时候用过哪份材料，您都能查到。"),
        required=False,
    )


class WithdrawForm(HouseForm):
    """Why, if one likes to say so."""

    reason = words_field(lazy("为什么撤回"), lazy("不写也可以。"), required=False)
