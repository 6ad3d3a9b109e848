"""What programs send and receive where it differs from the domain's own values."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from banshi.kernel.forms.questions import Words
from banshi.services.onestop.commands import Wish
from banshi.services.onestop.queries.procedures import Version
from banshi.services.onestop.queries.shown import CaseShown, Handed, PaperShown, StepShown
from banshi.services.onestop.rules.procedure import Basis

Code = Annotated[str, Field(max_length=40)]
Reason = Annotated[str, Field(max_length=500)]
StepId = Annotated[int, Field(ge=1, le=2**53)]


class StepOfProcedure(Schema):
    """One step: who, after which, by when, with which papers."""

    code: str
    title: Words
    department: Words
    after: list[str]
    optional: bool
    limit: int
    basis: Basis
    needs: list[str]
    gives: list[str]
    delivers: bool


class ProcedureOut(Schema):
    """A procedure as it is in force. `form` is the JSON Schema of the answers when nothing is left out."""

    code: str
    version: str
    digest: str
    effective: date
    title: Words
    about: Words
    basis: Basis
    limits: Basis | None
    """Where the working days were published; None: each step's basis says its own."""
    ways: list[str]
    steps: list[StepOfProcedure]
    form: dict[str, Any] = {}

    @classmethod
    def of(cls, version: Version, form: dict[str, Any] | None = None) -> "ProcedureOut":
        procedure = version.procedure
        return cls(
            code=version.code,
            version=version.version,
            digest=version.digest,
            effective=version.effective,
            title=procedure.title,
            about=procedure.about,
            basis=procedure.basis,
            limits=procedure.limits,
            ways=list(procedure.ways),
            steps=[
                StepOfProcedure(
                    code=step.code,
                    title=step.title,
                    department=procedure.departments[step.department].title,
                    after=list(step.after),
                    optional=step.optional,
                    limit=step.limit,
                    basis=step.basis,
                    needs=list(step.needs),
                    gives=list(step.gives),
                    delivers=step.delivers,
                )
                for step in procedure.steps
                if not step.undoes
            ],
            form=form or {},
        )


class StepOut(Schema):
    """One step of a case: who has it, since when, by when."""

    code: str
    title: Words
    department: Words
    unit: str
    state: str
    optional: bool
    waits_for: list[str]
    step_id: int | None
    started: datetime | None
    last_day: date | None
    finished: datetime | None
    late: bool
    reason: str
    missing: list[str]
    handed: Handed | None
    entry_id: int | None

    @classmethod
    def of(cls, step: StepShown) -> "StepOut":
        return cls(**{name: getattr(step, name) for name in cls.model_fields})


class CaseOut(Schema):
    """A case with all its steps. `missing`: codes of what its resident is asked for."""

    number: str
    title: Words
    procedure: str
    version: str
    status: str
    opened_at: datetime
    closed_at: datetime | None
    way: str
    steps: list[StepOut]
    papers: list[PaperShown]
    missing: list[str]

    @classmethod
    def of(cls, case: CaseShown) -> "CaseOut":
        return cls(
            number=case.number,
            title=case.title,
            procedure=case.procedure.code,
            version=case.version,
            status=case.status,
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            way=case.way,
            steps=[StepOut.of(step) for step in case.steps],
            papers=list(case.papers),
            missing=[question.code for question in case.missing.questions],
        )


class WishIn(Schema):
    """A case to be opened. Files are given on the page; `answers` are checked by the procedure's own form."""

    procedure: Code
    answers: dict[str, Any] = {}
    left: Annotated[list[Code], Field(max_length=60)] = []
    way: Annotated[str, Field(max_length=6)] = "window"
    place: Code = ""
    address: Annotated[str, Field(max_length=200)] = ""
    consent: bool = False

    def wish(self) -> Wish:
        return Wish(**{**self.dict(), "left": tuple(self.left)})


class AnswersIn(Schema):
    answers: dict[str, Any]


class MissingIn(Schema):
    """What a step lacks, and why."""

    reason: Reason
    missing: Annotated[list[Code], Field(max_length=60)]


class ReasonIn(Schema):
    reason: Reason = ""


class NumbersIn(Schema):
    """Numbers of the documents that the step issues, by material."""

    numbers: dict[Code, Annotated[str, Field(max_length=60)]] = {}


class SentIn(Schema):
    reference: Annotated[str, Field(max_length=60)] = ""


class StepsIn(Schema):
    steps: Annotated[list[StepId], Field(min_length=1, max_length=50_000)]
