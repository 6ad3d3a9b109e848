"""Access as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Reach, Role, Service

SERVICE = Service(
    slug="access",
    title=_("权限与查阅"),
    kinds={
        "access.glass_broken": _("因紧急情况打开授权之外的事项"),
        "access.looks_delayed": _("推迟向本人显示查阅记录"),
        "access.looks_shown": _("恢复向本人显示查阅记录"),
        "access.token_issued": _("签发接口令牌"),
        "access.token_revoked": _("吊销接口令牌"),
    },
    grants={
        Role.HANDLER: {"access.break_glass": Reach.AREA},
        Role.TOWNSHIP: {"access.break_glass": Reach.AREA},
        Role.LEADER: {"access.break_glass": Reach.AREA},
        Role.SUPERVISOR: {
            "access.break_glass": Reach.AREA,
            "access.delay_looks": Reach.AREA,
            "access.told": Reach.AREA,
        },
        Role.RESIDENT: {"access.told": Reach.OWN},
        Role.INSPECTOR: {"access.looks": Reach.AREA},
    },
    menu=(
        MenuItem(
            title=_("谁看过我"),
            url_name="access_looks",
            place="mine",
            icon="eye",
            order=50,
        ),
        MenuItem(
            title=_("查阅记录"),
            url_name="area_looks",
            place="desk",
            icon="eye",
            roles=frozenset({Role.INSPECTOR}),
            order=70,
        ),
        MenuItem(
            title=_("推迟显示"),
            url_name="look_delays",
            place="desk",
            icon="eye",
            roles=frozenset({Role.SUPERVISOR}),
            order=90,
        ),
        MenuItem(
            title=_("登录与安全"),
            url_name="usersessions_list",
            place="mine",
            icon="lock",
            order=90,
        ),
    ),
    hooks={"notices": "banshi.kernel.notices.access.TEMPLATES"},
)
