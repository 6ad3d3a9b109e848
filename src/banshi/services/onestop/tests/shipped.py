"""The procedures that the house carries, as their files stand."""

from banshi.services.onestop.policy import packaged
from banshi.services.onestop.rules.loading import read
from banshi.services.onestop.rules.procedure import Procedure


def shipped(code: str) -> Procedure:
    """The procedure of this code."""
    return read(packaged()[f"{code}.yaml"], f"{code}.yaml")
