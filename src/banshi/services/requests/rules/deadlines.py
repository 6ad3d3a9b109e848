"""Which deadline rule a request's clocks follow; the periods themselves are policy/deadlines.yaml."""

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


def rule_of(clock: Clock, kind: str, urgency: int, *, round: int = 1) -> str:
    """The code in policy/deadlines.yaml that `clock` follows for such a request."""
    petition = kind == Kind.PETITION
    match clock:
        case Clock.REPLY if petition:
            return "petition.completion"
        case Clock.REPLY if urgency >= Urgency.URGENT:
            return "hotline.reply_urgent"
        case Clock.REPLY:
            return "hotline.reply_question" if kind == Kind.CONSULT else "hotline.reply"
        case Clock.DISPATCH:
            return "petition.transfer" if petition else "hotline.dispatch"
        case Clock.ACCEPT:
            return "petition.acceptance" if petition else "hotline.sign"
        case Clock.RATING:
            return "hotline.rating"
        case Clock.RECTIFY:
            return "hotline.rectify"
        case Clock.REVIEW:
            return "petition.review" if round == 1 else "petition.rereview"
        case Clock.SUPERVISION:
            return "petition.supervision_feedback" if petition else "hotline.supervision"
