"""Gates, bollards and walls on a street: who gets through."""

from banshi.services.servicemap.engine.modes import MODES, Mode, both
from banshi.services.servicemap.engine.tags import EVERYBODY, NO_CARS, Tags, allowed

F, B = Mode.FOOT, Mode.BICYCLE
WALK, NOT_ROLLING, NOBODY = frozenset({F}), frozenset({F, B}), frozenset[Mode]()
KINDS: dict[str, frozenset[Mode]] = {
    **dict.fromkeys(("gate", "lift_gate", "swing_gate", "hampshire_gate", "bump_gate", "sliding_gate"), EVERYBODY),
    **dict.fromkeys(("entrance", "toll_booth", "border_control", "height_restrictor", "sally_port"), EVERYBODY),
    **dict.fromkeys(("kerb", "cattle_grid", "handrail"), EVERYBODY),
    **dict.fromkeys(("bollard", "block", "chain", "motorcycle_barrier", "bus_trap", "sump_buster", "planter"), NO_CARS),
    **dict.fromkeys(("cycle_barrier", "jersey_barrier", "wicket_gate", "yes"), NOT_ROLLING),
    **dict.fromkeys(("stile", "kissing_gate", "turnstile", "full-height_turnstile", "rope", "log", "debris"), WALK),
    **dict.fromkeys(("wall", "fence", "hedge", "city_wall", "retaining_wall", "guard_rail", "ditch"), NOBODY),
}
"""Who gets through where no tag says otherwise; a kind that is not here stops nobody."""
EVERY_BIT = both(*MODES)


def passing(tags: Tags) -> int:
    """The bits of the modes that get through, as in `Street.access`."""
    kind = tags.get("barrier", "")
    if kind not in KINDS:
        return EVERY_BIT
    if tags.get("locked") == "yes" and not any(tags.get(key) == "yes" for key in ("foot", "bicycle", "motor_vehicle")):
        return 0
    return both(*(mode for mode in MODES if allowed(mode, tags, KINDS[kind])))
