"""One example of every component, for the style page. Nothing here is true of anyone."""

from datetime import datetime, timedelta
from typing import Any

import segno
from django import forms
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.web import charts
from banshi.kernel.web.formatting import day, moment, money
from banshi.kernel.web.paging import Paging
from banshi.kernel.web.way import Held


class SampleForm(forms.Form):
    """One field of each kind."""

    what = forms.CharField(
        label=lazy("什么事"), widget=forms.Textarea, help_text=lazy("写清什么事、在哪里、什么时候开始的。")
    )
    where = forms.CharField(label=lazy("在哪里"), help_text=lazy("村名、小区名或路口都行。"))
    phone = forms.CharField(label=lazy("手机号"), required=False, help_text=lazy("只用来告诉您办到哪一步。"))
    since = forms.DateField(label=lazy("从哪天开始"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=lazy("属于哪一类"), choices=(("", lazy("请选一类")), ("road", lazy("道路")), ("water", lazy("供水")))
    )
    open_to = forms.ChoiceField(
        label=lazy("谁能看到"),
        widget=forms.RadioSelect,
        choices=(("all", lazy("隐去姓名后公开")), ("few", lazy("只给经办单位"))),
        initial="all",
    )
    photo = forms.FileField(label=lazy("照片"), required=False)
    agree = forms.BooleanField(label=lazy("我说的是实情"))


def everything(now: datetime) -> dict[str, Any]:
    """The values of the style page."""
    wrong = SampleForm({"what": "", "where": _("希勃图村")})
    wrong.is_valid()
    return {
        "now": now,
        "form": SampleForm(auto_id="ok_%s"),
        "wrong": wrong,
        "way": stretches(),
        "bars": _bars(),
        "line": _line(),
        "multiples": _multiples(),
        "receipt": _receipt(now),
        "entries": _entries(now),
        "rows": _rows(now),
        "facts": [
            (_("经办"), _("住建局")),
            (_("地点"), _("希勃图村")),
            (_("退款"), money(123_450)),
            (_("期限"), day(now + timedelta(days=5))),
        ],
        "paging": Paging(after="k9", before="k3", words=_("第 41–60 件")),
        "colours": ["ink", "soft", "vermilion", "jade", "amber", "crimson"],
        "icons": ICONS,
    }


ICONS = [
    "report",
    "apply",
    "book",
    "near",
    "public",
    "mine",
    "search",
    "clock",
    "check",
    "alert",
    "info",
    "ring",
    "half",
    "pause",
    "return",
    "transfer",
    "extend",
    "lock",
    "phone",
    "attach",
    "photo",
    "download",
    "print",
    "next",
    "back",
    "open",
    "close",
    "menu",
    "language",
    "size",
    "moon",
    "filter",
    "star",
    "eye",
    "proof",
    "offline",
    "edit",
    "people",
    "house",
    "flag",
    "chart",
    "letter",
    "exit",
    "ledger",
    "units",
    "leader",
]


def stretches() -> list[Held]:
    """A way with every state in it."""
    return [
        Held(_("12345 受理"), 0.5, "held", _("登记、转办")),
        Held(_("交通局"), 3, "lost", _("不属本单位，三天后才退回")),
        Held(_("住建局"), 4, "held", _("现场查看，报修")),
        Held(_("住建局"), 1.5, "now", _("等灯具到货")),
        Held(_("答复期限"), 2, "ahead"),
    ]


def _bars() -> charts.Chart:
    given = [
        charts.Bar(_("阿勒腾席热镇"), 0.82, "82%", 0.78, 0.86, main=True),
        charts.Bar(_("乌兰木伦镇"), 0.74, "74%", 0.66, 0.81),
        charts.Bar(_("纳林陶亥镇"), 0.61, "61%", 0.49, 0.72),
    ]
    return charts.bars(
        _("按期办结"),
        given,
        columns=(_("镇"), _("比例")),
        top=1,
        note=_("细条是 95% 置信区间；涉及被反映单位的 3 件不计入。"),
    )


def _line() -> charts.Chart:
    counts = [31, 44, 39, 52, 61, 48, 66, 73, 58, 80, 77, 92]
    given = [charts.Point(_("%(n)s月") % {"n": i + 1}, n, n * 0.88, n * 1.1) for i, n in enumerate(counts)]
    return charts.line(_("每月收到"), given, columns=(_("月"), _("件")))


def _multiples() -> tuple[charts.Chart, ...]:
    towns = {
        _("阿勒腾席热镇"): [9, 12, 8, 15, 14],
        _("乌兰木伦镇"): [4, 3, 6, 5, 7],
        _("札萨克镇"): [1, 2, 2, 1, 3],
        _("伊金霍洛镇"): [6, 5, 4, 4, 2],
    }
    given = [(town, [charts.Point(str(i + 1), n) for i, n in enumerate(counts)]) for town, counts in towns.items()]
    return charts.small_multiples(_("每月收到"), given, columns=(_("月"), _("件")))


def _receipt(now: datetime) -> dict[str, Any]:
    return {
        "title": _("回执"),
        "number": "210526-7KX4QM",
        "stage": _("已受理"),
        "settled": True,
        "facts": [
            (_("何事"), _("希勃图村路灯不亮")),
            (_("何时"), moment(now, year=True)),
            (_("何人"), _("住建局 王工")),
            (_("答复"), day(now + timedelta(days=9))),
        ],
        "fingerprint": "9f2c 77ab 03de 41b8 6e10 52c9 d8f4 a7b3 1c55 0e9d 8a26 f471 b3c8 95e0 2d6f 7a14",
        "qr": code("https://banshi.example/ledger/r/9f2c77ab03de"),
        "steps": [
            _("扫码得到这份回执的原文。"),
            _("用任何一台电脑打开核对页，断网也行。"),
            _("指纹与公布的检查点对得上，就是真的。"),
        ],
    }


def code(text: str) -> SafeString:
    """A QR code as inline SVG without style attributes."""
    return mark_safe(segno.make(text, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None, border=1))


def _entries(now: datetime) -> list[dict[str, Any]]:
    said = [
        (_("居民提交"), _("居民")),
        (_("转给住建局"), _("12345 受理员")),
        (_("住建局受理"), _("住建局 王工")),
        (_("答复：灯已修好"), _("住建局 王工")),
    ]
    return [{"what": what, "who": who, "when": now - timedelta(days=9 - 2 * i)} for i, (what, who) in enumerate(said)]


def _rows(now: datetime) -> list[dict[str, Any]]:
    said = [
        ("late", _("已超 2 个工作日"), "210526-7KX4QM", _("路灯不亮"), _("希勃图村")),
        ("soon", _("还剩 1 个工作日"), "210524-0B3QZD", _("自来水浑"), _("昭君新村")),
        ("wait", _("等交通局回话"), "210521-M4T81C", _("公交改道"), _("乌兰木伦镇")),
        ("done", _("已办结"), "210518-Y2K6RN", _("医保报销"), _("阿勒腾席热镇")),
    ]
    return [dict(zip(("tone", "words", "number", "what", "where"), row, strict=True)) for row in said]
