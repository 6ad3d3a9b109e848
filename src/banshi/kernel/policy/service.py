"""The room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Service

SERVICE = Service(
    slug="policy",
    title=_("政策参数"),
    kinds={"policy.published": _("一个政策参数生效，数值和出处记入账本")},
    menu=(MenuItem(_("政策参数"), "policy:index", "public", "proof", order=85),),
)
