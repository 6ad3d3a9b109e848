"""How procedures and cases are put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.forms.questions import Words
from banshi.kernel.web.formatting import day
from banshi.services.onestop.queries.shown import CaseShown, MineRow, StepShown
from banshi.services.onestop.rules.drawing import Mark, Picture, picture
from banshi.services.onestop.rules.procedure import Procedure, Undo
from banshi.services.onestop.rules.progress import STATUS_TITLES, Status

WAY_TITLES: Mapping[str, str | Promise] = {
    "window": lazy("到窗口领"),
    "near": lazy("到离家近的地方领"),
    "post": lazy("邮寄到家"),
}
SEALS: Mapping[str, str | Promise] = {
    Status.OPEN: lazy("在办"),
    Status.FINISHED: lazy("办完"),
    Status.WITHDRAWING: lazy("撤回"),
    Status.WITHDRAWN: lazy("撤回"),
    Status.FAILING: lazy("未成"),
    Status.FAILED: lazy("未成"),
}
"""How a case stands, in the two characters of a seal."""
SHAPES: Mapping[str, tuple[str, str]] = {
    "waiting": ("ahead", "plain"),
    "active": ("now", "wait"),
    "returned": ("waiting", "act"),
    "issued": ("waiting", "act"),
    "sent": ("waiting", "act"),
    "done": ("done", "done"),
    "left": ("left", "plain"),
    "failed": ("ended", "late"),
    "stopped": ("ended", "plain"),
    "revoked": ("ended", "plain"),
}
"""State of a step → its shape in the drawing and its tone in a list."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words."""

    shown: StepShown
    title: str
    who: str
    words: str
    """Where it is and by when."""
    tone: str
    first: tuple[str, ...]
    """What it still waits for."""
    missing: tuple[str, ...]
    demo: bool


def said(words: Words) -> str:
    """In the language of the reader."""
    return words.said(get_language() or "zh-hans")


def items(procedure: Procedure) -> list[tuple[str, str]]:
    """The items that may be left out, with who does them."""
    return [
        (step.code, f"{said(step.title)}（{said(procedure.departments[step.department].title)}）")
        for step in procedure.steps
        if step.optional
    ]


def lines(case: CaseShown) -> list[StepLine]:
    """Every step of the case in words, in order."""
    titles = {step.code: said(step.title) for step in case.procedure.steps}
    return [
        StepLine(
            shown=step,
            title=said(step.title),
            who=step.unit or said(step.department),
            words=where(step),
            tone="late" if step.late and step.state == "active" else SHAPES[step.state][1],
            first=tuple(titles[code] for code in step.waits_for),
            missing=asked(case, step.missing),
            demo=step.basis.demo,
        )
        for step in case.steps
    ]


def asked(case: CaseShown, codes: Sequence[str]) -> tuple[str, ...]:
    """What is missing, by the titles of the questions."""
    return tuple(said(case.form.known[code].title) for code in codes if code in case.form.known)


def where(step: StepShown) -> str:
    """Where a step is, in a few words that fit the drawing."""
    if step.state == "waiting":
        return _("等前面的办好") if step.waits_for else _("马上开始")
    if step.state == "active" and step.last_day is not None:
        due = {"day": day(step.last_day)}
        return _("超期，应在 %(day)s 办好") % due if step.late else _("%(day)s 前办好") % due
    if step.state == "done" and step.finished is not None:
        return _("%(day)s 办好") % {"day": day(step.finished)}
    return str(HELD.get(step.state, step.state))


HELD: Mapping[str, str | Promise] = {
    "active": lazy("正在办"),
    "returned": lazy("等您补材料"),
    "issued": lazy("办好了，等您领"),
    "sent": lazy("已送出，等您签收"),
    "done": lazy("办好了"),
    "left": lazy("不办这一项"),
    "failed": lazy("不能办理"),
    "stopped": lazy("已停止"),
    "revoked": lazy("撤销作废"),
}


def drawn(case: CaseShown) -> Picture:
    """The case as it stands."""
    there = {step.code for step in case.steps}
    known = {step.code: step for step in case.procedure.steps}
    marks = [
        Mark(
            line.shown.code,
            line.title,
            line.who,
            "late" if line.tone == "late" and line.shown.state == "active" else SHAPES[line.shown.state][0],
            line.words,
            tuple(code for code in known[line.shown.code].after if code in there),
        )
        for line in lines(case)
    ]
    about = "；".join(f"{mark.title}，{mark.who}，{mark.words}" for mark in marks)
    return picture(marks, name="way", title=_("“%(title)s”办到哪一步") % {"title": said(case.title)}, about=about)


def seal(status: str) -> tuple[str, bool]:
    """The seal of a case, and whether it is settled."""
    return str(SEALS[Status(status)]), Status(status) not in {Status.OPEN, Status.WITHDRAWING, Status.FAILING}


def next_words(row: MineRow) -> tuple[str, str]:
    """Of a case in a list: the tone and the next thing."""
    if row.missing:
        told = ngettext("%(n)s 个部门等您补材料", "%(n)s 个部门等您补材料", row.missing) % {"n": row.missing}
        return "act", told
    if row.ready:
        return "act", _("有证件可以领了")
    if row.status != Status.OPEN:
        return ("done" if row.status == Status.FINISHED else "plain"), _(STATUS_TITLES[Status(row.status)])
    if row.last_day is not None:
        return "wait", _("下一步 %(day)s 前办好") % {"day": day(row.last_day)}
    return "wait", _("正在办理")


def fates(case: CaseShown) -> list[tuple[str, str]]:
    """What becomes of each step that was carried out, should the case be withdrawn now."""
    known = {step.code: step for step in case.procedure.steps}
    found = []
    for step in case.steps:
        rule = known[step.code].compensate
        if step.state in {"done", "issued", "sent"}:
            words = str(UNDONE[rule.act])
            if rule.step:
                words += _("，另办“%(step)s”") % {"step": said(known[rule.step].title)}
            found.append((said(step.title), words))
        elif step.state in {"active", "returned"}:
            found.append((said(step.title), _("停下来，不再办")))
    return found


UNDONE: Mapping[Undo, str | Promise] = {
    Undo.NONE: lazy("保留"),
    Undo.NOTIFY: lazy("保留，告诉承办部门"),
    Undo.REVOKE: lazy("撤销，发的文件作废"),
}


def asks(case: CaseShown, code: str) -> list[tuple[str, str]]:
    """What a step may ask for again: its own questions and papers first, then the common ones."""
    step = case.procedure.step(code)
    own = step.form.known if step.form else {}
    first = dict.fromkeys([*own, *(name for name in step.needs if name in case.form.known)])
    common = case.procedure.form.known if case.procedure.form else {}
    found = [*first, *(name for name in common if name not in first)]
    return [(name, said(case.form.known[name].title)) for name in found if name in case.form.known]


def where_handed(way: str, sent: bool) -> str:
    """Where something that is handed over is."""
    if sent:
        return _("已送出，等签收")
    return {
        "window": _("等居民来领"),
        "near": _("要送到领取点"),
        "post": _("要寄给居民"),
    }.get(way, way)
