"""Clocks as the rest of the house knows them."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Service

SERVICE = Service(
    slug="clocks",
    title=_("时限"),
    kinds={"clocks.recomputed": _("放假通知公布后，时限重新计算")},
)
