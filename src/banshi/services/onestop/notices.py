"""What people are told about a case. Who may not read it is never told."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.notices.templates import Template

READ = "onestop.read"

TEMPLATES = (
    Template(
        "onestop.missing",
        _("%(title)s：还缺%(what)s"),
        _("请到“我的一件事”一次补齐。补齐以后，各部门接着办，等您的时间不计入办理时限。"),
        READ,
    ),
    Template("onestop.ready", _("%(title)s：%(what)s可以领了"), _("领取方式可以在“我的一件事”里看和改。"), READ),
    Template("onestop.over", _("%(title)s：%(status)s"), _("办过的：%(steps)s。"), READ),
    Template(
        "onestop.late",
        _("%(number)s 的“%(step)s”超期了"),
        _("应在 %(last_day)s 办好。督办人员已经知道，请尽快办理。"),
        "onestop.handle",
    ),
    Template(
        "onestop.escalated",
        _("%(number)s 的“%(step)s”超期，请督办"),
        _("应在 %(last_day)s 办好，现在还没有办好。"),
        "onestop.supervise",
    ),
    Template(
        "onestop.undone",
        _("%(number)s 已停办：请处理“%(step)s”"),
        _("这件事已撤回或未能办成。您单位办过的这一步按流程规定的办法处理。"),
        "onestop.handle",
    ),
)
