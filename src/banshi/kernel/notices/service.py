"""The notices as the rest of the house knows them."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.rooms import Service

SERVICE = Service(
    slug="notices",
    title=_("通知"),
    kinds={
        "notices.read": _("本人查看了通知"),
        "notices.delivered": _("通知已通过短信、邮件或微信发出"),
        "notices.undelivered": _("通知多次发送未成功，不再发送"),
        "notices.withheld": _("收件人不再可以知晓此事，通知不予发送"),
        "notices.channels_chosen": _("本人选择接收通知的方式和免打扰时间"),
        "notices.forgotten": _("应本人要求删除其通知内容和接收地址"),
    },
    hooks={
        "forget_person": "banshi.kernel.notices.commands.forget",
        "send_notice": "banshi.kernel.notices.outbox.send",
        "text_message": "banshi.kernel.notices.direct.text",
    },
)
