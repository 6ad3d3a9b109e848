"""What supervisors, leaders in charge, reviewing units and the desk do beside the ordinary way."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banshi.kernel.commands import Context
from banshi.services.requests import commands
from banshi.services.requests.forms import desk as forms
from banshi.services.requests.forms import desk_oversight as special
from banshi.services.requests.forms.desk import About
from banshi.services.requests.pages.desk.deeds import Deed, can, holds
from banshi.services.requests.rules.moves import Act
from banshi.services.requests.rules.submission import Kind, Level

OUT_OF_SIGHT = ("withdrawn", "merged")


def granted(about: About, action: str) -> bool:
    return action in about.matter.may


def _demanded(about: About) -> bool:
    return any(each.lifted_at is None for each in about.matter.supervisions)


def _unanswered(about: About) -> bool:
    unit = about.matter.holder_unit
    return any(
        each.lifted_at is None and each.answered_at is None and each.unit == unit for each in about.matter.supervisions
    )


def _promised(about: About) -> bool:
    return any(each.kept_at is None for charge in about.matter.charges for each in charge.promises)


def _publishable(about: About) -> bool:
    matter = about.matter
    closed_to_all = matter.accusing or matter.erased or matter.kind == Kind.TIPOFF or matter.level >= Level.CONFIDENTIAL
    return granted(about, "requests.publish") and not closed_to_all and matter.stage not in OUT_OF_SIGHT


def _reopen(ctx: Context, number: str, said: Mapping[str, Any]) -> object:
    return commands.reopen(ctx, number=number, **said)


OVERSIGHT: Mapping[str, Deed] = {
    "supervise": Deed(
        pgettext_lazy("act", "督办"),
        special.SuperviseForm,
        lambda ctx, number, said: commands.supervise(ctx, number=number, **said),
        lambda about: (
            granted(about, "requests.supervise") and about.matter.open and about.matter.holder_unit_id is not None
        ),
        _("要求现在的经办单位限期办理并反馈。"),
        icon="flag",
    ),
    "supervision-answer": Deed(
        pgettext_lazy("act", "反馈督办"),
        special.AnswerDemandForm,
        lambda ctx, number, said: commands.answer_supervision(ctx, number=number, **said),
        lambda about: holds(about) and _unanswered(about),
        icon="flag",
    ),
    "supervision-lift": Deed(
        pgettext_lazy("act", "解除督办"),
        special.DemandForm,
        lambda ctx, number, said: commands.lift_supervision(ctx, number=number, **said),
        lambda about: granted(about, "requests.supervise") and _demanded(about),
        icon="check",
    ),
    "escalate": Deed(
        pgettext_lazy("act", "提级"),
        forms.InnerReasonForm,
        lambda ctx, number, said: commands.escalate(ctx, number=number, **said),
        can(Act.ESCALATE),
        _("收到督办单位手里，由督办人员指定责任单位。"),
        icon="flag",
    ),
    "reopen": Deed(
        pgettext_lazy("act", "重新办理"),
        forms.ReasonForm,
        _reopen,
        can(Act.REOPEN),
        _("退回责任单位重新办理，“已解决”不再算数，期限重新计算。"),
        icon="return",
    ),
    "charge": Deed(
        _("我来包案"),
        forms.DeskForm,
        lambda ctx, number, said: commands.take_charge(ctx, number=number),
        lambda about: granted(about, "requests.take_charge") and not about.matter.leader,
        _("由您负责到底：见诉求人，作承诺，逐项兑现。"),
        icon="leader",
    ),
    "appoint": Deed(
        _("指定包案领导"),
        special.LeaderForm,
        lambda ctx, number, said: commands.take_charge(ctx, number=number, **said),
        lambda about: granted(about, "requests.appoint") and not about.matter.leader,
        icon="leader",
    ),
    "change-leader": Deed(
        pgettext_lazy("act", "更换包案领导"),
        special.ChangeLeaderForm,
        lambda ctx, number, said: commands.change_leader(ctx, number=number, **said),
        lambda about: granted(about, "requests.appoint") and bool(about.matter.leader),
        icon="leader",
    ),
    "visit": Deed(
        _("记录走访"),
        special.VisitForm,
        lambda ctx, number, said: commands.log_visit(ctx, number=number, **said),
        lambda about: granted(about, "requests.lead") and bool(about.matter.leader),
        _("先说上次的承诺，再记这次听到的和答应的。"),
        icon="people",
    ),
    "promise": Deed(
        pgettext_lazy("act", "兑现承诺"),
        special.PromiseForm,
        lambda ctx, number, said: commands.keep_promise(ctx, number=number, **said),
        lambda about: granted(about, "requests.lead") and _promised(about),
        icon="check",
    ),
    "settle": Deed(
        _("写明化解"),
        special.SettleForm,
        lambda ctx, number, said: commands.settle(ctx, number=number, **said),
        lambda about: granted(about, "requests.lead") and bool(about.matter.leader) and not _promised(about),
        icon="proof",
    ),
    "merge": Deed(
        pgettext_lazy("act", "并案"),
        special.MergeForm,
        lambda ctx, number, said: commands.merge(ctx, number=number, **said),
        can(Act.MERGE),
        _("同一件事并入主案办理。"),
        icon="units",
    ),
    "unmerge": Deed(
        pgettext_lazy("act", "拆案"),
        forms.DeskForm,
        lambda ctx, number, said: commands.unmerge(ctx, number=number),
        can(Act.UNMERGE),
        _("从主案拆出，回到派单台，期限不变。"),
        icon="units",
    ),
    "decide-review": Deed(
        pgettext_lazy("act", "作出复查意见"),
        special.DecisionForm,
        lambda ctx, number, said: commands.decide_review(ctx, number=number, **said),
        can(Act.DECIDE_REVIEW),
        icon="proof",
    ),
    "decide-re-review": Deed(
        pgettext_lazy("act", "作出复核意见"),
        special.DecisionForm,
        lambda ctx, number, said: commands.decide_re_review(ctx, number=number, **said),
        can(Act.DECIDE_RE_REVIEW),
        _("复核意见是最后的意见。"),
        icon="proof",
    ),
    "publish": Deed(
        pgettext_lazy("act", "公开"),
        special.PublishForm,
        lambda ctx, number, said: commands.publish(ctx, number=number, **said),
        _publishable,
        _("下面是所有人将看到的样子。隐去了什么、为什么，会写明，隐去的内容不会公开。"),
        icon="public",
    ),
    "unpublish": Deed(
        pgettext_lazy("act", "停止公开"),
        forms.InnerReasonForm,
        lambda ctx, number, said: commands.unpublish(ctx, number=number, **said),
        lambda about: granted(about, "requests.publish") and about.matter.public,
        icon="lock",
    ),
    "accuse": Deed(
        _("标明被反映单位"),
        special.AccuseForm,
        lambda ctx, number, said: commands.accuse(ctx, number=number, **said),
        lambda about: granted(about, "requests.accuse"),
        icon="lock",
        danger=True,
    ),
}
