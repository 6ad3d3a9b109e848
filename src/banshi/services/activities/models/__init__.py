"""Tables of the room. Places taken by whom are in kernel.slots; here is what is offered and when."""

from banshi.services.activities.models.offerings import Offering, Series
from banshi.services.activities.models.receptions import Talk
from banshi.services.activities.models.sessions import Contact, Occasion
from banshi.services.activities.models.venues import Hour, Use, UseStatus

__all__ = ["Contact", "Hour", "Occasion", "Offering", "Series", "Talk", "Use", "UseStatus"]
