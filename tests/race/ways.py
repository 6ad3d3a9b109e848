"""What the cases of a procedure must look like after any number of power cuts; run inside the site."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from banshi.kernel.commands.models import Key
from banshi.kernel.ledger.merkle import fold, leaf_hash
from banshi.kernel.ledger.models import Entry, Opening
from banshi.services.onestop.models import Case, CaseStep, Delivery, Material, Return, Use
from banshi.services.onestop.queries.kept import unsealed
from banshi.services.onestop.queries.procedures import pinned
from banshi.services.onestop.rules.procedure import Origin, Procedure
from banshi.services.onestop.rules.progress import MET, OWED, RUNNING, Bits, State, places, ready

Chain = list[dict[str, Any]]


def seen() -> dict[str, Any]:
    """The cases by the name in their answers, with their acts; the steps that each entry over many finished."""
    chains, cases = _chains(), defaultdict(list)
    for row in Case.objects.select_related("said").order_by("id"):
        acts = [[each["kind"].removeprefix("onestop."), each["body"].get("step", "")] for each in chains[row.number]]
        cases[unsealed(row.said.answers)["name"]].append([row.number, acts])
    together: dict[str, list[int]] = {str(each): [] for each in _bulk().values_list("id", flat=True)}
    for entry, step in CaseStep.objects.exclude(entry_id=None).order_by("id").values_list("entry_id", "id"):
        if str(entry) in together:
            together[str(entry)].append(step)
    return {"cases": dict(cases), "together": together}


def broken() -> Iterator[str]:
    """Whatever does not belong together."""
    rows = list(Case.objects.select_related("procedure").order_by("id"))
    chains, steps = _chains(), defaultdict(list)
    for step in CaseStep.objects.order_by("id"):
        steps[step.case_id].append(step)
    answered = _answered()
    for row in rows:
        chain = chains[row.number]
        if [each["position"] for each in chain] != list(range(len(chain))) or not chain:
            yield f"{row.number}: the chain has a gap or is not there"
        if not all(each["whole"] for each in chain):
            yield f"{row.number}: sealed values and salts do not agree"
        if answered[row.number] != 1:
            yield f"{row.number}: {answered[row.number]} openings under a key answered with it"
        procedure = pinned(row.procedure_id, row.procedure.digest)
        yield from (f"{row.number}: {what}" for what in _steps_are_whole(procedure, row, steps[row.pk]))
        yield from (f"{row.number}: {what}" for what in _papers_are_whole(procedure, row, steps[row.pk]))
    known = {row.number for row in rows}
    for what, numbers in [("entries", set(chains)), ("keys", set(answered))]:
        yield from (f"{number}: {what} without a case" for number in sorted(numbers - known))
    yield from _entries_over_many(chains, steps, {row.pk: row.number for row in rows})


def _steps_are_whole(procedure: Procedure, row: Case, steps: list[CaseStep]) -> Iterator[str]:
    """The rows of steps are those that the bits speak of; none has begun early, none was forgotten, none is there twice."""
    bits = Bits(row.parts, row.begun, row.met, row.ended)
    states = {step.place: State(step.state) for step in steps}
    if len(states) != len(steps) or set(states) != set(places(bits.begun)):
        yield f"begun {bits.begun:b}, and there are rows of {sorted(step.place for step in steps)}"
    if {at for at, state in states.items() if state in MET} != set(places(bits.met)):
        yield f"met {bits.met:b}, and the rows say {states}"
    if {at for at, state in states.items() if state in OWED} != set(places(bits.begun & ~bits.ended)):
        yield f"ended {bits.ended:b}, and the rows say {states}"
    early = [at for at in places(bits.begun) if procedure.first[at] & bits.parts & ~bits.met]
    late = ready(procedure, bits)
    if early or late:
        yield f"begun early: {early}; could begin and has not: {late}"
    if (bits.ended == bits.parts) != (row.status == "finished") or (row.status == "finished") != bool(row.closed_at):
        yield f"{row.status}, closed {row.closed_at}, ended {bits.ended:b} of {bits.parts:b}"
    asked = set(Return.objects.filter(case=row, answered_at=None).values_list("step__place", flat=True))
    if asked != {at for at, state in states.items() if state is State.RETURNED}:
        yield f"asked for at {asked}, and the rows say {states}"
    if any((step.due is not None) != (step.state == State.ACTIVE) for step in steps):
        yield "a clock runs while nothing is done, or stands still while something is"


def _papers_are_whole(procedure: Procedure, row: Case, steps: list[CaseStep]) -> Iterator[str]:
    """Each document that a step gives is there once, was passed on once to each step that needs it, and is handed over once."""
    given = {code for step in steps if step.state in MET for code in procedure.steps[step.place].gives}
    papers = dict(Material.objects.filter(case=row, revoked_at=None).values_list("code", "id"))
    if given != set(papers) or Material.objects.filter(case=row).count() != len(papers):
        yield f"{given} should have been issued, {set(papers)} were"
    uses = Counter(Use.objects.filter(case=row).values_list("step_id", "material_id"))
    wanted = {
        (step.pk, papers[code])
        for step in steps
        for code in procedure.steps[step.place].needs
        if procedure.materials[code].origin is Origin.ISSUED and code in papers
    }
    if uses != Counter(wanted):
        yield f"papers were passed on {dict(uses)}, not {wanted}"
    handed = set(Delivery.objects.filter(case=row).values_list("step_id", flat=True))
    if handed != {step.pk for step in steps if step.state in MET and procedure.steps[step.place].delivers}:
        yield f"{handed} are handed over"
    open_ones = Delivery.objects.filter(case=row, received_at=None).values_list("step_id", flat=True)
    if set(open_ones) != {step.pk for step in steps if step.state in OWED and step.state not in RUNNING}:
        yield f"{set(open_ones)} wait to be received"


def _entries_over_many(
    chains: dict[str, Chain], steps: dict[int, list[CaseStep]], numbers: dict[int, str]
) -> Iterator[str]:
    """Each finished step names the entry that finished it, and an entry over many names exactly its cases."""
    under: dict[int, list[str]] = defaultdict(list)
    for case, some in steps.items():
        own = {each["id"] for each in chains[numbers[case]] if each["kind"] == "onestop.step_completed"}
        for step in some:
            if (step.entry_id is not None) != (step.state in MET):
                yield f"{numbers[case]}: a step that is {step.state} was finished by entry {step.entry_id}"
            if step.entry_id is not None and step.entry_id not in own:
                under[step.entry_id].append(numbers[case])
    for entry in _bulk().order_by("id"):
        body, cases = json.loads(entry.body), sorted(under.pop(entry.pk, []))
        if body["count"] != len(cases) or body["cases"] != fold([leaf_hash(each.encode()) for each in cases]).hex():
            yield f"entry {entry.pk} says {body['count']} cases, and {len(cases)} name it, or others"
    yield from (f"entry {entry}, named by {cases}, is not there" for entry, cases in under.items())


def _bulk() -> Any:
    return Entry.objects.filter(kind="onestop.steps_completed")


def _chains() -> dict[str, Chain]:
    """Case → its entries in order, with whether the salts of the sealed values are there."""
    opened = set(Opening.objects.values_list("entry_id", flat=True))
    chains: dict[str, Chain] = defaultdict(list)
    entries = Entry.objects.filter(subject__startswith="onestop:C").order_by("subject", "position")
    for entry in entries.values("id", "subject", "position", "kind", "body"):
        body = json.loads(entry["body"])
        whole = ("sealed" in body) == (entry["id"] in opened)
        chains[entry["subject"].removeprefix("onestop:")].append({**entry, "body": body, "whole": whole})
    return chains


def _answered() -> Counter[str]:
    """Number → how many keys of an opening gave it as their answer."""
    answers = Key.objects.filter(command__endswith="open_case", answer__isnull=False).values_list("answer", flat=True)
    return Counter(json.loads(answer)["number"] for answer in answers)
