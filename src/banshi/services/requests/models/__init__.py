"""The room's tables."""

from banshi.services.requests.models.callbacks import CallBack, CallBackRound
from banshi.services.requests.models.handling import AccusedParty, Answer, CoHandler, Message, Note, Rating
from banshi.services.requests.models.hot import HotIssue, HotLook, HotMember
from banshi.services.requests.models.machine import Chain, Signature, Suggestion
from banshi.services.requests.models.oversight import LeaderCharge, Promise, Review, Supervision, Visit
from banshi.services.requests.models.request import PublicFace, Request, SavedView, TopClass

__all__ = [
    "AccusedParty",
    "Answer",
    "CallBack",
    "CallBackRound",
    "Chain",
    "CoHandler",
    "HotIssue",
    "HotLook",
    "HotMember",
    "LeaderCharge",
    "Message",
    "Note",
    "Promise",
    "PublicFace",
    "Rating",
    "Request",
    "Review",
    "SavedView",
    "Signature",
    "Suggestion",
    "Supervision",
    "TopClass",
    "Visit",
]
