"""A room of matters that exists in these tests only."""

from dataclasses import replace

from banshi.kernel.access.actions import Confidentiality, Guarded
from banshi.kernel.errors import NotFound
from banshi.kernel.rooms import Reach, Role, Service

SERVICE = Service(
    slug="slips",
    title="slips",
    grants={
        Role.RESIDENT: {"slips.read": Reach.OWN},
        Role.CLERK: {"slips.read": Reach.AREA},
        Role.HANDLER: {"slips.read": Reach.UNIT, "slips.answer": Reach.UNIT},
        Role.TOWNSHIP: {"slips.read": Reach.AREA, "slips.answer": Reach.UNIT},
        Role.LEADER: {"slips.read": Reach.CASE},
        Role.SUPERVISOR: {"slips.read": Reach.AREA, "slips.urge": Reach.AREA},
        Role.INSPECTOR: {"slips.read": Reach.AREA},
    },
    hooks={"guarded": "banshi.kernel.access.tests.matters.guarded"},
)

SLIP = Guarded(subject="slips:1", area="150627101", level=Confidentiality.CONFIDENTIAL)
matters: dict[str, Guarded] = {}


def guarded(key: str) -> Guarded:
    """The matter put there by the test."""
    if key not in matters:
        raise NotFound()
    return matters[key]


def put(**changes: object) -> Guarded:
    """A matter "slips:1" with these properties."""
    matters["1"] = replace(SLIP, **changes)  # type: ignore[arg-type]
    return matters["1"]
