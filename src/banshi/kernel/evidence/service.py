"""The evidence room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Service

SERVICE = Service(
    slug="evidence",
    title=_("材料"),
    kinds={
        "evidence.stored": _("收下一份材料，记下它的指纹"),
        "evidence.erased": _("销毁一份材料的内容，指纹保留"),
    },
)
