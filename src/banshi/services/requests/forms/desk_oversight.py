"""What supervisors, leaders in charge and reviewing units fill in, and what decides how a request is kept and shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from banshi.kernel.directory.queries.people import holders
from banshi.kernel.publication.redaction import Manual, Redacted, redact
from banshi.kernel.rooms import Role
from banshi.kernel.web.forms import choose
from banshi.services.requests.commands import Face, Given, Redaction, Told
from banshi.services.requests.forms.desk import About, DeskForm, day_field, words
from banshi.services.requests.queries.proposal import asking
from banshi.services.requests.queries.shown import SupervisionShown
from banshi.services.requests.rules.oversight import CAUSE_TITLES, Cause
from banshi.services.requests.rules.submission import MAX_PLACE, MAX_TITLE

PROMISES = 3
"""Promises that one visit's form has room for."""


class SuperviseForm(DeskForm):
    demand = words(lazy("要求"), lazy("要办到什么、反馈什么。"))
    cause = forms.ChoiceField(label=lazy("缘由"))
    by_day = day_field(lazy("哪天以前反馈"), lazy("不填，按督办期限计算。"), required=False)

    def fit(self, about: About) -> None:
        choose(self, "cause", [(cause.value, _(title)) for cause, title in CAUSE_TITLES.items()])
        self.initial = {"cause": "overdue" if about.now >= about.matter.due_at else "supervisor"}


class DemandForm(DeskForm):
    """One of the open demands."""

    supervision = forms.TypedChoiceField(label=lazy("哪一项督办"), coerce=int)

    def fit(self, about: About) -> None:
        self.offer([each for each in about.matter.supervisions if each.lifted_at is None])

    def offer(self, demands: list[SupervisionShown]) -> None:
        """By the words of the demand, else by what gave rise to it."""
        choose(self, "supervision", [(each.id, each.demand or _(CAUSE_TITLES[Cause(each.cause)])) for each in demands])

    def said(self) -> dict[str, Any]:
        return {"supervision_id": self.cleaned_data["supervision"]}


class AnswerDemandForm(DemandForm):
    text = words(lazy("反馈"), lazy("办到了哪一步，还差什么。"))

    def fit(self, about: About) -> None:
        matter = about.matter
        unanswered = [each for each in matter.supervisions if each.lifted_at is None and each.answered_at is None]
        self.offer([each for each in unanswered if each.unit == matter.holder_unit])

    def said(self) -> dict[str, Any]:
        return {"supervision_id": self.cleaned_data["supervision"], "text": self.cleaned_data["text"]}


class LeaderForm(DeskForm):
    """A leader's post of the request's area; those complained of are not among them."""

    post = forms.TypedChoiceField(label=lazy("包案领导"), coerce=int, error_messages={"required": lazy("请选择领导。")})

    def fit(self, about: About) -> None:
        matter = about.matter
        clean = {unit for unit, _name in asking(about.actor, matter.number).units}
        accused = {each.person_id for each in matter.accused} - {None}
        found = holders(about.now.date(), roles=[Role.LEADER], area=matter.area)
        fit = [
            each for each in found if each.person_id not in accused and (each.unit_id in clean or not matter.accused)
        ]
        choose(self, "post", [("", _("请选择")), *((each.id, f"{each.person} {each.title}") for each in fit)])

    def said(self) -> dict[str, Any]:
        return {"post_id": self.cleaned_data["post"]}


class ChangeLeaderForm(LeaderForm):
    reason = words(lazy("为什么更换"), lazy("会公开显示：谁、什么时候、为什么。"), rows=2)

    def said(self) -> dict[str, Any]:
        return {"post_id": self.cleaned_data["post"], "reason": self.cleaned_data["reason"]}


class VisitForm(DeskForm):
    """First what became of earlier promises, then what was heard, then what is promised."""

    place = forms.CharField(
        label=lazy("在哪里见的"), max_length=MAX_PLACE, error_messages={"required": lazy("请写明在哪里见的面。")}
    )
    heard = words(lazy("听到了什么"))

    def fit(self, about: About) -> None:
        self.open_ones = [
            promise for charge in about.matter.charges for promise in charge.promises if promise.kept_at is None
        ]
        for promise in self.open_ones:
            label = _("上次承诺：%(promise)s") % {"promise": promise.text}
            self.fields[f"told_{promise.id}"] = words(label, _("兑现了没有；没有，为什么。"), rows=2)
            self.fields[f"kept_{promise.id}"] = forms.BooleanField(label=_("已经兑现"), required=False)
        for place in range(PROMISES):
            label = _("这次承诺 %(n)s") % {"n": place + 1}
            self.fields[f"given_{place}"] = forms.CharField(label=label, required=False, max_length=400)
            due = _("承诺 %(n)s 哪天以前兑现") % {"n": place + 1}
            self.fields[f"due_{place}"] = day_field(due, required=False)
        told = [f"{part}_{promise.id}" for promise in self.open_ones for part in ("told", "kept")]
        self.order_fields([*told, "place", "heard"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(PROMISES):
            if said.get(f"given_{place}") and not said.get(f"due_{place}"):
                self.add_error(f"due_{place}", _("承诺要写明哪一天以前兑现。"))
        return said

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "place": given["place"],
            "heard": given["heard"],
            "told": [
                Told(each.id, kept=given[f"kept_{each.id}"], outcome=given[f"told_{each.id}"])
                for each in self.open_ones
            ],
            "given": [
                Given(given[f"given_{place}"], given[f"due_{place}"])
                for place in range(PROMISES)
                if given[f"given_{place}"]
            ],
        }


class PromiseForm(DeskForm):
    promise = forms.TypedChoiceField(label=lazy("哪一项承诺"), coerce=int)
    outcome = words(lazy("怎样兑现的"), rows=2)

    def fit(self, about: About) -> None:
        open_ones = [each for charge in about.matter.charges for each in charge.promises if each.kept_at is None]
        choose(self, "promise", [(each.id, each.text) for each in open_ones])

    def said(self) -> dict[str, Any]:
        return {"promise_id": self.cleaned_data["promise"], "outcome": self.cleaned_data["outcome"]}


class SettleForm(DeskForm):
    outcome = words(lazy("怎样化解的"), lazy("所有承诺都兑现以后，才能写化解。"))


class AccuseForm(DeskForm):
    """The units complained of; those named already are not in the list."""

    units = forms.TypedMultipleChoiceField(
        label=lazy("被反映的单位"),
        coerce=int,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=lazy("从这一刻起，这些单位和它们的下属单位看不到、查不到、也办不到这件事。这一步不能撤销。"),
        error_messages={"required": lazy("请选择被反映的单位。")},
    )

    def fit(self, about: About) -> None:
        choose(self, "units", asking(about.actor, about.matter.number).units)

    def said(self) -> dict[str, Any]:
        return {"unit_ids": self.cleaned_data["units"]}


class MergeForm(DeskForm):
    master = forms.CharField(
        label=lazy("并入哪一件"),
        max_length=40,
        help_text=lazy("填主案编号。诉求人会收到主案的每一步进展。"),
        error_messages={"required": lazy("请填主案的编号。")},
    )


class DecisionForm(DeskForm):
    decision = forms.ChoiceField(
        label=lazy("意见"),
        widget=forms.RadioSelect,
        choices=(("upheld", lazy("维持原答复")), ("changed", lazy("变更原答复")), ("remitted", lazy("发回重新办理"))),
        error_messages={"required": lazy("请选择意见。")},
    )
    opinion = words(lazy("写明事实、依据和结论"), lazy("诉求人会看到全文。"), rows=6)


class PublishForm(DeskForm):
    """What everybody will read: the machine's redaction, what staff hide besides, and what they correct by hand."""

    hide = forms.CharField(
        label=lazy("另外要隐去的词"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("一行一个。电话、证件号、住址、已知的姓名已经自动隐去。"),
    )
    why = forms.CharField(label=lazy("为什么隐去"), required=False, max_length=200)
    title = forms.CharField(label=lazy("标题"), max_length=MAX_TITLE)

    def fit(self, about: About) -> None:
        self.initial = {"title": self._hidden(about.matter.title, ()).text}

    @property
    def hidden_words(self) -> tuple[Manual, ...]:
        given = getattr(self, "cleaned_data", {})
        why = given.get("why") or _("涉及个人情况")
        return tuple(Manual(line.strip(), why) for line in given.get("hide", "").splitlines() if line.strip())

    def _hidden(self, text: str, manual: tuple[Manual, ...]) -> Redacted:
        matter = self.about.matter
        return redact(text, names=[matter.resident] if matter.resident else [], manual=manual)

    def parts(self) -> dict[str, Redacted]:
        """Each part of the public face as it stands with what has been filled in."""
        matter, manual = self.about.matter, self.hidden_words
        last = matter.answers[-1] if matter.answers else None
        answer = "\n\n".join(part for part in (last.found, last.done, last.rest) if part) if last else ""
        title = getattr(self, "cleaned_data", {}).get("title") or matter.title
        texts = {"title": title, "text": matter.text, "place": matter.place, "answer": answer}
        return {name: self._hidden(text, manual) for name, text in texts.items()}

    def said(self) -> dict[str, Any]:
        parts = self.parts()
        left_out = tuple(
            Redaction(name, gone.kind.value, str(gone.reason)) for name, part in parts.items() for gone in part.removed
        )
        return {"face": Face(**{name: part.text for name, part in parts.items()}, redactions=left_out)}
