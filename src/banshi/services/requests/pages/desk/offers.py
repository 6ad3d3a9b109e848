"""Every act of the desk by its name in the address."""

from collections.abc import Mapping

from banshi.services.requests.forms.desk import About
from banshi.services.requests.pages.desk.deeds import CENTRAL, Deed
from banshi.services.requests.pages.desk.oversight import OVERSIGHT

DEEDS: Mapping[str, Deed] = {**CENTRAL, **OVERSIGHT}


def offered(about: About) -> dict[str, Deed]:
    """What this member of staff can do to this request now."""
    return {name: deed for name, deed in DEEDS.items() if deed.fits(about)}
