"""The room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Service

SERVICE = Service(
    slug="publication",
    title=_("公开"),
    kinds={
        "publication.masked": _("在公开内容中隐去一段文字"),
        "publication.mask_lifted": _("恢复公开一段隐去的文字"),
    },
    menu=(MenuItem(_("开放数据"), "publication:catalogue", "public", "public", order=90),),
    hooks={"open_data": "banshi.kernel.publication.figures.opened.DATASETS"},
)
