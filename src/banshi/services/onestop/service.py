"""The room as the rest of the house knows it: ledger kinds, who may do what, its menu."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Reach, Role, Service

UNIT_WORK = {"onestop.read": Reach.UNIT, "onestop.handle": Reach.UNIT, "onestop.receive": Reach.UNIT}
WINDOW = {
    "onestop.read": Reach.AREA,
    "onestop.open": Reach.AREA,
    "onestop.own": Reach.AREA,
    "onestop.receive": Reach.AREA,
    "onestop.handle": Reach.UNIT,
}
"""A clerk does at the window what the resident beside them asks for."""
HANDLERS = frozenset({Role.CLERK, Role.HANDLER, Role.TOWNSHIP, Role.SUPERVISOR})
"""Whose unit may carry a step out."""

SERVICE = Service(
    slug="onestop",
    title=_("一件事一次办"),
    kinds={
        "onestop.procedure_published": _("发布一件事的办理流程"),
        "onestop.cases_moved": _("把在办的事转到流程的新版本"),
        "onestop.consent_asked": _("向居民手机发送同意码"),
        "onestop.consent_given": _("居民用同意码表示同意"),
        "onestop.case_opened": _("开始办理一件事"),
        "onestop.step_completed": _("办结一步"),
        "onestop.steps_completed": _("批量办结同一步"),
        "onestop.step_returned": _("请居民补正，暂停计时"),
        "onestop.supplied": _("居民补齐材料"),
        "onestop.step_left": _("不办其中一项"),
        "onestop.step_failed": _("其中一步不能办理"),
        "onestop.case_withdrawn": _("撤回一件事"),
        "onestop.escalated": _("超期报督办"),
        "onestop.way_chosen": _("选择领取方式"),
        "onestop.sent": _("寄出或送出文件"),
        "onestop.received": _("居民收到文件"),
        "onestop.residents_told": _("告诉居民可以领取、已经办结"),
        "onestop.person_forgotten": _("应本人要求删除个人信息"),
    },
    grants={
        Role.RESIDENT: {"onestop.read": Reach.OWN, "onestop.own": Reach.OWN, "onestop.receive": Reach.OWN},
        Role.CLERK: WINDOW,
        Role.HANDLER: UNIT_WORK,
        Role.TOWNSHIP: UNIT_WORK,
        Role.SUPERVISOR: {
            "onestop.read": Reach.AREA,
            "onestop.supervise": Reach.AREA,
            "onestop.publish": Reach.AREA,
            "onestop.handle": Reach.UNIT,
        },
        Role.INSPECTOR: {"onestop.read": Reach.AREA},
        Role.ADMINISTRATOR: {"onestop.publish": Reach.AREA},
    },
    menu=(
        MenuItem(_("一件事一次办"), "onestop:list", "apply", "apply", order=10),
        MenuItem(_("我办的事"), "onestop:mine", "mine", "apply", order=20),
        MenuItem(_("一次办的数字"), "onestop:statistics", "public", "chart", order=70),
        MenuItem(_("一次办待办"), "onestop:desk", "desk", "apply", roles=HANDLERS, order=200),
        MenuItem(_("窗口代填"), "onestop:desk_window", "desk", "edit", roles=frozenset({Role.CLERK}), order=210),
        MenuItem(
            _("一次办卡住的"), "onestop:desk_stuck", "desk", "clock", roles=frozenset({Role.SUPERVISOR}), order=220
        ),
    ),
    hooks={
        "api": "banshi.services.onestop.api.v1.router",
        "ask": "banshi.services.onestop.pages.hooks.ask",
        "guarded": "banshi.services.onestop.queries.guard.known",
        "reads_file": "banshi.services.onestop.queries.files.reads_file",
        "notices": "banshi.services.onestop.notices.TEMPLATES",
        "forget_person": "banshi.services.onestop.commands.forgetting.forget",
    },
)
