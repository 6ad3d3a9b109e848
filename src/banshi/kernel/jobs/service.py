"""The jobs as the rest of the house knows them."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Reach, Role, Service

SERVICE = Service(
    slug="jobs",
    title=_("后台任务"),
    kinds={
        "jobs.retried": _("重新执行一项失败的后台任务"),
        "jobs.dismissed": _("移除一项失败的后台任务"),
    },
    grants={Role.ADMINISTRATOR: {"jobs.read": Reach.AREA, "jobs.manage": Reach.AREA}},
)
