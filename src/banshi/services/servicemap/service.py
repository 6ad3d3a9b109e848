"""The room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Reach, Role, Service

KEEPERS = frozenset({Role.TOWNSHIP, Role.ADMINISTRATOR})
"""Whose posts carry `places.manage` of the kernel."""

SERVICE = Service(
    slug="servicemap",
    title=_("服务地图"),
    kinds={
        "servicemap.published": _("发布一张服务地图"),
        "servicemap.households_loaded": _("装入住户点位"),
        "servicemap.households_removed": _("撤下住户点位"),
    },
    grants={Role.ADMINISTRATOR: {"servicemap.publish": Reach.AREA}},
    menu=(
        MenuItem(_("十分钟服务圈"), "servicemap:near", "near", "near", order=10),
        MenuItem(_("管理场所"), "servicemap:kept", "desk", "edit", roles=KEEPERS, order=130),
        MenuItem(_("谁走不到"), "servicemap:coverage", "public", "near", order=70),
    ),
    hooks={
        "ask": "banshi.services.servicemap.pages.hooks.ask",
        "quick": "banshi.services.servicemap.pages.answers.quick_pages",
        "backup_folders": "banshi.services.servicemap.queries.homes.folders",
    },
)
