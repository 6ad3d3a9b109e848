"""What may be done to a matter: one question for a single matter, one filter for lists.

`may` and `visible` carry the same rule in two forms; a property test holds them together
over random worlds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Q

from banshi.kernel.commands import Actor
from banshi.kernel.errors import Forbidden, NotFound
from banshi.kernel.rooms import Reach, Role, grants


class Confidentiality(IntEnum):
    """How closely a matter is kept."""

    OPEN = 0
    NORMAL = 1
    CONFIDENTIAL = 2
    SECRET = 3


CLEARANCE: dict[Role, Confidentiality] = {
    Role.RESIDENT: Confidentiality.SECRET,  # of one's own matters only: grants reach no further
    Role.CLERK: Confidentiality.NORMAL,
    Role.HANDLER: Confidentiality.CONFIDENTIAL,
    Role.TOWNSHIP: Confidentiality.CONFIDENTIAL,
    Role.LEADER: Confidentiality.CONFIDENTIAL,
    Role.SUPERVISOR: Confidentiality.SECRET,
    Role.INSPECTOR: Confidentiality.SECRET,
    Role.ADMINISTRATOR: Confidentiality.NORMAL,
}


@dataclass(frozen=True, slots=True)
class Guarded:
    """What access must know of one matter."""

    subject: str
    area: str
    level: Confidentiality = Confidentiality.NORMAL
    owner_id: int | None = None
    unit_ids: frozenset[int] = frozenset()
    case_person_ids: frozenset[int] = frozenset()
    accused_units: frozenset[int] = frozenset()
    accused_persons: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a room's table keeps what `Guarded` holds.

    The callables return a Q that is true for rows in which one of the given ids takes that
    part; they may use Exists over the room's own tables.
    """

    subject: Callable[[frozenset[str]], Q]
    area: str
    level: str
    owner: str
    units: Callable[[frozenset[int]], Q]
    case_person: Callable[[int], Q]
    accused_units: Callable[[frozenset[int]], Q]
    accused_person: Callable[[int], Q]


NOTHING = Q(pk__in=[])
EVERYTHING = Q()


def is_accused(actor: Actor, guarded: Guarded) -> bool:
    """Whether the matter is a complaint against this person or a unit they belong to.

    Looks at every post the person holds and every unit above it, so that neither a second
    hat nor a subordinate office opens the file. Beats every role and break-glass.
    """
    return bool(guarded.accused_units & actor.unit_ids) or actor.person_id in guarded.accused_persons


def may(actor: Actor, action: str, guarded: Guarded) -> bool:
    """Whether `actor`, in the post they act in, may do `action` to the matter."""
    if actor.kind == "system":
        return True
    if _owns(actor, guarded) and action in grants()[Role.RESIDENT]:
        return True
    if actor.post is None or is_accused(actor, guarded):
        return False
    if guarded.subject in actor.opened and action.endswith(".read"):
        return True
    role = Role(actor.post.role)
    reach = grants()[role].get(action)
    if reach is None or guarded.level > CLEARANCE[role]:
        return False
    return _reaches(actor, reach, guarded)


def _owns(actor: Actor, guarded: Guarded) -> bool:
    """Who brought the matter keeps it, even one against their own unit, but not one against themselves."""
    person = actor.person_id
    return person is not None and guarded.owner_id == person and person not in guarded.accused_persons


def _reaches(actor: Actor, reach: Reach, guarded: Guarded) -> bool:
    assert actor.post is not None
    if reach is Reach.AREA:
        return guarded.area.startswith(actor.post.area)
    if reach is Reach.UNIT:
        return actor.post.unit_id in guarded.unit_ids
    if reach is Reach.CASE:
        return actor.person_id in guarded.case_person_ids
    return False


def visible(actor: Actor, action: str, columns: Columns) -> Q:
    """The rows of a room's table to which `actor` may do `action`, as a filter."""
    if actor.kind == "system":
        return EVERYTHING
    allowed = NOTHING
    if actor.person_id is not None and action in grants()[Role.RESIDENT]:
        allowed = Q(**{columns.owner: actor.person_id})
    if actor.post is not None:
        allowed |= _staff(actor, action, columns) & ~columns.accused_units(actor.unit_ids)
    if actor.person_id is not None:
        allowed &= ~columns.accused_person(actor.person_id)
    return allowed


def _staff(actor: Actor, action: str, columns: Columns) -> Q:
    assert actor.post is not None
    opened = columns.subject(actor.opened) if actor.opened and action.endswith(".read") else NOTHING
    role = Role(actor.post.role)
    reach = grants()[role].get(action)
    if reach is None:
        return opened
    if reach is Reach.AREA:
        reached = Q(**{f"{columns.area}__startswith": actor.post.area})
    elif reach is Reach.UNIT:
        reached = columns.units(frozenset({actor.post.unit_id}))
    elif reach is Reach.CASE and actor.person_id is not None:
        reached = columns.case_person(actor.person_id)
    else:
        return opened
    return (reached & Q(**{f"{columns.level}__lte": int(CLEARANCE[role])})) | opened


def require(actor: Actor, action: str, guarded: Guarded, *, read: str) -> None:
    """Let the act through or raise.

    Raises:
        NotFound: the actor may not even `read` the matter; that it exists is not told.
        Forbidden: the actor may read it, but not do this.
    """
    if may(actor, action, guarded):
        return
    if may(actor, read, guarded):
        raise Forbidden(action=action)
    raise NotFound()
