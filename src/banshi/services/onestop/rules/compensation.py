"""What becomes of the steps of a case that is withdrawn or fails."""

from dataclasses import dataclass

from banshi.services.onestop.rules.procedure import Procedure, Undo
from banshi.services.onestop.rules.progress import Bits, places


@dataclass(frozen=True, slots=True)
class Plan:
    """By places of steps; in each list the latest step first, as they are undone."""

    stop: tuple[int, ...]
    """Begun and not met: nothing more is done about them."""
    revoke: tuple[int, ...]
    """What they issued is no longer valid."""
    tell: tuple[int, ...]
    """Their department is told; revoked ones are among them."""
    begin: tuple[int, ...]
    """Steps that begin now, to undo others."""
    keep: tuple[int, ...]
    """Stay as they are."""

    @property
    def begins(self) -> int:
        return sum(1 << place for place in self.begin)


def plan(procedure: Procedure, bits: Bits) -> Plan:
    """What follows from the declared rule of each step that was carried out."""
    done = sorted(places(bits.met), reverse=True)
    rules = {place: procedure.steps[place].compensate for place in done if not procedure.steps[place].undoes}
    undoing = [procedure.positions[rule.step] for rule in rules.values() if rule.step]
    return Plan(
        stop=tuple(sorted(places(bits.begun & ~bits.met), reverse=True)),
        revoke=tuple(place for place, rule in rules.items() if rule.act is Undo.REVOKE),
        tell=tuple(place for place, rule in rules.items() if rule.act is not Undo.NONE),
        begin=tuple(dict.fromkeys(place for place in undoing if not bits.begun >> place & 1)),
        keep=tuple(place for place, rule in rules.items() if rule.act is not Undo.REVOKE),
    )
