"""What the access room below tells people; it cannot declare templates itself."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.notices.templates import Template

TEMPLATES = (
    Template(
        key="access.glass_broken",
        title=_("%(number)s 被紧急打开"),
        body=_(
            "%(who)s 因紧急情况打开了 %(number)s，一小时内可以查看。原因：%(why)s。认为不应打开的，请联系督办单位。"
        ),
        action="access.told",
        urgent=True,
    ),
)
