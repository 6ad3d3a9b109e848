"""What wardens fill in: offerings, sessions, the door, venues, talks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from banshi.kernel.clocks.office import local
from banshi.kernel.directory.queries.areas import area_label, find_below
from banshi.kernel.directory.queries.people import holders
from banshi.kernel.directory.queries.units import UnitRow
from banshi.kernel.places.queries import places_in
from banshi.kernel.rooms import Role
from banshi.kernel.web.forms import choose
from banshi.services.activities.commands import New
from banshi.services.activities.forms.base import (
    Choices,
    HouseForm,
    clock_field,
    day_field,
    instant,
    kind_choices,
    lines,
)
from banshi.services.activities.queries.offerings import OfferingView, Shown
from banshi.services.activities.rules.hours import PURPOSE, Asked
from banshi.services.activities.rules.offering import LONGEST, Audience, Draft
from banshi.services.activities.rules.recurrence import HOLIDAY_TITLES, MOST, Holidays

ONE, FOLLOWING = "one", "following"
SCOPES: Choices = [(ONE, _("只这一场")), (FOLLOWING, _("这一场和以后的"))]
REPEATS: Choices = [
    ("", _("只这一次")),
    ("FREQ=WEEKLY", _("每周同一天")),
    ("FREQ=WEEKLY;INTERVAL=2", _("每两周同一天")),
    ("FREQ=DAILY", _("每天")),
    ("FREQ=MONTHLY", _("每月同一日")),
    ("own", _("自己写规则")),
]
OWN = "own"
INT_MAX = 100_000


def _text(label: Any, most: int, help_text: Any = "", *, rows: int = 0, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=widget)


def _number(
    label: Any, initial: int | None = None, help_text: Any = "", *, required: bool = True
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, initial=initial, help_text=help_text, required=required, min_value=0, max_value=INT_MAX
    )


def _tick(label: Any, help_text: Any = "", *, initial: bool = False) -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False, initial=initial)


class OfferingForm(HouseForm):
    """An offering as it is written down."""

    title = _text(_("标题"), LONGEST["title"], required=True)
    kind = forms.ChoiceField(label=_("种类"))
    unit_id = forms.TypedChoiceField(label=_("哪个单位办"), coerce=int)
    place = forms.ChoiceField(label=_("场所"), required=False)
    where = _text(_("哪个房间，或不在场所里的写明在哪里"), LONGEST["where"])
    about = _text(_("介绍"), LONGEST["about"], rows=4)
    bring = _text(_("带什么"), LONGEST["bring"])
    contact = _text(_("联系电话"), LONGEST["contact"])
    capacity = _number(_("名额"), 30)
    minutes = _number(_("一场多少分钟"), 90)
    most_seats = _number(_("一次最多约几人"), 5)
    opens_days = _number(_("提前几天开放预约"), 14)
    closes_minutes = _number(_("开场前多少分钟截止"), 60)
    cancel_hours = _number(_("开场前几小时以前可以取消"), 2)
    waiting_list = _tick(_("约满了可以候补"), initial=True)
    needs_account = _tick(_("要登录才能约"))
    internal = _tick(_("只供本单位内部，不公开"))
    by_draw = _tick(_("名额公开抽签"))
    draw_hours = _number(_("开场前几小时抽签"), 48)
    age_from = _number(_("最小几岁"), required=False)
    age_to = _number(_("最大几岁"), required=False)
    guardian_below = _number(_("几岁以下要大人陪同"), required=False)
    within = forms.ChoiceField(label=_("只给哪里的居民"), required=False)
    members = _text(_("只给哪个组织的人"), LONGEST["members"])
    hours = _text(_("场地：开放时间"), 300, _("例如“Mo-Su 08:00-20:00”。"))
    most_hours = _number(_("场地：一次最多几小时"), 3)
    approval = _tick(_("场地：要工作人员同意"))
    leader_post = forms.TypedChoiceField(label=_("接访日：哪位领导"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, units: Sequence[UnitRow], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = units[0].area if units else ""
        county = area[:6]
        choices: dict[str, Choices] = {
            "kind": kind_choices(),
            "unit_id": [(str(unit.id), unit.name) for unit in units],
            "place": [("", _("不在列表里")), *((row.code, row.name) for row in places_in(area))] if area else [],
            "within": [("", _("不限"))],
            "leader_post": [("", _("不是接访日"))],
        }
        if county:
            towns = [(row.code, row.name) for row in find_below(county, level="township")]
            choices["within"] += [(county, area_label(county, below=county[:4])), *towns]
            leaders = holders(today, roles=[Role.LEADER.value], area=area)
            choices["leader_post"] += [(str(post.id), f"{post.title}{post.person}") for post in leaders]
        for name, given in choices.items():
            choose(self, name, given)

    def draft(self) -> Draft:
        given = dict(self.cleaned_data)
        audience = ("age_from", "age_to", "within", "members", "guardian_below")
        return Draft(audience=Audience(**{name: given.pop(name) for name in audience}), **given)


def first_of(found: OfferingView) -> dict[str, Any]:
    """What stands in the form of an offering that is changed."""
    plain = {name: getattr(found, name) for name in OfferingForm.base_fields if hasattr(found, name)}
    audience = {
        name: getattr(found.audience, name) for name in ("age_from", "age_to", "within", "members", "guardian_below")
    }
    return {**plain, **audience, "place": found.place.code if found.place else ""}


class SessionsForm(HouseForm):
    """One session, or many by a rule."""

    day = day_field(_("哪一天"))
    clock = clock_field(_("几点"))
    repeat = forms.ChoiceField(label=_("怎么重复"), choices=REPEATS, required=False)
    rule = _text(_("自己写的规则"), 200, _("RFC 5545，例如“FREQ=WEEKLY;BYDAY=TU,TH”。"))
    until = day_field(_("到哪天为止"), required=False)
    holidays = forms.ChoiceField(
        label=_("遇放假和调休"), choices=[(str(key), title) for key, title in HOLIDAY_TITLES.items()]
    )
    minutes = _number(_("一场多少分钟"))
    capacity = _number(_("名额"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("repeat") and not given.get("until"):
            self.add_error("until", _("请选到哪天为止；一次最多排 %(most)s 场。") % {"most": MOST})
        return given

    def said(self) -> dict[str, Any]:
        """Arguments of the command."""
        given = self.cleaned_data
        return {
            "first": instant(given["day"], given["clock"]),
            "rule": given["rule"] if given["repeat"] == OWN else given["repeat"],
            "until": given["until"] if given["repeat"] else None,
            "holidays": Holidays(given["holidays"]),
            "minutes": given["minutes"],
            "capacity": given["capacity"],
        }


class ChangeForm(HouseForm):
    """Another time, length, place or number of places; for this one, or for later ones too."""

    day = day_field(_("哪一天"))
    clock = clock_field(_("几点"))
    minutes = _number(_("一场多少分钟"))
    capacity = _number(_("名额"))
    place = forms.ChoiceField(label=_("场所"), required=False)
    scope = forms.ChoiceField(label=_("改哪些"), choices=SCOPES, widget=forms.RadioSelect, initial=ONE)

    def __init__(self, *args: Any, shown: Shown, **kwargs: Any) -> None:
        starts = local(shown.session.starts)
        first = {
            "day": starts.date(),
            "clock": starts.time(),
            "minutes": round((shown.session.ends - shown.session.starts).total_seconds() / 60),
            "capacity": shown.session.capacity,
            "place": shown.place.code if shown.place else "",
            "scope": ONE,
        }
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        places = [(row.code, row.name) for row in places_in(shown.offering.area[:6])]
        choose(self, "place", [("", _("不变")), *places])

    def new(self) -> New:
        given = self.cleaned_data
        starts: datetime = instant(given["day"], given["clock"])
        return New(starts, given["minutes"], given["capacity"], given["place"] or None)


class CancelForm(HouseForm):
    """Why; for this one, or for later ones too."""

    reason = _text(_("原因"), LONGEST["reason"], _("约了的人会看到。"), rows=2, required=True)
    scope = forms.ChoiceField(label=_("取消哪些"), choices=SCOPES, widget=forms.RadioSelect, initial=ONE)


class ReasonForm(HouseForm):
    """Why."""

    reason = _text(_("原因"), LONGEST["reason"], _("对方会看到。"), rows=2, required=True)


class CheckInForm(HouseForm):
    """A ticket, a number or its end; how many of the party came."""

    token = forms.CharField(
        label=_("扫码，或报编号"),
        help_text=_("编号后四位以上就行。"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    present = _number(_("到了几人"), help_text=_("不填就是都到了。"), required=False)


class WalkInForm(HouseForm):
    """Who came without a booking."""

    names = _text(_("姓名"), 20_000, _("一行一个。"), rows=3)
    unnamed = _number(_("没有登记姓名的几人"), 0, required=False)

    def said(self) -> dict[str, Any]:
        return {"names": lines(self.cleaned_data["names"]), "unnamed": self.cleaned_data["unnamed"] or 0}


class ReserveForm(HouseForm):
    """Hours kept for the unit itself."""

    day = day_field(_("哪一天"))
    clock = clock_field(_("几点（整点）"))
    hours = _number(_("用几小时"), 2)
    repeat = forms.ChoiceField(label=_("怎么重复"), choices=REPEATS[:-1], required=False)
    until = day_field(_("到哪天为止"), required=False)
    purpose = _text(_("做什么用"), PURPOSE, required=True)
    people = _number(_("大约多少人"), 10)

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(instant(given["day"], given["clock"]), given["hours"], given["purpose"], given["people"])


class TalkForm(HouseForm):
    """What was said on a reception day."""

    heard = _text(_("群众说了什么"), 5000, _("原话记，写清何时何地何事。"), rows=5, required=True)
    said = _text(_("领导怎么答复"), 5000, rows=3)
    settled = forms.ChoiceField(
        label=_("当场解决了吗"),
        choices=[("no", _("没有，转为诉求，由这位领导负责到底")), ("yes", _("当场解决了"))],
        widget=forms.RadioSelect,
        initial="no",
    )
