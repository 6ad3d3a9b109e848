"""What people are told about a request. Who may not read it is never told."""

from django.utils.translation import gettext_lazy as _

from banshi.kernel.notices.templates import Template

READ = "requests.read"

TEMPLATES = (
    Template(
        "requests.received",
        _("已收到您的诉求 %(number)s"),
        _("我们已经收到。接下来由工作人员登记分类并派给责任单位，进度可随时查看。"),
        READ,
    ),
    Template(
        "requests.triaged",
        _("诉求 %(number)s 已登记分类"),
        _("您的诉求已登记，正在派给责任单位。"),
        READ,
        outside=False,
    ),
    Template("requests.dispatched", _("诉求 %(number)s 已派给%(unit)s"), _("%(unit)s 将受理您的诉求。"), READ),
    Template(
        "requests.accepted", _("%(unit)s 已受理诉求 %(number)s"), _("责任单位：%(unit)s。答复期限：%(due)s。"), READ
    ),
    Template(
        "requests.escalated", _("诉求 %(number)s 已提级督办"), _("督办人员已介入，将指定责任单位。您的期限不变。"), READ
    ),
    Template(
        "requests.rerouted",
        _("诉求 %(number)s 已改由其他单位办理"),
        _("为回避被反映的单位或人员，这件事已改由其他单位办理。"),
        READ,
    ),
    Template(
        "requests.paused",
        _("诉求 %(number)s 暂停办理"),
        _("原因可在事项页查看。您的期限照常计算。"),
        READ,
        outside=False,
    ),
    Template("requests.extended", _("诉求 %(number)s 的期限延长到 %(due)s"), _("延长的原因可在事项页查看。"), READ),
    Template("requests.answered", _("诉求 %(number)s 已答复"), _("请查看答复并评价；不满意将重新办理。"), READ),
    Template("requests.reopened", _("诉求 %(number)s 重新办理"), _("新的期限：%(due)s。"), READ),
    Template("requests.closed", _("诉求 %(number)s 已办结"), _("如果问题又出现，可以要求重新办理。"), READ),
    Template("requests.review_requested", _("诉求 %(number)s 已申请复查、复核"), _("由 %(unit)s 作出意见。"), READ),
    Template("requests.review_decided", _("诉求 %(number)s 已有复查、复核意见"), _("请查看意见书。"), READ),
    Template("requests.merged", _("诉求 %(number)s 已与同一件事并案"), _("并案后的进展同样会告诉您。"), READ),
    Template("requests.unmerged", _("诉求 %(number)s 已单独办理"), _("这件事不再与其他诉求并案。"), READ),
    Template(
        "requests.charge_taken",
        _("%(leader)s 负责诉求 %(number)s"),
        _("这位领导将当面听取您的意见，直到问题化解。"),
        READ,
    ),
    Template("requests.replied", _("诉求 %(number)s 有新的留言"), _("经办单位给您留了言，请到信箱查看。"), READ),
    Template(
        "requests.published",
        _("诉求 %(number)s 已公开"),
        _("公开的内容已去除个人信息。有异议可以提出。"),
        READ,
        outside=False,
    ),
    Template(
        "requests.assigned", _("%(number)s 派给您的单位"), _("请按时受理；不属于本单位职责的，写明原因退回。"), READ
    ),
    Template("requests.co_assigned", _("%(number)s 请您的单位协办"), _("请把协办结果反馈给牵头单位。"), READ),
    Template("requests.co_reported", _("%(number)s 的协办单位已反馈"), _("请到事项页查看。"), READ, outside=False),
    Template("requests.withdrawn_for_unit", _("%(number)s 已由诉求人撤回"), _("不需要再办理。"), READ, outside=False),
    Template("requests.told", _("%(number)s 有群众来言"), _("请到信箱查看并回复。"), READ),
    Template(
        "requests.reopened_for_unit",
        _("%(number)s 要重新办理"),
        _("诉求人不满意或问题又出现，请整改后再次答复。"),
        READ,
    ),
    Template("requests.supervised", _("%(number)s 被督办"), _("请在 %(by)s 之前反馈。"), READ, urgent=True),
    Template("requests.due_soon", _("%(number)s 还剩 %(hours)s 小时"), _("请抓紧办理。"), READ),
    Template(
        "requests.please_rate",
        _("诉求 %(number)s 请您评价"),
        _("答复已经发出，请您评价；到期没有评价将自动办结。"),
        READ,
    ),
    Template(
        "requests.callback_due", _("%(number)s 的回访还剩 %(hours)s 小时"), _("请安排打电话。"), READ, outside=False
    ),
    Template("requests.callback_overdue", _("%(number)s 的回访已超过期限"), _("请尽快安排打电话。"), READ),
    Template("requests.overdue", _("%(number)s 已超过期限"), _("已计入督办清单。"), READ, urgent=True),
)
