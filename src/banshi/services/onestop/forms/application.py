"""The one form of a case: the items wanted, everything they ask once, how it is handed over, and the consent."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from banshi.kernel.errors import BanshiError, Invalid
from banshi.kernel.forms.prefill import Prefill, held
from banshi.kernel.forms.questions import Form
from banshi.kernel.forms.render import Sheet, Wish, blank_sheet, posted_sheet
from banshi.services.onestop import commands
from banshi.services.onestop.forms.wish import ConsentForm, HandoverForm, TakenForm
from banshi.services.onestop.rules.asking import form_for
from banshi.services.onestop.rules.procedure import Procedure

LEFT = "_left"
"""Under this name a draft keeps the items that are left out, beside the answers."""
HOME = "person.area"
"""The fact whose question says where the resident lives, and so who carries the steps out."""


class Application:
    """What a page shows of an application and what was sent of it.

    `county` is where it is done; `agrees` is false at the window, where consent is given by a code.
    """

    def __init__(
        self,
        procedure: Procedure,
        items: Sequence[tuple[str, str]],
        *,
        person_id: int,
        county: str,
        today: date,
        sent: tuple[QueryDict, MultiValueDict[str, Any]] | None = None,
        draft: Mapping[str, Any] | None = None,
        agrees: bool = True,
    ) -> None:
        post, files = sent or (None, None)
        kept = dict(draft or {})
        wanted = [code for code, _title in items if code not in kept.pop(LEFT, ())]
        self.procedure, self.county, self.kept = procedure, county, kept
        self.taken = TakenForm(post, items=items, prefix="wish", initial={"taken": wanted})
        self.form: Form = form_for(procedure, self.taken.left())
        self.offers: Sequence[Prefill] = held(self.form, person_id)
        if post is None:
            self.sheet: Sheet = blank_sheet(self.form, kept, offers=self.offers, county=county)
        else:
            self.sheet = posted_sheet(self.form, post, files, offers=self.offers, today=today, county=county)
        self.home = self._home(kept if post is None else self.sheet.answers)
        sends = post if self.sends else None
        ways = [way.value for way in procedure.ways]
        self.handover = HandoverForm(sends, ways=ways, area=self.home or county, prefix="wish", initial=_typed(post))
        self.consent = ConsentForm(sends, prefix="wish", initial=_typed(post)) if agrees else None

    @property
    def sends(self) -> bool:
        """Whether it was sent to be done, and not only shown anew or kept."""
        return self.taken.is_bound and self.sheet.wish is Wish.SEND

    @property
    def saves(self) -> bool:
        """Whether it was sent to be kept as a draft."""
        return self.sheet.wish is Wish.SAVE

    @property
    def sound(self) -> bool:
        """Whether everything in it can be given to the command."""
        parts = [form.is_valid() for form in (self.handover, self.consent) if form is not None]
        return self.sheet.sound and all(parts)

    def draft(self) -> dict[str, Any]:
        """The answers as far as they go, with the items left out; what earlier answers asked for is kept."""
        return {**self.kept, **self.sheet.answers, LEFT: list(self.taken.left())}

    def wish(self) -> commands.Wish:
        """What the command is asked for."""
        answers = self.sheet.checked.answers
        return commands.Wish(
            procedure=self.procedure.code,
            answers=answers,
            left=self.taken.left(),
            area=self.home,
            consent=self.consent is not None and bool(self.consent.cleaned_data.get("consent")),
            **self.handover.chosen(),
        )

    def _home(self, answers: Mapping[str, Any]) -> str:
        """Where in the county the resident says that they live, or is known to; empty if it is somewhere else."""
        asked = {each.code for each in self.form.questions if each.prefill == HOME}
        said = [answers.get(code) for code in asked] + [offer.value for offer in self.offers if offer.code in asked]
        home = str(next((each for each in said if each), ""))
        return home if home.startswith(self.county) else ""

    def refuse(self, error: BanshiError) -> None:
        """Show why the command refused, each reason where it belongs."""
        fields = dict(error.fields) if isinstance(error, Invalid) else {}
        for form in (self.taken, self.handover, self.consent):
            if form is None:
                continue
            own = {name: reasons for name, reasons in fields.items() if name in form.fields}
            for name, reasons in own.items():
                form.add_error(name, [str(reason) for reason in reasons])
                del fields[name]
        asked = {name: "；".join(str(each) for each in reasons) for name, reasons in fields.items()}
        self.sheet.faults.update(asked)
        self.sheet.full_clean()
        if not isinstance(error, Invalid) or not error.fields:
            self.handover.add_error(None, str(error))


def _typed(post: QueryDict | None) -> dict[str, Any]:
    """What stands in the fields of a form that is shown anew: nothing of it is lost."""
    if post is None:
        return {}
    return {name: post[f"wish-{name}"] for name in ("way", "place", "address", "consent") if post.get(f"wish-{name}")}
