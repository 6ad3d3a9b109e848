"""What staff can do to a request: for each act its form, the command behind it, and when it is offered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from banshi.kernel.commands import Context
from banshi.services.requests import commands
from banshi.services.requests.commands import Sorting
from banshi.services.requests.forms import desk as forms
from banshi.services.requests.forms.desk import About
from banshi.services.requests.rules.moves import Act, Stage

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing staff can do."""

    title: Words
    form: type[forms.DeskForm]
    run: Callable[[Context, str, Mapping[str, Any]], object]
    """(context, number, what the form said)"""
    fits: Callable[[About], bool]
    about: Words = ""
    icon: str = "edit"
    danger: bool = False


def can(act: Act) -> Callable[[About], bool]:
    """Offered when the table of moves and the access rules allow `act`."""
    return lambda about: act in about.matter.acts


def holds(about: About) -> bool:
    """Whether the request is with the actor's own unit, which may handle it."""
    post = about.actor.post
    return (
        about.matter.open
        and post is not None
        and about.matter.holder_unit_id == post.unit_id
        and "requests.handle" in about.matter.may
    )


def helps(about: About) -> bool:
    """Whether the actor's unit co-handles."""
    post = about.actor.post
    units = {each.unit_id for each in about.matter.co_handlers}
    return about.matter.open and post is not None and post.unit_id in units and "requests.handle" in about.matter.may


def _sort(ctx: Context, number: str, said: Mapping[str, Any]) -> object:
    return commands.triage(ctx, number=number, sorting=Sorting(**said))


CENTRAL: Mapping[str, Deed] = {
    "triage": Deed(
        pgettext_lazy("act", "登记分类"),
        forms.TriageForm,
        _sort,
        can(Act.TRIAGE),
        _("机器的建议已填好，请核对：对的确认，错的改正。"),
        icon="ledger",
    ),
    "dispatch": Deed(
        pgettext_lazy("act", "派单"),
        forms.DispatchForm,
        lambda ctx, number, said: commands.dispatch(ctx, number=number, **said),
        can(Act.DISPATCH),
        icon="next",
    ),
    "accept": Deed(
        pgettext_lazy("act", "受理"),
        forms.DeskForm,
        lambda ctx, number, said: commands.accept(ctx, number=number),
        can(Act.ACCEPT),
        _("受理后由本单位负责到底，诉求人会收到通知。"),
        icon="check",
    ),
    "answer": Deed(
        pgettext_lazy("act", "答复"),
        forms.AnswerForm,
        lambda ctx, number, said: commands.answer(ctx, number=number, **said),
        can(Act.ANSWER),
        _("诉求人问的每一点都要有回应，发出前可以先看答复函。"),
        icon="letter",
    ),
    "progress": Deed(
        pgettext_lazy("act", "记录进展"),
        forms.ProgressForm,
        lambda ctx, number, said: commands.log_progress(ctx, number=number, **said),
        can(Act.PROGRESS),
    ),
    "resume": Deed(
        pgettext_lazy("act", "恢复办理"),
        forms.DeskForm,
        lambda ctx, number, said: commands.resume(ctx, number=number),
        can(Act.RESUME),
        icon="check",
    ),
    "co-report": Deed(
        _("反馈协办情况"),
        forms.TextForm,
        lambda ctx, number, said: commands.co_report(ctx, number=number, **said),
        helps,
        _("写给主办单位，只有经办人员看到。"),
    ),
    "co-handler": Deed(
        pgettext_lazy("act", "增加协办单位"),
        forms.CoHandlerForm,
        lambda ctx, number, said: commands.add_co_handler(ctx, number=number, **said),
        holds,
    ),
    "co-handler-off": Deed(
        pgettext_lazy("act", "减少协办单位"),
        forms.RemoveCoHandlerForm,
        lambda ctx, number, said: commands.remove_co_handler(ctx, number=number, **said),
        lambda about: holds(about) and bool(about.matter.co_handlers),
    ),
    "pause": Deed(
        pgettext_lazy("act", "暂停"),
        forms.PauseForm,
        lambda ctx, number, said: commands.pause(ctx, number=number, **said),
        can(Act.PAUSE),
        icon="pause",
    ),
    "extend": Deed(
        pgettext_lazy("act", "延期"),
        forms.ExtendForm,
        lambda ctx, number, said: commands.extend(ctx, number=number, **said),
        can(Act.EXTEND),
        icon="extend",
    ),
    "transfer": Deed(
        pgettext_lazy("act", "转办"),
        forms.TransferForm,
        lambda ctx, number, said: commands.transfer(ctx, number=number, **said),
        can(Act.TRANSFER),
        _("对方受理以前，仍由本单位负责。转办、退回满三次，自动提级督办。"),
        icon="transfer",
    ),
    "return": Deed(
        pgettext_lazy("act", "退回"),
        forms.ReasonForm,
        lambda ctx, number, said: commands.return_(ctx, number=number, **said),
        can(Act.RETURN),
        _("退回派单台。耽误的时间计在本单位名下；转办、退回满三次，自动提级督办。"),
        icon="return",
    ),
    "reply": Deed(
        _("回信"),
        forms.ReplyForm,
        lambda ctx, number, said: commands.reply(ctx, number=number, **said),
        lambda about: "requests.message" in about.matter.may and not about.matter.erased,
        icon="letter",
    ),
    "read": Deed(
        _("来信标为已读"),
        forms.DeskForm,
        lambda ctx, number, said: commands.mark_read(ctx, number=number),
        lambda about: "requests.message" in about.matter.may and about.matter.unread > 0,
        icon="check",
    ),
    "close": Deed(
        pgettext_lazy("act", "办结"),
        forms.DeskForm,
        lambda ctx, number, said: commands.close(ctx, number=number),
        can(Act.CLOSE),
        icon="proof",
    ),
}

FIRST: Mapping[str, tuple[str, ...]] = {
    Stage.RECEIVED: ("triage",),
    Stage.TRIAGED: ("dispatch",),
    Stage.ESCALATED: ("dispatch",),
    Stage.DISPATCHED: ("accept",),
    Stage.ACCEPTED: ("answer", "co-report"),
    Stage.HANDLING: ("answer", "co-report"),
    Stage.PAUSED: ("resume", "co-report"),
    Stage.REVIEWING: ("decide-review",),
    Stage.RE_REVIEWING: ("decide-re-review",),
    Stage.RATED: ("close",),
    Stage.MERGED: ("unmerge",),
}
"""Stage → the acts that bring it on; the first that is allowed is the page's one primary act."""
