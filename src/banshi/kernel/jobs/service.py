"""The jobs as the rest of the house knows them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Reach, Role, Service

if TYPE_CHECKING:
    from banshi.kernel.access.actions import Guarded

SERVICE = Service(
    slug="jobs",
    title=_("后台任务"),
    kinds={
        "jobs.retried": _("重新执行一项失败的后台任务"),
        "jobs.dismissed": _("移除一项失败的后台任务"),
    },
    grants={Role.ADMINISTRATOR: {"jobs.read": Reach.AREA, "jobs.manage": Reach.AREA}},
    menu=(MenuItem(_("后台任务"), "jobs:overview", "desk", "clock", frozenset({Role.ADMINISTRATOR}), order=900),),
)


def guarded() -> "Guarded":
    """The queue as a matter of the whole county: an administrator of less does not reach it."""
    from banshi.kernel.access.actions import Guarded  # the settings list this module before any table is loaded

    return Guarded(subject="jobs:queue", area=settings.BANSHI_COUNTY)
