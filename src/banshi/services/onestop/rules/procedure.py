"""What a joined-up procedure is: departments, materials, steps and questions, as data.

A procedure is read from a file by `loading.read`, which refuses whatever could not be carried out;
everything else in the room may therefore trust a `Procedure`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_

from banshi.kernel.forms.questions import Condition, Form, Words

MOST_STEPS = 60
"""A case keeps its steps as bits of one 64-bit number."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a step or a limit rests on. `demo`: stands in for a county's own and was read in no document."""

    document: str
    article: str = ""
    demo: bool = False


class Origin(StrEnum):
    """Where a material comes from."""

    GIVEN = "given"
    """By the resident, once, with the form: the answer to the file question of the same code."""
    HELD = "held"
    """The office holds it already and does not ask for it."""
    ISSUED = "issued"
    """By a step of this procedure."""


class Undo(StrEnum):
    """What becomes of a step that was carried out when the case is withdrawn or fails."""

    NONE = "none"
    """It stays as it is."""
    NOTIFY = "notify"
    """It stays; the department is told."""
    REVOKE = "revoke"
    """What it issued is no longer valid; the department is told."""


class Way(StrEnum):
    """How the resident gets a document."""

    WINDOW = "window"
    NEAR = "near"
    """At a place of the service map near home."""
    POST = "post"


@dataclass(frozen=True, slots=True)
class Department:
    """Who carries a step out."""

    code: str
    title: Words
    unit: str
    """End of the unit's short name after its area: "police" is 150627-police in that county."""
    level: int = 6
    """Digits of the area whose unit it is: 6 county, 9 township, 12 village of the resident."""

    def slug(self, area: str) -> str:
        """Short name of the unit for a case in `area`."""
        return f"{area[: self.level]}-{self.unit}"


@dataclass(frozen=True, slots=True)
class Material:
    """A paper or electronic licence."""

    code: str
    title: Words
    origin: Origin


@dataclass(frozen=True, slots=True)
class Compensation:
    """What undoes a step: an act, and perhaps a step that is begun only then."""

    act: Undo = Undo.NONE
    step: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One department's part. Units: `limit` in working days from the day after it begins."""

    code: str
    title: Words
    department: str
    limit: int
    basis: Basis
    after: tuple[str, ...] = ()
    """Steps that come first. One that is not part of a case is not waited for; those before it are."""
    when: Condition | None = None
    """Only if this holds over the answers to the common questions; None: always."""
    optional: bool = False
    """The resident may leave it out."""
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    signs: str = ""
    """Role of the post that completes it: a handler of the unit where empty."""
    delivers: bool = False
    """What it gives is also handed over; it is finished only when the resident has received it."""
    undoes: bool = False
    """Begun only as another step's compensation."""
    compensate: Compensation = Compensation()
    form: Form | None = None
    """Questions asked for this step alone."""
    line: int = 0
    """Where it stands in its file."""


@dataclass(frozen=True)
class Procedure:
    """One version of a procedure. Steps stand in an order in which prerequisites come first."""

    code: str
    version: str
    title: Words
    about: Words
    effective: date
    basis: Basis
    departments: Mapping[str, Department]
    materials: Mapping[str, Material]
    steps: tuple[Step, ...]
    form: Form | None = None
    """Questions asked of everybody, before the steps' own; only these decide which steps there are."""
    ways: tuple[Way, ...] = (Way.WINDOW,)
    limits: Basis | None = None
    """Where the working days of all steps were published; None: each step's own basis says its limit too."""
    trips_before: int = 0
    """Visits that the same took before it was joined up, as the file's basis states; for the figures."""
    source: str = field(default="", compare=False)
    """The file's text, pinned with the version."""

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Step code → its place in `steps`, which is its bit in a case."""
        return {step.code: at for at, step in enumerate(self.steps)}

    @cached_property
    def first(self) -> tuple[int, ...]:
        """Of each step the bits of all steps that come before it, so that one left out in between frees nothing early."""
        found: list[int] = []
        for step in self.steps:
            before = [self.positions[code] for code in step.after]
            found.append(reduce(or_, (found[at] | 1 << at for at in before), 0))
        return tuple(found)

    @cached_property
    def following(self) -> tuple[tuple[int, ...], ...]:
        """Of each step the places of the steps that wait for it."""
        return tuple(
            tuple(at for at, bits in enumerate(self.first) if bits >> place & 1) for place in range(len(self.steps))
        )

    def limit_basis(self, step: Step) -> Basis:
        """What the step's limit rests on."""
        return self.limits or step.basis

    def step(self, code: str) -> Step:
        """The step of this code; KeyError where there is none."""
        return self.steps[self.positions[code]]

    def issuer(self, material: str) -> Step | None:
        """The step that issues a material; None for one that is given or held."""
        return next((step for step in self.steps if material in step.gives), None)
