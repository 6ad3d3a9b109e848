"""What people are told about what they booked."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.notices.templates import Template

READ = "activities.read"
WHERE = _("地点：%(where)s。来不了的请点开链接取消，把名额让给别人。")

TEMPLATES = (
    Template("activities.booked", _("约好了：%(title)s，%(when)s"), WHERE, READ),
    Template("activities.reminder", _("请记得：%(title)s，%(when)s"), WHERE, READ),
    Template("activities.moved", _("改了时间或地点：%(title)s，现在是 %(when)s"), WHERE, READ, urgent=True),
    Template("activities.cancelled", _("取消了：%(title)s，%(when)s"), _("原因：%(reason)s"), READ, urgent=True),
    Template(
        "activities.offered",
        _("候补到了：%(title)s，%(when)s"),
        _("名额为您留到 %(until)s。请点开链接确认；不来的请放弃，让给后面的人。"),
        READ,
    ),
    Template(
        "activities.lapsed",
        _("留的名额过期了：%(title)s，%(when)s"),
        _("名额已给后面的人。还想来的可以再排候补。"),
        READ,
    ),
    Template("activities.placed", _("抽中了：%(title)s，%(when)s"), WHERE, READ),
    Template(
        "activities.queued", _("没有抽中，在候补：%(title)s，%(when)s"), _("按抽出的顺序候补，有名额会告诉您。"), READ
    ),
    Template(
        "activities.unlucky", _("没有抽中：%(title)s，%(when)s"), _("抽签的名单和结果都公开，谁都可以核对。"), READ
    ),
    Template("activities.venue_asked", _("已收到场地申请：%(title)s，%(when)s"), _("工作人员同意以后会告诉您。"), READ),
    Template(
        "activities.venue_to_decide",
        _("有人申请使用%(title)s，%(when)s"),
        _("请尽快同意或写明不同意的原因。"),
        "activities.run",
    ),
    Template("activities.venue_approved", _("场地约好了：%(title)s，%(when)s"), WHERE, READ),
    Template("activities.venue_refused", _("场地没有约上：%(title)s，%(when)s"), _("原因：%(reason)s"), READ),
    Template("activities.venue_cancelled", _("场地预约取消了：%(title)s，%(when)s"), _("原因：%(reason)s"), READ),
    Template(
        "activities.talk_passed_on",
        _("您在%(title)s说的事已转为诉求 %(number)s"),
        _("接访的领导负责到底。进度可在“我的诉求”里看。"),
        READ,
    ),
)
