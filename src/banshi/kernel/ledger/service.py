"""The ledger as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Service

SERVICE = Service(
    slug="ledger",
    title=_("账本"),
    kinds={
        "ledger.key_created": _("生成账本的第一把签名密钥"),
        "ledger.key_rotated": _("启用新的签名密钥，由旧密钥签字交接"),
    },
)
