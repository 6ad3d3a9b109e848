"""Cases for tests, opened and carried through by the real commands."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from banshi.kernel.commands import Context
from banshi.kernel.directory.commands import add_person, appoint
from banshi.kernel.evidence.store import accept
from banshi.kernel.forms import files
from banshi.kernel.ledger.models import Entry
from banshi.kernel.notices.models import Notice
from banshi.kernel.rooms import Role
from banshi.kernel.testing.people import NOW, SINCE, World
from banshi.services.onestop import commands
from banshi.services.onestop.commands import Done, Wish
from banshi.services.onestop.models import (
    Case,
    CaseStep,
    Consent,
    Delivery,
    Material,
    ProcedureVersion,
    Return,
    Said,
    Use,
)
from banshi.services.onestop.rules.progress import State

MOVING = Path(__file__).with_name("moving.yaml").read_text()
TABLES = (ProcedureVersion, Case, Said, CaseStep, Consent, Delivery, Material, Return, Use, Entry, Notice)
HANDS = {
    "deed": "housing",
    "strike": "housing",
    "water": "handler",
    "garden": "handler",
    "parking": "roads",
    "welcome": "township",
}
"""Who handles which step of moving house."""


@dataclass
class Way:
    """A case of moving house, and the people around it."""

    world: World
    number: str = ""
    now: datetime = NOW

    def ctx(self, who: str) -> Context:
        return self.world.ctx(who, self.now)

    def at(self, now: datetime) -> "Way":
        """The same at another time."""
        return replace(self, now=now)

    def later(self, **passed: int) -> "Way":
        return self.at(self.now + timedelta(**passed))

    def complete(self, step: str, **given: Any) -> Done:
        """Whoever handles the step completes it."""
        return commands.complete(self.ctx(HANDS[step]), number=self.number, step=step, **given)

    def return_(self, step: str, *missing: str, reason: str = "看不清") -> Done:
        return commands.return_step(
            self.ctx(HANDS[step]), number=self.number, step=step, reason=reason, missing=missing
        )

    @property
    def case(self) -> Case:
        return Case.objects.get(number=self.number)

    def step(self, code: str) -> CaseStep:
        return CaseStep.objects.get(case__number=self.number, place=places()[code])

    def state(self, code: str) -> str:
        """How a step stands: the name of its state, or "" where it has not begun."""
        found = CaseStep.objects.filter(case__number=self.number, place=places()[code]).first()
        return State(found.state).name.lower() if found else ""

    @property
    def begun(self) -> set[str]:
        """Steps that are running."""
        running = CaseStep.objects.filter(case__number=self.number, state__in=["a", "r"])
        names = {place: code for code, place in places().items()}
        return {names[place] for place in running.values_list("place", flat=True)}


def places() -> dict[str, int]:
    """Where each step of moving house stands."""
    return {"deed": 0, "water": 1, "garden": 2, "parking": 3, "welcome": 4, "strike": 5}


def prepared(world: World) -> Way:
    """The procedure is published, and everybody whom it needs is there."""
    ctx = world.ctx("system")
    within = world.units["government"]
    world.people["housing"] = add_person(ctx, name="白音", area=within.area)
    appoint(
        ctx,
        person_id=world.people["housing"].id,
        unit_id=within.id,
        role=Role.HANDLER,
        title="不动产登记员",
        starts=SINCE,
    )
    world.staff.add("housing")
    commands.publish(ctx, text=MOVING, file="moving.yaml", county="150627")
    return Way(world)


def wish(**given: Any) -> Wish:
    """What Alice asks for: everything, no garden, papers at hand."""
    answers = {
        "name": "阿丽玛",
        "garden": False,
        "contract": [paper("合同")],
        "plate": "蒙K12345",
        "photo": [paper("照片")],
    }
    plain: dict[str, Any] = {"procedure": "moving", "answers": answers, "consent": True}
    answers |= given.pop("answers", {})
    return Wish(**{**plain, **given})


def opened(way: Way, /, **given: Any) -> Way:
    """Alice opens a case."""
    number = commands.open_case(way.ctx("alice"), wish=wish(**given)).number
    return replace(way, number=number)


def paper(text: str) -> str:
    """The word of a file that was taken in."""
    return files.keep(accept(SimpleUploadedFile(f"{text}.pdf", b"%PDF-1.7\n" + text.encode() + b"\n%%EOF\n")))


def picture() -> list[list[dict[str, Any]]]:
    """Every row of the room, every entry and notice: equal before and after a refused command."""
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def kinds(subject: str) -> list[str]:
    """What the ledger says happened, first to last."""
    return list(Entry.objects.filter(subject=subject).order_by("position").values_list("kind", flat=True))
