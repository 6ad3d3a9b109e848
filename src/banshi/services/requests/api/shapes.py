"""What programs send and receive where it differs from the domain's own values."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from banshi.services.requests.rules.answers import Outcome, Point, Reply
from banshi.services.requests.rules.callbacks import By, Told
from banshi.services.requests.rules.submission import Channel, Contact, Draft, Kind, Level, Urgency

Text = Annotated[str, Field(max_length=20_000)]
Short = Annotated[str, Field(max_length=400)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
UnitId = Annotated[int, Field(ge=1, le=2**53)]


class NewRequest(Schema):
    """A request as it is brought. `area` is a GB/T 2260 code of at least six digits."""

    text: Text
    area: Annotated[str, Field(max_length=12, examples=["150627100"])]
    title: Annotated[str, Field(max_length=200)] = ""
    kind: Kind = Kind.APPEAL
    category: Annotated[str, Field(max_length=6)] = ""
    place: Annotated[str, Field(max_length=200)] = ""
    lon: Lon | None = None
    lat: Lat | None = None
    confidential: bool = False
    name: Annotated[str, Field(max_length=80)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""

    def draft(self, channel: Channel) -> Draft:
        return Draft(
            text=self.text,
            area=self.area,
            title=self.title,
            kind=self.kind,
            channel=channel,
            category=self.category,
            place=self.place,
            lon=self.lon,
            lat=self.lat,
            level=Level.CONFIDENTIAL if self.confidential else Level.NORMAL,
            contact=Contact(name=self.name, phone=self.phone),
        )


class SortingIn(Schema):
    """What a person decides about a request; what is left out stays as it is."""

    category: Annotated[str, Field(max_length=6)] | None = None
    area: Annotated[str, Field(max_length=12)] | None = None
    place: Annotated[str, Field(max_length=200)] | None = None
    kind: Kind | None = None
    urgency: Urgency | None = None
    level: Level | None = None
    theme: Annotated[str, Field(max_length=20)] | None = None


class DispatchIn(Schema):
    """The unit to ask; without one the published catalogue decides."""

    unit_id: UnitId | None = None
    co_unit_ids: Annotated[list[UnitId], Field(max_length=20)] = []
    reason: Short = ""


class TransferIn(Schema):
    unit_id: UnitId
    reason: Short


class ReasonIn(Schema):
    reason: Text


class ProgressIn(Schema):
    text: Text


class RatingIn(Schema):
    score: int
    comment: Text = ""


class PointIn(Schema):
    point: Short
    answered_in: Literal["found", "done", "rest", ""] = ""


class AnswerIn(Schema):
    """A reply: what was found, what was done, the rest by when, how to appeal."""

    outcome: Outcome
    found: Text
    done: Text
    appeal: Text
    rest: Text = ""
    rest_by: date | None = None
    points: Annotated[list[PointIn], Field(max_length=50)] = []

    def reply(self) -> Reply:
        points = tuple(Point(point=each.point, answered_in=each.answered_in) for each in self.points)
        return Reply(
            outcome=self.outcome,
            found=self.found,
            done=self.done,
            appeal=self.appeal,
            rest=self.rest,
            rest_by=self.rest_by,
            points=points,
        )


class DrawIn(Schema):
    """Closings of days [since, until); without a share, as many as the rules ask for."""

    county: Annotated[str, Field(pattern=r"^\d{6}$", examples=["150627"])]
    since: date
    until: date
    by: By = By.UNIT
    share: Annotated[int, Field(ge=1, le=100)] | None = None


class ToldIn(Schema):
    """What the resident said; scores from 1, very dissatisfied, to 5. What is not solved needs words."""

    solved: bool
    satisfied: int
    attitude: int
    words: Text = ""

    def told(self) -> Told:
        return Told(**self.dict())
