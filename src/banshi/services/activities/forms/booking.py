"""Who comes, what the offering asks of them, and finding a booking again."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.directory.queries.areas import area_label
from banshi.kernel.slots.rules.terms import LONGEST_NAME
from banshi.services.activities.commands import Who
from banshi.services.activities.forms.base import HouseForm, lines
from banshi.services.activities.rules.audience import Said, span
from banshi.services.activities.rules.offering import Audience

NUMBERS = re.compile(r"\d{1,3}")


class WhoForm(HouseForm):
    """Who comes. Nothing is asked that is known: signed in, one's own name and phone are not."""

    name = forms.CharField(
        label=_("您的姓名"), max_length=LONGEST_NAME, error_messages={"required": _("请写您的姓名。")}
    )
    phone = forms.CharField(
        label=_("手机号"),
        help_text=_("约好的回执、改期和取消都发到这个号码。"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("请写手机号。")},
    )
    myself = forms.BooleanField(label=_("我本人来"), required=False, initial=True)
    names = forms.CharField(
        label=_("一起来的人"),
        help_text=_("一行写一个姓名。要么都约上，要么都不约。"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, known: str, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["name"], self.fields["phone"]
            self.fields["myself"].label = _("我本人来（%(name)s）") % {"name": known}
        if most == 1:
            del self.fields["names"], self.fields["myself"]
        elif not known:
            del self.fields["myself"]

    def who(self) -> Who:
        given = self.cleaned_data
        return Who(
            myself=given.get("myself", True),
            names=lines(given.get("names", "")),
            name=given.get("name", ""),
            phone=given.get("phone", ""),
        )


class SaidForm(HouseForm):
    """What the offering asks of whoever comes; fields that it does not ask are not there."""

    ages = forms.CharField(
        label=_("来的人多大"), required=False, max_length=300, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    guardian = forms.CharField(label=_("陪同孩子的大人"), required=False, max_length=LONGEST_NAME)
    guardian_phone = forms.CharField(label=_("大人的电话"), required=False, max_length=20)
    lives_here = forms.BooleanField(label=_("我们住在这里"), required=False)
    is_member = forms.BooleanField(label=_("我们是"), required=False)

    def __init__(self, *args: Any, audience: Audience, seats: int = 0, home: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            "ages": audience.asks_age,
            "guardian": audience.guardian_below is not None,
            "guardian_phone": audience.guardian_below is not None,
            "lives_here": bool(audience.within) and not home.startswith(audience.within or "-"),
            "is_member": bool(audience.members),
        }
        for name, wanted in asked.items():
            if not wanted:
                del self.fields[name]
        if asked["ages"]:
            people = (
                _("%(n)s 个人的岁数，用空格分开，例如“8 35”。") % {"n": seats}
                if seats
                else _("每个人的岁数，用空格分开，例如“8 35”。")
            )
            given = audience.age_from is not None or audience.age_to is not None
            self.fields[
                "ages"
            ].help_text = f"{_('适合 %(ages)s 岁。') % {'ages': span(audience)} if given else ''}{people}"
        if asked["guardian"]:
            self.fields["guardian"].help_text = _("%(below)s 岁以下的孩子要有大人陪同。") % {
                "below": audience.guardian_below
            }
        if asked["lives_here"]:
            self.fields["lives_here"].label = _("我们住在%(area)s") % {
                "area": area_label(audience.within, below=audience.within[:4])
            }
        if asked["is_member"]:
            self.fields["is_member"].label = _("我们是%(members)s") % {"members": audience.members}

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            ages=tuple(int(each) for each in NUMBERS.findall(given.get("ages", "")))[:60],
            lives_here=given.get("lives_here", False),
            is_member=given.get("is_member", False),
            guardian=given.get("guardian", ""),
            guardian_phone=given.get("guardian_phone", ""),
        )


class FindForm(HouseForm):
    """Number and phone lead to the booking; neither stands in an address."""

    number = forms.CharField(label=_("预约编号"), help_text=_("回执上 B 或 U 开头的一串。"), max_length=20)
    phone = forms.CharField(
        label=_("约的时候留的手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )


class ForgetForm(FindForm):
    """The same two, and a word that it is meant."""

    meant = forms.BooleanField(
        label=_("我知道：还没到的预约会取消，删掉的找不回来"), error_messages={"required": _("请先勾选这一项。")}
    )
