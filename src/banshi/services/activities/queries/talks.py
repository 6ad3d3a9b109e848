"""Talks on reception days."""

from dataclasses import dataclass
from datetime import datetime

from banshi.kernel.directory.personal import unseal
from banshi.kernel.errors import NotFound
from banshi.services.activities.models import Contact, Talk
from banshi.services.activities.rules.purposes import NAME, PHONE


@dataclass(frozen=True, slots=True)
class TalkView:
    """A talk. `name` and `phone` are those of a resident without an account."""

    booking: str
    title: str
    county: str
    area: str
    owner: int | None
    leader: int
    leader_post: int
    heard: str
    said: str
    settled: bool
    at: datetime
    request: str
    name: str
    phone: str


def talk(booking: str) -> TalkView:
    """The talk of a booking. SQL: 2.

    Raises:
        NotFound: nobody has put it down.
    """
    row = Talk.objects.select_related("offering").filter(booking=booking).first()
    if row is None:
        raise NotFound()
    reached = Contact.objects.filter(booking=booking).exclude(phone_index="").first()
    return TalkView(
        booking=row.booking,
        title=row.offering.title,
        county=row.county,
        area=row.area,
        owner=row.owner_id,
        leader=row.leader_id,
        leader_post=row.leader_post,
        heard=row.heard,
        said=row.said,
        settled=row.settled,
        at=row.at,
        request=row.request,
        name=unseal(bytes(reached.name_sealed), NAME) if reached else "",
        phone=unseal(bytes(reached.phone_sealed), PHONE) if reached else "",
    )
