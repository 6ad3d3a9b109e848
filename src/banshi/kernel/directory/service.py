"""The directory as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Reach, Role, Service

SERVICE = Service(
    slug="directory",
    title=_("机构与人员"),
    kinds={
        "directory.areas_loaded": _("载入行政区划"),
        "directory.unit_added": _("设立单位"),
        "directory.unit_renamed": _("单位更名"),
        "directory.unit_closed": _("撤销单位"),
        "directory.person_added": _("登记人员"),
        "directory.person_corrected": _("更正人员信息"),
        "directory.person_erased": _("应本人要求删除个人信息"),
        "directory.appointed": _("任职"),
        "directory.post_ended": _("离任"),
        "directory.account_opened": _("开通账号"),
        "directory.account_closed": _("停用账号"),
        "directory.password_set": _("本人设置密码"),
        "directory.account_reset": _("签发设置密码的一次性链接"),
    },
    grants={
        Role.ADMINISTRATOR: {"directory.manage": Reach.AREA, "directory.people": Reach.AREA},
        Role.CLERK: {"directory.people": Reach.AREA},
        Role.INSPECTOR: {"directory.read": Reach.AREA},
        Role.SUPERVISOR: {"directory.read": Reach.AREA},
    },
    menu=(
        MenuItem(
            title=_("机构与人员"),
            url_name="directory:units",
            place="desk",
            icon="people",
            roles=frozenset({Role.ADMINISTRATOR}),
            order=80,
        ),
    ),
)
