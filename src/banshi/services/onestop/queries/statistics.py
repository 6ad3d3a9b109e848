"""Times, returns, trips and papers saved, by definitions that stand beside the figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from banshi.kernel.forms.questions import Words
from banshi.services.onestop.models import Case, CaseStep, ProcedureVersion, Return, Use
from banshi.services.onestop.queries.procedures import pinned
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.rules.progress import State, Status

DEFINITIONS: Mapping[str, Promise] = {
    "cases": _("这段日子里开始办的件数。"),
    "finished": _("其中已经全部办结、文件都已领到的件数。"),
    "days": _("办结的件从开始到最后一份文件领到的平均天数，包括等居民补材料和领取的时间。"),
    "done": _("这段日子里开始的件中，这一步已经办好的次数。"),
    "in_time": _("办好的当天不晚于最后一天的次数。等居民补材料的日子不算在时限里。"),
    "step_days": _("一步从开始到办好的平均天数，包括等居民补材料的时间。"),
    "returns": _("部门请居民补材料的次数。"),
    "papers_saved": _(
        "材料交到部门的次数，减去居民交来的份数：同一份材料给第二个部门用、上一步发的文件直接转给下一步，都不用居民再交。"
    ),
    "trips_saved": _(
        "办结的每一件，按流程文件里写的以前要跑的次数，减去到窗口的次数：窗口办理算一次，到窗口领取算一次。"
    ),
}
DONE = [State.ISSUED, State.SENT, State.DONE, State.REVOKED]
SPENT = ExpressionWrapper(F("finished") - F("started"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step over all cases. Units: days, of 24 hours."""

    code: str
    title: Words
    department: Words
    begun: int
    done: int
    in_time: int
    days: float | None
    returns: int
    papers_saved: int


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """One department over all its steps in all procedures. Units: days, of 24 hours."""

    department: Words
    begun: int
    done: int
    in_time: int
    days: float | None
    returns: int
    papers_saved: int


@dataclass(frozen=True, slots=True)
class ProcedureFigures:
    """One procedure over the cases opened in some days. Units: days, of 24 hours."""

    code: str
    title: Words
    cases: int
    finished: int
    withdrawn: int
    failed: int
    running: int
    days: float | None
    returns: int
    papers_saved: int
    trips_saved: int
    steps: tuple[StepFigures, ...]


def statistics(area: str, since: datetime, until: datetime) -> tuple[ProcedureFigures, ...]:
    """Each procedure over the cases of an area opened in [since, until), all versions together. SQL: 7."""
    cases = Case.objects.filter(area__startswith=area, county=area[:6], opened_at__gte=since, opened_at__lt=until)
    if len(area) < 6:
        cases = Case.objects.filter(area__startswith=area, opened_at__gte=since, opened_at__lt=until)
    versions = {
        row.pk: pinned(row.pk, row.digest)
        for row in ProcedureVersion.objects.filter(pk__in=cases.values("procedure_id")).defer("source").order_by("id")
    }
    whole = _whole(cases)
    steps = _steps(cases)
    asked = _returns(cases)
    saved = _papers(cases)
    codes = sorted({procedure.code for procedure in versions.values()})
    return tuple(
        _figures({key: each for key, each in versions.items() if each.code == code}, whole, steps, asked, saved)
        for code in codes
    )


def by_department(found: Iterable[ProcedureFigures]) -> tuple[DepartmentFigures, ...]:
    """The same figures by who carries the steps out, whatever they belong to; by name."""
    steps: dict[str, list[StepFigures]] = defaultdict(list)
    for each in found:
        for step in each.steps:
            steps[step.department.zh].append(step)
    return tuple(_department(some) for _name, some in sorted(steps.items()))


def day_before(until: datetime) -> date:
    """The last day of a half-open period."""
    return timezone.localdate(until - timedelta(microseconds=1))


Whole = Mapping[int, Mapping[str, Any]]
Steps = Mapping[tuple[int, int], Mapping[str, Any]]


def _whole(cases: QuerySet[Case]) -> dict[int, dict[str, Any]]:
    """Of each version: how many cases, how they ended, how long those that are finished took."""
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    finished = Q(status=Status.FINISHED)
    rows = (
        cases.values("procedure_id")
        .annotate(
            cases=Count("id"),
            finished=Count("id", filter=finished),
            withdrawn=Count("id", filter=Q(status__in=[Status.WITHDRAWN, Status.WITHDRAWING])),
            failed=Count("id", filter=Q(status__in=[Status.FAILED, Status.FAILING])),
            running=Count("id", filter=Q(status=Status.OPEN)),
            window=Count("id", filter=finished & Q(post_id__isnull=False)),
            collected=Count("id", filter=finished & Q(way="window")),
            took=Avg(took, filter=finished),
        )
        .order_by("procedure_id")
    )
    return {row["procedure_id"]: dict(row) for row in rows}


def _steps(cases: QuerySet[Case]) -> dict[tuple[int, int], dict[str, Any]]:
    done = Q(state__in=DONE)
    rows = (
        CaseStep.objects.filter(case__in=cases)
        .values("case__procedure_id", "place")
        .annotate(
            begun=Count("id"),
            done=Count("id", filter=done),
            in_time=Count("id", filter=done & Q(finished__date__lte=F("last_day"))),
            took=Avg(SPENT, filter=done),
        )
        .order_by("case__procedure_id", "place")
    )
    return {(row["case__procedure_id"], row["place"]): dict(row) for row in rows}


def _returns(cases: QuerySet[Case]) -> dict[tuple[int, int], int]:
    rows = Return.objects.filter(case__in=cases).values_list("case__procedure_id", "step__place")
    return {(version, place): count for version, place, count in rows.annotate(count=Count("id")).order_by()}


def _papers(cases: QuerySet[Case]) -> dict[tuple[int, int], int]:
    """How often a paper came to a step without the resident giving it for that: all but the first use of what they gave."""
    uses = Use.objects.filter(case__in=cases)
    given = uses.filter(material__place__isnull=True).order_by().values("material_id").annotate(first=Min("id"))
    found: Counter[tuple[int, int]] = Counter()
    for some, sign in ((uses, 1), (Use.objects.filter(id__in=given.values("first")), -1)):
        rows = some.values_list("case__procedure_id", "step__place").annotate(count=Count("id")).order_by()
        for version, place, count in rows:
            found[version, place] += sign * count
    return found


def _figures(
    versions: Mapping[int, Procedure],
    whole: Whole,
    steps: Steps,
    asked: Mapping[tuple[int, int], int],
    saved: Mapping[tuple[int, int], int],
) -> ProcedureFigures:
    last = versions[max(versions)]

    def total(name: str) -> int:
        return sum(_number(whole[key][name]) for key in versions if key in whole)

    trips = sum(
        each.trips_before * _number(whole[key]["finished"])
        - _number(whole[key]["window"])
        - _number(whole[key]["collected"])
        for key, each in versions.items()
        if key in whole and each.trips_before
    )
    return ProcedureFigures(
        code=last.code,
        title=last.title,
        cases=total("cases"),
        finished=total("finished"),
        withdrawn=total("withdrawn"),
        failed=total("failed"),
        running=total("running"),
        days=_mean([(whole[key]["took"], whole[key]["finished"]) for key in versions if key in whole]),
        returns=sum(count for (version, _place), count in asked.items() if version in versions),
        papers_saved=sum(count for (version, _place), count in saved.items() if version in versions),
        trips_saved=max(0, trips),
        steps=_by_step(versions, steps, asked, saved),
    )


def _by_step(
    versions: Mapping[int, Procedure],
    steps: Steps,
    asked: Mapping[tuple[int, int], int],
    saved: Mapping[tuple[int, int], int],
) -> tuple[StepFigures, ...]:
    """The same step of several versions is one line, under its latest title."""
    lines: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for version, place in sorted({*steps, *asked}):
        if version in versions:
            lines[versions[version].steps[place].code].append((version, place))
    found = []
    for code, keys in lines.items():
        version, place = keys[-1]
        what, rows = versions[version].steps[place], [steps[key] for key in keys if key in steps]
        found.append(
            StepFigures(
                code=code,
                title=what.title,
                department=versions[version].departments[what.department].title,
                begun=sum(_number(row["begun"]) for row in rows),
                done=sum(_number(row["done"]) for row in rows),
                in_time=sum(_number(row["in_time"]) for row in rows),
                days=_mean([(row["took"], row["done"]) for row in rows]),
                returns=sum(asked.get(key, 0) for key in keys),
                papers_saved=sum(saved.get(key, 0) for key in keys),
            )
        )
    return tuple(found)


def _department(steps: Sequence[StepFigures]) -> DepartmentFigures:
    took = [(step.days, step.done) for step in steps if step.days is not None]
    weight = sum(done for _days, done in took)
    return DepartmentFigures(
        department=steps[0].department,
        begun=sum(step.begun for step in steps),
        done=sum(step.done for step in steps),
        in_time=sum(step.in_time for step in steps),
        days=sum(days * done for days, done in took) / weight if weight else None,
        returns=sum(step.returns for step in steps),
        papers_saved=sum(step.papers_saved for step in steps),
    )


def _number(value: int | timedelta | None) -> int:
    return value if isinstance(value, int) else 0


def _mean(parts: list[tuple[int | timedelta | None, int | timedelta | None]]) -> float | None:
    """Mean days over versions, each with its mean and its count."""
    known = [(took, _number(count)) for took, count in parts if isinstance(took, timedelta)]
    weight = sum(count for _took, count in known)
    return sum(took / timedelta(days=1) * count for took, count in known) / weight if weight else None
