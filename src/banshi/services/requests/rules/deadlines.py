"""Which deadline rule a request's clocks follow; the periods themselves are policy/deadlines.yaml."""

from collections.abc import Mapping
from enum import StrEnum

from banshi.services.requests.rules.submission import Kind, Urgency


class Clock(StrEnum):
    """The clocks of a request."""

    REPLY = "reply"
    """The resident's own: from submission to the answer, never stopped."""
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    RATING = "rating"
    RECTIFY = "rectify"
    REVIEW = "review"
    SUPERVISION = "supervision"
    CALL_BACK = "call_back"


PETITION: Mapping[Clock, str] = {
    Clock.REPLY: "petition.completion",
    Clock.DISPATCH: "petition.transfer",
    Clock.ACCEPT: "petition.acceptance",
    Clock.SUPERVISION: "petition.supervision_feedback",
}
HOTLINE: Mapping[Clock, str] = {
    Clock.REPLY: "hotline.reply",
    Clock.DISPATCH: "hotline.dispatch",
    Clock.ACCEPT: "hotline.sign",
    Clock.RATING: "hotline.rating",
    Clock.RECTIFY: "hotline.rectify",
    Clock.SUPERVISION: "hotline.supervision",
    Clock.CALL_BACK: "hotline.callback",
}
REVIEWS = ("petition.review", "petition.rereview")


def rule_of(clock: Clock, kind: str, urgency: int, *, round: int = 1) -> str:
    """The code in policy/deadlines.yaml that `clock` follows for such a request; `round` of a review is 1 or 2."""
    if clock is Clock.REVIEW:
        return REVIEWS[round - 1]
    if kind == Kind.PETITION and clock in PETITION:
        return PETITION[clock]
    if clock is Clock.REPLY and urgency >= Urgency.URGENT:
        return "hotline.reply_urgent"
    if clock is Clock.REPLY and kind == Kind.CONSULT:
        return "hotline.reply_question"
    return HOTLINE[clock]
