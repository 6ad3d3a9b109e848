"""The room as the rest of the house knows it: ledger kinds, who may do what, its menu."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Reach, Role, Service

WARDENS = frozenset({Role.TOWNSHIP, Role.HANDLER})
"""Who runs what their unit, or one under it, offers."""
DESK = WARDENS | {Role.LEADER, Role.SUPERVISOR, Role.INSPECTOR}
WARDEN = {"activities.read": Reach.UNIT, "activities.run": Reach.UNIT}

SERVICE = Service(
    slug="activities",
    title=_("活动预约"),
    kinds={
        "activities.offering_opened": _("开设活动或场地"),
        "activities.offering_changed": _("修改活动或场地"),
        "activities.offering_closed": _("停办活动或场地"),
        "activities.sessions_added": _("排定场次"),
        "activities.sessions_changed": _("修改场次"),
        "activities.sessions_cancelled": _("取消场次"),
        "activities.reminded": _("提醒预约的人"),
        "activities.venue_asked": _("申请使用场地"),
        "activities.venue_approved": _("同意使用场地"),
        "activities.venue_refused": _("不同意使用场地"),
        "activities.venue_cancelled": _("取消使用场地"),
        "activities.venue_reserved": _("场地留作内部使用"),
        "activities.venue_used": _("到场使用场地"),
        "activities.talk_recorded": _("记录接访谈话"),
        "activities.talk_passed_on": _("接访事项转为诉求"),
        "activities.person_forgotten": _("应本人要求删除个人信息"),
    },
    grants={
        Role.RESIDENT: {"activities.read": Reach.OWN, "activities.own": Reach.OWN},
        Role.TOWNSHIP: WARDEN,
        Role.HANDLER: WARDEN,
        Role.LEADER: {"activities.read": Reach.CASE, "activities.receive": Reach.CASE},
        Role.SUPERVISOR: {"activities.read": Reach.AREA},
        Role.INSPECTOR: {"activities.read": Reach.AREA},
    },
    menu=(
        MenuItem(_("活动和场地"), "activities:list", "book", "book", order=10),
        MenuItem(_("凭编号查预约"), "activities:find", "book", "search", order=20),
        MenuItem(_("预约怎么排队"), "activities:rules", "book", "info", order=30),
        MenuItem(_("我的预约"), "activities:mine", "mine", "book", order=30),
        MenuItem(_("活动的数字"), "activities:statistics", "public", "chart", order=60),
        MenuItem(_("今天的活动"), "activities:desk", "desk", "book", roles=DESK, order=100),
        MenuItem(_("场地申请"), "activities:desk_uses", "desk", "clock", roles=WARDENS, order=110),
        MenuItem(_("活动安排"), "activities:desk_offerings", "desk", "edit", roles=DESK, order=120),
    ),
    hooks={
        "api": "banshi.services.activities.api.v1.router",
        "guarded": "banshi.services.activities.queries.guard.known",
        "guarded_many": "banshi.services.activities.queries.guard.known_many",
        "figures": "banshi.services.activities.queries.measures.MEASURES",
        "home": "banshi.services.activities.pages.hooks.home",
        "ask": "banshi.services.activities.pages.hooks.ask",
        "bookable": "banshi.services.activities.pages.hooks.bookable",
        "bookable_at": "banshi.services.activities.pages.hooks.bookable_at",
        "notices": "banshi.services.activities.notices.TEMPLATES",
        "forget_person": "banshi.services.activities.commands.forgetting.forget",
        "slots_affected": "banshi.services.activities.commands.telling.slots_affected",
    },
)
