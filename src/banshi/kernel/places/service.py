"""The room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Reach, Role, Service

SERVICE = Service(
    slug="places",
    title=_("场所"),
    kinds={
        "places.opened": _("设立一处场所"),
        "places.changed": _("修改场所信息"),
        "places.moved": _("移动场所位置"),
        "places.closed": _("场所停用"),
        "places.reopened": _("场所恢复开放"),
    },
    grants={
        Role.ADMINISTRATOR: {"places.manage": Reach.AREA},
        Role.TOWNSHIP: {"places.manage": Reach.AREA},
    },
)
