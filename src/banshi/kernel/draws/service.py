"""The room as the rest of the house knows it."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import MenuItem, Service

SERVICE = Service(
    slug="draws",
    title=_("公开抽签"),
    kinds={
        "draws.committed": _("封定一次抽签的名单、办法和种子指纹"),
        "draws.called": _("到了抽签的时刻，等下一个检查点"),
        "draws.revealed": _("开签：公布种子、检查点和结果"),
        "draws.cancelled": _("抽签作废"),
    },
    menu=(MenuItem(_("公开抽签"), "draws:index", "public", "proof", order=80),),
)
