"""The room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Service

SERVICE = Service(
    slug="slots",
    title=_("场次与预约"),
    kinds={
        "slots.session_opened": _("开出一场，公布名额和时间"),
        "slots.session_changed": _("改动一场的时间、地点或名额"),
        "slots.session_cancelled": _("取消一场"),
        "slots.session_over": _("一场结束，清点到场的人"),
        "slots.draw_fixed": _("封定报名名单，交付公开抽签"),
        "slots.drawn": _("按抽签结果排定名额"),
        "slots.synced": _("收到一台设备在门口的签到记录"),
        "slots.held": _("暂时保留名额"),
        "slots.booked": _("约到名额"),
        "slots.applied": _("报名参加抽签"),
        "slots.waiting": _("排候补"),
        "slots.offered": _("把空出的名额先给候补的人"),
        "slots.placed": _("抽中名额"),
        "slots.queued": _("未抽中，按签排候补"),
        "slots.unlucky": _("未抽中"),
        "slots.lapsed": _("保留时间已过，名额放出"),
        "slots.cancelled": _("取消预约"),
        "slots.checked_in": _("签到"),
        "slots.checked_out": _("签退"),
        "slots.replayed": _("同一张票再次使用"),
        "slots.attended": _("按签到表登记到场"),
        "slots.missed": _("约了没有来"),
        "slots.forgotten": _("清除一个人在预约中的姓名和代号"),
    },
    hooks={"forget_person": "banshi.kernel.slots.commands.forget"},
)
