"""What can be done with a procedure and its cases. Each command is one transaction with at least one ledger entry."""

from banshi.services.onestop.commands.completing import Bulk, Issued, NothingToComplete, complete, complete_many
from banshi.services.onestop.commands.consent import Asked, ConsentOver, NoPhone, NotAgreed, agree, ask_consent
from banshi.services.onestop.commands.delivering import choose_way, deliver, receive
from banshi.services.onestop.commands.leaving import NotOptional, fail, take_out, withdraw
from banshi.services.onestop.commands.missing import NothingMissing, Supplied, return_step, supply
from banshi.services.onestop.commands.opening import NoUnit, Opened, Wish, open_case, open_case_for
from banshi.services.onestop.commands.procedures import (
    FaultyProcedure,
    MovedCases,
    Preview,
    Published,
    PublishedOtherwise,
    move_cases,
    preview_move,
    publish,
)
from banshi.services.onestop.commands.row import CaseOver, Done, NoSuchStep, NotBegun, OtherUnit, StepMovedOn, Unfit
from banshi.services.onestop.commands.telling import tell
from banshi.services.onestop.commands.watching import NothingLate, escalate

__all__ = [
    "Asked",
    "Bulk",
    "CaseOver",
    "ConsentOver",
    "Done",
    "FaultyProcedure",
    "Issued",
    "MovedCases",
    "NoPhone",
    "NoSuchStep",
    "NoUnit",
    "NotAgreed",
    "NotBegun",
    "NotOptional",
    "NothingLate",
    "NothingMissing",
    "NothingToComplete",
    "Opened",
    "OtherUnit",
    "Preview",
    "Published",
    "PublishedOtherwise",
    "StepMovedOn",
    "Supplied",
    "Unfit",
    "Wish",
    "agree",
    "ask_consent",
    "choose_way",
    "complete",
    "complete_many",
    "deliver",
    "escalate",
    "fail",
    "move_cases",
    "open_case",
    "open_case_for",
    "preview_move",
    "publish",
    "receive",
    "return_step",
    "supply",
    "take_out",
    "tell",
    "withdraw",
]
